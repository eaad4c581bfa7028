"""gold.outage_attribution and gold.outage_segments: why people complained about outages, who lives where it is weak."""

from __future__ import annotations

from typing import Any

import pandas as pd
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from gridtag import reference
from gridtag.calendar import days_window, month_start
from gridtag.jobs.context import Context
from gridtag.jobs.known import known
from gridtag.jobs.weak_spot_tables import CAUSE_COLUMNS, CAUSES, SEGMENT_COLUMNS, SEGMENTS, SPOTS
from gridtag.models.weak_spots import YEAR_DAYS, segments
from gridtag.models.weak_spots.attribution import Limits, causes, shares
from gridtag.models.weak_spots.silver import Silver, voiced_tickets

ABOUT_OUTAGES = ("T3", "T42", "T43", "O3", "O4")
NEAR_HOURS = 72
"""A complaint that names no outage is about the last one that began within so many hours before it."""
OUTAGE = ("outage_id", "kind", "reason", "told_at", "started_at", "planned_end_at", "restored_at")
NONE = "none"
SECONDS = {"minute": 60, "hour": 3_600, "day": 86_400}
MONTHS = 12


def limits() -> Limits:
    """The limits in force: notice by kind of work, and from fault to power by urban or rural kind."""
    now = [row for row in reference.rows("time_limits") if not row["valid_to"]]

    def of(row: dict[str, str | None]) -> int:
        return int(str(row["limit_value"])) * SECONDS[str(row["unit"])]

    restore: dict[str, int] = {}
    for row in now:
        if row["business"] == "R" and row["stage"] in ("arrive", "restore"):
            restore[str(row["urban_rural"])] = restore.get(str(row["urban_rural"]), 0) + of(row)
    return Limits({str(row["business"]): of(row) for row in now if row["stage"] == "notice"}, restore)


def run(context: Context, silver: Silver) -> None:
    """Writes both tables for the day; gold.weak_spots must be there for it."""
    day = F.col("as_of") == F.lit(context.as_of)
    spots = context.lake.read(SPOTS).where(day & (F.col("unit_kind") == "transformer"))
    context.say("causes of complaints about outages")
    for table, columns, comment, found in (
        (CAUSES, CAUSE_COLUMNS, "停电投诉归因", _attributed(context, silver, spots)),
        (SEGMENTS, SEGMENT_COLUMNS, "薄弱片区客户构成，20 户以上", _segments(context, silver, spots)),
    ):
        context.lake.create(table, columns, comment=comment)
        context.lake.replace(table, found.withColumn("as_of", F.lit(context.as_of)), day)


def _attributed(context: Context, silver: Silver, spots: DataFrame) -> DataFrame:
    told = _complaints(context, silver, spots)
    given = limits()

    def attributed(complaints: pd.DataFrame) -> pd.DataFrame:
        found = shares(complaints.assign(cause=causes(complaints, given)))
        county = complaints.groupby("place")["county_org_no"].first()
        return found.assign(county_org_no=found["place"].map(county)).rename(
            columns={"place": "transformer_no"}
        )

    schema = (
        "transformer_no STRING, event_id STRING, county_org_no STRING, cause STRING, complaints INT, share DOUBLE, "
        "evidence ARRAY<STRING>"
    )
    return told.groupBy("province").applyInPandas(attributed, schema)


