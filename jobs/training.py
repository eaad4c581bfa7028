"""Training sets: the features of chosen customers on chosen days, as they were known then."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pyspark.sql import functions as F

from gridtag.errors import GridtagError
from gridtag.jobs import ledger
from gridtag.jobs.context import Context
from gridtag.jobs.features import features_as_of

COLUMNS = ("customer_no", "as_of")


def spine(path: Path) -> dict[date, set[str]]:
    """Customers by day, from a CSV file with a header and the columns customer_no and as_of (YYYY-MM-DD)."""
    if not path.is_file():
        raise GridtagError(f"spine {path} is not there")
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.DictReader(file)
        if missing := [name for name in COLUMNS if name not in (lines.fieldnames or ())]:
            raise GridtagError(
                f"spine {path} has no column {missing[0]}; its header must name {', '.join(COLUMNS)}"
            )
        wanted: dict[date, set[str]] = {}
        for line in lines:
            day, number = _told(line, f"spine {path}, line {lines.line_num}")
            wanted.setdefault(day, set()).add(number)
    if not wanted:
        raise GridtagError(f"spine {path} has no lines; each names a customer and a day")
    return dict(sorted(wanted.items()))


def _told(line: Mapping[str, str | None], where: str) -> tuple[date, str]:
    number, text = ((line[name] or "").strip() for name in COLUMNS)
    if not number:
        raise GridtagError(f"{where}: customer_no is empty")
    try:
        return date.fromisoformat(text), number
    except ValueError:
        raise GridtagError(f"{where}: as_of takes a day as YYYY-MM-DD, not {text!r}") from None


def write(
    context: Context,
    wanted: Mapping[date, Collection[str]],
    folder: str,
    names: Collection[str] | None = None,
) -> Iterator[dict[str, Any]]:
    """Writes <folder>/as_of=<day>/*.parquet, one row per customer wanted: customer_no and features (all, or `names`),
    null for one without an account on the day. Gives as_of, customers, without_account of each day once written."""
    lake = context.lake
    last = ledger.last_day(lake)
    if late := [day for day in wanted if last is None or day > last]:
        raise GridtagError(f"{late[0]} is after the last day that the lake has taken in, {last}")
    for number, (day, customers) in enumerate(wanted.items(), 1):
        context.say(f"features as of {day} ({number} of {len(wanted)})")
        chosen = lake.spark.createDataFrame([(one,) for one in sorted(customers)], "customer_no STRING")
        found = features_as_of(lake, day, names, chosen).localCheckpoint()
        rows = chosen.join(found.drop("as_of"), "customer_no", "left").sort("customer_no")
        rows.coalesce(1).write.parquet(f"{folder.rstrip('/')}/as_of={day}")
        absent = chosen.join(found, "customer_no", "left_anti").agg(F.count("*")).collect()[0][0]
        yield {"as_of": day, "customers": len(customers), "without_account": absent}
