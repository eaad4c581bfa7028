"""Transformer areas with more fault events than their like, sure enough to act on.

An event is what happened at one public transformer area with less than six hours between reports:
supply-side fault tickets and unplanned outages together. Planned work, arrears cuts and customers' own
faults are not counted. What is expected are the events per customer-day of the same city and the same urban
or rural kind, times the area's own customer-days of the last 365 days. See `gridtag.models.posterior` for
the risk ratio.

excess = max(0, 5 % bound of the risk ratio - 1) × expected: events of the year beyond those of its like, at
least. Rank: excess, then the bound, then the number of the area.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import pyarrow as pa
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from gridtag.calendar import days_window
from gridtag.models.events import with_event
from gridtag.models.faults import CITY_DIGITS, fault_outages, fault_tickets, with_county
from gridtag.models.moments import at
from gridtag.models.posterior import Moments, Prior, priors, ratio, ratio_low

YEAR_DAYS = 365
QUALITY_COMPLAINTS = ("T4", "O4")
"""Complaints and opinions about the quality of supply."""
OPEN_HOURS = 24
"""What an outage without a recorded restoration counts for at most."""
DECIMALS = 6
_POSTERIOR = "risk_ratio DOUBLE, risk_ratio_low DOUBLE"


@dataclass(frozen=True)
class Silver:
    """Rows known at the cut-off; `versions` are all archive versions, `archive` those in force."""

    tickets: DataFrame
    outages: DataFrame
    outage_scope: DataFrame
    transformers: DataFrame
    versions: DataFrame
    archive: DataFrame
    counties: DataFrame


def reports(silver: Silver, as_of: date, cut_off: datetime) -> DataFrame:
    """transformer_no, kind (ticket | outage), report_no, started_at, ended_at: the last 365 days' fault
    reports."""
    home = silver.archive.select("customer_no", F.col("transformer_no").alias("home_no"))
    tickets = fault_tickets(silver.tickets, silver.outages).join(home, "customer_no", "left")
    of_tickets = tickets.select(
        F.coalesce("transformer_no", "home_no").alias("transformer_no"),
        F.lit("ticket").alias("kind"),
        F.col("ticket_no").alias("report_no"),
        "started_at",
        F.lit(None).cast("timestamp").alias("ended_at"),
    )
    outages = fault_outages(silver.outages)
    scope = silver.outage_scope.select(
        "outage_id", F.col("transformer_no").alias("area_no"), F.col("restored_at").alias("area_restored_at")
    )
    reached = outages.join(scope, "outage_id", "left").join(home, "customer_no", "left")
    ended = F.coalesce("area_restored_at", "restored_at", F.expr(f"started_at + INTERVAL {OPEN_HOURS} HOURS"))
    of_outages = reached.select(
        F.coalesce("area_no", "transformer_no", "home_no").alias("transformer_no"),
        F.lit("outage").alias("kind"),
        F.col("outage_id").alias("report_no"),
        "started_at",
        F.least(ended, at(cut_off)).alias("ended_at"),
    )
    window = days_window(as_of, YEAR_DAYS)
    both = of_tickets.unionByName(of_outages).where("transformer_no IS NOT NULL")
    return both.where(window.sql("to_date(started_at)"))


def events_by_area(found: DataFrame) -> DataFrame:
    """Per transformer_no: events, fault_tickets, outages, outage_minutes (overlaps once), last_event_on,
    evidence."""
    merged = with_event(found, ("transformer_no",), "started_at", "report_no")
    before = Window.partitionBy("transformer_no").orderBy("started_at", "report_no")
    before = before.rowsBetween(Window.unboundedPreceding, -1)
    begin = F.greatest("started_at", F.coalesce(F.max("ended_at").over(before), "started_at"))
    seconds = F.greatest(F.unix_timestamp("ended_at") - F.unix_timestamp(begin), F.lit(0))
    timed = merged.withColumn("out_seconds", F.coalesce(seconds, F.lit(0)))
    return timed.groupBy("transformer_no").agg(
        F.countDistinct("event_at").cast("int").alias("events"),
        F.countDistinct(F.when(F.col("kind") == "ticket", F.col("report_no")))
        .cast("int")
        .alias("fault_tickets"),
        F.countDistinct(F.when(F.col("kind") == "outage", F.col("report_no"))).cast("int").alias("outages"),
        F.expr("cast(sum(out_seconds) div 60 AS BIGINT)").alias("outage_minutes"),
        F.to_date(F.max("event_at")).alias("last_event_on"),
        F.sort_array(F.collect_set("report_no")).alias("evidence"),
    )


def exposure(versions: DataFrame, as_of: date) -> DataFrame:
    """transformer_no, customer_days of the last 365 days; the first version of a customer holds from
    connection on."""
    window = days_window(as_of, YEAR_DAYS)
    first, until = F.lit(window.first), F.lit(window.last + timedelta(days=1))
    order = Window.partitionBy("customer_no").orderBy("valid_from")
    begin = F.when(F.row_number().over(order) == 1, F.coalesce("connected_on", first)).otherwise(
        F.to_date("valid_from")
    )
    following = F.lead(F.to_date("valid_from")).over(order)
    end = F.least(F.coalesce(following, until), F.coalesce("cancelled_on", until), until)
    spans = versions.select("transformer_no", "status", begin.alias("begin"), end.alias("end"))
    active = spans.where("transformer_no IS NOT NULL AND coalesce(status, '0') <> '9'")
    days = F.greatest(F.datediff("end", F.greatest("begin", first)), F.lit(0))
    summed = active.groupBy("transformer_no").agg(F.sum(days).cast("bigint").alias("customer_days"))
    return summed.where("customer_days > 0")


def areas(silver: Silver, as_of: date, cut_off: datetime) -> DataFrame:
    """One row per public transformer area with customers: who it serves, its exposure and its events."""
    located = with_county(silver.transformers, silver.counties)
    public = located.where("coalesce(ownership, '01') <> '02'").select(
        F.col("transformer_no").alias("unit_no"),
        F.coalesce("transformer_name", "transformer_no").alias("unit_name"),
        *("feeder_no", "org_no", "county_org_no"),
        F.substring("county_org_no", 1, CITY_DIGITS).alias("city"),
        F.coalesce("urban_rural", F.lit("")).alias("urban_rural"),
        *("longitude", "latitude"),
    )
    now = silver.archive.groupBy(F.col("transformer_no").alias("unit_no")).agg(
        F.count("*").cast("int").alias("customers")
    )
    home = silver.archive.select("customer_no", F.col("transformer_no").alias("home_no"))
    voiced = silver.tickets.where(
        F.col("business_level2").isin(*QUALITY_COMPLAINTS)
        & ~F.coalesce("is_child", F.lit(False))
        & ~F.coalesce("is_test", F.lit(False))
    ).where(days_window(as_of, YEAR_DAYS).sql("to_date(accepted_at)"))
    unit = F.coalesce("transformer_no", "home_no").alias("unit_no")
    complaints = voiced.join(home, "customer_no", "left").groupBy(unit)
    joined = (
        public.join(
            exposure(silver.versions, as_of).withColumnRenamed("transformer_no", "unit_no"), "unit_no"
        )
        .join(now, "unit_no", "left")
        .join(complaints.agg(F.count("*").cast("int").alias("complaints")), "unit_no", "left")
    )
    happened = events_by_area(reports(silver, as_of, cut_off)).withColumnRenamed("transformer_no", "unit_no")
    counts = ["customers", "complaints", "events", "fault_tickets", "outages", "outage_minutes"]
    return joined.join(happened, "unit_no", "left").fillna(0, counts)


def group_priors(frame: DataFrame) -> dict[tuple[str, str], Prior]:
    """The prior of each (city, urban_rural) of `areas`; sums are exact, so the order of rows does not
    matter."""
    squares = F.expr("sum(cast(cast(events * events AS DECIMAL(18,0)) / customer_days AS DECIMAL(30,15)))")
    rows = frame.groupBy("city", "urban_rural").agg(
        F.count("*").alias("units"), F.sum("events").alias("events"), F.sum("customer_days").alias("days"),
        squares.alias("squares"),
    )  # fmt: skip
    return priors(
        {
            (row["city"], row["urban_rural"]): Moments(
                row["units"], row["events"], row["days"], row["squares"]
            )
            for row in rows.collect()
        }
    )


def ranked(frame: DataFrame, found: dict[tuple[str, str], Prior]) -> DataFrame:
    """`areas` with expected, risk_ratio, risk_ratio_low, excess and rank."""
    spark = frame.sparkSession
    rows = [(city, kind, prior.rate, prior.shape) for (city, kind), prior in sorted(found.items())]
    table = spark.createDataFrame(rows, "city STRING, urban_rural STRING, rate DOUBLE, shape DOUBLE")
    joined = frame.join(F.broadcast(table), ["city", "urban_rural"])
    joined = joined.withColumn("_expected", F.col("rate") * F.col("customer_days"))
    judge = F.arrow_udf(_judge, _POSTERIOR)  # type: ignore[call-overload]
    judged = joined.withColumn("_found", judge(F.struct("events", "_expected", "shape")))
    above = F.greatest(F.col("_found.risk_ratio_low") - 1, F.lit(0.0))
    judged = judged.select(
        *[column for column in frame.columns if column not in ("city", "customer_days")],
        F.round("_expected", DECIMALS).alias("expected"),
        "_found.risk_ratio",
        "_found.risk_ratio_low",
        F.round(above * F.col("_expected"), DECIMALS).alias("excess"),
    )
    order = Window.orderBy(F.col("excess").desc(), F.col("risk_ratio_low").desc(), "unit_no")
    return judged.withColumn("rank", F.row_number().over(order))


def _judge(batch: pa.Array) -> pa.Array:
    events, expected, shape = (np.asarray(column, dtype=float) for column in batch.flatten())
    figures = [np.round(function(events, expected, shape), DECIMALS) for function in (ratio, ratio_low)]
    return pa.StructArray.from_arrays(
        [pa.array(figure) for figure in figures], ["risk_ratio", "risk_ratio_low"]
    )
