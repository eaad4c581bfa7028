"""Every feature of a dirty sample province against the oracle: Spark and numpy on one side, DuckDB on the other."""

from __future__ import annotations

from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from gridtag.features import oracle
from gridtag.features.frames import FRAMES
from gridtag.features.registry import features
from gridtag.jobs.context import Context
from gridtag.jobs.feature_audit import differing
from gridtag.jobs.feature_frames import known_by
from gridtag.jobs.features import features_as_of
from tests.province import CUSTOMERS, SPRING, Province

ALL = tuple(features().values())


def oracle_table(context: Context) -> pa.Table:
    """customer_no and every stored and derived feature, from silver as known on the day."""
    known = known_by(context, ALL)
    connection = duckdb.connect()
    for name, frame in known.tables.items():
        connection.register("given", frame.toArrow())
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
    missing = {frame.name for frame in FRAMES.values() if frame.needs not in known.delivered}
    for name, text in oracle.views(ALL, context.as_of, missing):
        connection.execute(f"CREATE TABLE {name} AS {text}")
    query = oracle.query(ALL, context.as_of, missing)
    return connection.sql(f"SELECT * FROM ({query}) ORDER BY customer_no").to_arrow_table()


@pytest.mark.parametrize(
    "as_of",
    [
        pytest.param(SPRING, id="in the week after Spring Festival"),
        pytest.param(date(2026, 10, 1), id="first day of a month"),
        pytest.param(date(2026, 10, 31), id="last day"),
    ],
)
def test_all_features_are_those_of_the_oracle(
    province: Province, spring_features: pa.Table, as_of: date
) -> None:
    lake = province.context.lake
    if as_of == SPRING:
        engine = spring_features.filter(pc.field("cust_status_code_now").is_valid())
    else:
        engine = features_as_of(lake, as_of, list(features())).toArrow()
    told = oracle_table(Context(lake, as_of))
    assert sorted(engine["customer_no"].to_pylist()) == sorted(told["customer_no"].to_pylist())
    assert len(engine) > 0.9 * CUSTOMERS
    found = differing(engine, told, as_of)
    assert {name: customers for name, customers in found.items() if customers} == {}
