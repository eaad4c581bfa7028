"""The pages of out/: one self-contained HTML file each. The same report gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from gridtag import sources
from gridtag.jobs.report import charts, scales, views, words
from gridtag.jobs.report.data import Download, Reason, Report
from gridtag.jobs.report.definitions import definitions
from gridtag.jobs.report.environment import environment

LARGEST_TAGS = 10
MOST_FILES = 500

SOURCES = {
    "weak_spots": ("tickets", "outages", "outage_scope", "transformers", "customers"),
    "repeat_places": ("tickets", "customers", "transformers", "feeders"),
    "tags": ("customers", "calls", "tickets", "bills", "payments", "outages", "outage_scope"),
    "campaign": (
        "customers",
        "contacts",
        "consents",
        "care_register",
        "bills",
        "payments",
        "campaign_contacts",
    ),
}
KINDS = (
    ("feature", "客户特征", "features"),
    ("tag", "客户标签", "tags"),
    ("source", "来源字段", "source columns"),
    ("gold", "结果表字段", "result columns"),
)


@dataclass(frozen=True)
class Page:
    """`more` works out what the page's template needs besides the report."""

    file: str
    title: str
    english: str
    heading: str
    heading_english: str
    more: Callable[[Report], dict[str, Any]]

    @property
    def template(self) -> str:
        return self.file.replace(".html", ".j2")


def render(report: Report, out: Path) -> list[Path]:
    """Write all pages below `out`; gives their paths, index.html first."""
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for page in PAGES:
        path = out / page.file
        path.write_text(html(page, report), encoding="utf-8", newline="\n")
        written.append(path)
    return written


def html(page: Page, report: Report) -> str:
    environment = _environment(report)
    return environment.get_template(page.template).render(page=page, **page.more(report))


def _environment(report: Report) -> Environment:
    made = environment()
    books = {book.source: book for book in report.books}
    made.globals |= {
        "report": report,
        "pages": PAGES,
        "SOURCES": SOURCES,
        "KINDS": KINDS,
        "WEAKNESS": scales.WEAKNESS,
        "CHANGE": scales.CHANGE,
        "smallest": views.SMALLEST_GROUP,
        "most_files": MOST_FILES,
        "define": definitions().__getitem__,
        "weakness": scales.weakness,
        "change": scales.change,
        "festival": words.festival,
        "file_status": words.file_status,
        "channel": words.channel,
        "note": words.note,
        "origins": lambda names: views.origins(report, names),
        "trouble": lambda book: views.trouble(book, report.as_of),
        "source_title": lambda name: books[name].title if name in books else name,
        "landed_of": lambda name: books[name].landed if name in books else 0,
        "rule": _rule,
    }
    return made


def _rule(reason: Reason) -> str:
    source = sources.BY_NAME.get(reason.source)
    titles = {column.name: column.title for column in source.columns} if source else {}
    return words.rule(reason.rule, titles)


# -- what each page needs -----------------------------------------------------------------------------------


def _run(report: Report) -> dict[str, Any]:
    figures = ("landed", "silver", "quarantined", "superseded")
    totals = {figure: sum(getattr(book, figure) for book in report.books) for figure in figures}
    totals["gold"] = sum(table.rows or 0 for table in report.tables)
    return {
        "totals": totals,
        "unbalanced": [book.title for book in report.books if not book.balanced],
        "sources_with_rows": sum(1 for book in report.books if book.landed),
        "tables_made": sum(1 for table in report.tables if table.rows is not None),
    }


def _index(report: Report) -> dict[str, Any]:
    features = views.entries_of(report, "feature")
    spots = report.weak_spots
    return {
        **_run(report),
        "summary": views.summary(report),
        "features": len(features),
        "features_computed": sum(1 for entry in features if not entry.status) if features else None,
        "weak_map": views.weak_map(report, spots) if spots and spots.items else None,
        "largest_tags": views.largest_tags(report, LARGEST_TAGS),
        "top": views.top_unit(report),
    }


def _tags(report: Report) -> dict[str, Any]:
    units = views.counted_units(report)
    customers = {**report.unit_customers, views.TOTAL.org_no: report.customers}
    return {
        "units": units,
        "depth": views.depths(units).__getitem__,
        "rows": views.tag_rows(report, units),
        "groups": views.tags_by_group(report),
        "top": views.top_unit(report),
        "unit_customers": [customers.get(unit.org_no) for unit in units],
    }


def _weak_spots(report: Report) -> dict[str, Any]:
    found = report.weak_spots
    return {
        "map": views.weak_map(report, found) if found and found.items else None,
        "chart": charts.observed_against_expected(found.items) if found and found.items else Markup(),
        "counties": views.county_rows(found) if found else [],
        "counted": "weak_spots",
        "behind": "weak_customers",
        "happened": "events",
        "downloads": _downloads(report, "weak_spots"),
    }


def _repeat_places(report: Report) -> dict[str, Any]:
    found = report.repeat_places
    return {
        "map": views.place_map(report, found) if found and found.items else None,
        "counties": views.county_rows(found) if found else [],
        "counted": "repeat_places",
        "behind": "place_customers",
        "happened": "repeat_faults",
        "downloads": _downloads(report, "repeat_places"),
    }


def _campaign(report: Report) -> dict[str, Any]:
    campaign = report.campaign
    return {
        "chart": charts.list_by_band(campaign.bands) if campaign and campaign.bands else Markup(),
        "downloads": _downloads(report, "campaign"),
    }


def _dictionary(report: Report) -> dict[str, Any]:
    by_kind = {kind: views.entries_of(report, kind) for kind, _, _ in KINDS}
    return {
        "counts": {kind: len(entries) for kind, entries in by_kind.items()},
        "waiting": {kind: sum(1 for entry in entries if entry.status) for kind, entries in by_kind.items()},
        "groups": {kind: list(dict.fromkeys(e.group for e in entries)) for kind, entries in by_kind.items()},
    }


def _downloads(report: Report, job: str) -> list[Download]:
    return [download for download in report.downloads if download.job == job]


PAGES = (
    Page("index.html", "总览", "Overview", "总览", "overview", _index),
    Page("weak_spots.html", "薄弱点", "Weak spots", "电网薄弱点", "weak spots of the grid", _weak_spots),
    Page(
        "repeat_places.html",
        "重复故障",
        "Repeat faults",
        "重复故障地点",
        "repeat-failure places",
        _repeat_places,
    ),
    Page("campaign.html", "外呼名单", "Campaign", "外呼目标清单", "campaign list", _campaign),
    Page("tags.html", "标签", "Tags", "客户标签", "customer tags", _tags),
    Page("dictionary.html", "数据字典", "Dictionary", "数据字典", "data dictionary", _dictionary),
    Page("run.html", "运行", "Run", "运行摘要", "run summary", _run),
)
