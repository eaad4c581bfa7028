"""The pages hold what they were given: well formed, complete in themselves, escaped, the same every time."""

import re
from dataclasses import replace

import pytest

from gridtag.jobs.report import pages, words
from gridtag.jobs.report.data import Report
from gridtag.jobs.rules import rules_of
from gridtag.sources import SOURCES
from tests.jobs.report import made_up
from tests.jobs.report.reader import Reader, read

FILES = [page.file for page in pages.PAGES]
PAGE = {page.file: page for page in pages.PAGES}
HOSTILE = "<script>alert('x')</script>\"'&<b>"


@pytest.fixture(scope="module")
def report() -> Report:
    return made_up.report()


@pytest.fixture(scope="module")
def read_pages(report: Report) -> dict[str, Reader]:
    return {file: read(pages.html(page, report)) for file, page in PAGE.items()}


def cell(reader: Reader, figure: str) -> int:
    return int(reader.figures[figure].strip().replace(",", ""))


@pytest.mark.parametrize("file", FILES)
def test_pages_are_well_formed(read_pages, file):
    assert read_pages[file].faults == []


@pytest.mark.parametrize("file", FILES)
def test_pages_need_nothing_from_outside(read_pages, file):
    given = {download.path for download in made_up.report().downloads}
    allowed = {*FILES, *given, "quality/index.html", "features.html", "data:,"}
    assert {address.partition("#")[0] for address in read_pages[file].addresses} - {""} <= allowed
    html = pages.html(PAGE[file], made_up.report())
    assert not re.search(r"https?:|url\(|@import|fetch\(|XMLHttpRequest|import\(", html)


@pytest.mark.parametrize("file", FILES)
def test_pages_say_as_of_when_and_link_each_other(read_pages, file):
    reader = read_pages[file]
    assert "2026-10-31" in reader.text
    assert set(FILES) <= set(reader.addresses)


def test_rendering_twice_gives_the_same_bytes(report, tmp_path):
    first, second = (pages.render(report, tmp_path / name) for name in ("first", "second"))
    assert [path.name for path in first] == FILES
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_run_page_has_every_source_as_given(report, read_pages):
    reader = read_pages["run.html"]
    for book in report.books:
        for name in ("landed", "silver", "quarantined", "superseded"):
            assert cell(reader, f"{book.source}.{name}") == getattr(book, name), book.source
    for name in ("landed", "silver", "quarantined", "superseded"):
        total = sum(getattr(book, name) for book in report.books)
        assert cell(reader, name) == total
        assert cell(read_pages["index.html"], name) == total
    for reason in report.reasons:
        assert cell(reader, f"{reason.source}/{reason.rule}") == reason.rows
    for table in report.tables:
        assert (table.rows is None) == (table.name not in reader.figures)
    assert all(file.file in reader.text and file.note in reader.text for file in report.files)


def test_a_long_list_of_files_is_cut_and_says_so(report):
    many = tuple(replace(report.files[0], file=f"tickets/{n}.csv") for n in range(1234))
    text = read(pages.html(PAGE["run.html"], replace(report, files=many))).text
    assert "tickets/499.csv" in text and "tickets/500.csv" not in text and "另有 734 个" in text


def test_index_has_the_totals(report, read_pages):
    reader = read_pages["index.html"]
    assert cell(reader, "customers") == report.customers
    assert cell(reader, "assignments") == report.tag_counts.assignments
    assert cell(reader, "tagged_customers") == report.tag_counts.tagged_customers
    assert cell(reader, "weak_spots") == report.weak_spots.total
    assert cell(reader, "repeat_places") == report.repeat_places.total
    assert cell(reader, "campaign_treatment") == report.campaign.treatment
    assert cell(reader, "features") == sum(e.kind == "feature" and not e.status for e in report.entries)
    assert {download.path for download in report.downloads} <= set(reader.addresses)


def test_tags_page_has_the_counts_of_all_customers(report, read_pages):
    for tag in report.tags:
        shown = cell(read_pages["tags.html"], f"tag.{tag.tag_id}")
        assert shown == report.tag_counts.customers[tag.tag_id, "all"]


def test_every_mark_has_its_sheet_and_its_row(report, read_pages):
    for file, places in (
        ("weak_spots.html", report.weak_spots),
        ("repeat_places.html", report.repeat_places),
    ):
        reader = read_pages[file]
        sheets = {attributes["id"] for attributes in reader.having("data-is-sheet")}
        marks = {a["data-sheet"] for a in reader.having("data-tip") if "data-sheet" in a}
        rows = {attributes["data-mark"] for attributes in reader.having("data-mark")}
        assert sheets == marks == rows
        assert len(sheets) == len(places.items)


def test_sheets_show_the_evidence(report, read_pages):
    for spot in report.weak_spots.items:
        assert all(item in read_pages["weak_spots.html"].text for item in spot.evidence)
    for place in report.repeat_places.items:
        for item in (*place.tickets_first, *place.tickets_later, *place.causes):
            assert item in read_pages["repeat_places.html"].text


