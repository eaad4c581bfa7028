"""Silver as a run may see it: what was known at the cut-off, and happened by then."""

from __future__ import annotations

from datetime import datetime, timedelta

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from gridtag.contract import Source
from gridtag.jobs.context import Context
from gridtag.lake import Lake
from gridtag.models.moments import at
from gridtag.sources import BY_NAME


def known(context: Context, source: str, *, until: datetime | None = None) -> DataFrame:
    """silver.<source> without rows that became known, or happened, after the cut-off (`until`, else the
    run's)."""
    moment = until or context.cut_off
    frame = context.lake.read(f"silver.{source}").where(F.col("available_at") <= at(moment))
    return happened_by(frame, BY_NAME[source], moment)


def happened_by(frame: DataFrame, source: Source, moment: datetime) -> DataFrame:
    """The rows of the source that had happened by then; announcements and undated rows all stay."""
    if source.event_at is None or source.future_days:
        return frame
    return frame.where(F.col(source.event_at) < at(moment))


def archive(context: Context, *, until: datetime | None = None) -> DataFrame:
    """One row per customer: the version in force at the cut-off, customers cancelled by then left out."""
    moment = until or context.cut_off
    day = F.lit((moment - timedelta(days=1)).date())
    latest = Window.partitionBy("customer_no").orderBy(F.col("valid_from").desc())
    frame = known(context, "customers", until=moment).where(F.col("valid_from") < at(moment))
    frame = frame.withColumn("_version", F.row_number().over(latest)).where("_version = 1").drop("_version")
    cancelled = (F.coalesce(F.col("status"), F.lit("0")) == "9") | F.coalesce(
        F.col("cancelled_on") <= day, F.lit(False)
    )
    return frame.where(~cancelled)


def counties(context: Context) -> DataFrame:
    """county_org_no, now_county_org_no: the county office that has taken over by the day, itself where it
    stands."""
    day = context.as_of.isoformat()
    rows = (
        known(context, "organisations")
        .where((F.col("level") == "county") & (F.col("valid_from") <= day))
        .select("org_no", "successor_org_no", F.col("valid_to") <= day)
        .orderBy("org_no", "valid_from")
        .collect()
    )
    heirs = {number: heir for number, heir, ended in rows if ended and heir}

    def follow(number: str) -> str:
        seen = {number}
        while number in heirs and heirs[number] not in seen:
            number = heirs[number]
            seen.add(number)
        return number

    pairs = sorted({(number, follow(number)) for number, _, _ in rows})
    return _frame(context.lake, pairs)


def _frame(lake: Lake, pairs: list[tuple[str, str]]) -> DataFrame:
    return lake.spark.createDataFrame(pairs, "county_org_no STRING, now_county_org_no STRING")
