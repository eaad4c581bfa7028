"""Daily weather by county, and the storms that break lines."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from gridtag.sample.clock import History, Month, to_date
from gridtag.sample.columns import table
from gridtag.sample.draws import generator
from gridtag.sample.parameters import divisions, number, numbers


@dataclass(frozen=True)
class Climate:
    """Arrays by day (from `first_day`) and county; `storm` is 1 on a quiet day."""

    first_day: int
    maximum: np.ndarray
    minimum: np.ndarray
    rain: np.ndarray
    wind: np.ndarray
    storm: np.ndarray

    def rows(self, month: Month) -> slice:
        return slice(month.first_day - self.first_day, month.first_day - self.first_day + month.days)

    def anomaly(self, month: Month) -> np.ndarray:
        """How much hotter than usual in summer or colder in winter the month was, in degrees by county."""
        mean = (
            self.maximum[self.rows(month)].mean(axis=0)
            - numbers("normal_maximum")[month.month_of_year]
            - _offsets()
        )
        if month.month_of_year in (5, 6, 7, 8):
            return np.asarray(mean)
        return np.asarray(-mean if month.month_of_year in (10, 11, 0, 1) else mean * 0)


def _offsets() -> np.ndarray:
    return np.array(
        [
            -1.2 if row["city"] == "丽水市" or float(row["remote_share"]) > 0.015 else 0.3
            for row in divisions()
        ]
    )


def build(told: History, seed: int) -> Climate:
    random = generator(seed, "climate")
    first = told.first_day - 40
    size = told.last_day - first + 1
    counties = len(divisions())
    days = [to_date(first + offset) for offset in range(size)]
    month = np.array([day.month - 1 for day in days])
    part = np.array([(day.day - 15) / 30.0 for day in days])
    following = np.where(part > 0, (month + 1) % 12, (month - 1) % 12)
    normal = numbers("normal_maximum")[month] + np.abs(part) * (
        numbers("normal_maximum")[following] - numbers("normal_maximum")[month]
    )
    drift = np.zeros(size)
    shocks = random.normal(0, 1.5, size)
    for day in range(1, size):
        drift[day] = 0.8 * drift[day - 1] + shocks[day]
    rain_day = random.random((size, counties)) < numbers("wet_days")[month][:, None]
    rain = np.where(rain_day, random.gamma(0.7, 11, (size, counties)), 0.0)
    maximum = normal[:, None] + drift[:, None] + _offsets() + random.normal(0, 0.7, (size, counties))
    maximum -= np.where(rain > 15, 2.5, 0.0)
    minimum = maximum - random.uniform(5, 10, (size, counties))
    wind = random.gamma(5, 1.1, (size, counties)) + 2
    storm = _storms(random, month, counties)
    stormy = storm > 1
    rain = np.where(stormy, rain + 25 * storm + 20, rain)
    wind = np.where(stormy, wind + 4 + 2.2 * storm, wind)
    return Climate(first, np.round(maximum, 1), np.round(minimum, 1), np.round(rain, 1),
                   np.round(np.minimum(wind, 45), 1), storm)  # fmt: skip


def _storms(random: np.random.Generator, month: np.ndarray, counties: int) -> np.ndarray:
    """Storm factor by day and county: local thunderstorms, and typhoons over half the province."""
    season = numbers("storm_season")[month] / numbers("storm_season").mean()
    local = random.random((len(month), counties)) < 0.7 * number("storms_per_year") / 365 * season[:, None]
    typhoon = (random.random(len(month)) < 2 / 365 * season)[:, None] & (random.random((1, counties)) < 0.5)
    factor = np.exp(np.log(number("storm_median")) + 0.8 * random.standard_normal((len(month), counties)))
    return np.where(local | typhoon, np.clip(factor, 1.2, 15), 1.0)


def frame(
    climate: Climate, orgs: list[str], county_indexes: np.ndarray, first_day: int, last_day: int
) -> pl.DataFrame:
    """Weather rows by day and county (only the county companies that exist)."""
    span = slice(first_day - climate.first_day, last_day - climate.first_day + 1)
    days = np.repeat(np.arange(first_day, last_day + 1), len(county_indexes))

    def flat(values: np.ndarray) -> np.ndarray:
        return np.asarray(values[span][:, county_indexes].reshape(-1))

    storm = flat(climate.storm)
    warning = np.select(
        [storm > 6, storm > 3.5, storm > 2, storm > 1], ["red", "orange", "yellow", "blue"], ""
    )
    return table({
        "ORG_NO": np.tile(np.array(orgs, dtype=object)[county_indexes], last_day - first_day + 1),
        "DATA_DATE": pl.Series(values=days.astype(np.int32)).cast(pl.Date),
        "T_MAX": flat(climate.maximum), "T_MIN": flat(climate.minimum), "RAIN_MM": flat(climate.rain),
        "WIND_MAX": flat(climate.wind),
        "WARNING": pl.Series(values=warning.astype(object), dtype=pl.String).replace("", None),
    })  # fmt: skip
