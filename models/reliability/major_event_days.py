"""Days beyond what a grid is built for, by the 2.5 beta method of IEEE Std 1366.

Of the daily SAIDI of the five years before, natural logarithms are taken, days of zero left out; with their mean
alpha and standard deviation beta the threshold of the next year is exp(alpha + 2.5 beta). A day above it is a major
event day. All that began on a day counts to it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from gridtag.models.reliability.indices import ratio
from gridtag.models.reliability.interruptions import MINUTE_MS
from gridtag.models.reliability.sums import Limits, sums

YEARS = 5
BETAS = 2.5
LEAST_DAYS = 30
"""With fewer days of outages there is no threshold: two or three days have a deviation, but no meaning."""


@dataclass(frozen=True)
class Threshold:
    """Of one year, in minutes a customer; `days` with outages of `since` and later are behind it."""

    year: int
    alpha: float
    beta: float
    days: int
    since: int

    @property
    def minutes(self) -> float:
        return t_med(self.alpha, self.beta)


def t_med(alpha: float, beta: float) -> float:
    """The threshold in minutes."""
    return math.exp(alpha + BETAS * beta)


def daily_saidi(interruptions: pd.DataFrame, served: int, limits: Limits) -> pd.Series:
    """Minutes a customer by day, days without a sustained interruption left out."""
    found = sums(interruptions, ["day"], limits)["out_ms"]
    minutes = found.map(lambda out_ms: ratio(out_ms, served * MINUTE_MS)).astype(float)
    return minutes[minutes > 0].sort_index()


def threshold(daily: pd.Series, year: int) -> Threshold | None:
    """That of `year`, from the days of the five years before it, or as many of them as there are; None where they
    have fewer than LEAST_DAYS days with outages."""
    years = daily.index.year
    logs = [math.log(value) for value in daily[(years >= year - YEARS) & (years < year)]]
    if len(logs) < LEAST_DAYS:
        return None
    alpha = math.fsum(logs) / len(logs)
    beta = math.sqrt(math.fsum((log - alpha) ** 2 for log in logs) / (len(logs) - 1))
    first = int(years[(years >= year - YEARS) & (years < year)].min())
    return Threshold(year, alpha, beta, len(logs), first)


def major_event_days(daily: pd.Series, thresholds: Iterable[Threshold]) -> pd.DatetimeIndex:
    """The days above the threshold of their year."""
    limits = {one.year: one.minutes for one in thresholds}
    limit = pd.Series(daily.index.year, index=daily.index).map(limits)
    return daily.index[daily > limit]
