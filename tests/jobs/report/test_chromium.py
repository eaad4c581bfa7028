"""The pages in a browser: no error, no request, marks open their evidence, nothing wider than a phone."""

import pytest

from gridtag.jobs.report import pages
from tests.chromium import chromium
from tests.jobs.report import made_up

pytestmark = pytest.mark.chromium

FILES = [page.file for page in pages.PAGES]


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("out")
    pages.render(made_up.report(), folder / "full")
    pages.render(made_up.empty(made=False), folder / "missing")
    pages.render(made_up.empty(made=True), folder / "nothing")
    return folder


@pytest.fixture(scope="module")
def tab(tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("state", ["full", "missing", "nothing"])
def test_pages_open_without_errors_or_requests(tab, out, state, file, width):
    tab.open(out / state / file, width=width, height=844)
    assert tab.errors == []
    assert tab.foreign_requests == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    ("file", "key"), [("index.html", "w2"), ("weak_spots.html", "w7"), ("repeat_places.html", "p1")]
)
def test_a_click_on_the_map_shows_the_evidence(tab, out, file, key, width):
    tab.open(out / "full" / file, width=width)
    assert tab.evaluate("document.querySelector('[data-sheets]').hidden")
    tab.click(f".mark[data-sheet={key}]")
    visible = "[...document.querySelectorAll('[data-is-sheet]')].filter(e => e.offsetParent).map(e => e.id)"
    chosen = tab.evaluate(f"{visible}.join()")
    # marks may lie over each other: the one on top opens
    on_top = tab.evaluate("document.querySelector('.mark.chosen').dataset.sheet")
    assert chosen == on_top
    assert tab.evaluate(f"document.getElementById('{chosen}').querySelectorAll('.evidence li').length") > 0
    tab.click("[data-back]")
    assert tab.evaluate(f"{visible}.length") == 0
    assert tab.errors == []


def test_list_and_table_open_the_same_sheet(tab, out):
    tab.open(out / "full" / "weak_spots.html")
    for opener in (".ranking button[data-sheet=w3]", "td a[data-sheet=w3]"):
        tab.click(opener)
        assert tab.evaluate("document.getElementById('w3').offsetParent !== null")
        assert tab.evaluate("document.querySelector('tr.chosen').dataset.mark") == "w3"
        tab.click("[data-back]")


def test_a_link_to_a_place_opens_it(tab, out):
    tab.open(out / "full" / "repeat_places.html", at="p5")
    assert tab.evaluate("document.getElementById('p5').offsetParent !== null")


def test_the_map_zooms_and_comes_back(tab, out):
    tab.open(out / "full" / "weak_spots.html")
    box = "document.querySelector('.map > svg').getAttribute('viewBox')"
    before, scale = tab.evaluate(box), tab.evaluate("document.querySelector('.scale').textContent")
    tab.click("[data-zoom='1.6']")
    tab.click("[data-zoom='1.6']")
    assert float(tab.evaluate(box).split()[2]) == pytest.approx(float(before.split()[2]) / 1.6**2)
    assert tab.evaluate("document.querySelector('.scale').textContent") != scale
    tab.click("[data-zoom='0']")
    assert [float(part) for part in tab.evaluate(box).split()] == [float(part) for part in before.split()]


def test_tables_sort_by_number_and_search(tab, out):
    tab.open(out / "full" / "run.html")
    column = (
        "[...document.querySelectorAll('#books tbody tr')].filter(r => r.offsetParent)"
        ".map(r => Number(r.cells[1].dataset.value))"
    )
    tab.click("#books th:nth-child(2) i")
    descending = tab.evaluate(column)
    assert descending == sorted(descending, reverse=True) and descending[0] > 1000
    tab.evaluate(
        "(() => { const box = document.querySelector('[data-finds=books]'); box.value = '工单';"
        "box.dispatchEvent(new Event('input')); })()"
    )
    names = column.replace("Number(r.cells[1].dataset.value)", "r.dataset.source")
    assert tab.evaluate(names) == ["ticket_steps", "tickets"]
    assert tab.evaluate("document.querySelector('[data-count-of=books]').textContent").startswith(
        "显示 2 / 25"
    )


def test_tags_of_a_county_are_shown_and_small_ones_hidden(tab, out):
    report = made_up.report()
    tab.open(out / "full" / "tags.html")
    tab.evaluate(
        "(() => { const unit = document.querySelector('[data-unit-of]');"
        "unit.value = [...unit.options].find(o => o.textContent.includes('上城区')).value;"
        "unit.dispatchEvent(new Event('input')); })()"
    )
    county = next(unit.org_no for unit in report.units if unit.name == "上城区")
    for tag in report.tags:
        shown = tab.evaluate(f"document.querySelector('[data-tag={tag.tag_id}] [data-count]').textContent")
        exact = report.tag_counts.customers[tag.tag_id, county]
        assert shown in (f"{exact:,}", "<20")
        assert shown == "<20" or exact >= 20 or exact == 0


def test_definitions_show_on_hover_and_by_tap(tab, out):
    tab.open(out / "full" / "weak_spots.html", width=390)
    assert tab.evaluate("document.querySelector('.tip').hidden")
    tab.click("#spots .term")
    assert not tab.evaluate("document.querySelector('.tip').hidden")
    assert "近三年的事件" in tab.evaluate("document.querySelector('.tip').textContent")
    assert tab.evaluate("document.querySelector('.tip').getBoundingClientRect().right") <= 390
