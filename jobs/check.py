"""The books: rows landed against rows kept, what is in quarantine and why, which files were set aside."""

from __future__ import annotations

from typing import Any

from pyspark.sql import functions as F

from gridtag.jobs import ledger, silver
from gridtag.lake import Lake
from gridtag.sources import SOURCES


def accounting(lake: Lake) -> list[dict[str, Any]]:
    """One row per source: landed = silver + quarantined + superseded, or `balanced` is false.

    Each figure is counted in its own table: landed in the ledger as files were read, the others in silver.
    """
    landed = _by_source(lake, ledger.TABLE, F.sum("rows"))
    quarantined = _by_source(lake, silver.QUARANTINE, F.count(F.lit(1)))
    superseded = _by_source(lake, silver.SUPERSEDED, F.count(F.lit(1)))
    books = []
    for source in SOURCES:
        kept = lake.read(silver.table(source)).count()
        arrived, bad, old = (figures.get(source.name, 0) for figures in (landed, quarantined, superseded))
        row = {
            "source": source.name,
            "landed": arrived,
            "silver": kept,
            "quarantined": bad,
            "superseded": old,
        }
        books.append({**row, "balanced": arrived == kept + bad + old})
    return books


def _by_source(lake: Lake, name: str, figure: Any) -> dict[str, int]:
    rows = lake.read(name).groupBy("source").agg(figure.alias("figure")).collect()
    return {row["source"]: row["figure"] for row in rows}


def quarantine_reasons(lake: Lake) -> list[dict[str, Any]]:
    """source, rule, reason, rows: one row per source and first broken rule, most rows first."""
    frame = (
        lake.read(silver.QUARANTINE).groupBy("source", "rule", "reason").agg(F.count(F.lit(1)).alias("rows"))
    )
    return [row.asDict() for row in frame.orderBy(F.desc("rows"), "source", "rule").collect()]


def noted_files(lake: Lake) -> list[dict[str, Any]]:
    """file, source, status, rows, note: files that were set aside, cut off, copies, or came with something odd."""
    frame = lake.read(ledger.TABLE).where("status != 'loaded' OR note != ''")
    return [
        row.asDict()
        for row in frame.select("file", "source", "status", "rows", "note").orderBy("file").collect()
    ]
