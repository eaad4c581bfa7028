"""How the values of features are spread: histograms in logarithmic buckets, exact in number, mergeable by adding.

A number's bucket is that of DDSketch (Masson, Rim and Lee, 2019): a quantile read from the buckets is within
ACCURACY of the true one. Texts are their own buckets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

ACCURACY = 0.01
_LOG_GAMMA = np.log((1 + ACCURACY) / (1 - ACCURACY))
_SMALLEST = 1e-9
"""Numbers nearer to zero are zero."""
_SHIFT = int(np.ceil(np.log(_SMALLEST) / -_LOG_GAMMA)) + 1
_MOST = _SHIFT + int(np.ceil(np.log(1e15) / _LOG_GAMMA))
"""Buckets are whole numbers between -_MOST and _MOST, larger for larger values."""
SCHEMA = pa.schema([("feature", pa.string()), ("bucket", pa.string()), ("customers", pa.int64())])
BINS = 10
LEAST_SHARE = 1e-4
"""Taken for the share of an empty bin, of which there is no logarithm."""

Histogram = Mapping[str | None, int]
"""Customers by bucket; None are those without a value."""


def buckets(values: np.ndarray) -> np.ndarray:
    """The bucket of each number."""
    size = np.abs(values)
    held = np.maximum(size, _SMALLEST)
    place = np.ceil(np.log(held) / _LOG_GAMMA).astype(np.int64) + _SHIFT
    return np.where(size < _SMALLEST, 0, np.sign(values) * np.minimum(place, _MOST)).astype(np.int64)


def middle(bucket: int) -> float:
    """The number that stands for all of a bucket."""
    if bucket == 0:
        return 0.0
    upper = np.exp((abs(bucket) - _SHIFT) * _LOG_GAMMA)
    return float(np.sign(bucket) * upper * (1 - ACCURACY))


def tally(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """From columns of features (numbers, flags or texts) to rows of SCHEMA: their histograms over all batches."""
    numbers: dict[str, np.ndarray] = {}
    texts: dict[str, dict[str | None, int]] = {}
    for batch in batches:
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            if pa.types.is_string(column.type):
                _add(texts.setdefault(name, {}), pc.value_counts(column))
            else:
                held = numbers.setdefault(name, np.zeros(2 * _MOST + 2, dtype=np.int64))
                values = column.drop_null().cast(pa.float64()).to_numpy(zero_copy_only=False)
                held[:-1] += np.bincount(buckets(values) + _MOST, minlength=2 * _MOST + 1)
                held[-1] += column.null_count
    for name, counts in numbers.items():
        found = np.flatnonzero(counts)
        yield _rows(name, [None if at > 2 * _MOST else str(at - _MOST) for at in found], counts[found])
    for name, counted in texts.items():
        yield _rows(name, list(counted), np.array(list(counted.values())))


def _add(held: dict[str | None, int], counted: pa.StructArray) -> None:
    for row in counted.to_pylist():
        held[row["values"]] = held.get(row["values"], 0) + row["counts"]


def _rows(name: str, found: Sequence[str | None], counts: np.ndarray) -> pa.RecordBatch:
    columns = [pa.array([name] * len(found)), pa.array(found, pa.string()), pa.array(counts, pa.int64())]
    return pa.RecordBatch.from_arrays(columns, schema=SCHEMA)


@dataclass(frozen=True)
class Spread:
    """A histogram of numbers, or of texts (`is_text`)."""

    histogram: Histogram
    is_text: bool = False

    @property
    def rows(self) -> int:
        return sum(self.histogram.values())

    @property
    def null_rate(self) -> float:
        """Share of rows without a value; 0 where there is no row."""
        return self.histogram.get(None, 0) / self.rows if self.rows else 0.0

    def sorted(self) -> list[tuple[int, int]]:
        """Buckets of numbers, smallest first, and how many customers each has."""
        return sorted((int(bucket), many) for bucket, many in self.histogram.items() if bucket is not None)

    def quantiles(self, shares: Sequence[float]) -> list[float | None]:
        """The values below which these shares of the customers with a value lie; None of texts and of nothing."""
        held = [] if self.is_text else self.sorted()
        if not held:
            return [None for _ in shares]
        reached = np.cumsum([many for _, many in held])
        wanted = np.maximum(np.ceil(np.array(shares) * reached[-1]), 1)
        return [middle(held[at][0]) for at in np.searchsorted(reached, wanted)]

    def most(self, many: int) -> list[tuple[str, int]]:
        """The most frequent texts."""
        told = [(bucket, count) for bucket, count in self.histogram.items() if bucket is not None]
        return sorted(told, key=lambda one: (-one[1], one[0]))[:many]


def stability(before: Spread, now: Spread) -> float | None:
    """The population stability index of a feature between two runs: sum of (p - q) ln(p / q) over bins, which are the
    tenths of the earlier run (of texts each its own) and those without a value. Below 0.1 little has changed, above
    0.25 much has (Siddiqi, Credit Risk Scorecards, 2006). None where a run had no rows."""
    if not before.rows or not now.rows:
        return None
    bin_of = _bins(before)
    shares = []
    for spread in (now, before):
        counted: dict[object, int] = {}
        for bucket, many in spread.histogram.items():
            place = None if bucket is None else bin_of(bucket)
            counted[place] = counted.get(place, 0) + many
        shares.append({place: many / spread.rows for place, many in counted.items()})
    index = 0.0
    for place in sorted(shares[0].keys() | shares[1].keys(), key=repr):
        p, q = (max(share.get(place, 0.0), LEAST_SHARE) for share in shares)
        index += (p - q) * np.log(p / q)
    return float(index)


def _bins(before: Spread) -> Callable[[str], object]:
    """The bin of each bucket."""
    if before.is_text:
        return lambda bucket: bucket
    held = before.sorted()
    reached = np.cumsum([many for _, many in held])
    wanted = np.ceil(np.arange(1, BINS) / BINS * (reached[-1] if len(held) else 0))
    edges = np.unique(
        [held[at][0] for at in np.searchsorted(reached, np.maximum(wanted, 1))] if held else [0]
    )
    return lambda bucket: int(np.searchsorted(edges, int(bucket)))
