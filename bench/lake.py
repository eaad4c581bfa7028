"""A lake with generated silver, and the event tables that the peers read from it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from gridtag import arrow_files
from gridtag.bench.chosen import TABLES, chosen
from gridtag.features import engine
from gridtag.features.frames import ACCOUNTS
from gridtag.jobs import ledger, silver
from gridtag.jobs.context import Context
from gridtag.jobs.feature_frames import frames_of, known_by
from gridtag.lake import Lake
from gridtag.sources import BY_NAME, SOURCES


def load(lake: Lake, folder: Path, day: date) -> None:
    """Appends <folder>/<source>/*.parquet to the silver tables as files delivered on the day."""
    for source in SOURCES:
        silver.create(lake, source)
    ledger.create(lake)
    for files in sorted(folder.iterdir()):
        source = BY_NAME[files.name]
        _append(lake, source.name, files, day)


def _append(lake: Lake, name: str, files: Path, day: date) -> None:
    rows = lake.spark.read.parquet(str(files))
    rows = rows.withColumns(
        {
            "_file": F.lit(f"{name}/{day}"),
            "_row": F.monotonically_increasing_id(),
            "_batch": F.lit(day.isoformat()),
            "is_current": F.lit(True),
        }
    )
    schema = lake.schema(f"silver.{name}")
    told = [
        F.col(one.name).cast(one.dataType)
        if one.name in rows.columns
        else F.lit(None).cast(one.dataType).alias(one.name)
        for one in schema
    ]
    lake.append(f"silver.{name}", rows.select(*told))
    known = rows.agg(F.min("available_at").cast("timestamp"), F.count("*")).collect()[0]
    entry = {
        "file": f"{name}/{day}",
        "sha256": "generated",
        "source": name,
        "status": "loaded",
        "rows": known[1],
    }
    entry |= {"available_at": known[0], "delivered_on": day, "_batch": day.isoformat(), "conformed": True}
    row = dict.fromkeys(lake.schema(ledger.TABLE).names) | entry
    lake.append(ledger.TABLE, lake.spark.createDataFrame([row], lake.schema(ledger.TABLE)))


def write_event_tables(context: Context, folder: Path) -> dict[str, int]:
    """Writes <folder>/<table>/*.parquet: the rows that features are folded from, and the accounts; gives the rows of
    each."""
    wanted = [feature for table in TABLES for feature in chosen(table)]
    frames = frames_of(known_by(context, wanted), wanted)
    counted = {}
    for table in (*TABLES, ACCOUNTS):
        frames[table].write.parquet(str(folder / table))
        counted[table] = context.lake.spark.read.parquet(str(folder / table)).count()
    return counted


def write_histories(spark: SparkSession, folder: Path, day: date) -> None:
    """Writes <folder>/histories/<table>/*.parquet from <folder>/events: what our engine keeps from day to day."""
    for table in TABLES:
        frames = {name: spark.read.parquet(str(folder / "events" / name)) for name in (table, ACCOUNTS)}
        plan = engine.planned(chosen(table), frames, day)
        target = folder / "histories" / table
        target.mkdir(parents=True)
        rows, keys = engine.together(plan, frames), ("customer_no",)
        arrow_files.write(str(target), rows, engine.telling(plan), plan.history_schema, keys)
