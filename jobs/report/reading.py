"""From the lake to the plain data of the pages: books, tables, organisation and network; counts only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pyspark.sql import functions as F

from gridtag.features.frames import STREAMS
from gridtag.jobs import check, ledger
from gridtag.jobs.context import Context
from gridtag.jobs.known import archive, counties, known
from gridtag.jobs.report.data import Book, NotedFile, Reason, TableSize, Unit
from gridtag.models.faults import with_county
from gridtag.sources import BY_NAME

GRID_DEGREES = 0.02
"""Outlines are drawn from cells of this size (about 2 km), however many transformers there are."""
GOLD = (
    *((stream.table, f"{stream.title}特征", "features") for stream in STREAMS),
    ("gold.feature_profile", "特征分布与异常", "feature_profile"),
    ("gold.customer_tags", "客户标签及其有效期", "tags"),
    ("gold.tag_freshness", "标签数据是否已更新", "tags"),
    ("gold.tag_stats", "标签客户数，按单位", "audience_index"),
    ("gold.tag_totals", "标签合计，按单位", "audience_index"),
    ("gold.audience_index", "客群索引", "audience_index"),
    ("gold.call_reasons", "各情形下的来电原因", "cards"),
    ("gold.repeat_places", "重复故障地点", "repeat_places"),
    ("gold.weak_spots", "台区故障事件与同类相比", "weak_spots"),
    ("gold.epay_models", "线上缴费倾向模型", "epay"),
    ("gold.epay_scores", "线上缴费倾向得分", "epay"),
    ("gold.campaign_plan", "活动方案", "campaign"),
    ("gold.campaign_designs", "活动设计与检验", "campaign"),
    ("gold.campaign_suppressions", "清单逐条剔除", "campaign"),
    ("gold.check_results", "数据质量检查结果", "quality"),
)
"""Result tables: name, what is in them, the job that makes them."""


def books(context: Context) -> tuple[Book, ...]:
    """Every source with its rows, in the contract's order."""
    latest = ledger.latest_deliveries(context.lake, context.as_of)
    return tuple(_book(row, latest.get(row["source"])) for row in check.accounting(context.lake))


def _book(row: dict[str, Any], latest_on: date | None) -> Book:
    """A database gives nothing on days without changes, so that no delivery is no delay."""
    source = BY_NAME[row["source"]]
    cadence = "on change" if source.database else source.cadence
    return Book(title=source.title, cadence=cadence, optional=source.optional, latest_on=latest_on, **row)


def reasons(context: Context) -> tuple[Reason, ...]:
    return tuple(Reason(**row) for row in check.quarantine_reasons(context.lake))


def files(context: Context) -> tuple[NotedFile, ...]:
    return tuple(NotedFile(**{**row, "note": row["note"] or ""}) for row in check.noted_files(context.lake))


def tables(context: Context) -> tuple[TableSize, ...]:
    lake = context.lake
    return tuple(
        TableSize(name, title, job, lake.read(name).count() if lake.exists(name) else None)
        for name, title, job in GOLD
    )


def columns(context: Context) -> list[tuple[str, str, str, str]]:
    """(table, column, type, comment) of the result tables there are; features are in the catalogue."""
    features = {stream.table for stream in STREAMS}
    return [
        (name, field.name, field.dataType.simpleString(), field.metadata.get("comment", ""))
        for name, _, _ in GOLD
        if name not in features and context.lake.exists(name)
        for field in context.lake.schema(name).fields
    ]


def units(context: Context) -> tuple[Unit, ...]:
    """Organisations in force on the day."""
    day = F.lit(context.as_of)
    rows = (
        known(context, "organisations")
        .where((F.col("valid_from") <= day) & (F.col("valid_to").isNull() | (F.col("valid_to") > day)))
        .select("org_no", "org_name", "level", "parent_org_no")
        .orderBy("org_no", "valid_from")
        .collect()
    )
    return tuple({row["org_no"]: Unit(*row) for row in rows}.values())


def customers_by_unit(context: Context, of: Iterable[Unit]) -> dict[str, int]:
    """Customers in the archive by county, and by every unit above it."""
    rows = (
        with_county(archive(context).select("org_no"), counties(context))
        .groupBy("county_org_no")
        .agg(F.count("*").alias("customers"))
        .collect()
    )
    return rolled_up({row["county_org_no"]: row["customers"] for row in rows}, of)


def rolled_up(by_county: Mapping[str, int], of: Iterable[Unit]) -> dict[str, int]:
    parents = {unit.org_no: unit.parent for unit in of}
    found: dict[str, int] = {}
    for county, customers in sorted(by_county.items()):
        unit, seen = county, set[str]()
        while unit and unit not in seen:
            seen.add(unit)
            found[unit] = found.get(unit, 0) + customers
            unit = parents.get(unit) or ""
    return found


def points(context: Context, names: Mapping[str, str]) -> dict[str, tuple[tuple[float, float], ...]]:
    """Cells with a transformer in them by the county's name, (longitude, latitude)."""
    located = with_county(known(context, "transformers"), counties(context)).where(
        "longitude IS NOT NULL AND latitude IS NOT NULL"
    )
    cell = [(F.round(F.col(axis) / GRID_DEGREES)).alias(axis) for axis in ("longitude", "latitude")]
    rows = located.select("county_org_no", *cell).distinct().collect()
    found: dict[str, list[tuple[float, float]]] = {}
    for county, x, y in sorted(tuple(row) for row in rows):
        at = (round(x * GRID_DEGREES, 4), round(y * GRID_DEGREES, 4))
        found.setdefault(names.get(county, county), []).append(at)
    return {name: tuple(listed) for name, listed in found.items()}


def feeder_names(context: Context, numbers: Iterable[str]) -> dict[str, str]:
    """Names of these feeders by number."""
    wanted = sorted(set(numbers))
    rows = (
        known(context, "feeders")
        .where(F.col("feeder_no").isin(wanted))
        .select("feeder_no", "feeder_name")
        .collect()
        if wanted
        else []
    )
    return {row["feeder_no"]: row["feeder_name"] for row in rows}