def _complaints(context: Context, silver: Silver, spots: DataFrame) -> DataFrame:
    """A row a complaint of the last 365 days, as `attribution.causes` and `shares` want it, with its province."""
    voiced = voiced_tickets(silver.tickets, ABOUT_OUTAGES).join(silver.home, "customer_no", "left")
    voiced = voiced.where(days_window(context.as_of, YEAR_DAYS).sql("to_date(accepted_at)")).select(
        *("ticket_no", "business_code", "accepted_at", "asset_owner", F.col("outage_id").alias("named")),
        F.coalesce("transformer_no", "home_no").alias("place"),
    )
    joined = voiced.join(_reached(context, silver), "place", "left").where(
        f"named = outage_id OR named IS NULL AND started_at <= accepted_at "
        f"AND started_at > accepted_at - INTERVAL {NEAR_HOURS} HOURS"
    )
    order = Window.partitionBy("ticket_no").orderBy(F.col("started_at").desc(), "outage_id")
    last = joined.withColumn("_row", F.row_number().over(order)).where("_row = 1")
    facts = last.select(
        "ticket_no",
        *("outage_id", "kind", "reason", "told_at", "started_at", "planned_end_at"),
        "restored_at",
    )
    areas = spots.select(
        F.col("unit_id").alias("place"), "county_org_no", "urban_rural", F.col("tier").isNotNull().alias("weak"),
        F.exists("breaches", lambda one: one.startswith("frequent")).alias("frequent"),
    )  # fmt: skip
    whole = voiced.join(areas, "place").join(facts, "ticket_no", "left")
    seconds = {
        "accepted": "accepted_at", "told": "told_at", "started": "started_at", "planned_end": "planned_end_at",
        "restored": "restored_at",
    }  # fmt: skip
    return whole.select(
        *("ticket_no", "place", "county_org_no", "kind", "reason", "urban_rural", "weak", "frequent"),
        F.coalesce("outage_id", F.lit(NONE)).alias("event_id"),
        F.coalesce(F.substring("county_org_no", 1, 2), F.lit("")).alias("province"),
        F.col("business_code").alias("business"),
        (F.coalesce("asset_owner", F.lit("")) == "customer").alias("own_side"),
        *[F.unix_timestamp(column).cast("double").alias(name) for name, column in seconds.items()],
    )


def _reached(context: Context, silver: Silver) -> DataFrame:
    """place, and the outage that reached it: outage_id, kind, reason, told_at (first notice that arrived), times."""
    notices = known(context, "outage_notices").where("coalesce(delivered, true)")
    told = notices.groupBy("outage_id").agg(F.min("issued_at").alias("told_at"))
    scope = silver.outage_scope.select(
        "outage_id", F.col("transformer_no").alias("area_no"), F.col("restored_at").alias("area_restored_at")
    )
    outages = silver.outages.where("coalesce(status, '') NOT IN ('cancelled', 'planned')")
    joined = outages.join(scope, "outage_id", "left").join(told, "outage_id", "left")
    return joined.join(silver.home, "customer_no", "left").select(
        F.coalesce("area_no", "transformer_no", "home_no").alias("place"),
        *("outage_id", "kind", "reason", "told_at", "started_at", "planned_end_at"),
        F.coalesce("area_restored_at", "restored_at").alias("restored_at"),
    )


def _segments(context: Context, silver: Silver, spots: DataFrame) -> DataFrame:
    areas = spots.where("area_id IS NOT NULL").select(F.col("unit_id").alias("transformer_no"), "area_id")
    first, last = month_start(context.as_of, MONTHS), month_start(context.as_of)
    bills = known(context, "bills").where(
        (F.col("bill_month") >= F.lit(first)) & (F.col("bill_month") < F.lit(last))
    )
    usage = bills.groupBy("customer_no").agg((F.sum("energy_wh") / 1000 / MONTHS).alias("kwh"))
    people = silver.archive.join(F.broadcast(areas), "transformer_no").join(usage, "customer_no", "left")
    band = F.pandas_udf(segments.usage_band, "string")  # type: ignore[call-overload]
    dimensions = {"tariff": F.col("elec_type"), "sort": F.col("customer_sort"), "usage": band("kwh")}
    told = [
        F.struct(F.lit(name).alias("dimension"), F.coalesce(value, F.lit("unknown")).alias("segment"))
        for name, value in dimensions.items()
    ]
    each = people.select("area_id", F.explode(F.array(*told)).alias("told")).select("area_id", "told.*")
    counted: Any = (
        each.groupBy("area_id", "dimension", "segment").agg(F.count("*").alias("customers")).toPandas()
    )
    rows = segments.published(counted).to_dict("records")
    schema = "area_id STRING, dimension STRING, segment STRING, customers INT, share DOUBLE"
    return context.lake.spark.createDataFrame([tuple(row.values()) for row in rows], schema)
