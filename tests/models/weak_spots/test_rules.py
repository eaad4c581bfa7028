"""Rules beside the ranking: frequent outages, major-event days, causes of complaints, and safe segments."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtag.models.weak_spots.attribution import CAUSES, Limits, causes, shares
from gridtag.models.weak_spots.breaches import MEASURED, frequent
from gridtag.models.weak_spots.major_days import major_days
from gridtag.models.weak_spots.segments import LEAST, published, usage_band
from tests.models.tables import rows

DAY = 86_400
HOUR = 3_600
LIMITS = Limits({"plan": 7 * DAY, "temp": DAY}, {"01": 225 * 60, "02": 330 * 60})


@pytest.mark.parametrize(
    ("days", "rules"),
    [
        ([0, 30, 59], ["frequent_60d3"]),
        ([0, 30, 60], []),
        ([0, 61, 122, 183, 244], []),
        ([0, 61, 122, 183, 244, 305], ["frequent_365d5"]),
        ([300, 330, 359, 370, 400], ["frequent_60d3"]),
        ([], []),
    ],
)
def test_frequent_by_both_definitions(days: list[int], rules: list[str]) -> None:
    """Days before the end of the window; what lies further back than a year does not count."""
    told = pd.DataFrame({"place": 1, "started": [1_000 * DAY - 1 - day * DAY for day in days]})
    found = frequent(told, 1_000 * DAY)
    assert [
        rule for row in found.to_dict("records") for rule, broken in row.items() if broken is True
    ] == rules


@pytest.mark.parametrize(
    ("text", "volts"),
    [
        ("实测电压187V，偏低", ["187"]),
        ("电压 196.5 伏", ["196.5"]),
        ("10kV线路", []),
        ("容量200VA", []),
        ("1980V", []),
    ],
)
def test_voltages_in_texts(text: str, volts: list[str]) -> None:
    assert re.findall(MEASURED, text) == volts


def test_a_storm_in_the_first_year_on_record_is_a_major_event_too() -> None:
    days = pd.date_range("2025-01-01", periods=300)
    minutes = pd.Series(np.exp(np.random.default_rng(1).normal(-2, 0.5, 300)), days)
    minutes.iloc[100] = 50.0
    found = major_days(minutes)
    assert days[100] in found
    assert len(found) <= 5
    assert not len(major_days(minutes[:20]))
    assert not len(major_days(pd.Series(dtype=float)))


COMPLAINTS = """
business  own_side  kind   reason  told  started  planned_end  restored  weak  frequent  cause
T31       no        plan   -       -     240      246          246       no    no        notice
T31       no        plan   -       100   240      246          246       no    no        notice
T31       no        plan   -       10    240      246          246       no    no        unknown
T32       no        plan   -       10    240      246          249       no    no        late_restoration
T43       no        temp   -       215   240      246          246       yes   no        weak_grid
T43       no        temp   -       220   240      246          246       yes   no        notice
T33       no        fault  equip   -     240      -            250       yes   no        late_restoration
T43       no        fault  equip   -     240      -            250       no    yes       weak_grid
T33       no        fault  equip   -     240      -            242       yes   no        weak_grid
O3        no        fault  equip   -     240      -            242       no    no        unknown
T43       no        fault  user    -     240      -            242       yes   no        customer_side
T43       yes       fault  equip   -     240      -            242       yes   no        customer_side
O3        no        arrears  -     -     240      -            242       yes   no        customer_side
O4        no        -      -       -     -        -            -         yes   no        weak_grid
T31       no        -      -       -     -        -            -         no    no        unknown
"""


def test_causes_by_the_tree_of_rules() -> None:
    """Times in hours."""
    told = rows(COMPLAINTS)
    frame = pd.DataFrame(told).assign(urban_rural="01")
    for name in ("told", "started", "planned_end", "restored"):
        frame[name] = frame[name].astype(float) * HOUR
    for name in ("own_side", "weak", "frequent"):
        frame[name] = frame[name] == "yes"
    assert causes(frame, LIMITS).tolist() == [row["cause"] for row in told]
    assert causes(frame[:0], LIMITS).tolist() == []


def test_shares_add_up_and_name_their_tickets() -> None:
    frame = pd.DataFrame(
        {"place": "T1", "event_id": ["O1", "O1", "O1", "O2"], "ticket_no": ["W1", "W2", "W3", "W4"]}
        | {"cause": ["notice", "notice", "unknown", "notice"], "accepted": [1, 2, 3, 4]}
    )  # fmt: skip
    found = shares(frame).to_dict("records")
    told = [(row["event_id"], row["cause"], row["complaints"], row["evidence"]) for row in found]
    assert told == [
        ("O1", "notice", 2, ["W2", "W1"]),
        ("O1", "unknown", 1, ["W3"]),
        ("O2", "notice", 1, ["W4"]),
    ]
    assert [row["share"] for row in found] == pytest.approx([2 / 3, 1 / 3, 1])
    assert set(frame["cause"]) <= set(CAUSES)


def test_usage_bands() -> None:
    bands = usage_band(pd.Series([0, 9.9, 10, 229.9, 400, np.nan]))
    assert bands.tolist() == ["<10", "<10", "10-100", "100-230", ">=400", "unknown"]


@given(st.dictionaries(st.sampled_from("abcdefg"), st.integers(1, 60), min_size=1))
def test_no_segment_below_twenty_is_told_or_can_be_found_by_subtraction(counts: dict[str, int]) -> None:
    table = pd.DataFrame(
        {"area_id": "A1", "dimension": "sort", "segment": list(counts), "customers": counts.values()}
    )
    found = published(table)
    assert (found["customers"] >= LEAST).all()
    whole = sum(counts.values())
    assert int(found["customers"].sum()) == (whole if whole >= LEAST else 0)
