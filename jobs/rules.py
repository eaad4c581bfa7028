"""The contract's judgement over bronze rows, as one projection: typed columns and the rules each row breaks."""

from __future__ import annotations

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gridtag.contract import TRACE_COLUMNS, Source

EARLIEST = "2000-01-01"


def rules_of(source: Source) -> list[tuple[str, str, str]]:
    """(name, SQL condition that makes a row bad, reason) in the order they are judged.

    Conditions see the silver columns and, as `_text_<name>`, the received text of columns that have a type.
    """
    found = [("unreadable_row", "_error IS NOT NULL", "the row cannot be split into columns")]
    for column in source.columns:
        name = column.name
        if column.type != "string" and not column.expression:
            bad = f"`_text_{name}` IS NOT NULL AND `{name}` IS NULL"
            found.append((f"{name}.not_a_{column.type}", bad, f"{column.raw} is not a valid {column.type}"))
        if column.required:
            found.append((f"{name}.missing", f"`{name}` IS NULL", f"{column.raw} is missing"))
        if column.values:
            codes = ", ".join(f"'{value}'" for value in column.values)
            found.append(
                (f"{name}.unknown_code", f"`{name}` NOT IN ({codes})", f"{column.raw} has an unknown code")
            )
    if source.event_at:
        at = f"cast(`{source.event_at}` AS TIMESTAMP)"
        limit = f"available_at + INTERVAL '{source.future_days}' DAY"
        found.append(
            ("event_before_2000", f"{at} < TIMESTAMP '{EARLIEST} 00:00:00'", "the event lies before 2000")
        )
        found.append(("event_in_future", f"{at} >= {limit}", "the event lies after its delivery"))
    found += [(rule.name, rule.bad, rule.reason) for rule in source.rules]
    return found


def judged(rows: DataFrame, source: Source) -> DataFrame:
    """Silver columns, trace columns, `_error`, `_text`, `_received` (raw columns) and `_rules` (name, reason)."""
    texts = [
        F.expr(column.text).alias(f"_text_{column.name}")
        for column in source.columns
        if column.type != "string" and not column.expression
    ]
    typed = rows.select(
        *[F.expr(column.sql).alias(column.name) for column in source.columns],
        *texts,
        *TRACE_COLUMNS,
        "_error",
        "_text",
        F.struct(*[f"`{name}`" for name in source.raw_columns], "_extra").alias("_received"),
    )
    broken = [_broken(name, bad, reason) for name, bad, reason in rules_of(source)]
    return typed.withColumn("_rules", F.array_compact(F.array(*broken))).drop(
        *[f"_text_{c.name}" for c in source.columns]
    )


def _broken(name: str, bad: str, reason: str) -> SparkColumn:
    return F.when(F.expr(bad), F.struct(F.lit(name).alias("name"), F.lit(reason).alias("reason")))
