"""Rows that cannot be true are named, the others are not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtag.models.reliability.checks import faults
from tests.models.reliability.tables import rows_of


def table(cuts: Sequence[tuple[int, int, int]], **columns: Sequence[Any]) -> pd.DataFrame:
    rows = rows_of(cuts, **columns)
    return rows.assign(start=[f"m{cut[1]}" for cut in cuts], end=[f"m{cut[2]}" for cut in cuts])


def devices(*names: str, outages: Sequence[str] = (), **spans: Sequence[int]) -> pd.DataFrame:
    cuts = list(zip(range(len(names)), spans["start"], spans["end"], strict=True))
    columns = {"outage": outages} if outages else {}
    return table(cuts, device=names, **columns).drop(columns="customer").assign(customers=spans["customers"])


def found(rows: pd.DataFrame, served: int | None = None) -> list[tuple[int, str]]:
    told = faults(rows, served)
    return list(zip(told["row"], told["fault"], strict=True))


def test_overlaps_of_a_customer_are_named() -> None:
    rows = table([(7, 60, 90), (8, 60, 90), (7, 0, 61), (7, 90, 95)])
    told = faults(rows)
    assert found(rows) == [(2, "overlap")]
    assert told["told"][0] == "customer C007 (m60 to m90) overlaps row 4 (m0 to m61)"


def test_an_overlap_far_back_is_seen() -> None:
    rows = table([(1, 0, 500), (1, 10, 10), (1, 600, 700), (1, 450, 460)])
    assert found(rows) == [(3, "overlap"), (5, "overlap")]
    assert "overlaps row 2" in faults(rows)["told"][1]


def test_rows_that_touch_or_end_at_once_do_not_overlap() -> None:
    assert found(table([(1, 0, 30), (1, 30, 60), (1, 60, 60)])) == []


def test_the_same_row_twice_overlaps() -> None:
    assert found(table([(1, 0, 30), (1, 0, 30)])) == [(3, "overlap")]


def test_ends_before_starts() -> None:
    rows = table([(1, 30, 10), (1, 15, 20)])
    assert faults(rows).to_dict("records") == [
        {"row": 2, "fault": "negative", "told": "customer C001 ends m10, before it starts m30"}
    ]


def test_an_end_far_away_is_none() -> None:
    year = 366 * 1_440
    assert found(table([(1, 0, year), (2, 0, year + 1)])) == [(3, "too long")]


def test_steps_of_one_outage_of_a_device_do_not_overlap() -> None:
    steps = {"start": [0, 0, 20], "end": [30, 60, 50], "customers": [4, 6, 1]}
    assert found(devices("F1", "F1", "F1", outages=["A", "A", "A"], **steps)) == []
    assert found(devices("F1", "F1", "F1", outages=["A", "A", "B"], **steps)) == [(4, "overlap")]
    assert found(devices("F1", "F1", "F1", **steps)) == [(4, "overlap")]
    assert found(devices("F1", "F1", "F2", **steps)) == []


def test_a_repeated_row_of_a_device() -> None:
    rows = devices("F1", "F1", start=[0, 0], end=[30, 30], customers=[4, 4])
    assert faults(rows)["told"].tolist() == ["device F1 from m0 is there twice"]


def test_more_customers_than_there_are_and_fewer_than_none() -> None:
    rows = devices("F1", "F2", start=[0, 0], end=[30, 30], customers=[41, -1])
    assert found(rows, 40) == [(2, "more than served"), (3, "negative customers")]
    assert found(rows, None) == [(3, "negative customers")]


def test_without_customers_and_devices_nothing_overlaps() -> None:
    assert found(table([(1, 0, 30), (1, 10, 20)]).drop(columns="customer")) == []


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 60), st.integers(0, 25)), max_size=14))
@settings(max_examples=150, deadline=None)
def test_what_is_left_does_not_overlap_and_what_is_named_did(drawn: list[tuple[int, int, int]]) -> None:
    cuts = [(who, start, start + minutes) for who, start, minutes in drawn]
    named = {row for row, _ in found(table(cuts))}
    by_row = dict(enumerate(cuts, 2))

    def overlap(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
        (who, _, last), (whom, begin, _) = sorted((one, other))
        return who == whom and begin < last

    for row, cut in by_row.items():
        others = [other for place, other in by_row.items() if place != row]
        assert row not in named or any(overlap(cut, other) for other in others)
    kept = [cut for row, cut in by_row.items() if row not in named]
    assert not any(overlap(one, other) for place, one in enumerate(kept) for other in kept[place + 1 :])


@pytest.mark.parametrize("columns", [{}, {"kind": []}])
def test_no_rows_no_faults(columns: dict[str, list[str]]) -> None:
    assert found(table([], **columns)) == []
