"""From reports to ranked units: each province is judged in one task, the weak ones are ranked on the driver."""

from __future__ import annotations

from typing import Any

import pandas as pd
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from gridtag.jobs.context import Context
from gridtag.lake import Lake
from gridtag.models.weak_spots import province, ranking, region, silver
from gridtag.models.weak_spots.major_days import major_days

DECIMALS = 6
UNIT = ("unit_kind", "unit_id")


def judged(context: Context, places: DataFrame, reports: DataFrame) -> DataFrame:
    """A row a unit as `province.spots` gives it, each province judged in one task."""
    days = _major_days(context, places, reports)
    told = reports.join(places.select("transformer_no", "place", "province", "city"), "transformer_no")
    told = told.withColumn("day", F.to_date("started_at")).join(F.broadcast(days), ["city", "day"], "left")
    told = told.select(
        *("province", "place", "kind", "root"),
        F.xxhash64("report_no").alias("report_no"),
        F.unix_timestamp("started_at").alias("started"),
        F.coalesce("major", F.lit(False)).alias("major"),
    )
    end = int(context.cut_off.timestamp())

    def spots(key: tuple[Any, ...], transformers: pd.DataFrame, happened: pd.DataFrame) -> pd.DataFrame:
        return province.spots(transformers, happened, str(key[0]), end)

    apart = told.toDF(*told.columns)  # or Spark takes its columns for those of `places`
    grouped = places.groupBy("province").cogroup(apart.groupBy("province"))
    return grouped.applyInPandas(spots, province.SCHEMA)


def _major_days(context: Context, places: DataFrame, reports: DataFrame) -> DataFrame:
    """city, day, major (true)."""
    served = {
        row["city"]: row["n"] for row in places.groupBy("city").agg(F.sum("customers").alias("n")).collect()
    }
    daily: Any = silver.daily_minutes(reports, places).toPandas()
    found = []
    for city, own in daily.groupby("city", sort=True):
        if served.get(city):
            minutes = own["customer_seconds"].astype(float) / 60 / served[city]
            days = major_days(pd.Series(minutes.to_numpy(), pd.DatetimeIndex(own["day"])))
            found += [(city, day.date(), True) for day in days]
    return context.lake.spark.createDataFrame(found, "city STRING, day DATE, major BOOLEAN")


def ranked(lake: Lake, judged: DataFrame) -> DataFrame:
    """The rows with rank, and its interval where they are weak; the weak ones are ranked on the driver."""
    weak: Any = (
        judged.where("tier > 0").select(*UNIT, "_events", "_expected", "_shapes", "_weights").toPandas()
    )
    found: list[tuple[Any, ...]] = []
    for kind, own in weak.sort_values(list(UNIT)).groupby("unit_kind"):
        units = region.unstacked(own.reset_index(drop=True))
        low, high = ranking.intervals(units)
        places = ranking.places(units)
        found += zip(
            [kind] * len(own), own["unit_id"], *(one.tolist() for one in (places, low, high)), strict=True
        )
    schema = "unit_kind STRING, unit_id STRING, place INT, rank_low INT, rank_high INT"
    placed = judged.join(F.broadcast(lake.spark.createDataFrame(found, schema)), list(UNIT), "left")
    order = Window.partitionBy("unit_kind").orderBy(
        F.col("place").asc_nulls_last(), F.round("bound", DECIMALS).desc(), "unit_id"
    )
    return placed.withColumn("rank", F.row_number().over(order).cast("int"))
