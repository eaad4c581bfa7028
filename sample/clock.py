"""Days and seconds since 1970 in local time, the months of a history, and the days of delivery."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

DAY = 86400
HOUR = 3600
NEVER = np.iinfo(np.int64).min
SPRING_FESTIVALS = {
    2023: date(2023, 1, 22), 2024: date(2024, 2, 10), 2025: date(2025, 1, 29), 2026: date(2026, 2, 17),
    2027: date(2027, 2, 6), 2028: date(2028, 1, 26),
}  # fmt: skip
_EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    return (day - _EPOCH).days


def to_date(day: int) -> date:
    return _EPOCH + timedelta(days=int(day))


def add_months(first: date, months: int) -> date:
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def festival_window(year: int) -> tuple[int, int]:
    """Seven days before New Year's Eve to the Lantern Festival, as day numbers, both included."""
    first = day_number(SPRING_FESTIVALS[year])
    return first - 8, first + 14


def times(seconds: np.ndarray) -> pl.Series:
    """Texts like 2026-02-17 08:00:00; null for NEVER."""
    known = pl.Series(values=seconds != NEVER)
    stamps = pl.Series(values=np.where(seconds == NEVER, 0, seconds) * 1000).cast(pl.Datetime("ms"))
    texts = stamps.dt.to_string("%Y-%m-%d %H:%M:%S")
    return pl.select(pl.when(known).then(texts)).to_series()


def dates(days: np.ndarray) -> pl.Series:
    """Texts like 2026-02-17; null for NEVER."""
    known = pl.Series(values=days != NEVER)
    texts = (
        pl.Series(values=np.where(days == NEVER, 0, days).astype(np.int32))
        .cast(pl.Date)
        .dt.to_string("%Y-%m-%d")
    )
    return pl.select(pl.when(known).then(texts)).to_series()


@dataclass(frozen=True)
class Month:
    number: int
    first: date
    last: date

    @property
    def first_day(self) -> int:
        return day_number(self.first)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def text(self) -> str:
        return f"{self.first:%Y%m}"

    @property
    def month_of_year(self) -> int:
        return self.first.month - 1


@dataclass(frozen=True)
class History:
    """The months told, and the days on which a source hands over what it knows."""

    months: tuple[Month, ...]
    end: date
    daily_tail: int = 3

    @property
    def start(self) -> date:
        return self.months[0].first

    @property
    def first_day(self) -> int:
        return day_number(self.start)

    @property
    def last_day(self) -> int:
        return day_number(self.end)

    def month_ends(self) -> list[int]:
        return [day_number(month.last) for month in self.months]

    def go_live(self) -> list[int]:
        """Month ends, then each of the last days."""
        tail = [self.last_day - back for back in range(self.daily_tail, -1, -1)]
        return [day for day in self.month_ends() if day < tail[0]] + tail

    def day_of_month(self, number: int) -> int:
        """First day of a month of the history, or a day after its end."""
        if number >= len(self.months):
            return self.last_day + 10_000
        return self.months[number].first_day


def history(months: int, end: date) -> History:
    first = add_months(date(end.year, end.month, 1), 1 - months)
    told = []
    for number in range(months):
        begin = add_months(first, number)
        told.append(Month(number, begin, min(end, add_months(begin, 1) - timedelta(days=1))))
    return History(tuple(told), end)
