"""Tickets in, repeat places out: one text table per rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from pyspark.sql import DataFrame, SparkSession

from gridtag.calendar import spring_festival
from gridtag.models.faults import fault_tickets
from gridtag.models.repeat_places import Network, described, placed, repeated
from tests.features.silver_rows import spark_frame
from tests.models.tables import rows

TICKETS = """
no  accepted_at       org_no     customer  address             transformer  but                   why
a1  2025-01-29 10:00  334010101  -         西湖区金桂花园3幢   T1           -                     first season
a2  2026-02-17 10:00  334010101  -         金桂花園小区五号楼  T1           -                     same estate later
a3  2026-02-17 15:00  334010101  -         金桂花园1幢         T1           asset_owner=          one fault with a2
a4  2026-02-18 10:00  334010101  -         金桂花园2幢         T1           business_code=R22     a second fault
b1  2025-02-01 10:00  334010102  -         上坞村3组           T2           -                     village
b2  2026-02-20 10:00  334010102  -         上坞村村委会对面    T2           asset_owner=other     others' assets count
c1  2025-02-01 10:00  334010201  -         上坞村3组           T3           -                     other county: no pair
d1  2025-02-01 10:00  334010101  -         东方小区1幢         T1           -                     faulty once
d2  2026-02-20 10:00  334010101  -         东方小区1幢         T1           asset_owner=customer  customer's asset
d3  2026-02-20 11:00  334010101  -         东方小区1幢         T1           business_code=R41     customer's side
d4  2026-02-20 12:00  334010101  -         东方小区1幢         T1           fault_class=inquiry   an inquiry
d5  2026-02-20 13:00  334010101  -         东方小区1幢         T1           is_child=true         a child
d6  2026-02-20 14:00  334010101  -         东方小区1幢         T1           is_test=true          a test
d7  2026-02-20 15:00  334010101  -         东方小区1幢         T1           outage_id=O1          planned outage
d8  2026-03-20 15:00  334010101  -         东方小区1幢         T1           -                     after the festival
e1  2025-01-22 10:00  334010101  -         和平里1幢           T1           -                     lunar: inside 2025
e2  2026-02-09 10:00  334010101  -         和平里1幢           T1           -                     lunar: inside 2026
f1  2025-02-01 10:00  334010101  C1        -                   -            -                     archive address
f2  2026-02-20 10:00  334010101  C1        不详                -            -                     archive address
g1  2025-02-01 10:00  334010101  C2        -                   -            -                     archive transformer
g2  2026-02-20 10:00  334010101  -         建设路3号           T9           -                     own transformer
h1  2025-02-01 10:00  334010301  -         长岭村1组           T5           -                     before the merger
h2  2026-02-20 10:00  334010401  -         长岭村1组           T5           -                     after the merger
i1  2025-02-01 10:00  334010101  -         -                   -            -                     nowhere
i2  2026-02-20 10:00  334010101  -         -                   -            -                     nowhere
"""
FOUND = """
place     level        county   first  later  evidence         transformer  customers
金桂花园   estate       3340101  1      2      a1 | a2 a3 a4    T1           2
上坞村     village      3340101  1      1      b1 | b2          T2           1
和平里     estate       3340101  1      1      e1 | e2          T1           0
翠湖苑     estate       3340101  1      1      f1 | f2          T7           1
九号台区   transformer  3340101  1      1      g1 | g2          T9           1
长岭村     village      3340104  1      1      h1 | h2          T5           0
"""
ARCHIVE = """
customer_no  address                transformer_no  org_no
C1           翠湖苑3幢1单元101室      T7              334010101
C2           建设路3号               T9              334010101
C3           西湖区金桂花园3幢        T1              334010101
C4           金桂花园小区二号楼       T1              334010101
C5           金桂花园广场5号          T1              334010101
C6           上坞村7组               T2              334010102
C7           上坞村7组               T3              334010201
"""
TRANSFORMERS = """
transformer_no  transformer_name  feeder_no  org_no     longitude  latitude
T1              一号台区           F1         334010101  120.1      30.1
T2              二号台区           F1         334010102  120.2      30.2
T5              五号台区           F2         334010401  120.3      30.3
T7              七号台区           F2         334010101  120.4      30.4
T9              九号台区           F2         334010101  120.5      30.5
"""
USUAL = {"business_code": "R21", "asset_owner": "supply", "fault_class": "lv"}
Found = dict[str, tuple[object, ...]]


@pytest.fixture(scope="module")
def network(spark: SparkSession) -> Network:
    counties = [(f"334010{number}", f"334010{4 if number == 3 else number}") for number in range(1, 5)]
    return Network(
        spark_frame(spark, "customers", rows(ARCHIVE)),
        spark_frame(spark, "transformers", rows(TRANSFORMERS)),
        spark.createDataFrame(counties, "county_org_no STRING, now_county_org_no STRING"),
    )


def find(spark: SparkSession, tickets: Sequence[Mapping[str, str | None]], network: Network) -> DataFrame:
    silver = [
        USUAL
        | {
            "ticket_no": ticket["no"],
            "customer_no": ticket["customer"],
            "transformer_no": ticket["transformer"],
        }
        | {name: ticket[name] for name in ("accepted_at", "org_no", "address")}
        | dict([ticket["but"].split("=")] if ticket["but"] else [])
        for ticket in tickets
    ]
    outages = spark_frame(
        spark, "outages", [{"outage_id": "O1", "kind": "plan", "started_at": "2026-02-20 08:00:00"}]
    )
    faults = fault_tickets(spark_frame(spark, "tickets", silver), outages)
    found = repeated(placed(faults, network), spring_festival(2025), spring_festival(2026))
    return described(found, network)


def told(frame: DataFrame) -> Found:
    return {
        row["place_name"]: (
            row["level"], row["county_org_no"], row["faults_first"], row["faults_later"],
            f"{' '.join(row['tickets_first'])} | {' '.join(row['tickets_later'])}",
            row["transformer_no"], row["customers"],
        )
        for row in frame.collect()
    }  # fmt: skip


def expected() -> Found:
    return {
        str(row["place"]): (
            row["level"], row["county"], int(row["first"]), int(row["later"]), row["evidence"],
            row["transformer"], int(row["customers"]),
        )
        for row in rows(FOUND)
    }  # fmt: skip


def test_repeat_places_of_the_table(spark: SparkSession, network: Network) -> None:
    assert told(find(spark, rows(TICKETS), network)) == expected()


def test_the_order_of_tickets_does_not_matter(spark: SparkSession, network: Network) -> None:
    assert told(find(spark, rows(TICKETS)[::-1], network)) == expected()


def test_what_the_network_says_of_a_place(spark: SparkSession, network: Network) -> None:
    found = {row["place_name"]: row for row in find(spark, rows(TICKETS), network).collect()}
    village = found["上坞村"]
    assert (village["feeder_no"], village["org_no"], village["longitude"]) == ("F1", "334010102", 120.2)
    assert str(village["first_fault_on"]) == "2025-02-01"
    assert str(village["last_fault_on"]) == "2026-02-20"
    assert len({row["place_id"] for row in found.values()}) == len(found)
