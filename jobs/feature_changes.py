"""Whose features may have changed since a day: by rows that came, were corrected or went, or by time alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

from delta import DeltaTable
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gridtag.features.frames import ACCOUNTS, FRAMES, Stream, sources_of
from gridtag.features.registry import of_stream
from gridtag.jobs import ledger
from gridtag.jobs.context import Context, day_end
from gridtag.jobs.feature_frames import Known
from gridtag.jobs.feature_state import State
from gridtag.lake import Lake
from gridtag.models.moments import at
from gridtag.sources import BY_NAME

THREADS = 4
_OWN = "SELECT customer_no FROM {changed}"
_OF_TICKET = (
    f"{_OWN} UNION ALL SELECT tickets.customer_no FROM {{changed}} AS changed "
    "INNER JOIN {tickets} AS tickets ON changed.ticket_no = tickets.ticket_no"
)
_OF_OUTAGE = (
    "SELECT customers.customer_no FROM {changed} AS changed "
    "INNER JOIN {outage_scope} AS scope ON changed.outage_id = scope.outage_id "
    "INNER JOIN {customers} AS customers ON scope.transformer_no = customers.transformer_no"
)
_OF_AREA = (
    "SELECT customers.customer_no FROM {changed} AS changed "
    "INNER JOIN {customers} AS customers ON changed.transformer_no = customers.transformer_no"
)
PATHS = {
    "calls": (
        f"{_OWN} UNION ALL SELECT calls.customer_no FROM {{changed}} AS changed INNER JOIN {{calls}} AS calls "
        "ON coalesce(changed.master_contact_id, changed.contact_id) "
        "= coalesce(calls.master_contact_id, calls.contact_id)"
    ),
    "tickets": (
        f"{_OWN} UNION ALL SELECT urges.customer_no FROM {{changed}} AS changed "
        "INNER JOIN {ticket_urges} AS urges ON changed.ticket_no = urges.ticket_no "
        "UNION ALL SELECT revisits.customer_no FROM {changed} AS changed "
        "INNER JOIN {ticket_revisits} AS revisits ON changed.ticket_no = revisits.ticket_no"
    ),
    "ticket_urges": _OF_TICKET,
    "ticket_revisits": _OF_TICKET,
    "ticket_steps": _OF_TICKET.removeprefix(f"{_OWN} UNION ALL "),
    "outages": f"{_OWN} UNION ALL {_OF_OUTAGE}",
    "outage_scope": _OF_AREA,
    "outage_notices": _OF_OUTAGE,
    "transformers": _OF_AREA,
    "customers": f"{_OWN} UNION ALL SELECT former_customer_no FROM {{changed}}",
}
"""From changed rows of a source to the customers they tell of; a source that names a customer and is not here tells
of that one, any other of all."""


def sources(stream: Stream) -> set[str]:
    """Silver sources that the stream's features come from."""
    frames = {part.frame for one in of_stream(stream.code) for part in one.parts.values()} | {ACCOUNTS}
    return {source for name in frames for source in sources_of(name) if source in BY_NAME}


def silver_versions(lake: Lake) -> dict[str, int]:
    """The version of each silver table, by source."""
    wanted = sorted({source for name in FRAMES for source in sources_of(name) if source in BY_NAME})

    def latest(source: str) -> int:
        table = DeltaTable.forName(lake.spark, lake.identifier(f"silver.{source}"))
        (row,) = table.history(1).select("version").collect()
        return int(row["version"])

    with ThreadPoolExecutor(THREADS) as pool:
        return dict(zip(wanted, pool.map(latest, wanted), strict=True))


def windows_moved(stream: Stream, before: date, after: date) -> bool:
    """Whether a window that is not one of days has other bounds on the later day."""
    windows = {part.window for one in of_stream(stream.code) for part in one.parts.values()}
    bounded = [window for window in windows if window.kind not in ("days", "all")]
    return any(window.bounds(before) != window.bounds(after) for window in bounded)


def touched(known: Known, streams: Collection[Stream], before: State, now: State) -> Touched:
    """Whose rows in which of these streams may have changed since `before`."""
    context = known.context
    told = {source: _told(context, source, before, now) for source in sorted(_moved(context, before, now))}
    found = []
    everyone = set()
    for stream in streams:
        mine = [told[source] for source in sources(stream) & told.keys()]
        named = [customers for customers in mine if customers is not None]
        if len(named) < len(mine):
            everyone.add(stream.code)
            continue
        due = context.lake.read(stream.table).where(F.col("changes_on") <= F.lit(context.as_of))
        for customers in (due, *named):
            found.append(customers.select(F.lit(stream.code).alias("stream"), "customer_no"))
    if not found:
        return Touched(None, {}, everyone)
    rows = reduce(DataFrame.union, found).where("customer_no IS NOT NULL")
    heirs = rows.join(F.broadcast(known.numbers), F.col("customer_no") == F.col("former"))
    rows = rows.union(heirs.select("stream", "current")).distinct().localCheckpoint()
    counts = {row["stream"]: row["count"] for row in rows.groupBy("stream").count().collect()}
    return Touched(rows, counts, everyone)


@dataclass(frozen=True)
class Touched:
    """`rows`: stream and customer_no; `counts` of them by stream; `everyone`: streams of which it may be all."""

    rows: DataFrame | None
    counts: Mapping[str, int]
    everyone: Collection[str]

    def of(self, stream: Stream) -> DataFrame:
        """customer_no of the stream."""
        assert self.rows is not None
        return self.rows.where(F.col("stream") == stream.code).select("customer_no")


def _moved(context: Context, before: State, now: State) -> set[str]:
    """Sources with a version not taken in, or rows that were in silver already but not known at the day before."""
    changed = {
        source for source, version in now.versions.items() if version > before.versions.get(source, -1)
    }
    return changed | (ledger.waiting(context.lake, before.as_of, now.as_of) & now.versions.keys())


def _told(context: Context, source: str, before: State, now: State) -> DataFrame | None:
    """customer_no of those that new, gone and changed rows (before and after) tell of; None for everyone."""
    lake, table = context.lake, f"silver.{source}"
    rows = lake.read(table).where(
        (F.col("available_at") > at(day_end(before.as_of))) & (F.col("available_at") <= at(context.cut_off))
    )
    first, last = before.versions.get(source, -1) + 1, now.versions[source]
    if last >= first:
        rows = rows.union(lake.changes(table, first, last).select(*rows.columns))
    path = PATHS.get(source) or (_OWN if "customer_no" in rows.columns else None)
    if path is None:
        return None
    named: dict[str, Any] = {name: lake.read(f"silver.{name}") for name in BY_NAME if f"{{{name}}}" in path}
    return lake.spark.sql(path, changed=rows, **named)
