"""Checks every silver table before gold is touched: gold.check_results, pages, and a stop if need be."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gridtag.errors import GridtagError
from gridtag.expectations.catalog import SUITES, TABLE_SUITES
from gridtag.expectations.check import CRITICAL, Suite, view
from gridtag.expectations.deliveries import DELIVERIES, ENOUGH_ROWS, LATEST_EVENT, RECENT_DAYS, figures
from gridtag.jobs import ledger, silver
from gridtag.jobs.context import Context
from gridtag.jobs.threads import each
from gridtag.models.moments import at
from gridtag.sources import BY_NAME, SOURCES

if TYPE_CHECKING:
    from gridtag.expectations.outcome import Outcome

RESULTS = "gold.check_results"
COLUMNS = (
    "as_of DATE NOT NULL COMMENT '业务日'",
    "table_name STRING NOT NULL COMMENT '被检查的表'",
    "check_name STRING NOT NULL COMMENT '检查'",
    "severity STRING NOT NULL COMMENT 'critical 停止后续任务 | warning 只作记录'",
    "success BOOLEAN NOT NULL COMMENT '是否通过'",
    "unexpected BIGINT COMMENT '不符的行数；对整表的检查为空'",
    "evaluated BIGINT COMMENT '检查所适用的行数；对整表的检查为空'",
    "detail STRING NOT NULL COMMENT '实际情况的说明，不含任何取值'",
)
NAMED_AT_MOST = 12
"""Failing checks named in the error; the pages list all."""


def run(context: Context) -> dict[str, int]:
    """Gives the number of checks: passed, warning, critical. Raises GridtagError if a critical check failed.

    Results and pages are written either way. Rows known after the run's cut-off are not looked at.
    """
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    from gridtag.expectations import pages, validation  # loads Great Expectations, which takes seconds

    frames = _frames(context)

    def checked(suite: Suite) -> pages.Checked:
        context.say(f"quality: {suite.batch}")
        return pages.Checked(suite, *validation.validate(suite, frames[suite.batch], context.batch))

    done = each(checked, SUITES)
    found = [outcome for one in done for outcome in one.outcomes]
    _write(context, found)
    titles = {suite.batch: suite.title for suite in TABLE_SUITES}
    index = pages.write(context.out / "quality", done, context.as_of, titles)
    _stop_if_critical(context, found, str(index))
    failed = [outcome.check.severity for outcome in found if not outcome.success]
    return {"passed": len(found) - len(failed), "warning": len(failed), "critical": 0}


def _frames(context: Context) -> dict[str, DataFrame]:
    """The frame of every suite; silver tables also as views, for checks that look into other tables."""
    tables = each(lambda suite: _table(context, suite), TABLE_SUITES)
    frames = _known(dict(zip((suite.batch for suite in TABLE_SUITES), tables, strict=True)), context)
    for name, frame in frames.items():
        frame.createOrReplaceTempView(view(name))
    return frames | {DELIVERIES.batch: deliveries(context)}


def _table(context: Context, suite: Suite) -> DataFrame:
    """The silver table; an empty one where it is not in the lake."""
    if context.lake.exists(suite.batch):
        return context.lake.read(suite.batch)
    schema = ", ".join(f"`{name}` {kind}" for name, kind in suite.columns)
    return context.lake.spark.createDataFrame([], schema)


def _known(frames: Mapping[str, DataFrame], context: Context) -> dict[str, DataFrame]:
    """The frames without what became known after the cut-off.

    Only those that may hold such rows are filtered: a filter makes Delta look through its file statistics in
    every query, which costs more than most of the checks.
    """
    late = {f"silver.{source}" for source in ledger.sources_after(context.lake, context.cut_off)}
    by_then = F.col("available_at") <= at(context.cut_off)
    return {name: frame.where(by_then) if name in late else frame for name, frame in frames.items()}


def deliveries(context: Context) -> DataFrame:
    """One row with the figures of every source, see `figures`."""
    spark = context.lake.spark
    delivered = {row["source"]: row.asDict() for row in _delivered(context).collect()}
    ages = {row["source"]: row["days"] for row in spark.sql(_ages(context.batch)).collect()}
    values: dict[str, float | None] = {}
    for source in SOURCES:
        age = ages.get(source.name)
        told = (*_figures(delivered.get(source.name, {})), None if age is None else float(age))
        values |= dict(zip(figures(source), told, strict=True))
    schema = ", ".join(f"`{name}` {kind}" for name, kind in DELIVERIES.columns)
    return spark.createDataFrame([tuple(values[name] for name, _ in DELIVERIES.columns)], schema)


def _ages(as_of: str) -> str:
    """SQL for source, days: the age of the latest event up to the day, of the sources that have a limit."""
    day = f"DATE '{as_of}'"
    return " UNION ALL ".join(
        f"SELECT '{name}' AS source, min(datediff({day}, {BY_NAME[name].event_at})) AS days "
        f"FROM {view(f'silver.{name}')} WHERE CAST({BY_NAME[name].event_at} AS DATE) <= {day}"
        for name in LATEST_EVENT
    )


def _figures(row: Mapping[str, Any]) -> tuple[float, float, float]:
    """Percent quarantined, unreadable files, days since the latest delivery; 0 where nothing ever came."""
    recent = (row.get("recent_rows") or 0) >= ENOUGH_ROWS
    rows, quarantined = ("recent_rows", "recent_quarantined") if recent else ("rows", "quarantined")
    share = 100.0 * (row.get(quarantined) or 0) / (row.get(rows) or 1)
    return round(share, 2), float(row.get("unreadable") or 0), float(row.get("days") or 0)


def _delivered(context: Context) -> DataFrame:
    """Per source: rows and quarantined rows of live files, ever and recent; unreadable files; latest's age."""
    day = F.lit(context.as_of)
    files = context.lake.read(ledger.TABLE)
    files = files.where(F.col("delivered_on").isNull() | (F.col("delivered_on") <= day))
    quarantined = context.lake.read(silver.QUARANTINE).groupBy("source", F.col("_file").alias("file"))
    files = files.join(quarantined.agg(F.count(F.lit(1)).alias("bad")), ["source", "file"], "left")
    live = F.col("status").isin(*ledger.LIVE)
    age = F.datediff(day, F.col("delivered_on"))
    return files.groupBy("source").agg(
        F.sum(F.when(live, F.col("rows"))).alias("rows"),
        F.sum(F.when(live, F.col("bad"))).alias("quarantined"),
        F.sum(F.when(live & (age < RECENT_DAYS), F.col("rows"))).alias("recent_rows"),
        F.sum(F.when(live & (age < RECENT_DAYS), F.col("bad"))).alias("recent_quarantined"),
        F.count_if((F.col("status") == "unreadable") & (age < RECENT_DAYS)).alias("unreadable"),
        F.min(F.when(F.col("status") != "unreadable", age)).alias("days"),
    )


