"""Folds events to one number per customer, part and window, with numpy. Nothing here depends on the order of rows.

Counts, sums and extremes of all windows of a measure come from one pass over a timeline; the rest (deviations, distinct
values, percentiles, gaps between events, runs) is folded window by window. Every result is float64, NaN where
there is none; counts and sums are exact, as they stay below 2**53.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from typing import TypeVar

import numpy as np

from gridtag.features.reducers import REDUCERS, Floats
from gridtag.features.sequences import SEQUENCES, gaps, steps
from gridtag.features.statistics import Part
from gridtag.features.timeline import EPOCH, RUNNING, Chosen, Events, Spans, Timeline
from gridtag.features.windows import Window

Key = TypeVar("Key", bound=Hashable)


def fold(events: Events, parts: Iterable[Part], as_of: date) -> dict[Part, Floats]:
    """Each part as one number per customer."""
    found: dict[Part, Floats] = {}
    for column, alike in _by(parts, lambda part: part.window.column).items():
        line = Timeline.of(events, column, as_of)
        spans = line.spans({part.window for part in alike})
        for (where, measure), group in _by(alike, lambda part: (part.where, part.value)).items():
            chosen = line.chosen(where, measure)
            for part in group:
                found[part] = _folded(line, chosen, part, spans[part.window])
    return found


def _by(parts: Iterable[Part], key: Callable[[Part], Key]) -> Mapping[Key, list[Part]]:
    groups: dict[Key, list[Part]] = {}
    for part in parts:
        groups.setdefault(key(part), []).append(part)
    return groups


def _folded(line: Timeline, chosen: Chosen, part: Part, spans: Spans) -> Floats:
    if part.kind in RUNNING and not part.gaps:
        return RUNNING[part.kind](chosen, spans)
    inside, at = _inside(line, chosen, spans)
    customers, customer = line.events.customers, line.events.customer[at]
    time, value = line.events.times(line.column)[at], chosen.value[inside]
    if part.kind in SEQUENCES:
        return SEQUENCES[part.kind](customer, steps(time, line.column), value, customers)
    if part.gaps:
        customer, value = gaps(customer, time)
    return REDUCERS[part.kind](customer, value, customers)


def _inside(line: Timeline, chosen: Chosen, spans: Spans) -> tuple[np.ndarray, np.ndarray]:
    """The chosen events in the window: their places among the chosen, and among all."""
    customer, held = chosen.marked.of(line.events.customer), chosen.marked.within(spans)
    order = np.arange(len(customer))
    inside = np.flatnonzero((order >= held.first[customer]) & (order < held.after[customer]))
    return inside, chosen.marked.at[inside]


def next_changes(events: Events, windows: Iterable[Window], as_of: date) -> Floats:
    """Per customer the next day, since 1970, on which an event enters or leaves one of the windows of days or reads
    differently; infinite where none does."""
    today = (as_of - EPOCH).days
    moves = {0} | {
        days for one in windows if one.kind == "days" for days in (one.offset, one.offset + one.size)
    }
    line = Timeline.of(events, "day", as_of)
    customers, days = np.arange(events.customers), line.events.times("day")
    found = np.full(events.customers, np.inf)
    ordered = sorted(moves, reverse=True)
    owner, day = np.append(line.events.customer, -1), np.append(days, 0)
    for move, place in zip(ordered, line.places(today + 1 - np.array(ordered)), strict=True):
        found = np.where(owner[place] == customers, np.minimum(found, day[place] + move), found)
    differs = np.flatnonzero(line.events.numbers[2] > today)
    np.minimum.at(found, line.events.customer[differs], line.events.numbers[2][differs].astype(np.float64))
    return found
