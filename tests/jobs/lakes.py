"""A small lake for job tests: silver tables from text rows, all known before the run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gridtag.jobs import ledger, silver
from gridtag.jobs.context import Context
from gridtag.sources import BY_NAME, SOURCES
from tests.features.silver_rows import DEFAULTS, spark_frame

Rows = Sequence[Mapping[str, Any]]
KNOWN = "2026-10-30 00:00:00"


def fill(context: Context, tables: Mapping[str, Rows], known: str = KNOWN) -> None:
    """Creates every silver table and appends these rows, with a file for each in the ledger; required columns that
    are not given get a default or a filler."""
    for source in SOURCES:
        silver.create(context.lake, source)
    ledger.create(context.lake)
    moment = datetime.fromisoformat(known)
    files = [_file(context, name, len(rows), moment) for name, rows in tables.items() if rows]
    lake = context.lake
    if files:
        lake.append(ledger.TABLE, lake.spark.createDataFrame(files, lake.schema(ledger.TABLE)))
    for name, rows in tables.items():
        context.lake.append(f"silver.{name}", silver_frame(context, name, rows, known))


def silver_frame(context: Context, name: str, rows: Rows, known: str) -> DataFrame:
    """These rows as silver.<name> holds them."""
    frame = spark_frame(context.lake.spark, name, [_filled(name, row) for row in rows])
    if BY_NAME[name].history:
        frame = frame.withColumn("is_current", F.lit(True))
    return frame.select(
        "*",
        F.lit("test").alias("_file"),
        F.monotonically_increasing_id().alias("_row"),
        F.lit("test").alias("_batch"),
        F.lit(known).cast("timestamp").alias("available_at"),
    )


def _file(context: Context, name: str, rows: int, moment: datetime) -> dict[str, Any]:
    told = {
        "file": f"{name}/{moment:%Y%m%d%H%M}",
        "sha256": "test",
        "source": name,
        "status": "loaded",
        "rows": rows,
    }
    told |= {"available_at": moment, "_batch": f"{moment:%Y-%m-%d}", "conformed": True}
    return dict.fromkeys(context.lake.schema(ledger.TABLE).names) | told


_FILLERS = {
    "string": "x",
    "boolean": "false",
    "date": "2020-01-01",
    "month": "2020-01-01",
    "timestamp": "2020-01-01 00:00:00",
}


def _filled(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    fillers = {
        column.name: _FILLERS.get(column.type, "0")
        for column in BY_NAME[name].columns
        if column.required or column.name in BY_NAME[name].key
    }
    given = {column: value for column, value in row.items() if value is not None}
    return {**fillers, **DEFAULTS.get(name, {}), **given}
