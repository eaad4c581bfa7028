"""A user's outage table through the indices of reliability: by group and kind, with and without major event days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from gridtag.errors import GridtagError
from gridtag.jobs import user_tables
from gridtag.jobs.outage_columns import Columns, columns_of
from gridtag.jobs.outage_rows import Reading, outage_rows
from gridtag.jobs.reliability_rows import COLUMNS, Period, Question, rows
from gridtag.jobs.served import LOAD, Served, served_by
from gridtag.models.reliability.catalogue import Need, cannot
from gridtag.models.reliability.checks import faults
from gridtag.models.reliability.interruptions import joined
from gridtag.models.reliability.major_event_days import Threshold, daily_saidi, major_event_days, threshold
from gridtag.models.reliability.sums import Limits

SHOWN = 20
"""Days and faults that are named one by one."""


@dataclass(frozen=True)
class Asked:
    """What the user said; `served` is a number or a CSV file with customers by group, `first` and `last` are days,
    `threshold_minutes` is a T_MED that is known already."""

    roles: Mapping[str, str] = field(default_factory=dict)
    by: tuple[str, ...] = ()
    served: str = ""
    served_load: float = 0
    first: date | None = None
    last: date | None = None
    limits: Limits = field(default_factory=Limits)
    reading: Reading = field(default_factory=Reading)
    each: str = ""
    major_events: bool = False
    threshold_minutes: float = 0
    set_aside: Path | None = None


@dataclass(frozen=True)
class Found:
    rows: list[dict[str, Any]]
    columns: tuple[str, ...]
    notes: list[str]


def run(path: Path, asked: Asked) -> Found:
    """The indices of the table in `path`. Raises GridtagError where the table or what was asked makes no sense, and
    where rows cannot be true unless they are set aside."""
    if taken := [name for name in asked.by if name in (*COLUMNS, LOAD)]:
        raise GridtagError(f"--by {taken[0]}: the result has a column of that name itself; rename yours")
    table = user_tables.read(path, as_text=True)
    columns = columns_of(table.column_names, asked.roles, asked.by)
    served = served_by(asked.served, asked.served_load, asked.by)
    reading = asked.reading
    if user_tables.is_parquet(path):
        reading = Reading(reading.zone, reading.time_format, 1, reading.kinds)
    told, unreadable, left_out = outage_rows(table, columns, reading)
    served.must_know(told, asked.by)
    untrue = faults(told, served.of_rows(told, asked.by))
    wrong = pd.concat([unreadable, untrue]).sort_values("row", ignore_index=True)
    notes = [f"columns: {columns.sentence()}"]
    notes += [f"left out by their kind: {left_out:,} rows"] if left_out else []
    notes += _set_aside(path, wrong, table.num_rows, asked.set_aside)
    interruptions = joined(told[~told["row"].isin(wrong["row"])])
    period = _period(interruptions, asked)
    told_by = "" if asked.first and asked.last else " (as the table has them; --from and --to tell others)"
    notes.append(
        f"period: outages that began from {period.first} to {period.last}, {period.days:,} days{told_by}"
    )
    excluded, of_days = _excluded(interruptions, period, served, asked)
    periods = [period, *(period.parts(asked.each) if asked.each else ())]
    found = list(rows(interruptions, periods, Question(served, asked.by, asked.limits, excluded)))
    notes += [*of_days, *_not_computed(columns, served)]
    return Found(found, (*asked.by, *COLUMNS), notes)


def _set_aside(path: Path, wrong: pd.DataFrame, total: int, target: Path | None) -> list[str]:
    """A note on the faults that were written to `target`; without one they are an error."""
    if wrong.empty:
        return []
    counts = ", ".join(f"{count:,} {fault}" for fault, count in wrong["fault"].value_counts().items())
    if target is None:
        first = wrong.iloc[0]
        raise GridtagError(
            f"{path}: rows that cannot be counted: {len(wrong):,} ({counts}); the first is row {first['row']}: "
            f"{first['told']}; --set-aside FILE lists them and counts the others"
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    wrong.to_csv(target, index=False, encoding="utf-8-sig")
    return [f"set aside: {len(wrong):,} of {total:,} rows ({counts}), listed in {target}"]


def _period(interruptions: pd.DataFrame, asked: Asked) -> Period:
    if interruptions.empty and not (asked.first and asked.last):
        raise GridtagError(
            "no row is left to count; without one the period must be told with --from and --to"
        )
    first = asked.first or interruptions["day"].min().date()
    last = asked.last or interruptions["day"].max().date()
    if last < first:
        raise GridtagError(f"the period ends {last}, before it begins {first}")
    return Period(first, last)


def _excluded(
    interruptions: pd.DataFrame, period: Period, served: Served, asked: Asked
) -> tuple[pd.DatetimeIndex | None, list[str]]:
    """The major event days of the period, None where nobody asked, and what there is to say of them."""
    if not asked.major_events:
        return None, []
    if served.customers is None:
        raise GridtagError("major event days need the number of customers served; give it with --customers")
    daily = daily_saidi(interruptions, served.customers, asked.limits)
    years = range(period.first.year, period.last.year + 1)
    notes = []
    if asked.threshold_minutes:
        days = daily.index[daily > asked.threshold_minutes]
        notes.append(f"T_MED {asked.threshold_minutes:g} min as given")
    else:
        known = [_threshold(daily, year) for year in years]
        days = major_event_days(daily, known)
        notes += [
            f"T_MED {one.year}: {one.minutes:.4f} min a customer (alpha {one.alpha:.4f}, beta {one.beta:.4f}, "
            f"{one.days:,} days with outages since {one.since})"
            for one in known
        ]
    days = days[period.holds(days)]
    named = ", ".join(str(day.date()) for day in days[:SHOWN]) or "none"
    more = f" and {len(days) - SHOWN} more" if len(days) > SHOWN else ""
    return days, [*notes, f"major event days: {named}{more}"]


def _threshold(daily: pd.Series, year: int) -> Threshold:
    found = threshold(daily, year)
    if found is None:
        raise GridtagError(
            f"the table has too few days with outages before {year} for a threshold of major event days; keep up to "
            "five earlier years in the table and set the period with --from, or give --t-med MINUTES"
        )
    return found


def _not_computed(columns: Columns, served: Served) -> list[str]:
    given = {
        Need.served: served.customers is not None,
        Need.customer: bool(columns["customer"]),
        Need.load: bool(columns["load"]),
        Need.served_load: served.load_va is not None,
    }
    help_ = {
        Need.served: "the customers served: --customers N or FILE",
        Need.customer: "a row for each customer: --customer COLUMN",
        Need.load: "the load interrupted: --load COLUMN",
        Need.served_load: "the load served: --served-load KVA",
    }
    missing = cannot([need for need, there in given.items() if there])
    notes = [
        f"not computed: {', '.join(names)}; that needs {' and '.join(help_[need] for need in needs)}"
        for needs, names in missing.items()
    ]
    if not columns["customer"] and not columns["device"]:
        notes.append("not checked: whether outages overlap; that needs --customer COLUMN or --device COLUMN")
    return notes
