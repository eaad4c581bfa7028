"""gold.weak_spots from a lake: the planted area first, repeatable, and the files planners open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import geopandas
import openpyxl
import pyogrio
import pytest
from pyspark.sql import functions as F

from gridtag.jobs import repeat_places, weak_spot_tables, weak_spots
from gridtag.jobs.context import Context
from tests.jobs.lakes import fill

AREAS = [f"T{number:02d}" for number in range(30)]
WEAK = "T07"


def tables() -> dict[str, list[dict[str, Any]]]:
    """Thirty areas of twenty customers; one fault outage each, eight at the weak one."""
    months = range(1, 9)
    outages = [("2026-05-01", area) for area in AREAS] + [(f"2026-{month:02d}-10", WEAK) for month in months]
    return {
        "transformers": [
            {
                "transformer_no": area, "transformer_name": f"{area}台区", "feeder_no": "F1", "org_no": "334010101",
                "urban_rural": "01", "longitude": 120 + number / 100, "latitude": 30.0 if number else None,
            }
            for number, area in enumerate(AREAS)
        ],
        "customers": [
            {"customer_no": f"{area}{number:02d}", "transformer_no": area, "org_no": "334010101"}
            | {"connected_on": "2015-01-01"}
            for area in AREAS
            for number in range(20)
        ],
        "outages": [
            {
                "outage_id": f"O{number:03d}", "kind": "fault", "level": "tg", "transformer_no": area,
                "started_at": f"{day} 08:00:00", "restored_at": f"{day} 09:00:00", "reason": "equip",
            }
            for number, (day, area) in enumerate(outages)
        ],
        "tickets": [
            {
                "ticket_no": "W1", "business_code": "T43", "transformer_no": WEAK, "accepted_at": "2026-08-10 10:00:00",
                "urban_rural": "01",
            }
        ],
        "organisations": [{"org_no": "3340101", "level": "county", "org_name": "县公司"}],
    }  # fmt: skip


def test_the_planted_weak_area_comes_first_and_is_exported(context: Context) -> None:
    fill(context, tables())
    assert weak_spots.run(context) == {"areas": 30, "weak": 1}
    rows = weak_spots.result(context).orderBy("rank").collect()
    first = rows[0]
    assert (first["unit_id"], first["outage_events"], first["events"], first["outage_minutes"]) == (
        WEAK,
        9,
        10,
        540,
    )
    assert (first["rank_low"], first["rank_high"], first["status"]) == (1, 1, "new")
    assert first["breaches"] == ["frequent_365d5", "frequent_60d3"]
    assert first["evidence"][:2] == ["W1", "O037"]
    assert first["heavy_load_rr"] is None
    (cause,) = context.lake.read(weak_spot_tables.CAUSES).collect()
    told = (cause["transformer_no"], cause["event_id"], cause["cause"], cause["share"], cause["evidence"])
    assert told == (WEAK, "O037", "weak_grid", 1.0, ["W1"])
    assert [row["rank"] for row in rows] == list(range(1, 31))
    assert weak_spots.run(context) == {"areas": 30, "weak": 1}
    assert weak_spots.result(context).orderBy("rank").collect() == rows

    day_before = F.lit(context.as_of - timedelta(days=1)).alias("as_of")
    earlier = weak_spots.result(context).select(day_before, *weak_spots.result(context).columns[1:])
    context.lake.append(weak_spots.TABLE, earlier)
    assert weak_spots.of_last_run(context.lake).collect() == rows
    weak_spots.run(context)
    assert weak_spots.weak(context).select("status").collect() == [("persistent",)]

    sheet, package = weak_spots.export(context, context.out)
    before = (sheet.read_bytes(), package.read_bytes())
    weak_spots.export(context, context.out)
    assert (sheet.read_bytes(), package.read_bytes()) == before
    assert [name for name, _ in pyogrio.list_layers(package)] == ["weak_spots"]
    layer = geopandas.read_file(package, layer="weak_spots")
    assert layer.crs.to_epsg() == 4490
    assert (layer["unit_id"].tolist(), round(layer.geometry.x[0], 4)) == ([WEAK], 120.07)
    book = openpyxl.load_workbook(sheet)
    assert [cell.value for cell in book["薄弱台区"][1]][:3] == ["名次", "级别", "台区"]
    assert book["薄弱台区"]["D2"].value == WEAK


@pytest.mark.slow
def test_records_that_cannot_be_true_neither_stop_the_run_nor_make_anybody_weak(context: Context) -> None:
    """One area with one customer; all outages on one day, one told twice, one that ended before it began, one of an
    area that is not known; nothing has coordinates."""
    given = tables()
    area = given["transformers"][0] | {"longitude": None}
    outage = given["outages"][0] | {"transformer_no": AREAS[0]}
    backwards = outage | {"outage_id": "O900", "restored_at": "2026-04-30 09:00:00"}
    unknown = outage | {"outage_id": "O901", "transformer_no": "T99"}
    given |= {"transformers": [area], "customers": given["customers"][:1], "tickets": []}
    fill(context, {**given, "outages": [outage, outage, backwards, unknown]})
    assert weak_spots.run(context) == {"areas": 1, "weak": 0}
    (row,) = weak_spots.result(context).collect()
    assert (row["customers"], row["outage_events"], row["outages"], row["outage_minutes"]) == (1, 1, 2, 60)
    assert (row["longitude"], row["area_id"], row["tier"], row["status"]) == (None, None, None, None)
    assert weak_spots.result(context, "cell").count() == 0
    assert context.lake.read(weak_spot_tables.SEGMENTS).count() == 0


@pytest.mark.slow
def test_a_lake_without_a_network_says_so_with_no_rows(context: Context) -> None:
    fill(context, {})
    assert weak_spots.run(context) == {"areas": 0, "weak": 0}


def test_no_events_is_an_empty_list_with_both_layers(context: Context) -> None:
    fill(context, {**tables(), "outages": []})
    assert weak_spots.run(context) == {"areas": 30, "weak": 0}
    assert repeat_places.run(context) == {"places": 0, "faults": 0}
    _, package = weak_spots.export(context, context.out)
    assert [name for name, _ in pyogrio.list_layers(package)] == ["weak_spots", "repeat_places"]
    assert geopandas.read_file(package, layer="repeat_places").empty
