"""From a user's outage table to rows that can be counted, and the list of those that cannot."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from gridtag.errors import GridtagError
from gridtag.jobs.outage_columns import Columns, key
from gridtag.jobs.outage_times import days, moments, zone_of
from gridtag.models.reliability.checks import COLUMNS
from gridtag.models.reliability.interruptions import MINUTE_MS

PLANNED, FAULT, LEFT_OUT = "planned", "fault", "left out"
KINDS: Mapping[str, tuple[str, ...]] = {
    PLANNED: ("planned", "plan", "scheduled", "temp", "temporary", "ration", "计划", "计划停电", "预安排",
              "预安排停电", "检修", "计划检修", "临时", "临时停电", "临时检修", "限电", "有序用电"),
    FAULT: ("fault", "unplanned", "unscheduled", "forced", "urgent", "emergency", "故障", "故障停电",
            "紧急", "紧急停电"),
    LEFT_OUT: ("arrears", "user", "欠费", "欠费停电", "用户", "用户侧", "用户原因", "用户内部"),
}  # fmt: skip
"""Cuts for arrears and customers' own faults count nowhere."""


MOST = 10**12
"""Beyond any count of customers or volt-amperes, and exact as a float."""


@dataclass(frozen=True)
class Reading:
    """How to read: the time zone, a pattern of strptime for times (or none), the number of the first row, and values
    of the kind column beside the usual ones."""

    zone: str = "Asia/Shanghai"
    time_format: str = ""
    first_row: int = 2
    kinds: Mapping[str, Collection[str]] | None = None


def outage_rows(
    table: pa.Table, columns: Columns, reading: Reading
) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Rows as `gridtag.models.reliability.checks` takes them; faults (row, fault, told) of those that cannot be read;
    how many were left out by their kind. The row number is that of a spreadsheet."""
    zone = zone_of(reading.zone)
    numbers = pd.Series(np.arange(table.num_rows) + reading.first_row, name="row")
    faults = _Faults(numbers)
    rows = pd.DataFrame({"row": numbers})
    for role, name in (("start", "start"), ("end", "end"), ("minutes", "end")):
        if columns[role]:
            rows[name] = _text(table, columns[role])
    start = moments(table.column(columns["start"]), zone, reading.time_format, columns["start"])
    faults.unreadable(rows["start"], start.isna(), "start", reading.zone)
    rows["start_ms"] = _milliseconds(start)
    rows["day"] = days(start, zone)
    if columns["end"]:
        end = moments(table.column(columns["end"]), zone, reading.time_format, columns["end"])
        faults.unreadable(rows["end"], end.isna(), "end", reading.zone)
        rows["end_ms"] = _milliseconds(end)
    else:
        minutes = _minutes(rows["end"])
        faults.unreadable(rows["end"], minutes.isna(), "minutes", "")
        rows["end_ms"] = rows["start_ms"] + (minutes.fillna(0) * MINUTE_MS).round().astype("int64")
        rows["end"] = rows["end"] + " min later"
    _add_who(rows, table, columns, faults)
    for name in columns.by:
        rows[key(name)] = _text(table, name)
    left_out = _add_kind(rows, table, columns["kind"], reading)
    counted = rows[~rows["row"].isin(faults.rows) & ~left_out]
    return counted.reset_index(drop=True), faults.table(~left_out), int(left_out.sum())


def _add_who(rows: pd.DataFrame, table: pa.Table, columns: Columns, faults: _Faults) -> None:
    """customers, customer, device, outage and load_va."""
    for role in ("customer", "device", "outage"):
        if columns[role]:
            rows[role] = _text(table, columns[role])
            faults.add(rows[role] == "", f"no {role}", lambda place, role=role: f"the {role} is not told")
    if "customer" in rows and "affected" not in columns.told:
        rows["customers"] = 1
    else:
        text = _text(table, columns["affected"])
        rows["customers"] = _whole(text, _numbers(text), "customers interrupted", faults)
    if columns["load"]:
        text = _text(table, columns["load"])
        rows["load_va"] = _whole(text, (_numbers(text) * 1000).round(), "load", faults)


def _add_kind(rows: pd.DataFrame, table: pa.Table, column: str, reading: Reading) -> pd.Series:
    """Adds `kind`, planned or fault; gives which rows are left out."""
    if not column:
        return pd.Series(False, index=rows.index)
    known = {value: kind for kind, values in KINDS.items() for value in values}
    known |= {value.lower(): kind for kind, values in (reading.kinds or {}).items() for value in values}
    values = _text(table, column)
    kinds = values.str.lower().map(known)
    if kinds.isna().any():
        unknown = values[kinds.isna()].value_counts(sort=True)
        listed = ", ".join(f"{value or '(empty)'} ({count} rows)" for value, count in unknown.head(5).items())
        raise GridtagError(
            f"column {column} has kinds that are not known: {listed}; say which they are with --planned, --fault or "
            "--leave-out VALUE,VALUE"
        )
    rows["kind"] = kinds
    return kinds == LEFT_OUT


class _Faults:
    """What is wrong with rows, the first fault of each."""

    def __init__(self, numbers: pd.Series) -> None:
        self.numbers, self.found = numbers, pd.DataFrame(columns=COLUMNS)

    @property
    def rows(self) -> pd.Series:
        return self.found["row"]

    def add(self, wrong: pd.Series, fault: str, told: object) -> None:
        places = np.flatnonzero(wrong.to_numpy())
        if len(places):
            lines = [(int(self.numbers[place]), fault, told(place)) for place in places]  # type: ignore[operator]
            self.found = pd.concat([self.found, pd.DataFrame(lines, columns=COLUMNS)], ignore_index=True)

    def unreadable(self, text: pd.Series, wrong: pd.Series, what: str, zone: str) -> None:
        self.add(wrong & (text == ""), f"no {what}", lambda place: f"the {what} is not told")
        where = f" in {zone}" if zone else ""
        self.add(
            wrong & (text != ""), f"{what} unreadable", lambda place: f"{text[place]!r} is no {what}{where}"
        )

    def table(self, counted: pd.Series) -> pd.DataFrame:
        kept = self.found[self.found["row"].isin(self.numbers[counted])]
        return kept.drop_duplicates("row").sort_values("row", ignore_index=True)


def _text(table: pa.Table, name: str) -> pd.Series:
    column = table.column(name)
    if not pa.types.is_string(column.type):
        column = column.cast(pa.string())
    return column.fill_null("").to_pandas().astype(object).str.strip()


def _milliseconds(moment: pd.Series) -> pd.Series:
    """Since 1970; 0 for none."""
    return moment.dt.tz_localize(None).astype("datetime64[ms]").fillna(pd.Timestamp(0)).astype("int64")


def _numbers(text: pd.Series) -> pd.Series:
    return pd.to_numeric(text.str.replace(r"[,，](?=\d{3})", "", regex=True), errors="coerce")


def _minutes(text: pd.Series) -> pd.Series:
    """Numbers of minutes, or hours and minutes as 1:39 or 1:39:30."""
    clock = text.str.extract(r"^(\d+):([0-5]\d)(?::([0-5]\d))?$").fillna({2: "0"}).astype(float)
    return _numbers(text).fillna(clock[0] * 60 + clock[1] + clock[2] / 60)


def _whole(text: pd.Series, numbers: pd.Series, what: str, faults: _Faults) -> pd.Series:
    wrong = numbers.isna() | (numbers != numbers.round()) | (numbers.abs() > MOST)
    faults.unreadable(text, wrong, what, "")
    return numbers.where(~wrong, 0).astype("int64")
