"""Folds events to one number per customer, part and window, with numpy. Nothing here depends on the order of rows.

Counts, sums, extremes and squared deviations of all windows of a measure come from one pass: each event falls in
exactly one age ring, and a window is made of whole rings. What does not come together from rings (distinct values,
percentiles, gaps between events, runs) is folded window by window. Every result is float64, NaN where there is
none; counts and sums are exact, as they stay below 2**53.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from gridtag.features.layout import MISSING, Layout
from gridtag.features.reducers import REDUCERS, RINGS, Floats, Integers, deviations
from gridtag.features.sequences import SEQUENCES, gaps, steps
from gridtag.features.statistics import Part
from gridtag.features.windows import Window

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Events:
    """The events of one frame: `customer` (0 .. customers - 1) of each, and its numbers as laid out."""

    layout: Layout
    customers: int
    customer: Integers
    numbers: npt.NDArray[np.int64]
    """width x events"""

    def days(self, column: str) -> Integers:
        return self.numbers[1 if column == "month" else 0]

    def meets(self, condition: str) -> npt.NDArray[np.bool_]:
        if not condition:
            return np.ones(len(self.customer), dtype=bool)
        word, bit = self.layout.bit(condition)
        return (self.numbers[word] >> bit & 1).astype(bool)

    def measure(self, name: str) -> Integers:
        return self.numbers[self.layout.place(name)]


@dataclass(frozen=True)
class Chosen:
    """Events that meet a condition and have a value."""

    customer: Integers
    day: Integers
    value: Integers


def fold(events: Events, parts: Iterable[Part], as_of: date) -> dict[Part, Floats]:
    """Each part as one number per customer."""
    found: dict[Part, Floats] = {}
    for (where, measure, column, between), group in _groups(parts).items():
        chosen = _chosen(events, where, measure, column)
        ringed = [part for part in group if part.kind in RINGS and not between]
        found |= _rings(chosen, ringed, events.customers, as_of)
        for part in group:
            if part not in found:
                found[part] = _whole(chosen, part, events.customers, as_of)
    return found


def _groups(parts: Iterable[Part]) -> Mapping[tuple[str, str, str, bool], list[Part]]:
    groups: dict[tuple[str, str, str, bool], list[Part]] = {}
    for part in parts:
        groups.setdefault((part.where, part.value, part.window.column, part.gaps), []).append(part)
    return groups


def _chosen(events: Events, where: str, measure: str, column: str) -> Chosen:
    mask = events.meets(where)
    if measure:
        value = events.measure(measure)
        mask = mask & (value != MISSING)
    else:
        value = np.ones(len(mask), dtype=np.int64)
    at = np.flatnonzero(mask)
    return Chosen(events.customer[at], events.days(column)[at], value[at])


def _rings(chosen: Chosen, parts: Sequence[Part], customers: int, as_of: date) -> dict[Part, Floats]:
    if not parts:
        return {}
    spans = {part.window: span(part.window, as_of) for part in parts}
    edges = np.unique([edge for pair in spans.values() for edge in pair])
    rings = len(edges) - 1
    ring = np.searchsorted(edges, chosen.day, side="right") - 1
    inside = (ring >= 0) & (ring < rings)
    key = chosen.customer[inside] * rings + ring[inside]
    value = chosen.value[inside]
    tables = {
        kind: REDUCERS[kind](key, value, customers * rings).reshape(customers, rings)
        for kind in {needed for part in parts for needed in RINGS[part.kind]}
    }
    found = {}
    for part in parts:
        first, last = np.searchsorted(edges, spans[part.window])
        found[part] = _window(part.kind, {kind: table[:, first:last] for kind, table in tables.items()})
    return found


def _window(kind: str, rings: Mapping[str, Floats]) -> Floats:
    """The rings of a window put together."""
    if kind in ("count", "sum"):
        return rings[kind].sum(axis=1)
    if kind == "max":
        return np.fmax.reduce(rings[kind], axis=1)
    if kind == "min":
        return np.fmin.reduce(rings[kind], axis=1)
    return deviations(rings["count"], rings["sum"], rings["deviations"])


def _whole(chosen: Chosen, part: Part, customers: int, as_of: date) -> Floats:
    first, end = span(part.window, as_of)
    at = np.flatnonzero((chosen.day >= first) & (chosen.day < end))
    customer, day, value = chosen.customer[at], chosen.day[at], chosen.value[at]
    if part.kind in SEQUENCES:
        return SEQUENCES[part.kind](customer, steps(day, part.window.column), value, customers)
    if part.gaps:
        customer, value = gaps(customer, day)
    return REDUCERS[part.kind](customer, value, customers)


def next_changes(events: Events, windows: Iterable[Window], as_of: date) -> Floats:
    """Per customer the next day, since 1970, on which an event enters or leaves one of the windows of days or reads
    differently; infinite where none does."""
    today = (as_of - _EPOCH).days
    moves = {0} | {
        days for one in windows if one.kind == "days" for days in (one.offset, one.offset + one.size)
    }
    days = [events.days("day") + move for move in sorted(moves)] + [events.numbers[2]]
    found = np.full(events.customers, np.inf)
    for day in days:
        later = np.flatnonzero(day > today)
        np.minimum.at(found, events.customer[later], day[later].astype(np.float64))
    return found


def span(window: Window, as_of: date) -> tuple[int, int]:
    """First day of the window and the first after it, as days since 1970."""
    bounds = window.bounds(as_of)
    return (bounds.first - _EPOCH).days, (bounds.last - _EPOCH).days + 1
