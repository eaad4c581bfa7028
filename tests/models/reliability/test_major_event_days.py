"""The 2.5 beta method on days whose logarithms are known."""

from __future__ import annotations

import math
import statistics

import numpy as np
import pandas as pd
import pytest

from gridtag.models.reliability.major_event_days import (
    LEAST_DAYS,
    daily_saidi,
    major_event_days,
    threshold,
)
from gridtag.models.reliability.sums import Limits
from tests.models.reliability.tables import interruptions_of


def daily(values: list[float], first: str) -> pd.Series:
    return pd.Series(values, index=pd.date_range(first, periods=len(values)))


def test_threshold_is_that_of_the_logarithms() -> None:
    random = np.random.default_rng(4)
    values = random.lognormal(-0.5, 1.7, 5 * 365).tolist()
    found = threshold(daily(values, "2021-01-01"), 2026)
    logs = [math.log(value) for value in values]
    assert found is not None
    assert (found.alpha, found.beta) == pytest.approx((statistics.fmean(logs), statistics.stdev(logs)))
    assert found.minutes == pytest.approx(math.exp(statistics.fmean(logs) + 2.5 * statistics.stdev(logs)))
    assert (found.days, found.since) == (1825, 2021)
    assert (found.alpha, found.beta) == pytest.approx((-0.5, 1.7), abs=0.1)


def test_only_the_five_years_before_count() -> None:
    calm, wild = daily([1.0, 2.0] * 200, "2021-01-01"), [900.0] * 40
    around = pd.concat([daily(wild, "2020-11-20"), calm, daily(wild, "2026-01-01")])
    found, alone = threshold(around, 2026), threshold(calm, 2026)
    assert found == alone
    assert threshold(around, 2027) != alone


def test_too_few_days_give_no_threshold() -> None:
    assert threshold(daily([1.0] * (LEAST_DAYS - 1), "2025-01-01"), 2026) is None
    assert threshold(daily([1.0] * LEAST_DAYS, "2025-01-01"), 2026) is not None
    assert threshold(daily([], "2025-01-01"), 2026) is None


def test_a_day_above_the_threshold_of_its_year_is_a_major_event_day() -> None:
    before = daily([1.0, 2.0] * 100, "2025-01-01")
    found = threshold(before, 2026)
    assert found is not None
    year = daily([found.minutes, math.nextafter(found.minutes, 99), 0.5, 50.0], "2026-03-01")
    days = major_event_days(pd.concat([before, year]), [found])
    assert [f"{day:%m-%d}" for day in days] == ["03-02", "03-04"]


def test_days_are_those_on_which_lasting_interruptions_began() -> None:
    """Day 0: an hour of two customers, one of them past midnight; day 1: a momentary one; day 3: ten minutes."""
    table = interruptions_of([(1, 0, 60), (2, 1_430, 1_490), (3, 1_500, 1_503), (1, 4_400, 4_410)])
    found = daily_saidi(table, 10, Limits())
    assert found.to_dict() == {pd.Timestamp("2026-01-01"): 12.0, pd.Timestamp("2026-01-04"): 1.0}
