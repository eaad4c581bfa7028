"""The quality job: results, pages, what stops the run and what does not."""

import dataclasses
import re
import shutil
from html.parser import HTMLParser

import pytest

from gridtag.errors import GridtagError
from gridtag.expectations.catalog import CHECKS, SUITES
from gridtag.expectations.deliveries import figures
from gridtag.jobs import quality
from gridtag.jobs.context import Context
from gridtag.lake import Lake
from gridtag.sources import BY_NAME
from tests.expectations import good_lake
from tests.expectations.good_lake import AS_OF, CUSTOMER, OTHER, at, file_entry, good_rows, quarantined

pytestmark = pytest.mark.spark
STRANGER = "3388888888"
TOUCHED = ("feeders", "payments", "bills", "calls", "knowledge_items", "weather")
FEW = tuple(
    suite for suite in SUITES if suite.batch.removeprefix("silver.") in TOUCHED or suite.batch == "deliveries"
)
"""The suites that the planted faults concern; all run once, over the good lake."""


@pytest.fixture(scope="module")
def good(spark, empty_lake, tmp_path_factory):
    """A lake in which every check passes, checked once."""
    folder = tmp_path_factory.mktemp("quality")
    context = Context(
        Lake(spark, str(shutil.copytree(empty_lake, folder / "lake"))), AS_OF, out=folder / "out"
    )
    good_lake.fill(context.lake, good_rows())
    good_lake.fill_books(context.lake)
    return context, quality.run(context)


@pytest.fixture(scope="module")
def spoilt(good, tmp_path_factory):
    """The same lake with planted faults, checked: the context and the error it ended with."""
    folder = tmp_path_factory.mktemp("spoilt")
    lake = Lake(good[0].lake.spark, str(shutil.copytree(good[0].lake.root, folder / "lake")))
    rows = good_rows()
    later = {"available_at": at(5, month=11)}
    good_lake.fill(
        lake,
        {
            "feeders": [rows["feeders"][0]],
            "payments": [{**rows["payments"][0], "payment_no": "P2", "customer_no": STRANGER}],
            "bills": [{**row, **later} for row in rows["bills"]],
        },
    )
    files = [
        file_entry("calls", sha256="1", file="calls/2026-10-31/b"),
        file_entry("bills", sha256="1", file="bills/2026-11-05/a", **later),
    ]
    good_lake.fill_books(lake, files=files, bad=quarantined("calls", 20))
    shutil.rmtree(f"{lake.root}/silver/weather")
    shutil.rmtree(f"{lake.root}/silver/knowledge_items")
    context = Context(lake, AS_OF, out=folder / "out")
    with pytest.MonkeyPatch.context() as patch, pytest.raises(GridtagError) as error:
        patch.setattr(quality, "SUITES", FEW)
        quality.run(context)
    return context, str(error.value)


def results(context):
    rows = context.lake.read(quality.RESULTS).collect()
    return {(row["table_name"], row["check_name"]): row for row in rows}


def failed(context):
    return {key for key, row in results(context).items() if not row["success"]}


def test_good_rows_pass_every_check(good):
    context, counts = good
    assert failed(context) == set()
    assert counts == {"passed": len(CHECKS), "warning": 0, "critical": 0}
    assert results(context).keys() == {(check.table_name, check.name) for check in CHECKS}


def test_results_tell_how_many_rows_were_judged(good):
    found = results(good[0])
    assert found["silver.customers", "required_customer_no"].evaluated == 3
    assert found["silver.tickets", "with_customer_no"].unexpected == 0
    assert found["silver.calls", "known_ticket_no"].evaluated == 1, "only where there is a ticket number"
    assert found["silver.calls", "row_count"].evaluated == 2


def test_a_second_run_changes_nothing(spoilt, monkeypatch):
    context, error = spoilt
    monkeypatch.setattr(quality, "SUITES", FEW)
    before = sorted(map(repr, results(context).values()))
    pages = {path.name: path.read_text("utf-8") for path in (context.out / "quality").iterdir()}
    with pytest.raises(GridtagError, match=re.escape(error)):
        quality.run(context)
    assert sorted(map(repr, results(context).values())) == before
    assert {path.name: path.read_text("utf-8") for path in (context.out / "quality").iterdir()} == pages


def test_another_day_keeps_its_own_results(good, monkeypatch):
    context, _ = good
    some = tuple(suite for suite in FEW if suite.batch in ("silver.feeders", "deliveries"))
    monkeypatch.setattr(quality, "SUITES", some)
    before = context.lake.read(quality.RESULTS).where("as_of = DATE '2026-10-31'").count()
    next_day = dataclasses.replace(context, as_of=AS_OF.replace(month=11, day=1), out=context.out / "next")
    quality.run(next_day)
    by_day = {
        row["as_of"]: row["count"]
        for row in context.lake.read(quality.RESULTS).groupBy("as_of").count().collect()
    }
    assert by_day == {AS_OF: before, next_day.as_of: sum(len(suite.checks) for suite in some)}
    context.lake.delete(quality.RESULTS, "as_of > DATE '2026-10-31'")


def test_the_error_is_one_line_and_names_the_critical_checks_alone(spoilt):
    context, error = spoilt
    assert error.startswith("quality checks failed for 2026-10-31: silver.feeders.key_unique; ")
    assert "\n" not in error
    assert str(context.out / "quality" / "index.html") in error


