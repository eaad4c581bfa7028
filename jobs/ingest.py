"""Landing folder and customer database → bronze → silver. Rerun at will: what is loaded is left alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import reduce
from typing import Any

from pyspark.sql import DataFrame

from gridtag.contract import Source
from gridtag.jobs import bronze, database, landing, ledger, silver
from gridtag.jobs.context import Context
from gridtag.jobs.threads import each
from gridtag.lake import Lake
from gridtag.sources import SOURCES


def run(context: Context) -> dict[str, int]:
    """Load what is due by `context.as_of`; gives the number of files by status."""
    create(context.lake)
    counts = _to_bronze(context)
    _to_silver(context)
    return counts


def create(lake: Lake) -> None:
    """All tables of bronze and silver."""
    ledger.create(lake)
    lake.create(
        silver.QUARANTINE, silver.QUARANTINE_COLUMNS, comment="未通过规则的行", cluster_by=("source", "_file")
    )
    lake.create(
        silver.SUPERSEDED, silver.SUPERSEDED_COLUMNS, comment="被取代的行", cluster_by=("source", "key")
    )

    def tables(source: Source) -> None:
        bronze.create(lake, source)
        silver.create(lake, source)

    each(tables, SOURCES)


def _to_bronze(context: Context) -> dict[str, int]:
    lake, known = context.lake, ledger.entries(context.lake)
    files = landing.listing(lake.spark, context.landing) if context.landing else []
    due = ledger.changed(files, known, context.as_of)
    context.say(f"{len(files)} files landed, {len(due)} to look at")
    load, note, touched = bronze.settle(landing.inspected(lake.spark, due), known)
    closed = _closed_before(known, context.as_of)
    by_source = {source.name: [file for file in load if file.source == source.name] for source in SOURCES}
    busy = [source for source in SOURCES if by_source[source.name]]

    def load_source(source: Source) -> list[dict[str, Any]]:
        context.say(f"bronze.{source.name}: {len(by_source[source.name])} files")
        return bronze.load(context, source, by_source[source.name], closed)

    entries = [entry for group in each(load_source, busy) for entry in group]
    entries += [bronze.entry(context, file, status=file.status, note=file.note) for file in note]
    entries += database.load(context, known)
    ledger.record(lake, [*_replaced(known, entries), *entries, *touched])
    return dict(Counter(entry["status"] for entry in entries))


def _closed_before(known: Sequence[dict[str, Any]], as_of: date) -> date | None:
    """The last day that an earlier day's run closed."""
    days = [date.fromisoformat(row["_batch"]) for row in known if row["_batch"] < as_of.isoformat()]
    return max(days, default=None)


def _replaced(known: Sequence[dict[str, Any]], entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Ledger rows of contents whose place in bronze has been taken by a new delivery of the same file."""
    fresh = {entry["file"]: entry for entry in entries if entry["status"] in ledger.LIVE}
    return [
        {**row, "status": "replaced", "rows": 0, "conformed": True, "note": "replaced by a later delivery"}
        for row in known
        if row["file"] in fresh
        and row["sha256"] != fresh[row["file"]]["sha256"]
        and row["status"] in ledger.LIVE
    ]


def _to_silver(context: Context) -> None:
    lake = context.lake
    live = [row for row in ledger.entries(lake) if row["status"] in ledger.LIVE]
    waiting = [row for row in live if not row["conformed"]]
    done = {row["source"] for row in live if row["conformed"]}
    names = {row["source"] for row in waiting}
    sources = [source for source in SOURCES if source.name in names]

    def conform(source: Source) -> silver.Changes:
        context.say(f"silver.{source.name}")
        files = [row["file"] for row in waiting if row["source"] == source.name]
        return silver.conform(lake, source, files, first=source.name not in done)

    changed = each(conform, sources)
    if changed:
        _write(context, silver.QUARANTINE, [change.quarantine for change in changed])
        _write(context, silver.SUPERSEDED, [change.superseded for change in changed])
        lake.spark.catalog.clearCache()
    ledger.mark_conformed(lake, [(row["file"], row["sha256"]) for row in waiting])


def _write(context: Context, name: str, frames: Sequence[DataFrame]) -> None:
    together = reduce(DataFrame.unionByName, frames)
    if context.lake.is_empty(name):
        context.lake.append(name, together.where("NOT _deleted").drop("_deleted"))
    else:
        context.lake.upsert(name, together, silver.ROW_KEY, deleted="_deleted")
