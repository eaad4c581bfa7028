"""Which rows teach, which calibrate and which judge: drawn at random, or in the order of time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.model_selection import GroupShuffleSplit, train_test_split

from gridtag.errors import GridtagError

TEST_SHARE = 0.25
WINDOW_SHARE = 0.2
"""Of the training rows, the ones that calibrate: the latest, or drawn."""
LEAST_OF_STRATUM = 10
"""Rows of every stratum, so that each part gets some."""
SEED = 20261031


@dataclass(frozen=True)
class Split:
    """Row numbers, ascending, apart from each other: a model of `early` is calibrated on `window`, the final one is
    fitted on both and judged on `test`."""

    name: str
    early: np.ndarray
    window: np.ndarray
    test: np.ndarray

    @property
    def train(self) -> np.ndarray:
        return np.sort(np.concatenate([self.early, self.window]))


def random_split(strata: np.ndarray, groups: np.ndarray | None = None, seed: int = SEED) -> Split:
    """A quarter of the rows judges, with each stratum's share kept; with `groups`, whole groups are drawn."""
    counts = np.unique(strata, return_counts=True)[1]
    if counts.min() < LEAST_OF_STRATUM:
        raise GridtagError(
            f"only {counts.min()} of {len(strata)} rows have the rarest label (or label and arm); too few to split"
        )
    rows = np.arange(len(strata))
    train, test = _drawn(rows, strata, groups, TEST_SHARE, seed)
    early, window = _drawn(train, strata, groups, WINDOW_SHARE, seed + 1)
    return Split("random", early, window, test)


def _drawn(
    rows: np.ndarray, strata: np.ndarray, groups: np.ndarray | None, share: float, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    if groups is None:
        kept, taken = train_test_split(rows, test_size=share, stratify=strata[rows], random_state=seed)
    else:
        if len(np.unique(groups[rows])) < 2:
            raise GridtagError("the group column holds one group only; at least two are needed to split")
        draw = GroupShuffleSplit(1, test_size=share, random_state=seed)
        first, second = next(draw.split(rows, groups=groups[rows]))
        kept, taken = rows[first], rows[second]
    return np.sort(kept), np.sort(taken)


def time_split(
    when: np.ndarray, groups: np.ndarray | None = None, embargo: float = 0.0, seed: int = SEED
) -> Split:
    """The latest quarter of the rows judges a model of those before; equal times stay together.

    `embargo` (in units of `when`) keeps that much time free before the window that calibrates and before the test:
    labels that look ahead must be closed there. Groups with rows on both sides of the cut are drawn to one of them
    and lose their rows on the other, so that nobody is learnt by heart.
    """
    cut = _cut(when, TEST_SHARE)
    train, test = np.flatnonzero(when < cut - embargo), np.flatnonzero(when >= cut)
    if groups is not None:
        train, test = _apart(train, test, groups, seed)
    if len(train) == 0:
        raise GridtagError(f"the embargo of {embargo:g} leaves no rows before the test; give a shorter one")
    begins = _cut(when[train], WINDOW_SHARE)
    early = train[when[train] < begins - embargo]
    if len(early) == 0:
        raise GridtagError(f"the embargo of {embargo:g} leaves no rows before the window that calibrates")
    return Split("time", early, train[when[train] >= begins], test)


def _cut(when: np.ndarray, share: float) -> float:
    """The time from which on lies a share of the rows as near to `share` as equal times allow."""
    times, counts = np.unique(when, return_counts=True)
    if len(times) < 2:
        raise GridtagError(
            "the time column has one value in the rows to split; rows in order of time are needed"
        )
    later = counts[::-1].cumsum()[::-1][1:] / len(when)
    return float(times[1:][np.argmin(np.abs(later - share))])


def _apart(
    train: np.ndarray, test: np.ndarray, groups: np.ndarray, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    both = np.intersect1d(groups[train], groups[test])
    judging = np.random.default_rng(seed).random(len(both)) < TEST_SHARE
    kept = train[~np.isin(groups[train], both[judging])], test[~np.isin(groups[test], both[~judging])]
    if not len(kept[1]):
        raise GridtagError("too few groups to split by time; every one has rows before and after the cut")
    return kept
