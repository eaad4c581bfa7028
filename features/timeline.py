"""Events in the order of their time, and where each window begins and ends among those of each customer.

Counts and sums of a window are differences of running totals, of whole numbers that wrap around rather than round, so
that all windows of a measure come from one pass and none depends on the order of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from gridtag.errors import GridtagError
from gridtag.features.layout import MISSING, Layout
from gridtag.features.reducers import EXACT, Floats, Integers
from gridtag.features.windows import Window

Mask = npt.NDArray[np.bool_]

EPOCH = date(1970, 1, 1)
DAYS_APART = 2**20
"""More than any two days are apart."""


@dataclass(frozen=True)
class Events:
    """The events of one frame: `customer` (0 .. customers - 1) of each in rising order, and its numbers as laid out."""

    layout: Layout
    customers: int
    customer: Integers
    numbers: npt.NDArray[np.int64]
    """width x events"""

    def times(self, column: str) -> Integers:
        """Days since 1970, of months the first."""
        return self.numbers[1 if column == "month" else 0]

    def meets(self, condition: str) -> Mask:
        if not condition:
            return np.ones(len(self.customer), dtype=bool)
        word, bit = self.layout.bit(condition)
        return np.asarray((self.numbers[word] & (1 << bit)) != 0)

    def measure(self, name: str) -> Integers:
        return self.numbers[self.layout.place(name)]

    def in_order(self, column: str) -> Events:
        """The events of each customer by time; those of the same time stay as they are."""
        key = self.customer * DAYS_APART + np.clip(self.times(column), 0, DAYS_APART - 1)
        if (key[1:] >= key[:-1]).all():
            return self
        order = np.argsort(key, kind="stable")
        return Events(self.layout, self.customers, self.customer[order], self.numbers[:, order])


@dataclass(frozen=True, eq=False)
class Spans:
    """For each customer the places of a window's first event and of the first after it."""

    first: Integers
    after: Integers


@dataclass(frozen=True)
class Timeline:
    """Events in order of one of their times."""

    events: Events
    column: str
    as_of: date
    told: dict[str, Marked] = field(default_factory=dict)
    """By condition, the events that meet it."""

    @classmethod
    def of(cls, events: Events, column: str, as_of: date) -> Timeline:
        return cls(events.in_order(column), column, as_of)

    def spans(self, windows: Iterable[Window]) -> dict[Window, Spans]:
        days = {window: span(window, self.as_of) for window in windows}
        edges = np.unique([edge for pair in days.values() for edge in pair])
        places = self.places(edges)
        return {
            window: Spans(*(places[index] for index in np.searchsorted(edges, pair)))
            for window, pair in days.items()
        }

    def places(self, edges: Integers) -> Integers:
        """edges x customers: the place of the customer's first event on the day or later, else of the next one's."""
        rings = len(edges) + 1
        ring = np.searchsorted(edges, self.events.times(self.column), side="right")
        counts = np.bincount(self.events.customer * rings + ring, minlength=self.events.customers * rings)
        return np.ascontiguousarray(np.cumsum(counts).reshape(-1, rings)[:, :-1].T)

    @cached_property
    def known(self) -> dict[str, Mask]:
        """By measure, which events have a value."""
        return {name: self.events.measure(name) != MISSING for name in self.events.layout.measures}

    def chosen(self, where: str, measure: str) -> Chosen:
        """Events that meet the condition and have a value."""
        if not measure:
            return Chosen(self._marked(where), None)
        value = self.events.measure(measure)
        if self.known[measure].all():
            return Chosen(self._marked(where), value)
        return Chosen(Marked(self._marked(where).mask & self.known[measure]), value)

    def _marked(self, where: str) -> Marked:
        """The events that meet the condition; told once."""
        if where not in self.told:
            self.told[where] = Marked(self.events.meets(where))
        return self.told[where]


@dataclass(frozen=True)
class Marked:
    """Some of the events of a timeline, in its order; what is made of them costs as much as they are many."""

    mask: Mask
    found: dict[Spans, Spans] = field(default_factory=dict)

    @cached_property
    def at(self) -> Integers:
        """Their places among all."""
        return np.flatnonzero(self.mask)

    @property
    def are_all(self) -> bool:
        return len(self.at) == len(self.mask)

    @cached_property
    def before(self) -> Integers:
        """How many of them lie before each place."""
        return _running(self.mask)

    def within(self, spans: Spans) -> Spans:
        """The spans as places among them alone."""
        if self.are_all:
            return spans
        if spans not in self.found:
            self.found[spans] = Spans(self.before[spans.first], self.before[spans.after])
        return self.found[spans]

    def of(self, numbers: Integers) -> Integers:
        """Of numbers of all events, theirs."""
        return numbers if self.are_all else numbers[self.at]


@dataclass(frozen=True)
class Chosen:
    """Some events of a timeline, and, where a measure is asked for, its value for each event of the timeline."""

    marked: Marked
    measured: Integers | None

    @cached_property
    def value(self) -> Integers:
        """Of the chosen alone; 1 where no measure is asked for."""
        if self.measured is None:
            return np.ones(len(self.marked.at), dtype=np.int64)
        return self.marked.of(self.measured)

    @cached_property
    def sums(self) -> Integers:
        """What those before each of them add up to."""
        return _running(self.value)

    @cached_property
    def exact(self) -> bool:
        """Whether no sum of some of them can be too large to be told exactly."""
        most = max(int(self.value.max(initial=0)), -int(self.value.min(initial=0)))
        return most * len(self.value) < EXACT

    @cached_property
    def heights(self) -> Floats:
        return np.append(self.value.astype(np.float64), -np.inf)

    @cached_property
    def depths(self) -> Floats:
        return np.append(-self.value.astype(np.float64), -np.inf)


def _running(numbers: Integers | Mask) -> Integers:
    found = np.zeros(len(numbers) + 1, dtype=np.int64)
    np.cumsum(numbers, out=found[1:])
    return found


def count(chosen: Chosen, spans: Spans) -> Floats:
    held = chosen.marked.within(spans)
    return (held.after - held.first).astype(np.float64)


def total(chosen: Chosen, spans: Spans) -> Floats:
    held = chosen.marked.within(spans)
    sums = chosen.sums[held.after] - chosen.sums[held.first]
    if not chosen.exact and np.abs(sums).max(initial=0) >= EXACT:
        raise GridtagError("features: a sum exceeds 2**53 of its unit; give the measure in a larger unit")
    return sums.astype(np.float64)


def largest(chosen: Chosen, spans: Spans) -> Floats:
    return _highest(chosen.heights, chosen.marked.within(spans))


def smallest(chosen: Chosen, spans: Spans) -> Floats:
    return -_highest(chosen.depths, chosen.marked.within(spans))


def _highest(heights: Floats, spans: Spans) -> Floats:
    """NaN where there is none."""
    found = np.maximum.reduceat(heights, np.column_stack([spans.first, spans.after]).ravel())[::2]
    return np.where(spans.first < spans.after, found, np.nan)


RUNNING: Mapping[str, Callable[[Chosen, Spans], Floats]] = {
    "count": count,
    "sum": total,
    "max": largest,
    "min": smallest,
}
"""Kinds of which all windows come from one pass."""


def span(window: Window, as_of: date) -> tuple[int, int]:
    """First day of the window and the first after it, as days since 1970."""
    bounds = window.bounds(as_of)
    return (bounds.first - EPOCH).days, (bounds.last - EPOCH).days + 1
