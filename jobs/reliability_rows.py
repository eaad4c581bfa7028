"""The rows of `gridtag reliability`: a period, a kind of outage, with or without major event days, and a group each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from gridtag.calendar import month_start
from gridtag.jobs.outage_columns import key
from gridtag.jobs.outage_rows import FAULT, PLANNED
from gridtag.jobs.served import Served
from gridtag.models.reliability.catalogue import INDICES
from gridtag.models.reliability.indices import indices
from gridtag.models.reliability.interruptions import MINUTE_MS
from gridtag.models.reliability.sums import Limits, sums

ALL = "all"
SUMS = {"rows": "rows", "ci": "interrupted", "cmi": "out_ms", "cm": "momentary", "cn": "customers_out"}
COLUMNS = (
    *("kind", "major_event_days", "from", "to", "days", "customers"),
    *SUMS,
    *(index.name for index in INDICES),
)
"""After the columns that are grouped by."""
MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Period:
    """Days from first to last, both in it."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def holds(self, days: Any) -> Any:
        """Which of a series or index of days are in it."""
        return (days >= pd.Timestamp(self.first)) & (days <= pd.Timestamp(self.last))

    def parts(self, each: str) -> Iterator[Period]:
        """Its days, months, quarters or years by the calendar; the first and the last may be cut short."""
        first = self.first
        while first <= self.last:
            last = first
            if months := MONTHS.get(each):
                begin = month_start(first, (first.month - 1) % months)
                last = month_start(begin, -months) - timedelta(days=1)
            yield Period(first, min(last, self.last))
            first = last + timedelta(days=1)


@dataclass(frozen=True)
class Question:
    """What to count: for whom, by what, from which limits on, on which days beside (None: on all alone)."""

    served: Served
    by: tuple[str, ...]
    limits: Limits
    excluded: pd.DatetimeIndex | None


def rows(
    interruptions: pd.DataFrame, periods: Sequence[Period], question: Question
) -> Iterator[dict[str, Any]]:
    """Rows of COLUMNS and those grouped by; of all groups together first."""
    kinds = (ALL, PLANNED, FAULT) if "kind" in interruptions else (ALL,)
    nowhere = dict.fromkeys(question.by, ALL)
    for by in [(), question.by] if question.by else [()]:
        for period in periods:
            within = interruptions[period.holds(interruptions["day"])]
            for kind in kinds:
                of_kind = within if kind == ALL else within[within["kind"] == kind]
                told = {
                    **nowhere,
                    "kind": kind,
                    "major_event_days": "with",
                    "from": period.first,
                    "to": period.last,
                }
                for row in _groups(of_kind, by, period.days, question):
                    yield {**told, **row}
                if question.excluded is not None:
                    calm = of_kind[~of_kind["day"].isin(question.excluded)]
                    days = period.days - int(period.holds(question.excluded).sum())
                    for row in _groups(calm, by, days, question):
                        yield {**told, "major_event_days": "without", **row}


def _groups(
    interruptions: pd.DataFrame, by: Sequence[str], days: int, question: Question
) -> Iterator[dict[str, Any]]:
    added = sums(interruptions, [key(name) for name in by], question.limits)
    customers, load = question.served.of(by, added.index)
    if customers is not None and by:
        added = added.reindex(customers.index, fill_value=0)
    ratios = indices(added, days, customers, load)
    numbers = [None] * len(added) if customers is None else [int(number) for number in customers]
    for label, one, ratio, number in zip(
        added.index, added.to_dict("records"), ratios.to_dict("records"), numbers, strict=True
    ):
        group = dict(zip(by, label if isinstance(label, tuple) else (label,), strict=False))
        figures = {name: one.get(column) for name, column in SUMS.items()}
        told = {name: None if pd.isna(value) else value for name, value in ratio.items()}
        yield {
            **group,
            "days": days,
            "customers": number,
            **figures,
            "cmi": one["out_ms"] / MINUTE_MS,
            **told,
        }
