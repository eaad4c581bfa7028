"""Days, billing months and lunar festivals. Event windows are (as_of - days, as_of]."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from lunar_python import Lunar, Solar


@dataclass(frozen=True)
class Window:
    """Closed interval of days."""

    first: date
    last: date

    def sql(self, day: str) -> str:
        return f"{day} BETWEEN DATE '{self.first}' AND DATE '{self.last}'"


def days_window(as_of: date, days: int) -> Window:
    """The last `days` days up to and including `as_of`."""
    return Window(as_of - timedelta(days=days - 1), as_of)


def month_start(day: date, months_back: int = 0) -> date:
    index = day.year * 12 + day.month - 1 - months_back
    return date(index // 12, index % 12 + 1, 1)


@cache
def lunar_day(year: int, month: int, day: int) -> date:
    """The solar date of a lunar one."""
    solar: Solar = Lunar.fromYmd(year, month, day).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def spring_festival(year: int) -> Window:
    """Seven days before New Year's Eve to the Lantern Festival, so that years compare by lunar offset."""
    new_year = lunar_day(year, 1, 1)
    return Window(new_year - timedelta(days=8), new_year + timedelta(days=14))


def finished_spring_festivals(as_of: date, count: int) -> tuple[int, ...]:
    """The last `count` years, latest first, whose Spring Festival window has ended by `as_of`."""
    latest = as_of.year if spring_festival(as_of.year).last <= as_of else as_of.year - 1
    return tuple(latest - back for back in range(count))
