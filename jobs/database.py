"""The customer archive out of PostgreSQL: rows changed since the last watermark, as a file would bring them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gridtag import postgres
from gridtag.contract import Source
from gridtag.jobs import bronze
from gridtag.jobs.context import Context, day_end
from gridtag.sources import SOURCES

SCHEMA = "marketing"
BEGINNING = date(1970, 1, 1)


def load(context: Context, known: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Extract every database source up to the end of `as_of`; gives the ledger rows. Nothing without a URL."""
    if not context.settings.postgres:
        return []
    entries = [_load(context, source, known) for source in SOURCES if source.database]
    return [entry for entry in entries if entry]


def _load(context: Context, source: Source, known: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    prefix = f"postgresql/{source.name}/"
    done = [row["delivered_on"] for row in known if row["file"].startswith(prefix)]
    low, high = max(done, default=BEGINNING), context.as_of
    if low >= high:
        return None
    context.say(f"bronze.{source.name}: changes after {low}")
    name = f"{prefix}{low}..{high}"
    rows = _rows(context, source, name, low, high)
    known_at = F.date_trunc("day", F.expr(source.column("updated_at").sql)) + F.expr("INTERVAL 1 DAY")
    rows = rows.withColumn("available_at", F.coalesce(known_at, F.lit(day_end(high))))
    told = bronze.write(context, source, rows, [name])
    return {
        "file": name,
        "sha256": "",
        "source": source.name,
        "status": "loaded",
        "note": "",
        "rows": told[name]["rows"] if told else 0,
        "bytes": None,
        "modified_at": None,
        "delivered_on": high,
        "available_at": day_end(high),
        "_batch": context.batch,
        "conformed": not told,
    }


def _rows(context: Context, source: Source, name: str, low: date, high: date) -> DataFrame:
    """Rows with low < update day <= high, numbered by update and key."""
    watermark = source.column("updated_at").raw.lower()
    key = [source.column(column).raw.lower() for column in source.key]
    texts = ", ".join(f'{raw.lower()}::text AS "{raw}"' for raw in source.raw_columns)
    order = ", ".join([watermark, *key])
    query = (
        f"SELECT row_number() OVER (ORDER BY {order}) AS _row, {texts} FROM {SCHEMA}.{source.name} "
        f"WHERE {watermark} >= '{_after(low)}' AND {watermark} < '{_after(high)}'"
    )
    frame = _read(context, query)
    empty = F.lit(None).cast("string")
    return frame.select(
        F.lit(name).alias("_file"),
        F.col("_row").cast("bigint").alias("_row"),
        *[f"`{raw}`" for raw in source.raw_columns],
        F.lit(None).cast("map<string,string>").alias("_extra"),
        empty.alias("_error"),
        empty.alias("_text"),
    )


def _after(day: date) -> datetime:
    """First moment after `day`, in the database's local time."""
    return day_end(day).replace(tzinfo=None)


def _read(context: Context, query: str) -> DataFrame:
    of = postgres.server(context.settings.postgres)
    reader = (
        context.lake.spark.read.format("jdbc")
        .option("url", f"jdbc:postgresql://{of.host}:{of.port}/{of.database}")
        .option("driver", "org.postgresql.Driver")
        .option("user", of.user)
        .option("password", of.password)
        .option("query", query)
        .option("fetchsize", 20_000)
    )
    return reader.load()
