"""Everything in the province that lives on from month to month."""

from dataclasses import dataclass, field

import numpy as np

from gridtag.sample.adoption import Adoption
from gridtag.sample.archive import Archive
from gridtag.sample.archive_rows import Care, Consents, People
from gridtag.sample.bills import Billing
from gridtag.sample.campaigns import Campaigns
from gridtag.sample.climate import Climate
from gridtag.sample.clock import History
from gridtag.sample.courier import Courier
from gridtag.sample.demand import Demand
from gridtag.sample.energy import Energy
from gridtag.sample.outages import Outages
from gridtag.sample.payments import Settled
from gridtag.sample.planted import Festival
from gridtag.sample.reform import Reform
from gridtag.sample.tickets import Desk


@dataclass
class Province:
    """`outages` grow: first what the weather and plans brought, from `festival_base` what is planted, from
    `first_single` on those of one household.
    """

    told: History
    seed: int
    courier: Courier
    archive: Archive
    reform: Reform
    climate: Climate
    energy: Energy
    billing: Billing
    adoption: Adoption
    late_payers: np.ndarray
    outages: Outages
    festival_base: int
    first_single: int
    festival: Festival
    demand: Demand
    desk: Desk
    people: People
    consents: Consents
    care: Care
    campaigns: Campaigns
    settled: list[Settled] = field(default_factory=list)
    renumbered: tuple[np.ndarray, np.ndarray] | None = None
    last_use: np.ndarray | None = None
