"""gold.repeat_places from a lake: figures, repeatability, what was not yet known, and the workbook."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import openpyxl
import pytest
from pyspark.sql import functions as F

from gridtag.errors import GridtagError
from gridtag.jobs import repeat_places
from gridtag.jobs.context import Context
from tests.jobs.lakes import fill


def fault(number: str, day: str, address: str) -> dict[str, Any]:
    return {
        "ticket_no": number, "accepted_at": f"{day} 10:00:00", "address": address, "business_code": "R21",
        "org_no": "334010101", "asset_owner": "supply", "fault_class": "lv", "fault_cause": "树障",
        "transformer_no": "T1",
    }  # fmt: skip


TABLES = {
    "tickets": [
        fault("a1", "2025-01-29", "金桂花园3幢"),
        fault("a2", "2026-02-17", "金桂花园五号楼"),
        fault("a3", "2026-02-19", "金桂花园五号楼"),
        fault("b1", "2025-01-29", "上坞村3组"),
        fault("b2", "2026-02-19", "上坞村三组"),
        fault("c1", "2026-02-19", "和平里1幢"),
    ],
    "customers": [
        {"customer_no": "C1", "address": "金桂花园3幢1单元", "org_no": "334010101", "transformer_no": "T1"}
    ],
    "transformers": [
        {
            "transformer_no": "T1",
            "feeder_no": "F1",
            "org_no": "334010101",
            "longitude": 120.1,
            "latitude": 30.1,
        }
    ],
    "organisations": [{"org_no": "3340101", "level": "county", "org_name": "县公司"}],
}


def test_places_and_faults_of_two_festivals(context: Context) -> None:
    fill(context, TABLES)
    assert repeat_places.run(context) == {"places": 2, "faults": 3}
    rows = repeat_places.ordered(context).collect()
    assert [(row["place_name"], row["faults_first"], row["faults_later"]) for row in rows] == [
        ("金桂花园", 1, 2),
        ("上坞村", 1, 1),
    ]
    first = rows[0]
    assert (first["festival"], first["first_year"], first["later_year"]) == ("spring", 2025, 2026)
    assert (first["customers"], first["causes"], first["feeder_no"]) == (1, ["树障"], "F1")
    assert repeat_places.run(context) == {"places": 2, "faults": 3}
    assert repeat_places.ordered(context).collect() == rows
    path = repeat_places.export(context, context.out)
    before = path.read_bytes()
    repeat_places.export(context, context.out)
    assert path.read_bytes() == before
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    assert sheet["A1"].value == "地点"
    assert [sheet["A2"].value, sheet["A3"].value] == ["金桂花园", "上坞村"]
    assert sheet.freeze_panes == "A2"


def test_what_became_known_later_does_not_count(context: Context) -> None:
    fill(context, {**TABLES, "tickets": TABLES["tickets"][:1]})
    fill(context, {"tickets": TABLES["tickets"][1:]}, known="2026-11-05 00:00:00")
    assert repeat_places.run(context) == {"places": 0, "faults": 0}
    later = dataclasses.replace(context, as_of=date(2026, 11, 5))
    assert repeat_places.run(later) == {"places": 2, "faults": 3}
    kept = context.lake.read(repeat_places.TABLE).groupBy("as_of").agg(F.count("*").alias("places")).collect()
    assert {str(row["as_of"]): row["places"] for row in kept} == {"2026-11-05": 2}


@pytest.mark.parametrize(("first", "later", "says"), [(2026, 2025, "earlier"), (2026, 2027, "ends on")])
def test_years_that_cannot_be_compared_are_one_clear_line(
    context: Context, first: int, later: int, says: str
) -> None:
    with pytest.raises(GridtagError, match=says):
        repeat_places.between(context, first, later)
