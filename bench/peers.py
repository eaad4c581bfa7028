"""The peers: each reads the event tables' Parquet files and writes every chosen feature to Parquet, table by table.

`python -m gridtag.bench.peers ENGINE INPUT OUTPUT DAY` runs one, alone in its process.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gridtag.bench.chosen import TABLES, aggregates, chosen
from gridtag.features.frames import ACCOUNTS

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

MEMORY = "8g"
"""Of Java's heap, where there is one."""


def naive_pyspark(given: Path, out: Path, day: date) -> None:
    """One groupBy with all aggregates for each event table."""
    from pyspark.sql import functions as F

    session = spark()
    for table in TABLES:
        listed = [F.expr(sql).alias(name) for name, sql in aggregates(table, day).items()]
        rows = session.read.parquet(str(given / table))
        rows.groupBy("customer_no").agg(*listed).write.parquet(str(out / table))


def duckdb(given: Path, out: Path, day: date) -> None:
    """One GROUP BY with all aggregates for each event table."""
    import duckdb as engine

    from gridtag.features.oracle import duckdb_sql

    connection = engine.connect()
    connection.sql(f"SET temp_directory = '{out}/spill'")
    connection.sql("SET preserve_insertion_order = false")
    for table in TABLES:
        (out / table).mkdir(parents=True)
        listed = ", ".join(f"{sql} AS {name}" for name, sql in aggregates(table, day).items())
        query = duckdb_sql(f"SELECT customer_no, {listed} FROM event_rows GROUP BY customer_no")
        rows = query.replace("event_rows", f"read_parquet('{given}/{table}/*.parquet')")
        connection.sql(f"COPY ({rows}) TO '{out}/{table}/part.parquet' (FORMAT parquet)")


def polars(given: Path, out: Path, day: date) -> None:
    """One lazy group_by with all aggregates for each event table, by the streaming engine."""
    import polars as pl

    from gridtag.bench.polars_aggregates import expression

    for table in TABLES:
        (out / table).mkdir(parents=True)
        listed = [expression(sql).alias(name) for name, sql in aggregates(table, day).items()]
        found = pl.scan_parquet(given / table / "*.parquet").group_by("customer_no").agg(listed)
        found.sink_parquet(out / table / "part.parquet", engine="streaming")


def gridtag(given: Path, out: Path, day: date) -> None:
    """The feature engine over the histories that it keeps of these events; on one machine this needs no Spark."""
    from gridtag.features import engine
    from gridtag.remake import File, remade

    for table in TABLES:
        (out / table).mkdir(parents=True)
        plan = engine.planned(chosen(table), (table, ACCOUNTS), day)
        kept = [
            File(str(path), path.stat().st_size)
            for path in given.with_name("histories").glob(f"{table}/*.parquet")
        ]
        make, keys = engine.folding(plan), ("customer_no",)
        remade(kept, plan.history_schema, str(out / table), make, plan.schema, keys)


def gridtag_anew(given: Path, out: Path, day: date) -> None:
    """The feature engine over the event tables, as where no histories are there yet."""
    from gridtag import arrow_files
    from gridtag.features import engine

    session = spark()
    for table in TABLES:
        (out / table).mkdir(parents=True)
        plan = engine.planned(chosen(table), (table, ACCOUNTS), day)
        frames = {name: session.read.parquet(str(given / name)) for name in (table, ACCOUNTS)}
        rows, make = engine.together(plan, frames), engine.retelling(plan)
        arrow_files.write(str(out / table), rows, make, plan.schema, ("customer_no",))


ENGINES: dict[str, Callable[[Path, Path, date], None]] = {
    "gridtag": gridtag,
    "gridtag_anew": gridtag_anew,
    "naive_pyspark": naive_pyspark,
    "duckdb": duckdb,
    "polars": polars,
}


def spark() -> SparkSession:
    from gridtag.settings import Settings
    from gridtag.spark import spark_session

    return spark_session(Settings(spark_memory=MEMORY), "gridtag bench")


if __name__ == "__main__":
    engine, given, out, day = sys.argv[1:]
    ENGINES[engine](Path(given), Path(out), date.fromisoformat(day))
