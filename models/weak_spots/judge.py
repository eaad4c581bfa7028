"""How far a unit lies above its like, by channel, by year and in all, and how sure that is.

What is expected of a unit are the events per exposure of the same group (province, urban or rural), kind of unit, year
and channel, times its own exposure. Of events y and expectation e the posterior of the risk ratio is gamma; see
`gridtag.models.posterior`. Channels and years are put together by adding their y and e.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from gridtag.models.posterior import Key, Moments, above, priors, ratio, ratio_low
from gridtag.models.weak_spots import CHANNELS

RISKY, SURE = 1.5, 0.8
"""A unit is risky where its risk ratio is above RISKY with more than this probability."""
ENOUGH = 2
"""Risky years, and risky channels, that confirm each other."""
WHOLE = ("outage", "heavy_load")
"""Channels of which each event reaches all customers of the unit."""
_PARTS = 1_000_000


@dataclass(frozen=True)
class Posterior:
    """By unit: events, what is expected, and the gamma shape of its group."""

    events: np.ndarray
    expected: np.ndarray
    shape: np.ndarray

    @property
    def ratio(self) -> np.ndarray:
        return ratio(self.events, self.expected, self.shape)

    @property
    def low(self) -> np.ndarray:
        return ratio_low(self.events, self.expected, self.shape)

    @property
    def probability(self) -> np.ndarray:
        """That the risk ratio is above RISKY."""
        return above(self.events, self.expected, self.shape, RISKY)

    def having(self, events: np.ndarray) -> Posterior:
        """As if the units had had these events."""
        return Posterior(events, self.expected, self.shape)

    def of(self, units: np.ndarray) -> Posterior:
        return Posterior(self.events[units], self.expected[units], self.shape[units])


@dataclass(frozen=True)
class Judged:
    """`expected` (units, years, channels); the posteriors by channel and by year in their order, and in all."""

    events: np.ndarray
    expected: np.ndarray
    weights: np.ndarray
    channels: tuple[Posterior, ...]
    years: tuple[Posterior, ...]
    whole: Posterior

    @property
    def years_risky(self) -> np.ndarray:
        return risky(self.years)

    @property
    def channels_risky(self) -> np.ndarray:
        return risky(self.channels)

    @property
    def excess(self) -> np.ndarray:
        """Events a year more than its like, at least."""
        return np.maximum(self.whole.low - 1, 0) * self.whole.expected / len(self.years)

    @property
    def excess_customers(self) -> np.ndarray:
        """As excess, each event by the customers it reaches."""
        return np.maximum(self.whole.low - 1, 0) * self.weights

    @property
    def tier(self) -> np.ndarray:
        """1 for two risky years and two risky channels, 2 for one of both, 3 for surely above its like at least, else
        0."""
        years, channels = self.years_risky >= ENOUGH, self.channels_risky >= ENOUGH
        return np.select([self.whole.low <= 1, years & channels, years | channels], [0, 1, 2], 3)

    def with_events(self, events: np.ndarray) -> Judged:
        """As if the units had had these events (units, years, channels)."""
        return replace(
            self,
            events=events,
            channels=tuple(one.having(events[:, :, n].sum(axis=1)) for n, one in enumerate(self.channels)),
            years=tuple(one.having(events[:, n].sum(axis=1)) for n, one in enumerate(self.years)),
            whole=self.whole.having(events.sum(axis=(1, 2))),
        )

    def of(self, units: np.ndarray) -> Judged:
        """Only these units, by a mask or by places."""
        return Judged(
            self.events[units], self.expected[units], self.weights[units],
            tuple(one.of(units) for one in self.channels), tuple(one.of(units) for one in self.years),
            self.whole.of(units),
        )  # fmt: skip


def risky(posteriors: Sequence[Posterior]) -> np.ndarray:
    """In how many of them each unit is risky."""
    return np.sum([one.probability > SURE for one in posteriors], axis=0).astype(np.int64)


def judged(events: np.ndarray, exposure: np.ndarray, customers: np.ndarray, groups: Sequence[Key]) -> Judged:
    """`events` and `exposure` are whole numbers (units, years, channels), exposure in any unit that is the same within
    a channel; a unit without exposure has nothing expected. `groups` is one key a unit: what it is compared with."""
    names = sorted(set(groups))
    places = {name: number for number, name in enumerate(names)}
    group = np.array([places[key] for key in groups], dtype=np.int64)
    events = np.where(exposure > 0, events, 0)
    expected = np.zeros(events.shape)
    for year in range(events.shape[1]):
        for channel in range(events.shape[2]):
            rates = _rates(events[:, year, channel], exposure[:, year, channel], group, names)
            expected[:, year, channel] = rates[group] * exposure[:, year, channel]
    per_year = expected.sum(axis=1) / events.shape[1]
    reached = np.array([name in WHOLE for name in CHANNELS])
    return Judged(
        events,
        expected,
        (per_year * np.where(reached, customers[:, None], 1)).sum(axis=1),
        tuple(
            _posterior(events[:, :, one].sum(axis=1), expected[:, :, one].sum(axis=1), group, names)
            for one in range(events.shape[2])
        ),
        tuple(
            _posterior(events[:, one].sum(axis=1), expected[:, one].sum(axis=1), group, names)
            for one in range(events.shape[1])
        ),
        _posterior(events.sum(axis=(1, 2)), expected.sum(axis=(1, 2)), group, names),
    )


def _rates(events: np.ndarray, exposure: np.ndarray, group: np.ndarray, names: list[Key]) -> np.ndarray:
    found = priors(_moments(events, exposure, group, names))
    return np.array([found[name].rate for name in names])


def _posterior(events: np.ndarray, expected: np.ndarray, group: np.ndarray, names: list[Key]) -> Posterior:
    found = priors(_moments(events, np.rint(expected * _PARTS).astype(np.int64), group, names))
    return Posterior(events, expected, np.array([found[name].shape for name in names])[group])


def _moments(
    events: np.ndarray, exposure: np.ndarray, group: np.ndarray, names: list[Key]
) -> dict[Key, Moments]:
    exposed = exposure > 0
    found = {}
    for number, name in enumerate(names):
        own = exposed & (group == number)
        found[name] = Moments.of(events[own], exposure[own])
    return found
