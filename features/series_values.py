"""What the statistics of features/series.py and features/temperature.py make of their folded parts."""

from __future__ import annotations

import numpy as np

from gridtag.features.comparisons import Ratio
from gridtag.features.daily import CurrentVacancy, Reoccupied
from gridtag.features.reducers import Floats
from gridtag.features.series import (
    Contrast,
    DailyMean,
    Folded,
    FoldedCount,
    Lately,
    LatestDeviation,
    Level,
    MonthOfMost,
    RunOfMonths,
    Slope,
)
from gridtag.features.statistics import Statistic
from gridtag.features.temperature import (
    Response,
    ResponseRatio,
    ResponseShare,
)
from gridtag.features.values import Parts, over, value
from gridtag.features.windows import Window


def _from(declared: Statistic, counted: Floats, number: Floats) -> Floats:
    """The number, scaled, where at least `minimum` events are counted."""
    return np.where(counted >= declared.minimum, number, np.nan) / declared.scale


@value.register
def _daily_mean(declared: DailyMean, window: Window, parts: Parts) -> Floats:
    return _from(declared, parts["n"], over(parts["s"], parts["n"]))


@value.register
def _contrast(declared: Contrast, window: Window, parts: Parts) -> Floats:
    above, below = (over(parts[f"sum_{side}"], parts[f"count_{side}"]) for side in ("above", "below"))
    fewest = np.minimum(parts["count_above"], parts["count_below"])
    return _from(declared, fewest, over(above, below))


@value.register
def _lately(declared: Lately, window: Window, parts: Parts) -> Floats:
    return value.dispatch(Ratio)(declared, declared.span, parts)


@value.register
def _level(declared: Level, window: Window, parts: Parts) -> Floats:
    mean = over(parts["s"], parts["n"])
    return np.where(np.isnan(mean), np.nan, np.searchsorted(declared.bounds, mean, side="right"))


@value.register
def _slope(declared: Slope, window: Window, parts: Parts) -> Floats:
    return _from(declared, parts["n"], parts["v"])


@value.register
def _latest_deviation(declared: LatestDeviation, window: Window, parts: Parts) -> Floats:
    deviation = np.sqrt(over(parts["d"], parts["n"] - 1))
    away = parts["last"] - over(parts["s"], parts["n"])
    differ = deviation > 0
    return _from(declared, parts["n"], np.where(differ, away / np.where(differ, deviation, 1), np.nan))


@value.register
def _folded(declared: Folded, window: Window, parts: Parts) -> Floats:
    return _from(declared, parts["n"], parts["v"]) if "n" in parts else parts["v"] / declared.scale


@value.register
def _run_of_months(declared: RunOfMonths, window: Window, parts: Parts) -> Floats:
    return _from(declared, parts["n"], parts["m"])


@value.register
def _folded_count(declared: FoldedCount, window: Window, parts: Parts) -> Floats:
    return parts["n"]


@value.register
def _month_of_most(declared: MonthOfMost, window: Window, parts: Parts) -> Floats:
    """From a month since 1970 to its last day."""
    told = ~np.isnan(parts["d"])
    month = np.where(told, parts["d"], 0).astype(np.int64)
    last = (month + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) - 1
    return np.where(told, last, np.nan)


@value.register
def _current_vacancy(declared: CurrentVacancy, window: Window, parts: Parts) -> Floats:
    return np.where(parts["n"] > 0, parts["v"], np.nan)


@value.register
def _reoccupied(declared: Reoccupied, window: Window, parts: Parts) -> Floats:
    return (parts["now"] > parts["before"]).astype(np.float64)


@value.register
def _response(declared: Response, window: Window, parts: Parts) -> Floats:
    return _from(declared, parts["n"], parts["v"])


@value.register
def _response_share(declared: ResponseShare, window: Window, parts: Parts) -> Floats:
    return _from(declared, parts["n"], over(parts["v"], parts["t"]))


@value.register
def _response_ratio(declared: ResponseRatio, window: Window, parts: Parts) -> Floats:
    return _from(declared, parts["n"], over(parts["v"], over(parts["t"], parts["n"])))
