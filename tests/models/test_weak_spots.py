"""What counts as an event at a transformer area, who is exposed for how long, and who comes first."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pytest
from pyspark.sql import SparkSession
from scipy import stats

from gridtag.models.weak_spots import Silver, areas, events_by_area, exposure, group_priors, ranked, reports
from tests.features.silver_rows import spark_frame
from tests.models.tables import rows

AS_OF, CUT_OFF = date(2026, 10, 31), datetime(2026, 11, 1)
OUTAGES = """
outage_id  kind     level  transformer_no  customer_no  started_at           restored_at          reason  status
O1         fault    mv     -               -            2026-07-01 08:00:00  2026-07-01 10:00:00  equip   restored
O2         urgent   tg     T1              -            2026-07-01 13:00:00  2026-07-01 14:00:00  om      restored
O3         fault    tg     T1              -            2026-08-01 08:00:00  -                    nature  open
O4         plan     tg     T1              -            2026-09-01 08:00:00  2026-09-01 18:00:00  -       restored
O5         arrears  own    -               C1           2026-09-02 08:00:00  2026-09-02 18:00:00  -       restored
O6         fault    tg     T1              -            2026-09-03 08:00:00  2026-09-03 18:00:00  user    restored
O7         fault    tg     T1              -            2026-09-04 08:00:00  2026-09-04 18:00:00  equip   cancelled
O8         fault    tg     T1              -            2025-10-31 08:00:00  2025-10-31 18:00:00  equip   restored
O9         fault    own    -               C1           2026-10-01 08:00:00  2026-10-01 09:00:00  equip   restored
"""
SCOPE = """
outage_id  transformer_no  restored_at
O1         T1              2026-07-01 09:30:00
O1         T2              -
"""
TICKETS = """
ticket_no  business_code  transformer_no  customer_no  accepted_at          outage_id
W1         R21            T1              -            2026-07-01 18:30:00  -
W2         R21            T1              -            2026-07-02 09:00:00  -
W3         R21            -               C1           2026-07-03 09:00:00  -
W4         R21            T1              -            2026-08-03 09:00:00  O3
W5         R41            T1              -            2026-07-04 09:00:00  -
W6         T43            T1              -            2026-07-05 09:00:00  -
W7         O4             -               C1           2026-07-06 09:00:00  -
W8         T11            T1              -            2026-07-07 09:00:00  -
"""
EVENTS = """
area  events  tickets  outages  minutes  last        evidence
T1    5       4        4        1650   2026-10-01  O1 O2 O3 O9 W1 W2 W3 W4
T2    1       0        1        120      2026-07-01  O1
"""
VERSIONS = """
customer_no  transformer_no  status  connected_on  cancelled_on  valid_from
C1           T1              0       2010-01-01    -             2026-06-01 00:00:00
C2           T1              0       2026-10-30    -             2026-10-30 00:00:00
C3           T1              0       2010-01-01    2025-11-02    2024-01-01 00:00:00
C4           T1              0       2010-01-01    -             2024-01-01 00:00:00
C4           T2              0       2010-01-01    -             2026-10-22 00:00:00
C5           T2              9       2010-01-01    2020-01-01    2024-01-01 00:00:00
"""
DAYS = {"T1": 365 + 2 + 1 + 355, "T2": 10}


@pytest.fixture(scope="module")
def silver(spark: SparkSession) -> Silver:
    versions = spark_frame(spark, "customers", rows(VERSIONS))
    tickets = [row | {"asset_owner": "supply", "fault_class": "lv"} for row in rows(TICKETS)]
    transformers = [
        {"transformer_no": name, "feeder_no": "F1", "org_no": "334010101", "urban_rural": "02"}
        | {"ownership": "02" if name == "T4" else "01"}
        for name in ("T1", "T2", "T3", "T4")
    ]
    return Silver(
        tickets=spark_frame(spark, "tickets", tickets),
        outages=spark_frame(spark, "outages", rows(OUTAGES)),
        outage_scope=spark_frame(spark, "outage_scope", rows(SCOPE)),
        transformers=spark_frame(spark, "transformers", transformers),
        versions=versions,
        archive=versions.where("customer_no <> 'C5' AND customer_no <> 'C3'").where(
            "NOT (customer_no = 'C4' AND transformer_no = 'T1')"
        ),
        counties=spark.createDataFrame(
            [("3340101", "3340101")], "county_org_no STRING, now_county_org_no STRING"
        ),
    )


def test_reports_become_events(silver: Silver) -> None:
    """O1, O2 and W1 are one event although eleven hours lie between first and last; W4 belongs to O3 by its
    number; C1's own outage and ticket are the area's. O1 ended at T1 before all of it was restored; O3, still open,
    counts for a day.
    """
    found = events_by_area(reports(silver, AS_OF, CUT_OFF)).collect()
    told = {
        row["transformer_no"]: (
            row["events"], row["fault_tickets"], row["outages"], row["outage_minutes"],
            str(row["last_event_on"]), " ".join(row["evidence"]),
        )
        for row in found
    }  # fmt: skip
    assert told == {
        str(row["area"]): (
            int(row["events"]), int(row["tickets"]), int(row["outages"]), int(row["minutes"]), row["last"],
            row["evidence"],
        )
        for row in rows(EVENTS)
    }  # fmt: skip


def test_exposure_counts_the_days_each_customer_hung_there(silver: Silver) -> None:
    found = exposure(silver.versions, AS_OF).collect()
    assert {row["transformer_no"]: row["customer_days"] for row in found} == DAYS


def test_areas_are_the_public_ones_with_customers(silver: Silver) -> None:
    found = {row["unit_no"]: row for row in areas(silver, AS_OF, CUT_OFF).collect()}
    assert set(found) == {"T1", "T2"}
    assert (found["T1"]["customers"], found["T1"]["complaints"], found["T1"]["events"]) == (2, 2, 5)
    assert (found["T2"]["customers"], found["T2"]["complaints"], found["T2"]["city"]) == (1, 0, "33401")


def test_a_planted_weak_area_comes_first_and_figures_are_scipys(spark: SparkSession) -> None:
    random = np.random.default_rng(11)
    planted = "A017"
    listed = [
        (f"A{n:03d}", "33401", "01" if n % 2 else "02", int(random.poisson(2)), 36_500, 100)
        for n in range(80)
    ]
    listed = [(*row[:3], 14, *row[4:]) if row[0] == planted else row for row in listed]
    frame = spark.createDataFrame(
        listed,
        "unit_no STRING, city STRING, urban_rural STRING, events INT, customer_days BIGINT, customers INT",
    )
    priors = group_priors(frame)
    found = {row["unit_no"]: row for row in ranked(frame, priors).collect()}
    first = found[planted]
    assert first["rank"] == 1
    assert first["risk_ratio_low"] > 2
    prior = priors["33401", "01"]
    expected = prior.rate * 36_500
    low = stats.gamma.ppf(0.05, prior.shape + 14, scale=1 / (prior.shape + expected))
    assert first["expected"] == pytest.approx(expected, abs=1e-6)
    assert first["risk_ratio"] == pytest.approx((prior.shape + 14) / (prior.shape + expected), abs=1e-6)
    assert first["risk_ratio_low"] == pytest.approx(low, abs=1e-6)
    assert first["excess"] == pytest.approx((low - 1) * expected, abs=1e-5)
    assert sorted(row["rank"] for row in found.values()) == list(range(1, 81))
    again = ranked(frame.orderBy(frame.events.desc()), group_priors(frame.repartition(7))).collect()
    assert {row["unit_no"]: row for row in again} == found
