"""All suites: one per silver table, and one over the deliveries."""

from gridtag.expectations import (
    billing,
    calls,
    campaigns,
    customers,
    deliveries,
    measurements,
    network,
    outages,
    tickets,
)
from gridtag.expectations.check import Check, Suite

TABLE_SUITES: tuple[Suite, ...] = (
    *network.SUITES,
    *customers.SUITES,
    *calls.SUITES,
    *tickets.SUITES,
    *billing.SUITES,
    *outages.SUITES,
    *campaigns.SUITES,
    *measurements.SUITES,
)
SUITES: tuple[Suite, ...] = (*TABLE_SUITES, *deliveries.SUITES)
CHECKS: tuple[Check, ...] = tuple(check for suite in SUITES for check in suite.checks)