def _write(context: Context, found: Sequence[Outcome]) -> None:
    lake = context.lake
    lake.create(RESULTS, COLUMNS, comment="数据质量检查结果(每业务日每项检查一行)", cluster_by=("as_of",))
    rows = [
        (
            context.as_of,
            outcome.check.table_name,
            outcome.check.name,
            outcome.check.severity,
            outcome.success,
            outcome.unexpected,
            outcome.evaluated,
            outcome.detail,
        )
        for outcome in found
    ]
    frame = lake.spark.createDataFrame(rows, lake.schema(RESULTS)).coalesce(1)
    lake.replace(RESULTS, frame, F.col("as_of") == F.lit(context.as_of))


def _stop_if_critical(context: Context, found: Sequence[Outcome], index: str) -> None:
    """A critical check that failed, or any that could not be evaluated, ends the run."""
    stopping = [o for o in found if o.error or (not o.success and o.check.severity == CRITICAL)]
    if not stopping:
        return
    names = [
        outcome.check.full_name + (f" ({outcome.error})" if outcome.error else "") for outcome in stopping
    ]
    more = f" and {len(names) - NAMED_AT_MOST} more" if len(names) > NAMED_AT_MOST else ""
    raise GridtagError(
        f"quality checks failed for {context.as_of}: {', '.join(names[:NAMED_AT_MOST])}{more}; "
        f"gold is not refreshed, see {index} and {RESULTS}"
    )
