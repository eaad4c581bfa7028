"""From a feature back to the landing columns that it is made of, read from the statements themselves by sqlglot."""

from __future__ import annotations

import re
from functools import cache

import sqlglot
from sqlglot import exp
from sqlglot.lineage import lineage
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

from gridtag import reference
from gridtag.features import series_plain as series_plain
from gridtag.features.dimension import Feature
from gridtag.features.frames import FRAMES, LITERALS
from gridtag.features.plain import formula
from gridtag.features.registry import features
from gridtag.sources import BY_NAME

_BRACES = re.compile(r"\{(\w+)\}")


def landing_columns(feature: Feature) -> tuple[str, ...]:
    """<source>.<landing column> of every column that the feature's formula reads, through all frames; of a derived
    feature those of the features it is made of."""
    if feature.is_derived:
        by_column = {one.column: one for one in features().values() if not one.is_derived}
        read = {
            column.name for column in sqlglot.parse_one(feature.derive, dialect="spark").find_all(exp.Column)
        }
        found = {name for column in read & by_column.keys() for name in landing_columns(by_column[column])}
        return tuple(sorted(found))
    columns = _read(formula(feature), feature.frame)
    return tuple(sorted({name for column in columns for name in _origins(feature.frame, column)}))


def _read(text: str, frame: str) -> list[str]:
    """Columns of the frame that the formula names."""
    named = {column.name for column in sqlglot.parse_one(text, dialect="spark").find_all(exp.Column)}
    return [column for column in columns_of(frame) if column in named | {"customer_no", "day", "month"}]


def columns_of(frame: str) -> list[str]:
    statement = _scope(frame).expression
    assert isinstance(statement, exp.Query), frame
    return list(statement.named_selects)


@cache
def _scope(frame: str) -> Scope:
    """The frame's statement with every name made plain."""
    statement = sqlglot.parse_one(_text(frame), dialect="spark")
    schema: dict[str, object] = {name: _columns(name) for name in FRAMES[frame].inputs}
    scope = build_scope(qualify(statement, schema=schema, dialect="spark", validate_qualify_columns=False))
    assert scope is not None, frame
    return scope


def _text(frame: str) -> str:
    return _BRACES.sub(lambda found: "'D'" if found[1] in LITERALS else found[1], FRAMES[frame].sql)


def _columns(table: str) -> dict[str, str]:
    """Columns of a frame, a code table or a silver table, with types where they are declared."""
    if table in FRAMES:
        return dict.fromkeys(columns_of(table), "STRING")
    if table not in BY_NAME:
        return dict(reference.BY_NAME[table].columns)
    source = BY_NAME[table]
    columns = {column.name: column.sql_type for column in source.columns} | {"available_at": "TIMESTAMP"}
    columns |= {name: "STRING" for lookup in source.lookups for name in lookup.columns}
    return columns | ({"valid_from": "TIMESTAMP", "valid_to": "TIMESTAMP"} if source.history else {})


@cache
def _origins(frame: str, column: str) -> frozenset[str]:
    """Landing columns behind a column of the frame, through the frames that it is made of."""
    scope = _scope(frame)
    node = lineage(column, scope.expression, schema={}, scope=scope, dialect="spark")
    found: set[str] = set()
    for leaf in node.walk():
        if not leaf.downstream and isinstance(leaf.expression, exp.Table):
            table, name = leaf.expression.name, leaf.name.rpartition(".")[2].strip('"')
            found |= _origins(table, name) if table in FRAMES else _landing(table, name)
    return frozenset(found)


def _landing(table: str, column: str) -> set[str]:
    """The landing column behind a silver one; of a column looked up in a code table, that table's own."""
    if table not in BY_NAME:
        return {f"{table}.{column}"}
    source = BY_NAME[table]
    if column in ("valid_from", "valid_to") and source.event_at:
        column = source.event_at
    looked_up = {name: lookup for lookup in source.lookups for name in lookup.columns}
    if column in looked_up:
        return {f"{looked_up[column].reference}.{column}", *_landing(table, looked_up[column].on)}
    return {f"{table}.{one.raw}" for one in source.columns if one.name == column}
