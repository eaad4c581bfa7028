"""Every query of sql/queries says its grain, and gives the same rows in Spark and, unchanged, in DuckDB."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from gridtag import sql
from tests.province import Province


@pytest.mark.parametrize("name", sql.names())
def test_a_query_says_what_it_is(name: str) -> None:
    head = [line for line in sql.text(name).splitlines() if line.startswith("--")]
    assert len(head) >= 2 and "Grain:" in head[1] and f"gridtag query {name}" in head[1]


@pytest.fixture(scope="module")
def connection(province: Province) -> duckdb.DuckDBPyConnection:
    """The lake's tables under their names."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'Asia/Shanghai'")
    root = Path(province.context.lake.root)
    for layer in ("silver", "gold"):
        connection.execute(f"CREATE SCHEMA {layer}")
    for name in sorted(
        {word for one in sql.names() for word in sql.text(one).split() if word.count(".") == 1}
    ):
        layer, table = name.strip("(),").split(".")
        if (root / layer / table).is_dir():
            connection.register("given", pl.scan_delta(str(root / layer / table)).collect().to_arrow())
            connection.execute(f"CREATE OR REPLACE TABLE {layer}.{table} AS SELECT * FROM given")
    return connection


def plain(value: Any) -> Any:
    """Days, and numbers of either engine, as they compare."""
    if isinstance(value, float | Decimal):
        return round(float(value), 4)
    return str(value) if isinstance(value, date | datetime) else value


@pytest.mark.parametrize("name", sql.names())
def test_a_query_gives_the_same_rows_in_spark_and_duckdb(
    province: Province, connection: duckdb.DuckDBPyConnection, name: str
) -> None:
    rows = [tuple(map(plain, row)) for row in province.context.lake.query(sql.text(name)).collect()]
    assert rows
    assert rows == [tuple(map(plain, row)) for row in connection.sql(sql.text(name)).fetchall()]
