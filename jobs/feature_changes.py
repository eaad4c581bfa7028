"""Whose features may have changed since a day: by rows that came, were corrected or went, or by time alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gridtag.features.frames import FRAMES, Stream, sources_of
from gridtag.features.registry import of_stream
from gridtag.jobs import feature_history, ledger
from gridtag.jobs.context import Context, day_end
from gridtag.jobs.feature_frames import Known
from gridtag.jobs.feature_state import State, sources
from gridtag.jobs.threads import each
from gridtag.lake import Lake
from gridtag.models.moments import at
from gridtag.sources import BY_NAME

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


def silver_versions(lake: Lake) -> dict[str, int]:
    """The version of each silver table, by source."""
    wanted = sorted({source for name in FRAMES for source in sources_of(name) if source in BY_NAME})
    versions = each(lambda source: lake.version(f"silver.{source}"), wanted)
    return dict(zip(wanted, versions, strict=True))


def windows_moved(stream: Stream, before: date, after: date) -> bool:
    """Whether a window that is not one of days has other bounds on the later day."""
    windows = {part.window for one in of_stream(stream.code) for part in one.parts.values()}
    bounded = [window for window in windows if window.kind not in ("days", "all")]
    return any(window.bounds(before) != window.bounds(after) for window in bounded)


def touched(
    known: Known, streams: Collection[Stream], before: Mapping[str, State], now: Mapping[str, State]
) -> Touched:
    """Whose rows in which of these streams may have changed between their states before and now."""
    context, since = known.context, min(before[stream.code].as_of for stream in streams)
    spans = _spans([before[one.code] for one in streams], [now[one.code] for one in streams])
    moved = {source for source, (first, last) in spans.items() if last > first}
    moved |= ledger.waiting(context.lake, since, context.as_of) & spans.keys()
    told = {source: _told(context, source, since, *spans[source]) for source in sorted(moved)}
    everyone = {one.code for one in streams if any(told.get(source, 0) is None for source in sources(one))}
    followed = [stream for stream in streams if stream.code not in everyone]
    if not followed:
        return Touched(None, {}, {}, everyone)
    findings = {source: customers for source, customers in told.items() if customers is not None}
    findings = {source: rows.withColumn("told", F.lit(True)) for source, rows in findings.items()}
    findings |= {stream.table: _due(context, stream) for stream in followed}
    pairs = [(name, one.code) for one in followed for name in (one.table, *sources(one)) if name in findings]
    rows = _by_stream(known, findings, pairs)
    counted = (
        rows.groupBy("stream").agg(F.count("*").alias("all"), F.count_if("told").alias("told")).collect()
    )
    counts = {kind: {row["stream"]: row[kind] for row in counted} for kind in ("all", "told")}
    return Touched(rows, counts["all"], counts["told"], everyone)


def _due(context: Context, stream: Stream) -> DataFrame:
    """customer_no of those for whom something changes by time alone; `told` where their events read differently."""
    lake, today = context.lake, F.lit(context.as_of)
    features = lake.read(stream.table).where(F.col("changes_on") <= today)
    histories = lake.read(feature_history.table(stream)).where(F.col("reads_on") <= today)
    moved = features.select("customer_no", F.lit(False).alias("told"))
    return moved.union(histories.select("customer_no", F.lit(True)))


def _by_stream(
    known: Known, findings: Mapping[str, DataFrame], pairs: Collection[tuple[str, str]]
) -> DataFrame:
    """stream, customer_no (later account numbers too) and told: whom each finding tells of, for each stream that it
    concerns by these pairs."""
    named = [
        rows.select(F.lit(name).alias("finding"), "customer_no", "told") for name, rows in findings.items()
    ]
    found = reduce(DataFrame.union, named).where("customer_no IS NOT NULL").localCheckpoint()
    streams = known.context.lake.spark.createDataFrame(sorted(pairs), "finding STRING, stream STRING")
    rows = found.join(F.broadcast(streams), "finding").select("stream", "customer_no", "told")
    heirs = rows.join(F.broadcast(known.numbers), F.col("customer_no") == F.col("former"))
    rows = rows.union(heirs.select("stream", "current", "told"))
    return rows.groupBy("stream", "customer_no").agg(F.max("told").alias("told")).localCheckpoint()


@dataclass(frozen=True)
class Touched:
    """`rows`: stream, customer_no and told (whether the customer's events may read differently, and not only lie
    differently in time); `counts` of them by stream, `told` of those told; `everyone`: streams
    of which it may be all."""

    rows: DataFrame | None
    counts: Mapping[str, int]
    told: Mapping[str, int]
    everyone: Collection[str]

    def all_told(self) -> DataFrame:
        """customer_no over all streams, one more than once."""
        assert self.rows is not None
        return self.rows.where("told").select("customer_no")

    def of(self, stream: Stream) -> DataFrame:
        """customer_no and told of the stream."""
        assert self.rows is not None
        return self.rows.where(F.col("stream") == stream.code).drop("stream")


NOBODY = Touched(None, {}, {}, ())


def _spans(before: Iterable[State], now: Iterable[State]) -> dict[str, tuple[int, int]]:
    """By source, the version of its silver table that all of these streams have taken in, and the one to reach."""
    reached: dict[str, int] = {}
    for state in before:
        for source, version in state.versions.items():
            reached[source] = min(version, reached.get(source, version))
    wanted = {source: version for state in now for source, version in state.versions.items()}
    return {source: (reached.get(source, -1), version) for source, version in wanted.items()}


def _told(context: Context, source: str, since: date, reached: int, wanted: int) -> DataFrame | None:
    """customer_no of those that new, gone and changed rows (before and after) tell of; None for everyone.

    New are the rows of versions after `reached`, and those that were there but not known on the day `since`.
    """
    lake, table = context.lake, f"silver.{source}"
    rows = lake.read(table).where(
        (F.col("available_at") > at(day_end(since))) & (F.col("available_at") <= at(context.cut_off))
    )
    if wanted > reached:
        rows = rows.union(lake.changes(table, reached + 1, wanted).select(*rows.columns))
    path = PATHS.get(source) or (_OWN if "customer_no" in rows.columns else None)
    if path is None:
        return None
    named: dict[str, Any] = {name: lake.read(f"silver.{name}") for name in BY_NAME if f"{{{name}}}" in path}
    return lake.spark.sql(path, changed=rows, **named)
