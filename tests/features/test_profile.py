"""Histograms of feature values against exact quantiles, and the stability index against figures worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtag.features.profile import ACCURACY, Spread, buckets, middle, stability, tally

NUMBERS = st.one_of(
    st.integers(-1_000_000, 1_000_000).map(float), st.floats(1e-6, 1e12), st.floats(-1e12, -1e-6)
)


def spread_of(*batches: list[float | None]) -> Spread:
    arrow = [pa.RecordBatch.from_arrays([pa.array(one, pa.float64())], ["x"]) for one in batches]
    return Spread(
        {row["bucket"]: row["customers"] for found in tally(iter(arrow)) for row in found.to_pylist()}
    )


def texts(**customers: int) -> Spread:
    return Spread(
        {(None if name == "none" else name): many for name, many in customers.items()}, is_text=True
    )


@settings(deadline=None)
@given(NUMBERS)
def test_a_bucket_stands_for_numbers_within_one_percent(number: float) -> None:
    (bucket,) = buckets(np.array([number]))
    assert middle(int(bucket)) == pytest.approx(number, rel=ACCURACY * 1.0001)


@settings(deadline=None)
@given(st.lists(NUMBERS, min_size=2, max_size=50))
def test_buckets_keep_the_order(numbers: list[float]) -> None:
    ordered = sorted(numbers)
    assert (np.diff(buckets(np.array(ordered))) >= 0).all()


@settings(deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=200), st.sampled_from([0.01, 0.05, 0.5, 0.95, 1.0]))
def test_quantiles_are_within_one_percent_of_the_exact_ones(numbers: list[float], share: float) -> None:
    exact = float(np.quantile(numbers, share, method="inverted_cdf"))
    (found,) = spread_of(list(numbers)).quantiles([share])
    assert found == pytest.approx(exact, rel=ACCURACY * 1.0001, abs=1e-9)


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), NUMBERS), max_size=60), st.integers(0, 60))
def test_batches_add_up(values: list[float | None], cut: int) -> None:
    assert spread_of(values).histogram == spread_of(values[:cut], values[cut:]).histogram


def test_nothing_and_nulls_are_counted() -> None:
    found = spread_of([None, 0.0, 3.0, None, -3.0, 0.0])
    assert (found.rows, found.null_rate) == (6, 2 / 6)
    assert found.quantiles([0.0, 0.5, 1.0]) == [pytest.approx(-3, rel=0.01), 0.0, pytest.approx(3, rel=0.01)]
    assert spread_of([None]).quantiles([0.5]) == [None]


def test_flags_and_texts_are_tallied() -> None:
    batch = pa.RecordBatch.from_pydict({"flag": [True, False, None], "code": ["b", "a", "b"]})
    rows = [row for found in tally(iter([batch])) for row in found.to_pylist()]
    flags = {row["bucket"]: row["customers"] for row in rows if row["feature"] == "flag"}
    assert flags == {"0": 1, str(int(buckets(np.array([1.0]))[0])): 1, None: 1}
    codes = {row["bucket"]: row["customers"] for row in rows if row["feature"] == "code"}
    assert codes == {"a": 1, "b": 2} and Spread(codes, is_text=True).most(1) == [("b", 2)]


def test_the_index_of_two_codes_is_that_worked_by_hand() -> None:
    found = stability(texts(a=40, b=60), texts(a=50, b=50))
    assert found == pytest.approx(0.1 * math.log(0.5 / 0.4) - 0.1 * math.log(0.5 / 0.6))


def test_a_bin_that_was_empty_counts_with_the_least_share() -> None:
    found = stability(texts(a=100), texts(a=90, none=10))
    assert found == pytest.approx(-0.1 * math.log(0.9) + (0.1 - 1e-4) * math.log(0.1 / 1e-4))


def test_numbers_are_binned_by_tenths_of_the_earlier_run() -> None:
    before = spread_of([float(n) for n in range(1, 11)])
    later = spread_of([1.0] * 5 + [float(n) for n in range(6, 11)])
    share = {1: (0.5, 0.1)} | dict.fromkeys(range(2, 6), (0.0001, 0.1))
    assert stability(before, later) == pytest.approx(
        sum((p - q) * math.log(p / q) for p, q in share.values())
    )


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), NUMBERS), min_size=1, max_size=60))
def test_without_change_the_index_is_zero(values: list[float | None]) -> None:
    spread = spread_of(values)
    assert stability(spread, spread) == 0.0


def test_without_rows_there_is_no_index() -> None:
    assert stability(spread_of([]), spread_of([1.0])) is None
