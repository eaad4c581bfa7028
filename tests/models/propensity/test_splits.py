"""Every row has one place; time and households stay apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtag.errors import GridtagError
from gridtag.models.propensity.splits import random_split, time_split


def test_a_random_split_keeps_the_share_of_every_stratum() -> None:
    strata = np.arange(4_000) % 10 == 0
    split = random_split(strata)
    assert np.array_equal(np.sort(np.concatenate([split.train, split.test])), np.arange(4_000))
    assert np.array_equal(np.sort(np.concatenate([split.early, split.window])), split.train)
    assert (len(split.test), len(split.window)) == (1_000, 600)
    assert [strata[part].mean() for part in (split.early, split.window, split.test)] == pytest.approx(
        [0.1] * 3
    )
    assert np.array_equal(random_split(strata).test, split.test)


@given(st.lists(st.integers(0, 30), min_size=20, max_size=200))
def test_groups_are_never_torn(groups: list[int]) -> None:
    if len(set(groups)) < 4:
        return
    households = np.array(groups)
    split = random_split(np.zeros(len(groups)), households)
    for one, other in ((split.train, split.test), (split.early, split.window)):
        assert not set(households[one]) & set(households[other])


@given(st.lists(st.integers(0, 60), min_size=30, max_size=200), st.integers(0, 8))
def test_time_runs_one_way(moments: list[int], embargo: int) -> None:
    when = np.array(moments, dtype=float)
    try:
        split = time_split(when, embargo=embargo)
    except GridtagError:
        return
    assert when[split.train].max() < when[split.test].min() - embargo
    assert when[split.early].max() < when[split.window].min() - embargo
    assert set(split.window) <= set(split.train)


def test_equal_times_stay_together_near_the_quarter() -> None:
    when = np.repeat([1.0, 2.0, 3.0, 4.0, 5.0], [30, 30, 12, 8, 20])
    split = time_split(when)
    assert set(when[split.test]) == {4.0, 5.0}
    assert set(when[split.window]) == {3.0}
    assert len(time_split(np.arange(1_000.0)).test) == 250


def test_a_household_on_both_sides_of_the_cut_is_drawn_to_one() -> None:
    when, households = np.repeat([0.0, 1.0, 2.0, 3.0], 500), np.tile(np.arange(500), 4)
    split = time_split(when, households)
    assert not set(households[split.train]) & set(households[split.test])
    assert len(split.test) == pytest.approx(125, abs=30)
    assert len(split.train) == 3 * (500 - len(split.test))
    once = time_split(np.arange(1_000.0), np.arange(1_000))
    assert (len(once.train), len(once.test)) == (750, 250)


def test_what_cannot_be_split_is_refused() -> None:
    with pytest.raises(GridtagError, match="one value"):
        time_split(np.ones(50))
    with pytest.raises(GridtagError, match="the embargo of 90 leaves no rows"):
        time_split(np.arange(100.0), embargo=90)
    with pytest.raises(GridtagError, match="only 1 of 50 rows have the rarest label"):
        random_split(np.arange(50) == 7)
    with pytest.raises(GridtagError, match="one group only"):
        random_split(np.zeros(50), np.zeros(50))
