"""A province from transformers and reports to rows, with what may be missing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from gridtag.models.weak_spots import CHANNELS
from gridtag.models.weak_spots.province import PLANNED, SCHEMA, spots
from gridtag.models.weak_spots.region import DAYS, DEVICE_DAYS

END = 1_700_000_000
SIDE = 12
STEP = 0.045
"""Degrees between neighbours, less than a cell."""


def transformers() -> pd.DataFrame:
    number = np.arange(SIDE * SIDE)
    days = dict.fromkeys(DAYS, 36_500) | dict.fromkeys(DEVICE_DAYS, 365)
    named = {"name": [f"{one}号" for one in number], "org_no": "334010101", "county_org_no": "3340101"}
    return pd.DataFrame(
        {"transformer_no": [f"T{one:03d}" for one in number], "place": number + 1000, "urban_rural": "01"}
        | {"feeder_no": [f"F{one // SIDE:02d}" for one in number], "customers": 100}
        | {"longitude": 120 + number % SIDE * STEP, "latitude": 30 + number // SIDE * STEP} | named | days
    )  # fmt: skip


def reports(weak: tuple[int, ...] = (), seed: int = 3) -> pd.DataFrame:
    """Three outages at each place over the years, four times as many at the weak ones."""
    random = np.random.default_rng(seed)
    place = np.repeat(np.arange(SIDE * SIDE), [12 if one in weak else 3 for one in range(SIDE * SIDE)]) + 1000
    started = END - random.integers(1, 3 * 365, len(place)) * 86_400
    outage = CHANNELS.index("outage")
    return pd.DataFrame(
        {"place": place, "report_no": np.arange(len(place)), "kind": outage, "root": -1, "started": started}
    ).assign(major=False)


def test_weak_neighbours_are_found_and_drawn_as_one_area() -> None:
    weak = tuple(row * SIDE + column for row in (4, 5, 6) for column in (4, 5, 6))
    rows = spots(transformers(), reports(weak), "33", END)
    areas = rows[rows["unit_kind"] == "transformer"].set_index("unit_id")
    numbers = [f"T{one:03d}" for one in weak]
    assert areas.loc[numbers, "tier"].gt(0).all()
    assert areas["tier"].gt(0).sum() <= len(weak) + 2
    assert areas.loc["T065", "area_id"]
    assert areas.loc[numbers, "area_id"].dropna().nunique() == 1
    assert areas.loc["T000", "area_id"] is None
    feeders = rows[rows["unit_kind"] == "feeder"]
    assert feeders["customers"].tolist() == [SIDE * 100] * SIDE
    assert feeders["events"].sum() == areas["events"].sum() > len(reports(weak)) - 5


def test_major_event_days_are_counted_apart() -> None:
    told = reports().assign(major=lambda rows: rows["place"] == 1000)
    rows = spots(transformers(), told, "33", END).set_index("unit_id")
    assert (rows.loc["T000", "events"], rows.loc["T000", "major_events"]) == (0, 3)
    assert (rows.loc["T001", "events"], rows.loc["T001", "major_events"]) == (3, 0)


def test_planned_outages_count_for_the_rules_only() -> None:
    days = [1, 30, 59]
    planned = reports()[:3].assign(kind=PLANNED, place=1000, started=[END - day * 86_400 for day in days])
    rows = spots(transformers(), planned, "33", END).set_index("unit_id")
    assert rows.loc["T000", "frequent"] == ["frequent_60d3"]
    assert rows.loc["T001", "frequent"] == []
    assert not rows["events"].any()


@pytest.mark.parametrize(
    ("given", "told", "kinds"),
    [
        ("nothing", "nothing", set()),
        ("nothing", "reports", set()),
        ("all", "nothing", {"transformer", "feeder", "cell"}),
        ("one", "reports", {"transformer", "feeder", "cell"}),
        ("one customer", "reports", {"transformer", "feeder", "cell"}),
        ("no coordinates", "reports", {"transformer", "feeder"}),
        ("no feeders", "reports", {"transformer", "cell"}),
        ("all", "one day", {"transformer", "feeder", "cell"}),
        ("all", "told twice", {"transformer", "feeder", "cell"}),
        ("all", "in the future", {"transformer", "feeder", "cell"}),
    ],
)
def test_what_is_missing_is_left_out_and_nothing_is_invented(given: str, told: str, kinds: set[str]) -> None:
    table, rows = transformers(), reports()
    table = {
        "nothing": table[:0], "all": table, "one": table[:1], "no coordinates": table.assign(longitude=np.nan),
        "one customer": table[:1].assign(customers=1, **dict.fromkeys(DAYS, 365)),
        "no feeders": table.assign(feeder_no=None),
    }[given]  # fmt: skip
    rows = {
        "nothing": rows[:0], "reports": rows, "one day": rows.assign(started=END - 86_400),
        "told twice": pd.concat([rows, rows.assign(started=rows["started"] + 1)]),
        "in the future": rows.assign(started=END + 86_400),
    }[told]  # fmt: skip
    found = spots(table, rows, "33", END)
    assert list(found.columns) == [part.split()[0] for part in SCHEMA.split(", ")]
    assert set(found["unit_kind"]) == kinds
    assert not found["tier"].gt(0).any()
    if told == "one day" and given == "all":
        assert (found[found["unit_kind"] == "transformer"]["events"] == 1).all()
    if told == "told twice":
        assert (found[found["unit_kind"] == "transformer"]["events"] <= 3).all()
    if told in ("nothing", "in the future"):
        assert not found["events"].any()
