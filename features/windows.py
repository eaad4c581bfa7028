"""The windows of the feature catalogue, as intervals of days or of billing months.

Event windows are (as_of - days, as_of]. Billing windows count closed billing months: the run that bills the
use of a month is over ten days into the next one, so until then the month before counts as the latest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gridtag import calendar

BILLING_RUN_DAYS = 10
"""Days into a month until the bills for the use of the month before are out."""


@dataclass(frozen=True)
class Window:
    """`kind`: days, months (billing), year (billing months since January), spring (festival), national (day week),
    summer, winter, or all history.

    `size` counts days or months; `offset` moves a window back by days or months, yearly windows by years.
    """

    code: str
    title: str
    title_en: str
    kind: str
    size: int = 0
    offset: int = 0

    @property
    def column(self) -> str:
        """The column of an event row that the window bounds."""
        return "month" if self.kind in ("months", "year") else "day"

    def bounds(self, as_of: date) -> calendar.Window:
        """First and last day, both included; billing windows by the first days of their months."""
        from gridtag import calendar  # its lunar tables are slow to load, and declarations do without

        if self.kind == "days":
            return calendar.days_window(as_of - timedelta(days=self.offset), self.size)
        if self.kind == "months":
            latest = closed_month(as_of)
            first = calendar.month_start(latest, self.offset + self.size - 1)
            return calendar.Window(first, calendar.month_start(latest, self.offset))
        if self.kind == "year":
            last = calendar.month_start(closed_month(as_of), 12 * self.offset)
            return calendar.Window(date(last.year, 1, 1), last)
        if self.kind == "spring":
            year = calendar.finished_spring_festivals(as_of, self.offset + 1)[-1]
            return calendar.spring_festival(year)
        if self.kind.startswith(_BEFORE):
            festival = replace(self, kind=self.kind.removeprefix(_BEFORE)).bounds(as_of).first
            return calendar.days_window(festival - timedelta(days=1), DAYS_BEFORE)
        if self.kind in _SPANS:
            return _finished_span(self.kind, as_of, self.offset)
        return calendar.Window(date(1900, 1, 1), as_of)

    def sql(self, as_of: date) -> str:
        return self.bounds(as_of).sql(self.column)

    def symbols(self) -> str:
        """The condition for readers: D is the day of the snapshot, M the latest closed billing month."""
        if self.kind == "days":
            last = f"D - {self.offset}" if self.offset else "D"
            return f"day > D - {self.size + self.offset} AND day <= {last}"
        if self.kind == "months":
            last = f"M - {self.offset}" if self.offset else "M"
            first = self.size + self.offset - 1
            return f"month BETWEEN {f'M - {first}' if first else 'M'} AND {last}"
        if self.kind == "year" and not self.offset:
            return "month BETWEEN trunc(M, 'YEAR') AND M"
        return "day <= D" if self.kind == "all" else f"day IN {self.title}"


_BEFORE = "before_"
DAYS_BEFORE = 28
"""Ordinary days that a festival is compared with."""
_SPANS = {"national": ((10, 1), (10, 7)), "summer": ((7, 1), (9, 30)), "winter": ((1, 1), (3, 1))}


def _finished_span(kind: str, as_of: date, back: int) -> calendar.Window:
    """The span of the latest year in which it had ended by `as_of`, or of `back` years before."""
    from gridtag import calendar

    first, last = _SPANS[kind]

    def in_year(year: int) -> calendar.Window:
        end = date(year, *last)
        return calendar.Window(date(year, *first), end if kind != "winter" else end - timedelta(days=1))

    latest = as_of.year if in_year(as_of.year).last <= as_of else as_of.year - 1
    return in_year(latest - back)


def closed_month(as_of: date) -> date:
    """The latest month of use whose billing run is over, as its first day."""
    from gridtag import calendar

    return calendar.month_start(as_of - timedelta(days=BILLING_RUN_DAYS), 1)


def before(window: Window) -> Window:
    """The window of the same length that ends where this one begins."""
    return replace(window, offset=window.offset + window.size)


def year_before(window: Window) -> Window:
    """The same months, or the days 365 days earlier."""
    return replace(window, offset=window.offset + (12 if window.kind == "months" else 365))


def weeks_before(window: Window) -> Window:
    """The four weeks before a festival."""
    return replace(window, kind=f"{_BEFORE}{window.kind}", title=f"{window.title}前{DAYS_BEFORE}天")


def _days(size: int) -> Window:
    return Window(f"{size}d", f"近{size}天", f"last {size} days", "days", size)


def _months(size: int) -> Window:
    plural = "months" if size > 1 else "month"
    return Window(f"m{size}", f"最近{size}个账期", f"last {size} billing {plural}", "months", size)


D7, D30, D50, D60, D90, D180, D365 = map(_days, (7, 30, 50, 60, 90, 180, 365))
M1, M3, M6, M12, M24 = map(_months, (1, 3, 6, 12, 24))
YTD = Window("ytd", "本年阶梯周期至今", "this year's billing months", "year")
LYSM = Window("lysm", "上年同账期", "same billing month last year", "months", 1, 12)
SF0 = Window("sf0", "本年春节窗", "latest Spring Festival", "spring")
SF1 = Window("sf1", "上年春节窗", "Spring Festival before", "spring", offset=1)
ND0 = Window("nd0", "本年国庆窗", "latest National Day week", "national")
ND1 = Window("nd1", "上年国庆窗", "National Day week before", "national", offset=1)
SUM0 = Window("sum0", "最近迎峰度夏", "latest summer peak", "summer")
SUM1 = Window("sum1", "上一迎峰度夏", "summer peak before", "summer", offset=1)
WIN0 = Window("win0", "最近迎峰度冬", "latest winter peak", "winter")
WIN1 = Window("win1", "上一迎峰度冬", "winter peak before", "winter", offset=1)
LIFE = Window("life", "历史累计", "all history", "all")
NOW = Window("now", "", "now", "all")
