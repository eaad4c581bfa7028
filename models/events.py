"""Several reports of one fault are one event."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

MERGE_HOURS = 6


def with_event(
    reports: DataFrame, unit: Sequence[str], started_at: str, report_no: str, hours: int = MERGE_HOURS
) -> DataFrame:
    """The reports with `event_at`, the start of the event each belongs to.

    At one unit (columns `unit`) a report less than `hours` after the one before it belongs to the same
    event, so a chain of reports is one event however long. Merging what is merged changes nothing, and
    neither does the order of rows.
    """
    in_time = Window.partitionBy(*unit).orderBy(started_at, report_no)
    seconds = F.unix_timestamp(started_at)
    gap = seconds - F.lag(seconds).over(in_time)
    first = gap.isNull() | (gap >= hours * 3600)
    so_far = in_time.rowsBetween(Window.unboundedPreceding, Window.currentRow)
    started = F.last(F.when(F.col("_first"), F.col(started_at)), ignorenulls=True).over(so_far)
    return reports.withColumn("_first", first).withColumn("event_at", started).drop("_first")
