"""Loads the archive extracts into PostgreSQL, as the marketing system would keep them."""

import io

import polars as pl

from gridtag.contract import Source
from gridtag.postgres import connect
from gridtag.sources import BY_NAME

SCHEMA = "marketing"


def load(url: str, tables: dict[str, list[pl.DataFrame]]) -> None:
    """Drops and fills one table per source: every version is a row, all columns text but UPDATED_AT."""
    connection = connect(url)
    try:
        cursor = connection.cursor()
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        for name, frames in sorted(tables.items()):
            source = BY_NAME[name]
            for statement in definition(source):
                cursor.execute(statement)
            key = [source.column(column).raw for column in source.key]
            rows = pl.concat(frames).unique([*key, "UPDATED_AT"], keep="last", maintain_order=True)
            stream = io.BytesIO(rows.write_csv().encode())
            cursor.execute(f"COPY {SCHEMA}.{name} FROM STDIN WITH (FORMAT csv, HEADER)", stream=stream)
        connection.commit()
    finally:
        connection.close()


def definition(source: Source) -> tuple[str, ...]:
    columns = [
        f"{raw.lower()} {'timestamp' if raw == 'UPDATED_AT' else 'text'}" for raw in source.raw_columns
    ]
    key = ", ".join([*(source.column(name).raw.lower() for name in source.key), "updated_at"])
    table = f"{SCHEMA}.{source.name}"
    return (
        f"DROP TABLE IF EXISTS {table}",
        f"CREATE TABLE {table} ({', '.join(columns)}, PRIMARY KEY ({key}))",
        f"CREATE INDEX ON {table} (updated_at)",
    )
