"""The checks that the landing contract implies, so that a rule is written once: in gridtag/sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gridtag.contract import Column, Lookup, Source
from gridtag.expectations.check import CRITICAL, WARNING, Check, Suite, holds
from gridtag.reference import BY_NAME as REFERENCES

_INGEST = (
    "这类行应在入湖时进入 silver.quarantine；请检查合同(gridtag/sources)与入湖程序，并重新入湖相关文件。"
)
_VERSION_COLUMNS = (("valid_from", "TIMESTAMP"), ("valid_to", "TIMESTAMP"), ("is_current", "BOOLEAN"))
_TRACE_COLUMNS = (
    ("_file", "STRING"),
    ("_row", "BIGINT"),
    ("_batch", "STRING"),
    ("available_at", "TIMESTAMP"),
)


def silver_name(source: Source) -> str:
    return f"silver.{source.name}"


def silver_key(source: Source) -> tuple[str, ...]:
    """The key of the silver table; with history a version begins at `valid_from`."""
    return (*source.key, "valid_from") if source.history else source.key


def silver_columns(source: Source) -> tuple[tuple[str, str], ...]:
    """(name, SQL type) of every column of the source's silver table."""
    looked_up = tuple(
        (name, dict(REFERENCES[lookup.reference].columns)[name])
        for lookup in source.lookups
        for name in lookup.columns
    )
    own = tuple((column.name, column.sql_type) for column in source.columns)
    return (*own, *looked_up, *(_VERSION_COLUMNS if source.history else ()), *_TRACE_COLUMNS)


def suite(source: Source, *checks: Check, empty: str = CRITICAL) -> Suite:
    """The source's suite: what the contract implies, and `checks`; `empty` is how bad an empty table is."""
    name = silver_name(source)
    everything = (*contract_checks(source, empty), *checks)
    return Suite(
        batch=name,
        title=source.title,
        checks=tuple(replace(check, table_name=name) for check in everything),
        columns=silver_columns(source),
    )


def contract_checks(source: Source, empty: str = CRITICAL) -> Iterator[Check]:
    """Rows at all, unique key, required columns, code sets, lookups and the quarantine rules turned round."""
    if not source.optional:
        yield _row_count(empty)
    yield _key_unique(source)
    for column in source.columns:
        if column.required or column.name in source.key:
            yield _required(column)
    for column in source.columns:
        if column.values:
            yield _codes(column)
    for lookup in source.lookups:
        yield _looked_up(source, lookup)
    for rule in source.rules:
        title = f"没有违反入湖规则 {rule.name} 的行"
        yield holds(f"rule_{rule.name}", f"NOT ({rule.bad})", title, _INGEST)


def _row_count(severity: str) -> Check:
    action = "看 bronze.files：该来源是否从未交付、整份被判为不可读，或全部进了 silver.quarantine。"
    return Check(
        "row_count", severity, "ExpectTableRowCountToBeBetween", {"min_value": 1}, "表不为空", action
    )


def _key_unique(source: Source) -> Check:
    key = silver_key(source)
    title = f"主键({'、'.join(key)})唯一"
    action = "同一主键只应保留最后一次交付的行；请停止下游并检查入湖程序的去重。"
    kwargs = {"column": "key_unique"}
    sql = f"struct({', '.join(key)})"
    return Check("key_unique", CRITICAL, "ExpectColumnValuesToBeUnique", kwargs, title, action, sql=sql)


def _required(column: Column) -> Check:
    kwargs = {"column": column.name, "mostly": 1.0}
    title = f"{column.title}必填"
    return Check(f"required_{column.name}", CRITICAL, "ExpectColumnValuesToNotBeNull", kwargs, title, _INGEST)


def _codes(column: Column) -> Check:
    kwargs = {"column": column.name, "value_set": list(column.values), "mostly": 1.0}
    severity = CRITICAL if column.required else WARNING
    title = f"{column.title}只取合同中的代码"
    return Check(f"codes_{column.name}", severity, "ExpectColumnValuesToBeInSet", kwargs, title, _INGEST)


def _looked_up(source: Source, lookup: Lookup) -> Check:
    sql = f"CASE WHEN {lookup.on} IS NOT NULL THEN {lookup.columns[0]} IS NOT NULL END"
    title = f"{source.column(lookup.on).title}在代码表 {lookup.reference} 中(99 % 以上)"
    action = f"把新代码连同有效期补入 gridtag/reference/{lookup.reference}.csv，再重跑入湖。"
    return holds(f"lookup_{lookup.on}", sql, title, action, mostly=0.99)
