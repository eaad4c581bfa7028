"""From the gold tables to the plain data of the pages: weak spots, repeat places and tags of the day."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from gridtag.jobs import repeat_places, tag_stats, tags, weak_spots
from gridtag.jobs.context import Context
from gridtag.jobs.report import reading
from gridtag.jobs.report.data import TagCounts
from gridtag.jobs.report.grid_data import CountyCount, RepeatPlace, RepeatPlaces, WeakSpot, WeakSpots
from gridtag.jobs.report.words import URBAN_RURAL

MOST = 50
SPOT_COLUMNS = (
    *("rank", "unit_id", "name", "feeder_no", "county_org_no", "urban_rural", "customers", "events"),
    *("expected", "risk_ratio", "risk_ratio_low", "excess", "fault_tickets", "outages", "outage_minutes"),
    *("complaints", "last_event_on", "evidence", "longitude", "latitude"),
)


def spots(context: Context, names: Mapping[str, str]) -> WeakSpots | None:
    """The day's first weak spots; `names` are units' names by number. None where the job has not run."""
    if not context.lake.exists(weak_spots.TABLE):
        return None
    looked_at = weak_spots.result(context).count()
    if not looked_at:
        return None
    weak = weak_spots.weak(context)
    rows = weak.limit(MOST).select(*SPOT_COLUMNS).collect()
    feeders = reading.feeder_names(context, (row["feeder_no"] for row in rows if row["feeder_no"]))
    items = tuple(_spot(row, names, feeders) for row in rows)
    return WeakSpots(items, weak.count(), looked_at, _by_county(weak, "events", names))


def _spot(row: Row, names: Mapping[str, str], feeders: Mapping[str, str]) -> WeakSpot:
    told = row.asDict()
    feeder, county = told.pop("feeder_no") or "", told.pop("county_org_no") or ""
    told |= {
        "unit_no": told.pop("unit_id"),
        "unit_name": told.pop("name"),
        "feeder": feeders.get(feeder, feeder) or "未知 unknown",
        "county": names.get(county, county) or "未知 unknown",
        "urban_rural": URBAN_RURAL.get(told["urban_rural"], told["urban_rural"] or "城乡未知"),
        "evidence": tuple(told["evidence"] or ()),
    }
    return WeakSpot(**told)


def places(context: Context, names: Mapping[str, str]) -> RepeatPlaces | None:
    """The day's first repeat places; None where the job has not run."""
    if not context.lake.exists(repeat_places.TABLE):
        return None
    found = repeat_places.ordered(context).drop("as_of", "org_no", "matched_by")
    rows = found.limit(MOST).collect()
    feeders = reading.feeder_names(context, (row["feeder_no"] for row in rows if row["feeder_no"]))
    items = tuple(_place(row, names, feeders) for row in rows)
    counted = found.withColumn("faults", F.col("faults_first") + F.col("faults_later"))
    return RepeatPlaces(items, found.count(), _by_county(counted, "faults", names))


def _place(row: Row, names: Mapping[str, str], feeders: Mapping[str, str]) -> RepeatPlace:
    told = row.asDict()
    feeder, county = told.pop("feeder_no"), told.pop("county_org_no") or ""
    lists = {name: tuple(told[name] or ()) for name in ("tickets_first", "tickets_later", "causes")}
    told |= {"feeder": feeders.get(feeder, feeder), "county": names.get(county, county) or "未知 unknown"}
    return RepeatPlace(**told | lists)


def _by_county(found: DataFrame, events: str, names: Mapping[str, str]) -> tuple[CountyCount, ...]:
    rows = found.groupBy("county_org_no").agg(
        F.count("*").alias("places"), F.sum("customers").alias("customers"), F.sum(events).alias("events")
    )
    listed = [
        CountyCount(
            names.get(row["county_org_no"], row["county_org_no"]) or "未知 unknown",
            row["places"],
            row["customers"] or 0,
            row["events"] or 0,
        )
        for row in rows.collect()
    ]
    return tuple(sorted(listed, key=lambda row: (-row.places, row.county)))


def tag_counts(context: Context) -> TagCounts | None:
    """Customers by tag and unit on the day; None where the tags have not been made for it."""
    lake, day = context.lake, F.lit(context.as_of)
    counts = tag_stats.counts(context)
    if counts is None:
        return None
    stats = lake.read(tag_stats.TABLE).where(F.col("as_of") == day).select("tag_id", "org_no", "customers")
    table = lake.read(tags.TABLE)
    return TagCounts(
        {(row["tag_id"], row["org_no"]): row["customers"] for row in stats.collect()},
        entered=_by_tag(table.where(F.col("valid_from") == day)),
        left=_by_tag(table.where(F.col("valid_to") == day)),
        tagged_customers=counts["tagged_customers"],
        assignments=counts["assignments"],
    )


def _by_tag(rows: DataFrame) -> dict[str, int]:
    return {row["tag_id"]: row["count"] for row in rows.groupBy("tag_id").count().collect()}
