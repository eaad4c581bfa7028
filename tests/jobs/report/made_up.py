"""A made-up report for tests and pictures: real division names, all else invented from a fixed seed."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from gridtag.jobs.report.data import (
    Book,
    Campaign,
    Download,
    NotedFile,
    Reason,
    Report,
    TableSize,
    Tag,
    TagCounts,
    Unit,
)
from gridtag.jobs.report.grid_data import RepeatPlaces, WeakSpots
from gridtag.sample.parameters import divisions
from gridtag.sources import SOURCES
from tests.jobs.report.made_up_customers import CUSTOMERS, TAGS, campaign, entries, tag_counts
from tests.jobs.report.made_up_grid import AS_OF, points, repeat_places, weak_spots

LANDED = {
    "organisations": 38, "feeders": 61, "transformers": 214, "topology": 275, "customers": 24_318,
    "contacts": 31_940, "consents": 9_127, "care_register": 604, "calls": 96_411, "tickets": 21_864,
    "ticket_steps": 88_102, "ticket_urges": 1_733, "ticket_revisits": 14_520, "bills": 480_377,
    "payments": 462_915, "dunning": 20_468, "outages": 4_102, "outage_scope": 9_844, "outage_notices": 6_310,
    "resources": 43, "knowledge_items": 300, "campaigns": 6, "campaign_outcomes": 2_950,
}  # fmt: skip


def units() -> tuple[Unit, ...]:
    rows = divisions()
    found = {"33101": Unit("33101", "浙江省", "province")}
    for row in rows:
        found[row["city_org"]] = Unit(row["city_org"], row["city"], "city", "33101")
        found[row["county_org"]] = Unit(row["county_org"], row["county"], "county", row["city_org"])
    return tuple(found.values())


def books() -> tuple[Book, ...]:
    random = np.random.default_rng(1)
    found = []
    for source in SOURCES:
        landed = LANDED.get(source.name, 0)
        held, lost = int(landed * random.uniform(0, 0.006)), int(landed * random.uniform(0, 0.02))
        latest = AS_OF - timedelta(days=3 if source.name == "outages" else 0) if landed else None
        book = Book(
            source.name,
            source.title,
            source.cadence,
            source.optional,
            landed,
            landed - held - lost,
            held,
            lost,
            True,
            latest,
        )
        found.append(book)
    return tuple(found)


def reasons(found: tuple[Book, ...]) -> tuple[Reason, ...]:
    rules = {
        "calls": (("negative_duration", "a duration is negative", 0.7), ("rating_range", "rating key", 0.3)),
        "tickets": (
            ("finish_before_begin", "archived before it was accepted", 0.5),
            ("accepted_at.not_a_timestamp", "HANDLE_TIME is not a valid timestamp", 0.3),
            ("business_code.missing", "BUSI_TYPE_CODE is missing", 0.2),
        ),
        "payments": (("pay_mode.unknown_code", "PAY_MODE has an unknown code", 1.0),),
    }
    held = {book.source: book.quarantined for book in found}
    listed = [
        Reason(source, rule, reason, round(held[source] * share))
        for source, broken in rules.items()
        for rule, reason, share in broken
    ]
    return tuple(sorted((r for r in listed if r.rows), key=lambda r: (-r.rows, r.source, r.rule)))


def tables() -> tuple[TableSize, ...]:
    return (
        TableSize("gold.features_calls", "来电特征", "features", 19_612),
        TableSize("gold.customer_tags", "客户标签", "tags", 50_114),
        TableSize("gold.repeat_places", "重复故障地点", "repeat_places", 24),
        TableSize("gold.weak_spots", "薄弱点", "weak_spots", 218),
        TableSize("gold.campaign_plan", "外呼名单", "campaign", None),
    )


def report() -> Report:
    of, found = units(), books()
    tags = tuple(
        Tag(tag_id, group, title, english, f"rule_of_{tag_id.lower()} >= 2", privacy, marketing, "AGT CITY")
        for tag_id, group, title, english, privacy, marketing, _ in TAGS
    )
    counties = [unit for unit in of if unit.level == "county"]
    customers = {unit.org_no: CUSTOMERS // len(counties) for unit in counties}
    for unit in of:
        if unit.level == "city":
            customers[unit.org_no] = sum(customers[c.org_no] for c in counties if c.parent == unit.org_no)
    customers["33101"] = CUSTOMERS
    downloads = (
        Download(
            "campaign", "EPAY-2026-11.xlsx", "外呼目标清单", "campaign list", "脱敏，含理由与对照组标记"
        ),
        Download("campaign", "EPAY-2026-11.csv", "外呼目标清单", "campaign list", "同上，供系统导入"),
        Download("weak_spots", "weak_spots.gpkg", "薄弱点", "weak spots", "CGCS2000 点图层，可直接入 QGIS"),
        Download("weak_spots", "weak_spots.xlsx", "薄弱点", "weak spots", "工作表，含证据"),
        Download("repeat_places", "repeat_places.xlsx", "重复故障地点", "repeat places", "工作表，含工单"),
    )
    files = (
        NotedFile("tickets/2026-10-29/tickets_03.csv", "tickets", "partial", 812, "cut off after line 812"),
        NotedFile("calls/2026-10-30/calls_14.jsonl.gz", "calls", "unreadable", 0, "gzip stream is broken"),
        NotedFile("readme.txt", None, "unreadable", 0, "no source takes files of this name"),
    )
    return Report(
        as_of=AS_OF,
        customers=CUSTOMERS,
        books=found,
        reasons=reasons(found),
        files=files,
        tables=tables(),
        units=of,
        tags=tags,
        tag_counts=tag_counts(of),
        weak_spots=weak_spots(),
        repeat_places=repeat_places(),
        campaign=campaign(),
        entries=entries(),
        unit_customers=customers,
        points=points(),
        downloads=downloads,
        quality_page="quality/index.html",
    )


def empty(*, made: bool) -> Report:
    """A report of a lake with nothing in it: tables missing, or made and without rows."""
    nothing = tuple(Book(s.name, s.title, s.cadence, s.optional, 0, 0, 0, 0, True) for s in SOURCES)
    tables_sized = tuple(TableSize(t.name, t.title, t.job, 0 if made else None) for t in tables())
    return Report(
        as_of=AS_OF,
        customers=0 if made else None,
        books=nothing,
        reasons=(),
        files=(),
        tables=tables_sized,
        units=(),
        tags=(),
        tag_counts=TagCounts({}, {}, {}, 0, 0) if made else None,
        weak_spots=WeakSpots((), 0, 0, ()) if made else None,
        repeat_places=RepeatPlaces((), 0, ()) if made else None,
        campaign=Campaign("EPAY", AS_OF, 0, 0, (), (), (), (), (), None) if made else None,
        entries=(),
    )
