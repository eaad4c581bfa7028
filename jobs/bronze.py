"""Landing files and database extracts into bronze: every row as received, with where it came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gridtag.contract import Source
from gridtag.jobs import landing, ledger
from gridtag.jobs.context import Context, day_end
from gridtag.jobs.landing import LandingFile
from gridtag.lake import Lake


def table(source: Source) -> str:
    return f"bronze.{source.name}"


def create(lake: Lake, source: Source) -> None:
    titles = {column.raw: column.title for column in reversed(source.columns)}
    lake.create(
        table(source),
        (
            "_file STRING NOT NULL COMMENT '落地文件'",
            "_row BIGINT NOT NULL COMMENT '文件内行号(不含表头)'",
            *(f"`{name}` STRING COMMENT '{titles[name]}'" for name in source.raw_columns),
            "_extra MAP<STRING,STRING> COMMENT '契约之外的列'",
            "_error STRING COMMENT '该行无法拆分为列的原因'",
            "_text STRING COMMENT '无法拆分的原文'",
            "_batch STRING NOT NULL COMMENT '装载批次'",
            "available_at TIMESTAMP NOT NULL COMMENT '何时起可用'",
        ),
        comment=f"{source.title}(原样)",
        statistics=("_file", "_row", "available_at"),
    )


def settle(
    files: Sequence[LandingFile], known: Sequence[dict[str, Any]]
) -> tuple[list[LandingFile], list[LandingFile], list[dict[str, Any]]]:
    """Split looked-at files: to load; only to note; and ledger rows of files that were merely touched.

    A copy of loaded content under another name is a duplicate.
    """
    live = {(row["file"], row["sha256"]): row for row in known if row["status"] in ledger.LIVE}
    owner = {(row["source"], row["sha256"]): row["file"] for row in live.values()}
    load, note, touched = [], [], []
    for file in sorted(files, key=lambda file: file.name):
        if file.status not in ("readable", "partial"):
            note.append(file)
            continue
        if (file.name, file.sha256) in live:
            touched.append({**live[file.name, file.sha256], "modified_at": file.modified_at})
            continue
        first = owner.setdefault((file.source, file.sha256), file.name)
        if first != file.name:
            note.append(replace(file, status="duplicate", note=f"same content as {first}"))
        else:
            load.append(file)
    return load, note, touched


def write(
    context: Context, source: Source, rows: DataFrame, files: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """Put the rows in place of any of the same files; gives, by file: rows and columns outside the contract."""
    lake, name, of_files = context.lake, table(source), F.col("_file").isin(list(files))
    rows = rows.withColumn("_batch", F.lit(context.batch))
    if lake.is_empty(name):
        lake.append(name, rows)
    else:
        lake.replace(name, rows, of_files)
    unknown = F.array_sort(F.array_distinct(F.flatten(F.collect_set(F.map_keys("_extra")))))
    by_file = lake.read(name).where(of_files).groupBy("_file")
    told = by_file.agg(F.count(F.lit(1)).alias("rows"), unknown.alias("unknown"))
    return {row["_file"]: row.asDict() for row in told.collect()}


def load(
    context: Context, source: Source, files: Sequence[LandingFile], previous: date | None
) -> list[dict[str, Any]]:
    """Load the files of one source; gives their ledger rows. `previous` is the last day an earlier run closed."""
    known_at = {file.name: _available_at(file, context.as_of, previous) for file in files}
    moments = {name: day_end(day) for name, day in known_at.items()}
    rows = landing.rows(context.lake.spark, files, source, moments)
    told = write(context, source, rows, list(known_at))
    return [_entry(context, file, told.get(file.name), known_at[file.name]) for file in files]


def _available_at(file: LandingFile, as_of: date, previous: date | None) -> date:
    """The delivery day; for a file that lands behind a closed day, the day of the run that first saw it."""
    delivered = file.delivered_on or as_of
    return as_of if previous is not None and delivered <= previous else delivered


def _entry(
    context: Context, file: LandingFile, told: dict[str, Any] | None, known_on: date
) -> dict[str, Any]:
    unknown = (told or {}).get("unknown") or []
    notes = [file.note] if file.note else []
    if unknown:
        notes.append(f"columns outside the contract kept in _extra: {', '.join(unknown)}")
    status = "partial" if file.status == "partial" else "loaded"
    return entry(
        context,
        file,
        status=status,
        note="; ".join(notes),
        rows=(told or {}).get("rows", 0),
        known_on=known_on,
    )


def entry(
    context: Context,
    file: LandingFile,
    *,
    status: str,
    note: str,
    rows: int = 0,
    known_on: date | None = None,
) -> dict[str, Any]:
    """A ledger row; files without rows count as conformed."""
    return {
        "file": file.name,
        "sha256": file.sha256,
        "source": file.source,
        "status": status,
        "note": note,
        "rows": rows,
        "bytes": file.bytes,
        "modified_at": file.modified_at,
        "delivered_on": file.delivered_on,
        "available_at": day_end(known_on or file.delivered_on or context.as_of),
        "_batch": context.batch,
        "conformed": status not in ledger.LIVE,
    }
