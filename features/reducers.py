"""Reductions of values to one number per key, each independent of the order of its rows.

All take integer keys (0 .. size - 1) and integer values of the same length, and give float64 of length `size`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from gridtag.errors import GridtagError

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Reducer = Callable[[Integers, Integers, int], Floats]

EXACT = 2**53
"""Whole numbers below it are exact as float64, and so are their sums."""
HALF = 2**20
"""Of a deviation that is squared."""


def count(key: Integers, value: Integers, size: int) -> Floats:
    return counted(key, size)


def counted(key: Integers, size: int) -> Floats:
    """How often each key comes."""
    return np.asarray(np.bincount(key, minlength=size), dtype=np.float64)


def added(key: Integers, numbers: Floats, size: int) -> Floats:
    """Sum of the numbers of each key, in their order."""
    return np.asarray(np.bincount(key, weights=numbers, minlength=size), dtype=np.float64)


def total(key: Integers, value: Integers, size: int) -> Floats:
    numbers = value.astype(np.float64)
    sums = added(key, numbers, size)
    large = numbers.size and np.abs(numbers).max() * numbers.size >= EXACT
    if large and np.bincount(key, weights=np.abs(numbers)).max() >= EXACT:
        raise GridtagError("features: a sum exceeds 2**53 of its unit; give the measure in a larger unit")
    return sums


def largest(key: Integers, value: Integers, size: int) -> Floats:
    """NaN where there is no value."""
    found = np.full(size, -np.inf)
    np.maximum.at(found, key, value.astype(np.float64))
    return np.where(np.isneginf(found), np.nan, found)


def smallest(key: Integers, value: Integers, size: int) -> Floats:
    return -largest(key, -value, size)


def squares(key: Integers, value: Integers, size: int) -> Floats:
    """Sum of squared deviations from the key's mean.

    The same in any order: deviations are taken from the whole number nearest to the mean and their squares added in
    two halves, so that all sums are whole and below 2**53.
    """
    counts = np.maximum(np.bincount(key, minlength=size), 1)
    middle = np.rint(total(key, value, size) / counts).astype(np.int64)
    away = value - middle[key]
    high = (away + HALF // 2) // HALF
    low = (away - high * HALF).astype(np.float64)
    high = high.astype(np.float64)
    tall, wide, short = (added(key, product, size) for product in (high * high, high * low, low * low))
    if max(tall.max(initial=0), short.max(initial=0)) >= EXACT:
        raise GridtagError("features: squares exceed 2**53 of their unit; give the measure in a larger unit")
    off = total(key, away, size)
    return np.maximum((tall * HALF + 2 * wide) * HALF + short - off * off / counts, 0)


def distinct(key: Integers, value: Integers, size: int) -> Floats:
    first = _first_of_equals(key, value)
    return counted(key[first], size)


def _first_of_equals(key: Integers, value: Integers) -> Integers:
    """Positions of one row for each pair of key and value."""
    order = np.lexsort((value, key))
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(key[order]) != 0) | (np.diff(value[order]) != 0)
    return order[new]


def percentile(share: float) -> Reducer:
    """Between the two values beside the place, in proportion (Hyndman and Fan, 1996, definition 7)."""

    def reduce(key: Integers, value: Integers, size: int) -> Floats:
        order = np.lexsort((value, key))
        numbers = value[order].astype(np.float64)
        counts = np.bincount(key, minlength=size)
        starts = np.cumsum(counts) - counts
        found = np.full(size, np.nan)
        have = np.flatnonzero(counts)
        place = (counts[have] - 1) * share
        below = np.floor(place).astype(np.int64)
        low = numbers[starts[have] + below]
        high = numbers[starts[have] + np.minimum(below + 1, counts[have] - 1)]
        found[have] = low + (high - low) * (place - below)
        return found

    return reduce


def entropy(key: Integers, value: Integers, size: int) -> Floats:
    """Shannon entropy in nats of how a key's values spread; values are small numbers. NaN without a value."""
    counts = _spread(key, value, size)
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    terms = share * np.log(np.where(share > 0, share, 1))
    return np.where(counts.sum(axis=1) > 0, 0 - terms.sum(axis=1), np.nan)


def _spread(key: Integers, value: Integers, size: int) -> Floats:
    kinds = int(value.max(initial=0)) + 1
    return np.bincount(key * kinds + value, minlength=size * kinds).reshape(size, kinds).astype(np.float64)


REDUCERS: Mapping[str, Reducer] = {
    "count": count,
    "sum": total,
    "max": largest,
    "min": smallest,
    "deviations": squares,
    "distinct": distinct,
    "p50": percentile(0.5),
    "p90": percentile(0.9),
    "entropy": entropy,
}
