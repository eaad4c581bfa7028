"""From silver to reports and exposure: what counts as what, and for whom."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from gridtag.models.weak_spots import CHANNELS
from gridtag.models.weak_spots.silver import Silver, daily_minutes, exposure, facts, reports, transformers
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
W9         R31            T1              -            2026-07-08 09:00:00  -
"""
REPORTS = """
area  kind         report  breach
T1    outage       O1      -
T1    outage       O2      -
T1    outage       O3      -
T1    planned      O4      -
T1    outage       O8      -
T1    outage       O9      -
T1    fault        W1      late_arrival
T1    fault        W2      -
T1    fault        W3      -
T1    fault        W4      -
T1    complaint    W6      -
T1    complaint    W7      -
T1    low_voltage  W9      under_198v
T2    outage       O1      -
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
DAYS = {"T1": [365 + 2 + 1 + 355, 365 * 3, 365 * 3], "T2": [10, 0, 0]}


@pytest.fixture(scope="module")
def silver(spark: SparkSession) -> Silver:
    versions = spark_frame(spark, "customers", rows(VERSIONS))
    told = {"asset_owner": "supply", "fault_class": "lv", "urban_rural": "01", "content": "电压只有187V"}
    tickets = [row | told for row in rows(TICKETS)]
    tickets[0]["on_site_at"] = "2026-07-01 19:16:00"
    areas = [
        {"transformer_no": name, "feeder_no": "F1", "org_no": "334010101", "urban_rural": "02"}
        | {
            "ownership": "02" if name == "T4" else "01",
            "commissioned_on": "2025-10-31" if name == "T2" else None,
        }
        for name in ("T1", "T2", "T3", "T4")
    ]
    return Silver(
        tickets=spark_frame(spark, "tickets", tickets),
        outages=spark_frame(spark, "outages", [row | {"feeder_no": "F1"} for row in rows(OUTAGES)]),
        outage_scope=spark_frame(spark, "outage_scope", rows(SCOPE)),
        transformers=spark_frame(spark, "transformers", areas),
        versions=versions,
        archive=versions.where("customer_no NOT IN ('C5', 'C3')").where(
            "NOT (customer_no = 'C4' AND transformer_no = 'T1')"
        ),
        counties=spark.createDataFrame(
            [("3340101", "3340101")], "county_org_no STRING, now_county_org_no STRING"
        ),
    )  # fmt: skip


def test_reports_have_their_kind_and_the_rule_they_tell_of(silver: Silver) -> None:
    """Arrears, the customer's own causes and cancelled records are out; C1's reports are the area's; O1 reaches both
    areas as one event of the feeder. A crew may take 45 minutes in town; the other texts on voltage are no voltage
    tickets."""
    found = reports(silver, AS_OF, CUT_OFF, {"01": 45}).collect()
    told = {
        (
            row["transformer_no"],
            "planned" if row["kind"] < 0 else CHANNELS[row["kind"]],
            row["report_no"],
            row["breach"],
        )
        for row in found
    }
    assert told == {(row["area"], row["kind"], row["report"], row["breach"]) for row in rows(REPORTS)}
    roots = {row["report_no"]: row["root"] for row in found}
    assert [name for name, root in roots.items() if root >= 0] == ["O1"]


def test_exposure_counts_the_days_each_customer_hung_there_by_year(silver: Silver) -> None:
    found = {row["transformer_no"]: row for row in exposure(silver.versions, AS_OF).collect()}
    assert {name: [row[f"days_{year}"] for year in range(3)] for name, row in found.items()} == DAYS


def test_transformers_are_the_public_ones_with_customers(silver: Silver) -> None:
    found = {row["transformer_no"]: row for row in transformers(silver, AS_OF).collect()}
    assert set(found) == {"T1", "T2"}
    assert (found["T1"]["customers"], found["T2"]["customers"], found["T2"]["city"]) == (2, 1, "33401")
    assert [found["T2"][f"device_days_{year}"] for year in range(3)] == [365, 1, 0]


def test_facts_of_the_last_year_and_minutes_by_day(silver: Silver, spark: SparkSession) -> None:
    """O1 ended at T1 before all of it was restored; O3, still open, counts for a day."""
    told = reports(silver, AS_OF, CUT_OFF, {"01": 45})
    members = spark.createDataFrame(
        [("T1", "feeder", "F1"), ("T2", "feeder", "F1"), ("T2", "transformer", "T2")],
        "transformer_no STRING, unit_kind STRING, unit_id STRING",
    )
    found = {row["unit_id"]: row for row in facts(told, members, AS_OF).collect()}
    feeder = found["F1"]
    assert (feeder["fault_tickets"], feeder["outages"], feeder["complaints"]) == (4, 4, 2)
    assert feeder["outage_minutes"] == 120 + 60 + 1440 + 60
    assert feeder["evidence"][:3] == ["O9", "O3", "W4"] or feeder["evidence"][:2] == ["O9", "W4"]
    assert feeder["told_breaches"] == ["late_arrival", "under_198v"]
    assert (found["T2"]["outage_minutes"], found["T2"]["told_breaches"]) == (120, [])
    minutes = (
        daily_minutes(told, transformers(silver, AS_OF)).where(F.col("day") == date(2026, 7, 1)).collect()
    )
    assert [int(row["customer_seconds"]) for row in minutes] == [(90 * 2 + 120 * 1 + 60 * 2) * 60]
