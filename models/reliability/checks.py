"""Rows of outages that cannot be true: ends before starts, the same power cut twice, more customers than there are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from gridtag.models.reliability.interruptions import DAY_MS

COLUMNS = ("row", "fault", "told")
LONGEST_DAYS = 366
"""An end like 9999-12-31 stands for none."""


def faults(rows: pd.DataFrame, served: int | pd.Series | None = None) -> pd.DataFrame:
    """row, fault, told: what is wrong with rows, one line each; of rows that overlap, with all but the first.

    `rows` has the columns of an interruption (see `interruptions`), `row` (its number), `start` and `end` as they
    were written, and where known `customer` and `device`. `served` are the customers there are, of all rows or of each
    one's group. Nothing overlaps where both are unknown: several
    branches may be out at a time.
    """
    found = [*_negative(rows), *_too_long(rows), *_too_many(rows, served)]
    sound = rows[rows["end_ms"] >= rows["start_ms"]]
    if "customer" in rows:
        found += _overlapping(sound, "customer", sound["row"])
    elif "device" in rows:
        found += _repeated(sound)
        found += _overlapping(sound, "device", _outage_of(sound))
    table = pd.DataFrame(found, columns=COLUMNS)
    return table.drop_duplicates("row").sort_values("row", ignore_index=True)


def _negative(rows: pd.DataFrame) -> Iterator[tuple[int, str, str]]:
    for row in rows[rows["end_ms"] < rows["start_ms"]].to_dict("records"):
        yield row["row"], "negative", f"{_named(row)} ends {row['end']}, before it starts {row['start']}"


def _too_long(rows: pd.DataFrame) -> Iterator[tuple[int, str, str]]:
    long = rows["end_ms"] - rows["start_ms"] > LONGEST_DAYS * DAY_MS
    for row in rows[long].to_dict("records"):
        told = f"{_named(row)} {_span(row)} lasts more than {LONGEST_DAYS} days; is it still open?"
        yield row["row"], "too long", told


def _too_many(rows: pd.DataFrame, served: int | pd.Series | None) -> Iterator[tuple[int, str, str]]:
    for row in rows[rows["customers"] < 0].to_dict("records"):
        yield row["row"], "negative customers", f"{_named(row)} has {row['customers']} customers"
    if served is not None:
        limited = rows.assign(_served=served)
        for row in limited[limited["customers"] > limited["_served"]].to_dict("records"):
            told = f"{_named(row)} has {row['customers']} customers interrupted of {row['_served']} served"
            yield row["row"], "more than served", told


def _outage_of(rows: pd.DataFrame) -> pd.Series:
    """Rows of one outage are steps of its restoration; where outages have no number, they start together."""
    return rows["outage"] if "outage" in rows else rows["start_ms"]


def _repeated(rows: pd.DataFrame) -> Iterator[tuple[int, str, str]]:
    same = [name for name in ("device", "outage", "start_ms", "end_ms", "customers", "kind") if name in rows]
    for row in rows[rows.duplicated(same)].to_dict("records"):
        yield row["row"], "repeated", f"{_named(row)} from {row['start']} is there twice"


def _overlapping(rows: pd.DataFrame, unit: str, outage: pd.Series) -> Iterator[tuple[int, str, str]]:
    """Rows that start before an earlier one of their unit, of another outage, has ended."""
    ordered = rows.assign(_outage=outage).sort_values([unit, "start_ms", "end_ms", "row"], kind="stable")
    spans = ordered.groupby([unit, "_outage"], sort=False).agg(
        start_ms=("start_ms", "min"), end_ms=("end_ms", "max"), row=("row", "first")
    )
    spans = spans.reset_index().sort_values(
        [unit, "start_ms", "end_ms", "row"], kind="stable", ignore_index=True
    )
    reach = spans.groupby(unit, sort=False)["end_ms"].cummax()
    before = reach.groupby(spans[unit], sort=False).shift()
    late = np.flatnonzero((spans["start_ms"] < before).to_numpy())
    told = rows.set_index("row")
    longest = _reaching(spans["end_ms"].to_numpy(), reach.to_numpy())
    for place in late:
        own, other = spans["row"][place], spans["row"][longest[place - 1]]
        row, first = told.loc[own], told.loc[other]
        yield own, "overlap", f"{_named(row)} {_span(row)} overlaps row {other} {_span(first)}"


def _reaching(ends: np.ndarray, reach: np.ndarray) -> np.ndarray:
    """For each place, the last one whose end is the reach so far."""
    return np.maximum.accumulate(np.where(ends == reach, np.arange(len(ends)), 0))


def _span(row: pd.Series | dict[str, Any]) -> str:
    return f"({row['start']} to {row['end']})"


def _named(row: pd.Series | dict[str, Any]) -> str:
    for name in ("customer", "device"):
        if name in row:
            return f"{name} {row[name]}"
    return "the outage"
