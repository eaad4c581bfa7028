"""Gamma-Poisson shrinkage: how far a unit's events lie above what its like have, and how sure that is.

events ~ Poisson(expected × θ), θ ~ Gamma(shape, rate = shape), so θ has mean 1 and variance 1/shape. The
variance is found by moments from the group itself (Marshall 1991): Σ E(y/E - 1)² / ΣE less the Poisson part
n/ΣE. The posterior is Gamma(shape + events, rate = shape + expected).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import fsum

import numpy as np
from scipy.special import gammaincc, gammaincinv

LEAST_UNITS, LEAST_EVENTS = 20, 20
"""A group with fewer borrows rate and variance from the next wider one."""
LEAST_VARIANCE, MOST_VARIANCE = 0.01, 10.0
LOWER = 0.05

Key = tuple[str, str]


@dataclass(frozen=True)
class Moments:
    """Sums over the units of a group: n, Σ events, Σ customer-days, Σ events²/customer-days. Exact, so that
    their order does not matter."""

    units: int
    events: int
    days: int
    squares: Decimal

    @classmethod
    def of(cls, events: np.ndarray, days: np.ndarray) -> Moments:
        """Of one group's units, all with days above 0."""
        squares = Decimal(fsum(events.astype(float) ** 2 / days))
        return cls(len(events), int(events.sum()), int(days.sum()), squares)

    def __add__(self, other: Moments) -> Moments:
        return Moments(
            self.units + other.units,
            self.events + other.events,
            self.days + other.days,
            self.squares + other.squares,
        )

    @property
    def enough(self) -> bool:
        return self.units >= LEAST_UNITS and self.events >= LEAST_EVENTS

    @property
    def variance(self) -> float:
        """Of θ, by moments; not above zero where the group varies no more than chance."""
        if not self.events:
            return 0.0
        spread = float(self.squares * self.days / Decimal(self.events) ** 2)
        return spread - 1 - self.units / self.events


@dataclass(frozen=True)
class Prior:
    """`rate` are events per customer-day, `shape` the gamma shape; `basis` says whose figures they are."""

    rate: float
    shape: float
    basis: str


def priors(groups: Mapping[Key, Moments]) -> dict[Key, Prior]:
    """The prior of every (city, urban or rural) group.

    Too small a group takes the rate of its kind in the whole area, and if that is too small, of everything.
    A variance that is not above zero is taken from the next wider level; where none is, θ varies by
    LEAST_VARIANCE.
    """
    nothing = Moments(0, 0, 0, Decimal(0))
    everything = sum((groups[key] for key in sorted(groups)), nothing)
    kinds = {
        kind: sum((groups[key] for key in sorted(groups) if key[1] == kind), nothing) for _, kind in groups
    }
    return {key: _prior(groups[key], kinds[key[1]], everything) for key in groups}


def _prior(group: Moments, kind: Moments, everything: Moments) -> Prior:
    levels = [("group", group), ("kind", kind), ("all", everything)]
    usable = [(name, moments) for name, moments in levels if moments.enough] or [("all", everything)]
    basis, chosen = usable[0]
    rate = chosen.events / chosen.days if chosen.days else 0.0
    variance = next((moments.variance for _, moments in usable if moments.variance > 0), LEAST_VARIANCE)
    return Prior(rate, 1 / min(max(variance, LEAST_VARIANCE), MOST_VARIANCE), basis)


def ratio(events: np.ndarray, expected: np.ndarray, shape: np.ndarray) -> np.ndarray:
    """Posterior mean of θ."""
    return np.asarray((shape + events) / (shape + expected))


def ratio_low(events: np.ndarray, expected: np.ndarray, shape: np.ndarray) -> np.ndarray:
    """The value that θ exceeds with 95 % certainty."""
    return np.asarray(gammaincinv(shape + events, LOWER) / (shape + expected))


def above(events: np.ndarray, expected: np.ndarray, shape: np.ndarray, limit: float) -> np.ndarray:
    """How probable it is that θ exceeds `limit`."""
    return np.asarray(gammaincc(shape + events, limit * (shape + expected)))