def test_results_are_written_before_the_run_stops(spoilt):
    context, _ = spoilt
    assert failed(context) == {
        ("silver.feeders", "key_unique"),
        ("silver.payments", "known_customer_no"),
        ("silver.payments", "bill_known"),
        ("silver.knowledge_items", "row_count"),
        ("silver.calls", "quarantined"),
    }
    found = results(context)
    assert found["silver.feeders", "key_unique"].unexpected == 2
    assert found["silver.payments", "known_customer_no"].detail == "2 行中 1 行不符(50.00%，容许 1.00%)"
    assert found["silver.calls", "quarantined"].detail == "实际 10%，应 ≤ 5%"


def test_rows_known_later_do_not_exist_yet(spoilt):
    assert results(spoilt[0])["silver.bills", "row_count"].evaluated == 2


class Links(HTMLParser):
    """Every address a page names, and every tag."""

    def __init__(self, text):
        super().__init__()
        self.addresses, self.tags = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.addresses += [value for name, value in attrs if name in ("src", "href", "action", "srcset")]


def test_pages_open_without_a_network(spoilt):
    folder = spoilt[0].out / "quality"
    pages = sorted(folder.iterdir())
    assert [page.name for page in pages] == sorted([*(f"{suite.batch}.html" for suite in FEW), "index.html"])
    for page in pages:
        text = page.read_text("utf-8")
        found = Links(text)
        assert not re.search(r"https?://|@import|url\(", text), page.name
        assert not found.tags & {"script", "iframe", "img"}, page.name
        for address in found.addresses:
            assert address == "data:," or address.startswith("#") or (folder / address).exists(), address


def test_anchors_lead_somewhere(spoilt):
    for page in (spoilt[0].out / "quality").iterdir():
        text = page.read_text("utf-8")
        for address in Links(text).addresses:
            assert not address.startswith("#") or f'id="{address[1:]}"' in text, f"{page.name}{address}"


def test_the_index_says_what_failed_and_what_to_do(spoilt):
    text = (spoilt[0].out / "quality" / "index.html").read_text("utf-8")
    assert "1 项严重" in text
    assert text.index("✘ 严重") < text.index("▲ 提示")
    failing = {check.full_name: check for check in CHECKS}["silver.feeders.key_unique"]
    assert failing.title in text
    assert failing.action in text
    page = (spoilt[0].out / "quality" / "silver.feeders.html").read_text("utf-8")
    assert f"【严重】{failing.title}" in page
    assert failing.action in page


def test_no_customer_appears_on_a_page_or_in_the_results(spoilt):
    context, error = spoilt
    shown = [page.read_text("utf-8") for page in (context.out / "quality").iterdir()]
    shown += [error, *map(repr, results(context).values())]
    for text in shown:
        for number in (CUSTOMER, OTHER, STRANGER):
            assert number not in text


def test_an_empty_lake_stops_the_run(context, monkeypatch):
    monkeypatch.setattr(quality, "SUITES", [suite for suite in SUITES if suite.batch == "silver.outages"])
    with pytest.raises(GridtagError, match=r"silver\.outages\.row_count; "):
        quality.run(context)


def told(context, name):
    row = quality.deliveries(context).collect()[0]
    return tuple(row[column] for column in figures(BY_NAME[name]))


def test_figures_of_the_deliveries(context):
    entry = {"file": "calls/2026-10-29/b", "delivered_on": AS_OF.replace(day=29)}
    old = {"file": "calls/2025-01-01/c", "delivered_on": AS_OF.replace(year=2025)}
    files = [
        file_entry("calls", **entry, rows=150),
        file_entry("calls", **old, rows=9850),
        file_entry("calls", file="calls/2026-10-31/d", status="unreadable", rows=0),
        file_entry("calls", **entry, sha256="old", status="replaced", rows=0),
        file_entry("bills", **(old | {"file": "x"}), rows=50),
    ]
    bad = [{**row, "_file": entry["file"]} for row in quarantined("calls", 15)]
    bad += [{**row, "_file": old["file"], "_row": 99} for row in quarantined("calls", 1)]
    bad += [{**row, "_file": "x"} for row in quarantined("bills", 20)]
    good_lake.fill_books(context.lake, files, bad)
    quality._frames(context)
    assert told(context, "calls") == (10.0, 1.0, 2.0, None), (
        "share of the last month, as it brought enough rows"
    )
    assert told(context, "bills") == (40.0, 0.0, 365.0, None), (
        "share of everything, as the last month brought nothing"
    )
    assert told(context, "weather") == (0.0, 0.0, 0.0, None), "never came"


def test_age_of_the_latest_event(context):
    calls, outages = good_rows()["calls"][0], good_rows()["outages"][0]
    good_lake.fill(
        context.lake,
        {
            "calls": [{**calls, "started_at": at(21, 23)}],
            "outages": [{**outages, "started_at": at(30, 1)}, {**outages, "started_at": at(9, month=11)}],
        },
    )
    quality._frames(context)
    assert told(context, "calls")[3] == 10
    assert told(context, "outages")[3] == 1, "what is planned ahead does not make a source fresh"
    assert told(context, "bills")[3] is None
