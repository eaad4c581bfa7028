"""Places where the grid failed in the same festival of two years.

A fault is an event: parent tickets at one place that start within six hours of each other count once. A place is the
estate or village that the county's register takes the ticket's address for (models/addresses/register.py); where that
names none, the customer's own; else the transformer area. Seasons are lunar windows, so that years compare.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
from pyspark.sql import Column, DataFrame
from pyspark.sql import Window as WindowSpec
from pyspark.sql import functions as F

from gridtag.calendar import Window
from gridtag.models.addresses.places import TRANSFORMER, places
from gridtag.models.addresses.register import Register, Spoken, resolved
from gridtag.models.events import with_event
from gridtag.models.faults import with_county

_PLACE_ID = "concat('P', substr(sha2(concat(county_org_no, '|', {name}), 256), 1, 15))"
SEASONS = ("first", "later")


@dataclass(frozen=True)
class Network:
    """archive: customer_no, address, transformer_no, org_no · transformers: transformer_no, transformer_name,
    feeder_no, org_no, longitude, latitude · counties: county_org_no, now_county_org_no."""

    archive: DataFrame
    transformers: DataFrame
    counties: DataFrame


def placed(faults: DataFrame, network: Network) -> DataFrame:
    """The fault tickets with county_org_no, place_id, place_name, level, matched_by (a step of the register, or
    transformer) and transformer_no; place null if unknown."""
    homes = dwellings(network)
    own = homes.select(
        "customer_no",
        F.col("place_name").alias("home"),
        F.col("transformer_no").alias("archive_transformer_no"),
    )
    tickets = with_county(faults.join(own, "customer_no", "left"), network.counties)
    tickets = tickets.withColumn("transformer_no", F.coalesce("transformer_no", "archive_transformer_no"))
    areas = network.transformers.select("transformer_no", "transformer_name")
    joined = tickets.join(meant(tickets, homes), "ticket_no", "left").join(areas, "transformer_no", "left")
    by_area = F.when(F.col("transformer_no").isNotNull(), TRANSFORMER)
    area_key = F.expr(_PLACE_ID.format(name="concat('transformer ', transformer_no)"))
    return joined.select(
        *("ticket_no", "transformer_no", "org_no", "started_at", "fault_cause", "county_org_no"),
        F.coalesce("place_name", F.coalesce("transformer_name", "transformer_no")).alias("place_name"),
        F.coalesce("level", by_area).alias("level"),
        F.coalesce("step", by_area).alias("matched_by"),
        F.when(F.col("place_name").isNotNull(), F.expr(_PLACE_ID.format(name="place_name")))
        .otherwise(area_key)
        .alias("place_id"),
    )


def dwellings(network: Network) -> DataFrame:
    """The archive's customers with county_org_no, and what their address names: place_name, level, road and
    road_number."""
    archive = with_county(network.archive, network.counties)
    columns = ("customer_no", "transformer_no", "county_org_no")
    return archive.join(places(archive), "address", "left").select(
        *columns, "place_name", "level", "road", "road_number"
    )


def meant(tickets: DataFrame, homes: DataFrame) -> DataFrame:
    """ticket_no, place_name, level and step of every ticket that the register of its county, made of `homes`
    (`dwellings`), knows or takes for a place; `tickets` have ticket_no, county_org_no, address, customer_no, home."""
    columns = ("county_org_no", "place_name", "level", "road", "road_number")
    known = homes.where("place_name IS NOT NULL").select(*columns).distinct()
    known = known.toDF(*columns)  # a cogroup of frames that share columns is refused
    spoken = tickets.join(places(tickets), "address", "left").select(
        "ticket_no", *columns, "home", "customer_no"
    )

    def of_county(given: pa.Table, archive: pa.Table) -> pa.Table:
        register = Register.of(_spoken(archive))
        found = list(resolved(register, _spoken(given)))
        rows = [
            (number, *((one.name, one.level, one.step) if one else (None, None, None)))
            for number, one in zip(given["ticket_no"].to_pylist(), found, strict=True)
        ]
        names = ("ticket_no", "place_name", "level", "step")
        return pa.table(
            {
                name: pa.array(column, pa.string())
                for name, column in zip(names, zip(*rows, strict=True) if rows else [()] * 4, strict=True)
            }
        )

    schema = "ticket_no STRING, place_name STRING, level STRING, step STRING"
    return (
        spoken.groupBy("county_org_no")
        .cogroup(known.groupBy("county_org_no"))
        .applyInArrow(of_county, schema)
    )


def _spoken(table: pa.Table) -> Iterator[Spoken]:
    for row in table.to_pylist():
        yield Spoken(
            row["place_name"],
            row["level"],
            row["road"],
            row["road_number"],
            row.get("home"),
            row.get("customer_no"),
        )


def repeated(tickets: DataFrame, first: Window, later: Window) -> DataFrame:
    """Places of `tickets` (see `placed`) with an event in both windows: place_id, place_name, level,
    county_org_no, org_no, transformer_no (of most of its tickets), faults_* and tickets_* of both seasons,
    matched_by, causes, first_fault_on, last_fault_on.
    """
    day = "to_date(started_at)"
    season = F.expr(f"CASE WHEN {first.sql(day)} THEN 'first' WHEN {later.sql(day)} THEN 'later' END")
    inside = tickets.where("place_id IS NOT NULL").withColumn("season", season).where("season IS NOT NULL")
    events = with_event(inside, ("place_id", "season"), "started_at", "ticket_no")
    of_area = WindowSpec.partitionBy("place_id", "transformer_no")
    counted = events.withColumn("_many", F.count("*").over(of_area))
    usual = F.struct(F.col("transformer_no").isNull(), -F.col("_many"), "transformer_no", "ticket_no")

    def of(name: str, column: str) -> Column:
        return F.when(F.col("season") == name, F.col(column))

    places_found = counted.groupBy("place_id").agg(
        *[
            F.min_by(column, usual).alias(column)
            for column in ("place_name", "level", "county_org_no", "org_no", "transformer_no")
        ],
        *[F.countDistinct(of(name, "event_at")).cast("int").alias(f"faults_{name}") for name in SEASONS],
        *[F.sort_array(F.collect_set(of(name, "ticket_no"))).alias(f"tickets_{name}") for name in SEASONS],
        F.sort_array(F.collect_set("matched_by")).alias("matched_by"),
        F.sort_array(F.collect_set("fault_cause")).alias("causes"),
        F.to_date(F.min("event_at")).alias("first_fault_on"),
        F.to_date(F.max("event_at")).alias("last_fault_on"),
    )
    return places_found.where("faults_first > 0 AND faults_later > 0")


def described(found: DataFrame, network: Network) -> DataFrame:
    """The places with what the network and the archive say of them: feeder_no, longitude, latitude of the
    transformer area, its office as org_no, and customers: who lives in the place or hangs on the area.
    """
    areas = network.transformers.select(
        "transformer_no", "feeder_no", F.col("org_no").alias("area_org_no"), "longitude", "latitude"
    )
    joined = found.join(areas, "transformer_no", "left").join(_customers(found, network), "place_id", "left")
    office = F.coalesce("area_org_no", "org_no").alias("org_no")
    return joined.select(
        *[column for column in found.columns if column != "org_no"],
        office,
        *("feeder_no", "longitude", "latitude"),
        F.coalesce("customers", F.lit(0)).alias("customers"),
    )


def _customers(found: DataFrame, network: Network) -> DataFrame:
    """place_id, customers: who lives in the place by the archive's addresses, or hangs on the transformer."""
    of_area = (
        found.where(F.col("level") == TRANSFORMER)
        .select("place_id", "transformer_no")
        .join(network.archive.select("transformer_no", "customer_no"), "transformer_no")
        .groupBy("place_id")
        .agg(F.count("*").cast("int").alias("customers"))
    )
    named = found.where(F.col("level") != TRANSFORMER).select("place_id", "place_name", "county_org_no")
    living = dwellings(network).join(F.broadcast(named), ["county_org_no", "place_name"])
    of_name = living.groupBy("place_id").agg(F.count("*").cast("int").alias("customers"))
    return of_area.unionByName(of_name)
