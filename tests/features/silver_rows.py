"""Silver rows written as text, for Spark and for DuckDB alike; what is not given is null."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

import duckdb
import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession

from gridtag import reference
from gridtag.features import oracle
from gridtag.features.batch import Plan
from gridtag.features.dimension import Feature
from gridtag.features.engine import features_of
from gridtag.features.frames import ACCOUNTS, FRAMES, Frame, closure
from gridtag.features.history import COVERAGE
from gridtag.features.layout import Layout
from gridtag.features.packing import packed_rows
from gridtag.features.registry import features
from gridtag.sources import BY_NAME

Rows = Sequence[Mapping[str, Any]]
Silver = Mapping[str, Rows]
DEFAULTS: dict[str, dict[str, Any]] = {
    "calls": {"channel": "phone", "direction": "in", "abandoned": "false", "org_no": "3340101"},
    "tickets": {"is_child": "false", "is_test": "false", "org_no": "3340101", "status": "closed"},
    "bills": {"status": "0", "org_no": "3340101"},
    "customers": {"valid_from": "2010-01-01 00:00:00", "status": "0"},
    "campaign_outcomes": {"arm": "treatment"},
    "outages": {"status": "restored", "level": "tg", "kind": "fault"},
    "outage_scope": {},
}


@cache
def columns(name: str) -> dict[str, str]:
    """Spark type by column of a silver table or reference table."""
    if name not in BY_NAME:
        return dict(reference.BY_NAME[name].columns)
    source = BY_NAME[name]
    found = {column.name: column.sql_type for column in source.columns}
    for lookup in source.lookups:
        types = dict(reference.BY_NAME[lookup.reference].columns)
        found |= {column: types[column] for column in lookup.columns}
    if source.history:
        found |= {"valid_from": "TIMESTAMP", "valid_to": "TIMESTAMP", "is_current": "BOOLEAN"}
    return found


def completed(name: str, rows: Rows) -> list[dict[str, str | None]]:
    """Rows with defaults and looked-up columns, every value as text."""
    if name not in BY_NAME:
        return [dict(row) for row in reference.rows(name)]
    done = []
    for row in rows:
        full: dict[str, Any] = {**DEFAULTS.get(name, {}), **row}
        for lookup in BY_NAME[name].lookups:
            entry = _entry(lookup.reference, full.get(lookup.on))
            full = {**{column: entry.get(column) for column in lookup.columns}, **full}
        done.append({column: _text(full.get(column)) for column in columns(name)})
    return done


@cache
def _entries(table: str) -> dict[str | None, dict[str, str | None]]:
    key = reference.BY_NAME[table].key[0]
    return {row[key]: row for row in reversed(reference.rows(table))}


def _entry(table: str, code: str | None) -> dict[str, str | None]:
    return _entries(table).get(code, {})


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return None if value is None or value == "" else str(value)


def spark_frame(spark: SparkSession, name: str, rows: Rows) -> DataFrame:
    types = columns(name)
    text = ", ".join(f"`{column}` STRING" for column in types)
    frame = spark.createDataFrame([tuple(row.values()) for row in completed(name, rows)], text)
    casts = {"ARRAY<STRING>": "from_json(`{c}`, 'ARRAY<STRING>')"}
    return frame.selectExpr(
        *(
            casts.get(kind, f"cast(`{{c}}` AS {kind})").format(c=column) + f" AS `{column}`"
            for column, kind in types.items()
        )
    )


def duckdb_table(connection: duckdb.DuckDBPyConnection, name: str, rows: Rows) -> None:
    types = {"STRING": "VARCHAR", "ARRAY<STRING>": "VARCHAR[]"}
    kinds = {column: types.get(kind, kind) for column, kind in columns(name).items()}
    schema = pa.schema([(column, pa.string()) for column in kinds])
    given = pa.Table.from_pylist(completed(name, rows), schema=schema)
    casts = {"VARCHAR[]": "from_json({c}, '[\"VARCHAR\"]')"}
    listed = ", ".join(
        casts.get(kind, f"cast({{c}} AS {kind})").format(c=column) + f" AS {column}"
        for column, kind in kinds.items()
    )
    connection.register("given", given)
    connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT {listed} FROM given")


ALL = tuple(features().values())


def inputs(frames: Sequence[Frame]) -> set[str]:
    """Silver sources and reference tables of these frames."""
    return {name for frame in frames for name in frame.inputs} - FRAMES.keys()


def spark_features(
    spark: SparkSession, silver: Silver, as_of: date, wanted: Sequence[Feature] = ALL
) -> dict[str, dict[str, Any]]:
    """Stored feature columns and derived features by customer, from the engine."""
    names = {part.frame for feature in wanted for part in feature.parts.values()}
    needed = closure((*sorted(names), ACCOUNTS))
    found = {name: spark_frame(spark, name, silver.get(name, ())) for name in inputs(needed)}
    cut_off = f"{as_of + timedelta(days=1)} 00:00:00"
    for frame in needed:
        given = {name: found[name] for name in frame.inputs}
        found[frame.name] = spark.sql(frame.sql, **given, as_of=as_of.isoformat(), cut_off=cut_off)
    told = {frame.name: found[frame.name] for frame in needed if frame.name not in missing(silver)}
    stored = [feature for feature in wanted if not feature.is_derived]
    derived = [
        f"cast({feature.derive} AS {feature.column_type}) AS {feature.column}"
        for feature in wanted
        if feature.is_derived
    ]
    table = features_of(stored, told, as_of).selectExpr("*", *derived)
    return {row["customer_no"]: row.asDict() for row in table.collect()}


def duckdb_frames(silver: Silver, as_of: date, wanted: Sequence[Feature] = ALL) -> duckdb.DuckDBPyConnection:
    """A database with the frames of these features."""
    connection = duckdb.connect()
    names = {part.frame for feature in wanted for part in feature.parts.values()}
    for name in inputs(closure((*sorted(names), ACCOUNTS))):
        duckdb_table(connection, name, silver.get(name, ()))
    for name, text in oracle.views(wanted, as_of, missing(silver)):
        connection.execute(f"CREATE TABLE {name} AS {text}")
    return connection


def duckdb_features(
    silver: Silver, as_of: date, wanted: Sequence[Feature] = ALL
) -> dict[str, dict[str, Any]]:
    """Stored feature columns by customer, from the oracle."""
    connection = duckdb_frames(silver, as_of, wanted)
    result = connection.execute(oracle.query(wanted, as_of, missing(silver)))
    names = [entry[0] for entry in result.description]
    return {row[0]: dict(zip(names, row, strict=True)) for row in result.fetchall()}


def folded_features(
    silver: Silver, as_of: date, wanted: Sequence[Feature] = ALL
) -> dict[str, dict[str, Any]]:
    """The same from the fold, with the frames made and packed by DuckDB; derived features are left out."""
    connection = duckdb_frames(silver, as_of, wanted)
    connection.execute("CREATE MACRO xxhash64(text) AS cast(hash(text) >> 1 AS BIGINT)")
    names = tuple(feature.name for feature in wanted if not feature.is_derived)
    plan = Plan(names, frozenset(FRAMES.keys() - missing(silver)), as_of)
    rows = [*_packed(connection, ACCOUNTS, COVERAGE)]
    for name, layout in plan.layouts.items():
        rows += _packed(connection, name, layout)
    together = pa.Table.from_batches(rows).sort_by("customer_no").combine_chunks()
    folded = plan.fold(plan.histories(iter(together.to_batches(max_chunksize=7))))
    return {row["customer_no"]: row for batch in folded for row in batch.to_pylist()}


def _packed(connection: duckdb.DuckDBPyConnection, frame: str, layout: Layout) -> Iterator[pa.RecordBatch]:
    query = f"SELECT {', '.join(layout.columns)} FROM {frame} WHERE customer_no IS NOT NULL"
    flat = connection.sql(oracle.duckdb_sql(query)).to_arrow_table()
    yield from packed_rows(iter(flat.combine_chunks().to_batches(max_chunksize=11)), frame)


def missing(silver: Silver) -> set[str]:
    """Frames whose source has no rows."""
    return {frame.name for frame in FRAMES.values() if not silver.get(frame.needs)}
