"""The contract's judgement over bronze rows, as one projection: typed columns and the rules each row breaks."""

from __future__ import annotations

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gridtag.contract import TRACE_COLUMNS, Source

EARLIEST = "2000-01-01"


def rules_of(source: Source) -> list[tuple[str, str, str]]:
    """(name, SQL condition that makes a row bad, reason) in the order they are judged.

    Conditions see the silver columns and, in `_raw`, the received texts.
    """
    found = [("unreadable_row", "_error IS NOT NULL", "the row cannot be split into columns")]
    for column in source.columns:
        name = column.name
        if column.type != "string" and not column.expression:
            bad = f"_raw.`{column.raw}` IS NOT NULL AND `{name}` IS NULL"
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


def trimmed(rows: DataFrame, source: Source) -> DataFrame:
    """Bronze rows with blanks around texts cut off and blank texts as NULL."""
    return rows.withColumns({name: F.expr(f"nullif(trim(`{name}`), '')") for name in source.raw_columns})


def judged(rows: DataFrame, source: Source) -> DataFrame:
    """Silver columns, trace columns, `_rules` (name, reason), `_good` and, for bad rows, `_received` as text."""
    typed = trimmed(rows, source).select(
        *[F.expr(column.sql).alias(column.name) for column in source.columns],
        *TRACE_COLUMNS,
        "_error",
        "_text",
        F.struct(*[f"`{name}`" for name in source.raw_columns], "_extra").alias("_raw"),
    )
    rules = rules_of(source)
    bad = F.expr(" OR ".join(f"coalesce({condition}, false)" for _, condition, _ in rules))
    found = typed.withColumn("_good", ~bad)
    broken = F.array_compact(F.array(*[_broken(*rule) for rule in rules]))
    received = F.coalesce("_text", F.to_json("_raw"))
    told = {
        name: F.when(~F.col("_good"), value) for name, value in (("_rules", broken), ("_received", received))
    }
    return found.withColumns(told).drop("_error", "_text", "_raw")


def _broken(name: str, bad: str, reason: str) -> SparkColumn:
    return F.when(F.expr(bad), F.struct(F.lit(name).alias("name"), F.lit(reason).alias("reason")))
