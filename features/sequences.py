"""Reductions of values in time to one number per key: the commonest, the trend, runs, gaps.

`step` counts days, or months where the window counts months. Each is independent of the order of its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from gridtag.features import series_folds, temperature_folds
from gridtag.features.reducers import Floats, Integers

Sequence = Callable[[Integers, Integers, Integers, int], Floats]


def steps(day: Integers, column: str) -> Integers:
    """Months since 1970 where the window counts months, else the days as they are."""
    if column == "day":
        return day
    return day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def gaps(key: Integers, day: Integers) -> tuple[Integers, Integers]:
    """Key and days between each two events that follow each other, which come in order."""
    same = np.flatnonzero(key[1:] == key[:-1])
    return key[same + 1], day[same + 1] - day[same]


def commonest(key: Integers, step: Integers, value: Integers, size: int) -> Floats:
    """The commonest value (small numbers); among equals the one met last, then the lowest."""
    counts, last = _met(key, step, value, size)
    return np.where(counts.any(axis=1), _commonest(counts, last), np.nan)


def second_commonest(key: Integers, step: Integers, value: Integers, size: int) -> Floats:
    """The commonest value but for the commonest; NaN where all values are the same."""
    counts, last = _met(key, step, value, size)
    counts[np.arange(size), _commonest(counts, last)] = 0
    return np.where(counts.any(axis=1), _commonest(counts, last), np.nan)


def _met(key: Integers, step: Integers, value: Integers, size: int) -> tuple[Integers, Integers]:
    """By key and value, how often it was met and when last."""
    kinds = int(value.max(initial=0)) + 1
    place = key * kinds + value
    counts = np.bincount(place, minlength=size * kinds).reshape(size, kinds)
    last = np.full(size * kinds, np.iinfo(np.int64).min)
    np.maximum.at(last, place, step)
    return counts, last.reshape(size, kinds)


def _commonest(counts: Integers, last: Integers) -> Integers:
    most = counts == counts.max(axis=1, keepdims=True)
    return np.asarray(np.where(most, last, np.iinfo(np.int64).min).argmax(axis=1))


def slope(key: Integers, step: Integers, value: Integers, size: int) -> Floats:
    """Least-squares slope of the value per step; NaN where all lie on one step."""
    order = np.lexsort((value, step, key))
    key, x, y = key[order], step[order].astype(np.float64), value[order].astype(np.float64)
    counts = np.maximum(np.bincount(key, minlength=size), 1)
    x = x - (np.bincount(key, weights=x, minlength=size) / counts)[key]
    y = y - (np.bincount(key, weights=y, minlength=size) / counts)[key]
    both = np.bincount(key, weights=x * y, minlength=size)
    alone = np.bincount(key, weights=x * x, minlength=size)
    return np.where(alone > 0, both / np.where(alone > 0, alone, 1), np.nan)


def longest_run(key: Integers, step: Integers, value: Integers, size: int) -> Floats:
    """Most steps in a row that have an event; 0 without one."""
    owner, length = _runs(key, step)
    found = np.zeros(size)
    np.maximum.at(found, owner, length.astype(np.float64))
    return found


def _runs(key: Integers, step: Integers) -> tuple[Integers, Integers]:
    """Key and length of each run of steps."""
    order = np.lexsort((step, key))
    key, step = key[order], step[order]
    new = np.ones(len(key), dtype=bool)
    new[1:] = (np.diff(key) != 0) | (np.diff(step) > 1)
    repeated = np.zeros(len(key), dtype=bool)
    repeated[1:] = ~new[1:] & (np.diff(step) == 0)
    run = np.cumsum(new) - 1
    return key[new], np.bincount(run, weights=~repeated, minlength=int(new.sum())).astype(np.int64)


def busiest_month(key: Integers, step: Integers, value: Integers, size: int) -> Floats:
    """Most events in one calendar month; NaN without one."""
    if not len(key):
        return np.full(size, np.nan)
    month = steps(step, "month")
    first, months = month.min(), int(np.ptp(month)) + 1
    counts = np.bincount(key * months + month - first, minlength=size * months).reshape(size, months)
    most = counts.max(axis=1)
    return np.where(most > 0, most, np.nan)


SEQUENCES: Mapping[str, Sequence] = {
    "commonest": commonest,
    "second_commonest": second_commonest,
    "slope": slope,
    "longest_run": longest_run,
    "busiest_month": busiest_month,
    **series_folds.FOLDS,
    **temperature_folds.FOLDS,
}
