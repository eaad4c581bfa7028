"""Which tickets and outages are faults of the grid, and in whose county they lie."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

COUNTY_DIGITS, CITY_DIGITS = 7, 5
NOT_THE_GRID = ("inquiry", "inner", "nonelec")
NOT_A_FAULT = ("plan", "temp", "ration", "arrears", "user")
UNPLANNED = ("fault", "urgent")


def fault_tickets(tickets: DataFrame, outages: DataFrame) -> DataFrame:
    """Parent tickets about supply-side faults, with `started_at`: the start of the outage the ticket names,
    else the ticket's acceptance.

    Child and test tickets, inquiries, customers' own installations and other networks are out, and so are
    tickets that belong to a planned outage, an arrears cut or a customer's own outage.
    """
    of_grid = tickets.where(
        (F.col("business_level1") == "R")
        & F.col("supply_side")
        & ~F.coalesce("is_child", F.lit(False))
        & ~F.coalesce("is_test", F.lit(False))
        & (F.coalesce("asset_owner", F.lit("supply")) != "customer")
        & ~F.coalesce("fault_class", F.lit("")).isin(*NOT_THE_GRID)
    )
    named = outages.select(
        "outage_id", F.col("kind").alias("_kind"), F.col("started_at").alias("_outage_started_at")
    )
    joined = of_grid.join(named, "outage_id", "left").where(
        ~F.coalesce("_kind", F.lit("fault")).isin(*NOT_A_FAULT)
    )
    started = F.least("accepted_at", F.coalesce("_outage_started_at", "accepted_at"))
    return joined.withColumn("started_at", started).drop("_kind", "_outage_started_at")


def fault_outages(outages: DataFrame) -> DataFrame:
    """Unplanned outages of the grid; the customer's own causes and cancelled records are out."""
    return outages.where(
        F.col("kind").isin(*UNPLANNED)
        & (F.coalesce("reason", F.lit("")) != "user")
        & (F.coalesce("status", F.lit("")) != "cancelled")
    )


def county_of(org_no: str | Column) -> Column:
    return F.substring(org_no, 1, COUNTY_DIGITS)


def with_county(frame: DataFrame, counties: DataFrame) -> DataFrame:
    """The frame with `county_org_no` by today's organisation: counties that were merged share their heir's
    number.

    `frame` has org_no; `counties` has county_org_no and now_county_org_no.
    """
    heirs = counties.select(F.col("county_org_no").alias("_county"), "now_county_org_no")
    joined = frame.withColumn("_county", county_of("org_no")).join(F.broadcast(heirs), "_county", "left")
    return joined.withColumn("county_org_no", F.coalesce("now_county_org_no", "_county")).drop(
        "_county", "now_county_org_no"
    )
