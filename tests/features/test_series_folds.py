"""Folds of values in time against the same said in plain Python, whatever the order of rows."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from itertools import groupby

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtag.features.series_folds import FOLDS

KEYS = 3
VALUES = st.one_of(st.sampled_from((0, 1, 499, 500, 1000, 2000)), st.integers(0, 10**6))
ROWS = st.lists(
    st.tuples(st.integers(0, KEYS - 1), st.integers(20_000, 20_070), VALUES),
    unique_by=lambda row: row[:2],
    max_size=150,
)
Days = dict[int, int]


def _runs(days: Days) -> list[tuple[bool, int]]:
    parted = groupby(sorted(days), key=lambda day: days[day] < 500)
    return [(empty, len(list(run))) for empty, run in parted]


def _vacancies(days: Days) -> list[int]:
    return [length for empty, length in _runs(days) if empty and length >= 14]


def _current(days: Days) -> float:
    if not days:
        return math.nan
    empty, length = _runs(days)[-1]
    return length if empty and length >= 14 else 0


def _ended(days: Days) -> int:
    return len([length for empty, length in _runs(days)[:-1] if empty and length >= 14])


def _jump(days: Days) -> float:
    steps = [abs(days[day + 1] - days[day]) for day in days if day + 1 in days]
    return max(steps, default=math.nan)


def _turns(days: Days) -> int:
    weeks = defaultdict(list)
    for day, used in days.items():
        weeks[(day + 3) // 7].append(used)
    means = {week: statistics.mean(used) for week, used in weeks.items() if len(used) >= 4}
    pairs = [sorted((means[week], means[week - 1])) for week in means if week - 1 in means]
    return sum(more >= 2 * less and more - less >= 500 for less, more in pairs)


def _rhythm(days: Days) -> float:
    pairs = [(days[day - 7], days[day]) for day in days if day - 7 in days]
    sides = tuple(zip(*pairs, strict=True))
    if len(pairs) < 28 or any(len(set(side)) == 1 for side in sides):
        return math.nan
    return statistics.correlation(*sides)


def _evenness(days: Days) -> float:
    total = sum(days.values())
    shares = [used / total for used in days.values() if used] if total else []
    return -sum(share * math.log(share) for share in shares) if shares else math.nan


def _outliers(days: Days) -> int:
    found = 0
    for day, used in days.items():
        others = [days[other] for other in days if other != day]
        if len(others) >= 3:
            found += abs(used - statistics.fmean(others)) > 3 * statistics.stdev(others)
    return found


PLAIN = {
    "vacancies": lambda days: len(_vacancies(days)),
    "longest_vacancy": lambda days: max(_vacancies(days), default=math.nan),
    "current_vacancy": _current,
    "ended_vacancies": _ended,
    "jump": _jump,
    "turns": _turns,
    "weekly_rhythm": _rhythm,
    "evenness": _evenness,
    "outliers": _outliers,
    "step_of_most": lambda days: max(days, key=lambda day: (days[day], day), default=math.nan),
    "step_of_least": lambda days: max(days, key=lambda day: (-days[day], day), default=math.nan),
}


def test_every_fold_is_said_plainly() -> None:
    assert PLAIN.keys() == FOLDS.keys()


@pytest.mark.parametrize("kind", FOLDS)
@settings(max_examples=40, deadline=None)
@given(ROWS)
def test_a_fold_says_what_plain_python_says(kind: str, rows: list[tuple[int, int, int]]) -> None:
    key, step, value = (np.array([row[place] for row in rows], dtype=np.int64) for place in range(3))
    plain = [PLAIN[kind]({day: used for owner, day, used in rows if owner == one}) for one in range(KEYS)]
    assert FOLDS[kind](key, step, value, KEYS) == pytest.approx(plain, rel=1e-9, abs=1e-9, nan_ok=True)


@pytest.mark.parametrize("kind", FOLDS)
def test_the_order_of_rows_does_not_matter(kind: str) -> None:
    dice = np.random.default_rng(7)
    key, step = np.repeat(np.arange(4), 60), np.tile(np.arange(60), 4)
    value = np.where(step // 15 % 2 == 0, 0, dice.integers(0, 10**6, 240))
    order = dice.permutation(240)
    one, other = FOLDS[kind](key, step, value, 4), FOLDS[kind](key[order], step[order], value[order], 4)
    assert np.array_equal(one, other, equal_nan=True)
