"""Small counts stay hidden, late sources are named, maps leave typing errors out, bands are whole."""

import math
from datetime import date

import pytest

from gridtag.jobs.report import mapping, scales, views
from gridtag.jobs.report.data import Book, Unit
from gridtag.jobs.report.lists import bands
from gridtag.jobs.report.mapping import Place
from gridtag.jobs.report.reading import rolled_up

UNITS = [
    Unit("P", "省", "province"),
    Unit("C1", "甲市", "city", "P"),
    Unit("C1a", "甲一", "county", "C1"),
    Unit("C1b", "甲二", "county", "C1"),
    Unit("C1c", "甲三", "county", "C1"),
    Unit("C2", "乙市", "city", "P"),
    Unit("C2a", "乙一", "county", "C2"),
]


@pytest.mark.parametrize(
    ("exact", "hidden"),
    [
        # nothing small
        ({"P": 200, "C1": 150, "C1a": 60, "C1b": 50, "C1c": 40, "C2": 50, "C2a": 50}, set()),
        # one small county: the smallest sibling goes with it
        ({"P": 200, "C1": 150, "C1a": 90, "C1b": 50, "C1c": 10, "C2": 50, "C2a": 50}, {"C1b", "C1c"}),
        # two small counties hide each other
        ({"P": 200, "C1": 150, "C1a": 130, "C1b": 10, "C1c": 10, "C2": 50, "C2a": 50}, {"C1b", "C1c"}),
        # a small city takes its sibling, and the counties below both
        (
            {"P": 160, "C1": 150, "C1a": 60, "C1b": 50, "C1c": 40, "C2": 10, "C2a": 10},
            {"C1", "C1a", "C1b", "C1c", "C2", "C2a"},
        ),
        # zero is no secret of anyone's, and the province is always shown
        ({"P": 5, "C1": 5, "C1a": 5, "C1b": 0, "C1c": 0, "C2": 0, "C2a": 0}, {"C1", "C1a", "C1b", "C1c"}),
    ],
)
def test_small_counts_are_hidden_and_cannot_be_worked_out(exact, hidden):
    found = views.shown(exact, UNITS)
    assert {org_no for org_no, count in found.items() if count is None} == hidden
    assert all(count in (None, exact[org_no]) for org_no, count in found.items())


def test_units_stand_below_their_parents():
    found = views.ordered_units(reversed([*UNITS, Unit("S", "所", "station", "C1a")]))
    assert [unit.org_no for unit in found] == ["P", "C1", "C1a", "C1b", "C1c", "C2", "C2a"]
    assert [views.depths(found)[unit] for unit in found] == [0, 1, 2, 2, 2, 1, 2]


def test_customers_roll_up_to_every_unit_above():
    by_county = {"C1a": 3, "C1c": 4, "C2a": 5, "unknown": 1}
    assert rolled_up(by_county, UNITS) == {
        **{"C1a": 3, "C1c": 4, "C1": 7, "C2a": 5, "C2": 5, "P": 12},
        "unknown": 1,
    }


def book(**changes) -> Book:
    given = {"source": "calls", "title": "通话", "cadence": "hourly", "optional": False, "landed": 10}
    given |= {
        "silver": 8,
        "quarantined": 1,
        "superseded": 1,
        "balanced": True,
        "latest_on": date(2026, 10, 31),
    }
    return Book(**(given | changes))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ""),
        ({"latest_on": date(2026, 10, 30)}, ""),
        ({"latest_on": date(2026, 10, 27)}, "迟到 4 天"),
        ({"latest_on": date(2026, 7, 1), "cadence": "on change"}, ""),
        ({"landed": 0}, "没有数据"),
        ({"landed": 0, "optional": True}, "未提供"),
        ({"balanced": False}, "账不平"),
    ],
)
def test_trouble_with_a_source_is_named(changes, said):
    found = views.trouble(book(**changes), date(2026, 10, 31))
    assert found.startswith(said) and bool(found) == bool(said)


GRID = {"甲": tuple((120 + a / 50, 30 + b / 50) for a in range(6) for b in range(6))}


def test_map_keeps_shape_and_order():
    places = [
        Place("w1", scales.SEVERE, "一", 120.00, 30.00, "1"),
        Place("w2", scales.HIGH, "二", 120.10, 30.10),
        Place("w3", scales.WATCH, "三", None, 30.0),
    ]
    found = mapping.draw(GRID, places)
    assert [mark.key for mark in found.marks] == ["w2", "w1"], "the first is drawn last, on top"
    assert found.unplaced == 1
    north_east, south_west = found.marks
    across, down = north_east.x - south_west.x, south_west.y - north_east.y
    assert across / down == pytest.approx(math.cos(math.radians(30.05)), rel=0.01)
    assert down / found.kilometre == pytest.approx(11.132, rel=0.01)
    assert all(0 < mark.x < found.width and 0 < mark.y < found.height for mark in found.marks)


def test_typing_errors_do_not_blow_up_the_map():
    plain = mapping.draw(GRID, [])
    wrong = mapping.draw({"甲": (*GRID["甲"], (104.0, 30.0))}, [])
    assert wrong == plain
    lost = mapping.draw(GRID, [Place("w1", scales.HIGH, "远", 104.0, 30.0)])
    assert (lost.unplaced, lost.marks, lost.kilometre) == (1, (), plain.kilometre)


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_few_points_still_have_an_outline(count):
    found = mapping.draw({"甲": GRID["甲"][:count]}, [])
    assert found.outlines[0].path.startswith("M") and found.outlines[0].path.endswith("Z")


def test_nothing_to_draw():
    assert mapping.draw({}, [Place("w1", scales.HIGH, "无", None, None)]) is None


def test_bands_hold_everyone_once_and_about_a_tenth():
    scored = dict.fromkeys(range(1000), 3)
    found = bands(scored, {999: 2, 0: 1}, {500: 1})
    assert [band.customers for band in found] == [300] * 10
    assert found[0].high == 1 and found[-1].low == 0
    assert [band.treatment for band in found] == [2, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert sum(band.holdout for band in found) == 1


def test_bands_of_equal_scores_stay_whole():
    found = bands({700: 5, 100: 90, 50: 5}, {}, {})
    assert [(band.low, band.customers) for band in found] == [(0.1, 95), (0.05, 5)]
    assert bands({}, {}, {}) == ()
