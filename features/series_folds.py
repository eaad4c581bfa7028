"""Reductions of values in time for statistics of features/series.py: outliers, change points, jumps, vacancies.

As in features/sequences.py: float64 by key, NaN for null, independent of the order of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gridtag.features.daily import EMPTY_WH, LAG, LAG_PAIRS, VACANCY_DAYS, WEEK_DAYS
from gridtag.features.reducers import Floats, Integers, added, largest, squares

_MONDAY = 3
"""The first day of 1970 was the fourth of its week."""


def outliers(key: Integers, step: Integers, value: Integers, size: int) -> Floats:
    """Values over three standard deviations of the key's others from their mean, from three others on."""
    numbers = value.astype(np.float64)
    counts = np.bincount(key, minlength=size).astype(np.float64)
    sums = np.bincount(key, weights=numbers, minlength=size)
    within = squares(key, value, size)
    enough = counts[key] > 3
    key, numbers = key[enough], numbers[enough]
    n = counts[key]
    away = numbers - sums[key] / n
    of_others = np.maximum(within[key] - away * away * n / (n - 1), 0) / (n - 2)
    far = np.abs(numbers - (sums[key] - numbers) / (n - 1)) > 3 * np.sqrt(of_others)
    return added(key, far.astype(np.float64), size)


def turns(key: Integers, step: Integers, value: Integers, size: int) -> Floats:
    """Weeks whose mean day is at least twice, or at most half, that of the week before, and EMPTY_WH away."""
    week = (step + _MONDAY) // 7
    first = int(week.min(initial=0))
    weeks = int(week.max(initial=0)) - first + 2
    place, row = np.unique(key * weeks + week - first, return_inverse=True)
    days = np.bincount(row, minlength=len(place)).astype(np.float64)
    sums = np.bincount(row, weights=value.astype(np.float64), minlength=len(place))
    held = days >= WEEK_DAYS
    pairs = np.flatnonzero((np.diff(place) == 1) & held[1:] & held[:-1])
    before, after = sums[pairs] * days[pairs + 1], sums[pairs + 1] * days[pairs]
    more, less = np.maximum(before, after), np.minimum(before, after)
    turned = (more >= 2 * less) & (more - less >= EMPTY_WH * days[pairs] * days[pairs + 1])
    return added(place[pairs] // weeks, turned.astype(np.float64), size)


def jump(key: Integers, step: Integers, value: Integers, size: int) -> Floats:
    """Greatest difference of values on steps that follow each other."""
    order = np.lexsort((value, step, key))
    key, step, value = key[order], step[order], value[order]
    pairs = np.flatnonzero((np.diff(key) == 0) & (np.diff(step) == 1))
    return largest(key[pairs], np.abs(value[pairs + 1] - value[pairs]), size)


def weekly_rhythm(key: Integers, step: Integers, value: Integers, size: int) -> Floats:
    """Correlation with the value LAG steps before, from LAG_PAIRS on; NaN where either side is constant."""
    order = np.lexsort((value, step, key))
    key, step, value = key[order], step[order], value[order]
    first = int(step.min(initial=0))
    length = int(step.max(initial=0)) - first + LAG + 1
    place = key * length + step - first
    at = np.minimum(np.searchsorted(place, place - LAG), max(len(place) - 1, 0))
    later = np.flatnonzero(place[at] == place - LAG)
    owner = key[later]
    pairs = np.maximum(np.bincount(owner, minlength=size), 1)
    sides = []
    for numbers in (value[at[later]].astype(np.float64), value[later].astype(np.float64)):
        mean = np.bincount(owner, weights=numbers, minlength=size) / pairs
        sides.append(numbers - mean[owner])
    both, x, y = (
        np.bincount(owner, weights=product, minlength=size)
        for product in (sides[0] * sides[1], sides[0] ** 2, sides[1] ** 2)
    )
    told = (pairs >= LAG_PAIRS) & (x > 0) & (y > 0)
    return np.where(told, both / np.sqrt(np.where(told, x * y, 1)), np.nan)


def evenness(key: Integers, step: Integers, value: Integers, size: int) -> Floats:
    """Shannon entropy in nats of the shares that values have in their sum; NaN where it is not positive."""
    order = np.lexsort((value, key))
    key, numbers = key[order], value[order].astype(np.float64)
    used = numbers > 0
    key, numbers = key[used], numbers[used]
    sums = np.bincount(key, weights=numbers, minlength=size)
    logs = np.bincount(key, weights=numbers * np.log(numbers), minlength=size)
    told = np.where(sums > 0, sums, 1)
    return np.where(sums > 0, np.log(told) - logs / told, np.nan)


def step_of_most(key: Integers, step: Integers, value: Integers, size: int) -> Floats:
    """The last step among those with the greatest value."""
    order = np.lexsort((step, value, key))
    key, step = key[order], step[order]
    last = np.flatnonzero(np.append(np.diff(key) != 0, True)) if len(key) else np.zeros(0, dtype=np.int64)
    found = np.full(size, np.nan)
    found[key[last]] = step[last]
    return found


def step_of_least(key: Integers, step: Integers, value: Integers, size: int) -> Floats:
    return step_of_most(key, step, -value, size)


@dataclass(frozen=True)
class Runs:
    """The vacancies: key and number of days, and whether the key's last value is in it."""

    key: Integers
    days: Integers
    last: npt.NDArray[np.bool_]


def _vacancies(key: Integers, step: Integers, value: Integers) -> Runs:
    order = np.lexsort((value, step, key))
    key, empty = key[order], value[order] < EMPTY_WH
    new = np.ones(len(key), dtype=bool)
    new[1:] = (np.diff(key) != 0) | (empty[1:] != empty[:-1])
    starts = np.flatnonzero(new)
    days = np.diff(np.append(starts, len(key)))
    owner = key[starts]
    last = np.append(np.diff(owner) != 0, True) if len(owner) else np.zeros(0, dtype=bool)
    held = empty[starts] & (days >= VACANCY_DAYS)
    return Runs(owner[held], days[held], last[held])


def vacancies(key: Integers, step: Integers, value: Integers, size: int) -> Floats:
    return np.bincount(_vacancies(key, step, value).key, minlength=size).astype(np.float64)


def ended_vacancies(key: Integers, step: Integers, value: Integers, size: int) -> Floats:
    """Those that a day of use follows."""
    runs = _vacancies(key, step, value)
    return np.bincount(runs.key[~runs.last], minlength=size).astype(np.float64)


def longest_vacancy(key: Integers, step: Integers, value: Integers, size: int) -> Floats:
    runs = _vacancies(key, step, value)
    return largest(runs.key, runs.days, size)


def current_vacancy(key: Integers, step: Integers, value: Integers, size: int) -> Floats:
    """Days of the one that holds the last value, 0 where none does; NaN without a value."""
    runs = _vacancies(key, step, value)
    found = np.where(np.bincount(key, minlength=size) > 0, 0.0, np.nan)
    found[runs.key[runs.last]] = runs.days[runs.last]
    return found


FOLDS: Mapping[str, Callable[[Integers, Integers, Integers, int], Floats]] = {
    "outliers": outliers,
    "turns": turns,
    "jump": jump,
    "weekly_rhythm": weekly_rhythm,
    "evenness": evenness,
    "step_of_most": step_of_most,
    "step_of_least": step_of_least,
    "vacancies": vacancies,
    "ended_vacancies": ended_vacancies,
    "longest_vacancy": longest_vacancy,
    "current_vacancy": current_vacancy,
}
