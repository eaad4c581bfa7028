"""Kulldorff's scan statistic: which circle holds so many more cases than expected that chance hardly does it?

Circles are drawn around every place, through every other, up to a share of what is expected. The likelihood ratio of
a circle with c of C cases, where e were expected, is c ln(c/e) + (C - c) ln((C - c)/(C - e)) for c > e (Kulldorff
1997, Poisson). The p value of a circle is the rank of its ratio among the highest ratios of data sets in which the
same C cases fall by chance alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

SHARE = 0.5
SIMULATIONS = 999


@dataclass(frozen=True)
class Circle:
    """`members` are places by their distance from the centre; `ratio` is the log likelihood ratio."""

    members: tuple[int, ...]
    radius: float
    cases: int
    expected: float
    ratio: float
    p_value: float

    @property
    def relative(self) -> float:
        """Cases over expected."""
        return self.cases / self.expected


@dataclass(frozen=True)
class Windows:
    """Around each centre (row) the nearest places in order, their distance, which of them close a circle and what is
    expected within; `each` is what is expected of every place."""

    order: np.ndarray
    distance: np.ndarray
    closes: np.ndarray
    inside: np.ndarray
    each: np.ndarray


def windows(
    xy: np.ndarray, expected: np.ndarray, share: float = SHARE, nearest: int | None = None
) -> Windows:
    """All circles that hold at most `share` of what is expected; places equally far enter together.

    `xy` are planar coordinates (n, 2). `nearest` bounds the places of a circle, and with them work and memory, which
    grow by n x nearest.
    """
    n = len(xy)
    k = n if nearest is None else min(nearest, n)
    distance, order = cKDTree(xy).query(xy, k=min(k + 1, n))
    distance, order = distance.reshape(n, -1), order.reshape(n, -1)
    ranked = np.lexsort((order, distance), axis=1)
    order, distance = (np.take_along_axis(table, ranked, axis=1) for table in (order, distance))
    inside = np.cumsum(expected[order], axis=1)
    closes = inside <= share * expected.sum() * (1 + 1e-12)
    closes[:, :-1] &= distance[:, 1:] > distance[:, :-1]
    return Windows(order[:, :k], distance[:, :k], closes[:, :k], inside[:, :k], expected)


def log_ratio(cases: np.ndarray, expected: np.ndarray, total: float) -> np.ndarray:
    """Of circles with `cases` where `expected` (summing to `total` over all places) were expected; 0 where there are
    no more than expected."""
    c, e = np.asarray(cases, dtype=float), np.asarray(expected, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        inner = c * np.log(c / e)
        outer = np.where(c < total, (total - c) * np.log((total - c) / (total - e)), 0.0)
    return np.where(c > e, inner + outer, 0.0)


def scan(
    cases: np.ndarray, given: Windows, simulations: int = SIMULATIONS, seed: int = 1, most: int = 10
) -> list[Circle]:
    """The circle of the highest ratio and then, of each centre's best, those that share no place with one before; at
    most `most`. None where there are no cases.

    `cases` are whole numbers by place. What is expected is scaled to their total.
    """
    total = int(cases.sum())
    if not total:
        return []
    scale, shares = total / given.each.sum(), given.each / given.each.sum()
    expected = given.inside[given.closes] * scale
    ratios = np.zeros(given.closes.shape)
    ratios[given.closes] = _ratios(cases, given, expected, total)
    random = np.random.default_rng(seed)
    by_chance = (random.multinomial(total, shares) for _ in range(simulations))
    highest = np.array([_ratios(drawn, given, expected, total).max(initial=0) for drawn in by_chance])
    return [
        Circle(
            members=tuple(given.order[centre, : last + 1].tolist()),
            radius=float(given.distance[centre, last]),
            cases=int(cases[given.order[centre, : last + 1]].sum()),
            expected=float(given.inside[centre, last] * scale),
            ratio=float(ratios[centre, last]),
            p_value=(1 + int((highest >= ratios[centre, last]).sum())) / (1 + simulations),
        )
        for centre, last in _apart(ratios, given, most)
    ]


def _ratios(cases: np.ndarray, given: Windows, expected: np.ndarray, total: int) -> np.ndarray:
    """Of all circles, in the order of the places that close them."""
    return log_ratio(np.cumsum(cases[given.order], axis=1)[given.closes], expected, total)


def _apart(ratios: np.ndarray, given: Windows, most: int) -> Iterator[tuple[int, int]]:
    """Of each centre's best circle (centre, last place) those that share no place with a higher one."""
    best = ratios.argmax(axis=1)
    taken = np.zeros(len(best), dtype=bool)
    heights = ratios[np.arange(len(best)), best]
    for centre in np.argsort(-heights, kind="stable"):
        members = given.order[centre, : best[centre] + 1]
        if most == 0 or heights[centre] <= 0:
            return
        if not taken[members].any():
            taken[members] = True
            most -= 1
            yield int(centre), int(best[centre])
