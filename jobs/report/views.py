"""What the templates need worked out: where figures come from, shares, counts that may be shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gridtag.expectations.deliveries import LATEST_DELIVERY
from gridtag.jobs.report import words
from gridtag.jobs.report.data import Book, Entry, Report, Tag, Unit
from gridtag.jobs.report.grid_data import RepeatPlaces, WeakSpots
from gridtag.jobs.report.mapping import Map, Place, draw
from gridtag.jobs.report.scales import change, weakness

SMALLEST_GROUP = 20
"""Customers of a unit below province level with a tag are shown from this number on."""
COUNTED_LEVELS, HIDING_LEVELS = ("province", "city", "county"), ("city", "county")
TOTAL = Unit("all", "全部客户 all customers", "total")
"""Where gold.tag_stats counts customers whose unit is unknown, too."""
NUMBERED = 10
"""So many places carry their rank on the map."""


@dataclass(frozen=True)
class Origin:
    """One source behind a figure. `trouble` says what is wrong with it, empty where nothing is."""

    title: str
    silver: int
    landed: int
    passed: int
    latest_on: date | None
    trouble: str


def origins(report: Report, sources: Sequence[str]) -> list[Origin]:
    books = {book.source: book for book in report.books}
    return [_origin(books[name], report.as_of) for name in sources if name in books]


def _origin(book: Book, as_of: date) -> Origin:
    return Origin(
        book.title,
        book.silver,
        book.landed,
        book.silver + book.superseded,
        book.latest_on,
        trouble(book, as_of),
    )


def trouble(book: Book, as_of: date) -> str:
    """Missing, late or unbalanced, in words; empty for a source that is in order."""
    if not book.landed:
        return "未提供（可选）not provided (optional)" if book.optional else "没有数据 no data"
    if not book.balanced:
        return "账不平 out of balance"
    allowed = None if book.optional else LATEST_DELIVERY.get(book.cadence)
    late = (as_of - book.latest_on).days if book.latest_on else 0
    if allowed is not None and late > allowed:
        return f"迟到 {late} 天 {late} days late"
    return ""


@dataclass(frozen=True)
class TagRow:
    """A tag with its customers by unit; None where there are too few to show."""

    tag: Tag
    customers: dict[str, int | None]
    entered: int
    left: int


def tag_rows(report: Report, units: Sequence[Unit]) -> list[TagRow]:
    """Tags in the order of the catalogue, with their customers in these units."""
    counts = report.tag_counts
    if counts is None:
        return [TagRow(tag, {}, 0, 0) for tag in report.tags]
    rows = []
    for tag in report.tags:
        exact = {unit.org_no: counts.customers.get((tag.tag_id, unit.org_no), 0) for unit in units}
        entered, left = counts.entered.get(tag.tag_id, 0), counts.left.get(tag.tag_id, 0)
        rows.append(TagRow(tag, shown(exact, units), entered, left))
    return rows


def counted_units(report: Report) -> list[Unit]:
    """Units with tag counts: all customers, the province, its cities and their counties."""
    held = {org_no for _, org_no in report.tag_counts.customers} if report.tag_counts else set()
    return [unit for unit in (TOTAL, *ordered_units(report.units)) if unit.org_no in held]


def largest_tags(report: Report, most: int) -> list[TagRow]:
    """Tags with the most customers at the top of the organisation; none where tags were not counted."""
    if report.tag_counts is None:
        return []
    top = top_unit(report)
    rows = tag_rows(report, counted_units(report)[:1])
    held = [row for row in rows if row.customers.get(top)]
    return sorted(held, key=lambda row: (-(row.customers[top] or 0), row.tag.tag_id))[:most]


def shown(exact: Mapping[str, int], units: Sequence[Unit]) -> dict[str, int | None]:
    """Counts with small ones below province level hidden.

    Where one unit alone would be hidden among its siblings, its parent's count would give it away: the
    smallest of the others goes with it. Below a hidden unit nothing is shown.
    """
    found: dict[str, int | None] = dict(exact)
    children: dict[str, list[str]] = {}
    for unit in units:
        if unit.level in HIDING_LEVELS:
            children.setdefault(unit.parent or "", []).append(unit.org_no)
            if 0 < exact[unit.org_no] < SMALLEST_GROUP:
                found[unit.org_no] = None
    for below in children.values():
        hidden = [org_no for org_no in below if found[org_no] is None]
        others = sorted((exact[org_no], org_no) for org_no in below if found[org_no])
        if len(hidden) == 1 and others:
            found[others[0][1]] = None
    for unit in units:  # parents come before children
        if unit.parent in found and found[unit.parent] is None:
            found[unit.org_no] = None
    return found


def ordered_units(units: Iterable[Unit]) -> list[Unit]:
    """Province, cities and counties, each followed by the ones below it."""
    below: dict[str | None, list[Unit]] = {}
    chosen = sorted((unit for unit in units if unit.level in COUNTED_LEVELS), key=lambda unit: unit.org_no)
    known = {unit.org_no for unit in chosen}
    for unit in chosen:
        below.setdefault(unit.parent if unit.parent in known else None, []).append(unit)

    def walk(parent: str | None) -> list[Unit]:
        return [found for unit in below.get(parent, []) for found in (unit, *walk(unit.org_no))]

    return walk(None)


def depths(units: Sequence[Unit]) -> dict[Unit, int]:
    """How deep each unit stands below the first level shown; parents come before children."""
    found: dict[str, int] = {}
    for unit in units:
        found[unit.org_no] = found[unit.parent] + 1 if unit.parent in found else 0
    return {unit: found[unit.org_no] for unit in units}


def weak_map(report: Report, spots: WeakSpots) -> Map | None:
    places = [
        Place(
            f"w{spot.rank}",
            weakness(spot),
            f"{spot.rank}. {spot.unit_name}\n事件 {spot.events} 次，预计 {spot.expected:.1f} 次",
            spot.longitude,
            spot.latitude,
            str(spot.rank) if spot.rank <= NUMBERED else "",
        )
        for spot in spots.items
    ]
    return draw(report.points, places)


def place_map(report: Report, found: RepeatPlaces) -> Map | None:
    places = [
        Place(
            f"p{number}",
            change(place),
            f"{number}. {place.place_name}\n{place.first_year} 年 {place.faults_first} 次，"
            f"{place.later_year} 年 {place.faults_later} 次",
            place.longitude,
            place.latitude,
            str(number) if number <= NUMBERED else "",
        )
        for number, place in enumerate(found.items, 1)
    ]
    return draw(report.points, places)


def tags_by_group(report: Report) -> list[tuple[str, int, int]]:
    """(group, tags, assignments) at the top of the organisation, in the order of the catalogue."""
    top = top_unit(report)
    found: dict[str, tuple[int, int]] = {}
    for tag in report.tags:
        tags, marked = found.get(tag.group, (0, 0))
        held = report.tag_counts.customers.get((tag.tag_id, top), 0) if report.tag_counts else 0
        found[tag.group] = (tags + 1, marked + held)
    return [(group, *counts) for group, counts in found.items()]


def top_unit(report: Report) -> str:
    """All customers, or what stands highest among the units counted."""
    units = counted_units(report)
    return units[0].org_no if units else ""


def entries_of(report: Report, kind: str) -> list[Entry]:
    return [entry for entry in report.entries if entry.kind == kind]


def county_rows(found: WeakSpots | RepeatPlaces) -> list[tuple[str, int, int, int]]:
    rows = [(row.county, row.places, row.customers, row.events) for row in found.counties]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def summary(report: Report) -> str:
    """What was found, in a few plain sentences."""
    landed = sum(book.landed for book in report.books)
    held = sum(book.quarantined for book in report.books)
    said = [f"共读入 {words.number(landed)} 行，{words.number(held)} 行因不合规则隔离待查。"]
    spots, places, campaign = report.weak_spots, report.repeat_places, report.campaign
    if spots and spots.items:
        worst = spots.items[0]
        said.append(
            f"{words.number(spots.total)} 个台区明显弱于同类，首位 {worst.county}{worst.unit_name}："
            f"事件 {worst.events} 次，预计 {worst.expected:.1f} 次。"
        )
    if places and places.items:
        said.append(f"{words.number(places.total)} 个地点在两个年度的同一节日重复故障。")
    if campaign:
        said.append(
            f"外呼名单 {words.number(campaign.treatment)} 户，另留 {words.number(campaign.holdout)} 户对照。"
        )
    return "".join(said)