def test_hostile_text_stays_text(report, read_pages):
    spot = replace(report.weak_spots.items[0], unit_name=HOSTILE, county=HOSTILE, evidence=(HOSTILE,))
    place = replace(report.repeat_places.items[0], place_name=HOSTILE, causes=(HOSTILE,))
    bad = replace(
        report,
        weak_spots=replace(report.weak_spots, items=(spot, *report.weak_spots.items[1:])),
        repeat_places=replace(report.repeat_places, items=(place, *report.repeat_places.items[1:])),
        files=(replace(report.files[0], file=HOSTILE, note=HOSTILE),),
        reasons=(replace(report.reasons[0], rule=HOSTILE, reason=HOSTILE),),
        units=tuple(replace(unit, name=HOSTILE) for unit in report.units),
        tags=tuple(replace(tag, title=HOSTILE, group=HOSTILE, rule=HOSTILE) for tag in report.tags),
        campaign=replace(report.campaign, campaign_id=HOSTILE, reasons=((HOSTILE, 50),)),
        entries=tuple(replace(entry, title=HOSTILE, group=HOSTILE) for entry in report.entries[:5]),
        downloads=tuple(replace(item, title=HOSTILE, what=HOSTILE) for item in report.downloads),
        points={**report.points, HOSTILE: report.points["上城区"]},
    )
    for file, page in PAGE.items():
        reader = read(pages.html(page, bad))
        assert reader.faults == [], file
        scripts = [tag for tag, _ in reader.elements if tag == "script"]
        assert len(scripts) == sum(tag == "script" for tag, _ in read_pages[file].elements), file
        assert HOSTILE in reader.text or (file == "run.html" and HOSTILE in reader.text), file


@pytest.mark.parametrize(("made", "kind"), [(False, "missing"), (True, "nothing")])
def test_empty_lakes_say_what_is_missing(made, kind):
    report = made_up.empty(made=made)
    for file, page in PAGE.items():
        reader = read(pages.html(page, report))
        assert reader.faults == [], file
        states = [attributes["data-empty"] for attributes in reader.having("data-empty")]
        assert kind in states or file in ("run.html", "dictionary.html") or made, file
    index = read(pages.html(PAGE["index.html"], report)).text
    if not made:
        assert "gridtag run --steps weak_spots" in index
        assert "停电事件 ⚠ 没有数据" in re.sub(r"\s+", " ", index)


def test_without_coordinates_there_is_a_list_and_no_map(report):
    spots = tuple(replace(spot, longitude=None, latitude=None) for spot in report.weak_spots.items)
    bare = replace(report, points={}, weak_spots=replace(report.weak_spots, items=spots))
    reader = read(pages.html(PAGE["weak_spots.html"], bare))
    assert "没有坐标" in reader.text
    assert len(reader.having("data-mark")) == len(spots)


def test_every_figure_has_a_definition_on_hover(read_pages):
    for file, reader in read_pages.items():
        tiles = [a for tag, a in reader.elements if tag == "span" and a.get("class") == "term"]
        assert all(attributes["title"].strip() for attributes in tiles), file


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (1, 4, "25.0%"),
        (0, 4, "0.0%"),
        (4, 4, "100.0%"),
        (99_999, 100_000, ">99.9%"),
        (1, 100_000, "<0.1%"),
        (1, 0, "–"),
        (None, 4, "–"),
    ],
)
def test_shares_are_never_rounded_to_all_or_nothing(part, whole, shown):
    assert words.percent(part, whole) == shown


def test_every_rule_of_the_contract_is_told_in_chinese():
    titles = {column.name: column.title for source in SOURCES for column in source.columns}
    for source in SOURCES:
        for name, _, _ in rules_of(source):
            said = words.rule(name, titles)
            assert said != name and not re.fullmatch(r"[\x00-\x7f]*", said), f"{source.name}: {name}"


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("same content as a/b.csv", "与 a/b.csv 内容相同，未再装载"),
        (
            "file has no bytes; columns outside the contract kept in _extra: X",
            "文件里没有数据；有契约之外的列，已留存于 _extra：X",
        ),
        ("something never seen", "something never seen"),
        ("", ""),
    ],
)
def test_notes_of_the_ledger_are_told_in_chinese(note, said):
    assert words.note(note) == said


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("国网临安区供电公司", "临安区"),
        ("上城区供电分公司", "上城区"),
        ("上城区", "上城区"),
        ("公司", "公司"),
    ],
)
def test_names_of_units_fit_on_the_map(name, short):
    assert words.short_unit(name) == short


def test_numbers_have_separators_and_dashes():
    assert words.number(1234567) == "1,234,567"
    assert words.number(3.14159, 2) == "3.14"
    assert words.number(None) == "–"
