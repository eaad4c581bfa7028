"""Windows against plain arithmetic on days, and the windows the catalogue names."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtag.calendar import Window as Span
from gridtag.features import windows
from gridtag.features.windows import D7, D365, M1, M3, M12, NOW, before, closed_month, year_before

DAYS = st.dates(date(2021, 1, 1), date(2027, 12, 31))
SIZES = st.sampled_from((7, 30, 50, 60, 90, 180, 365))


def in_days(day: date, as_of: date, size: int, offset: int = 0) -> bool:
    """Naively: the event is less than `size` days old, the day itself being none."""
    return 0 <= (as_of - day).days - offset < size


def months_between(earlier: date, later: date) -> int:
    return (later.year - earlier.year) * 12 + later.month - earlier.month


@given(DAYS, DAYS, SIZES)
def test_a_day_window_holds_the_day_and_the_size_less_one_before(as_of: date, day: date, size: int) -> None:
    window = windows.Window(f"{size}d", "", "", "days", size)
    bounds = window.bounds(as_of)
    assert (bounds.first <= day <= bounds.last) == in_days(day, as_of, size)
    earlier = before(window).bounds(as_of)
    assert (earlier.first <= day <= earlier.last) == in_days(day, as_of, size, size)
    last_year = year_before(window).bounds(as_of)
    assert (last_year.first <= day <= last_year.last) == in_days(day, as_of, size, 365)


@given(DAYS, st.sampled_from((M1, M3, M12)))
def test_billing_windows_are_whole_months_up_to_the_closed_one(as_of: date, window: windows.Window) -> None:
    latest = closed_month(as_of)
    bounds = window.bounds(as_of)
    assert bounds.last == latest and bounds.last.day == bounds.first.day == 1
    assert months_between(bounds.first, latest) == window.size - 1
    assert months_between(before(window).bounds(as_of).last, bounds.first) == 1
    assert months_between(year_before(window).bounds(as_of).last, latest) == 12


@given(st.lists(st.integers(-10, 800), max_size=40), st.dates(date(2023, 1, 1), date(2027, 1, 1)), SIZES)
def test_the_condition_counts_what_plain_counting_counts(ages: list[int], as_of: date, size: int) -> None:
    window = windows.Window(f"{size}d", "", "", "days", size)
    days = [as_of - timedelta(days=age) for age in ages]
    told = ", ".join(f"(DATE '{day}')" for day in days) or "(NULL)"
    counted = duckdb.sql(
        f"SELECT count(*) FILTER (WHERE {window.sql(as_of)}) FROM (VALUES {told}) AS t(day)"
    ).fetchall()
    assert counted == [(sum(in_days(day, as_of, size) for day in days),)]


@pytest.mark.parametrize(
    ("as_of", "month"),
    [
        (date(2026, 10, 31), date(2026, 9, 1)),
        (date(2026, 11, 10), date(2026, 9, 1)),
        (date(2026, 11, 11), date(2026, 10, 1)),
        (date(2026, 1, 5), date(2025, 11, 1)),
    ],
)
def test_a_billing_month_closes_when_its_run_is_over(as_of: date, month: date) -> None:
    assert closed_month(as_of) == month


@pytest.mark.parametrize(
    ("window", "as_of", "first", "last"),
    [
        (windows.SF0, date(2026, 10, 31), date(2026, 2, 9), date(2026, 3, 3)),
        (windows.SF0, date(2026, 3, 2), date(2025, 1, 21), date(2025, 2, 12)),
        (windows.SF1, date(2026, 10, 31), date(2025, 1, 21), date(2025, 2, 12)),
        (windows.ND0, date(2026, 10, 6), date(2025, 10, 1), date(2025, 10, 7)),
        (windows.ND1, date(2026, 10, 31), date(2025, 10, 1), date(2025, 10, 7)),
        (windows.SUM0, date(2026, 9, 30), date(2026, 7, 1), date(2026, 9, 30)),
        (windows.SUM1, date(2026, 9, 29), date(2024, 7, 1), date(2024, 9, 30)),
        (windows.weeks_before(windows.SF0), date(2026, 10, 31), date(2026, 1, 12), date(2026, 2, 8)),
        (windows.weeks_before(windows.ND1), date(2026, 10, 31), date(2025, 9, 3), date(2025, 9, 30)),
        (windows.WIN0, date(2024, 12, 31), date(2024, 1, 1), date(2024, 2, 29)),
        (windows.LYSM, date(2026, 10, 31), date(2025, 9, 1), date(2025, 9, 1)),
        (windows.YTD, date(2026, 10, 31), date(2026, 1, 1), date(2026, 9, 1)),
        (windows.YTD, date(2026, 2, 11), date(2026, 1, 1), date(2026, 1, 1)),
        (windows.YTD, date(2026, 2, 10), date(2025, 1, 1), date(2025, 12, 1)),
        (D7, date(2026, 3, 1), date(2026, 2, 23), date(2026, 3, 1)),
        (D365, date(2024, 12, 31), date(2024, 1, 2), date(2024, 12, 31)),
    ],
)
def test_windows_by_hand(window: windows.Window, as_of: date, first: date, last: date) -> None:
    assert window.bounds(as_of) == Span(first, last)


def test_now_is_all_history_up_to_the_day() -> None:
    assert NOW.sql(date(2026, 10, 31)) == "day BETWEEN DATE '1900-01-01' AND DATE '2026-10-31'"
