"""Days on which the grid met more than it is built for: events of such a day say little about a single place."""

from __future__ import annotations

import pandas as pd

from gridtag.models.reliability.major_event_days import Threshold, major_event_days, threshold


def major_days(daily: pd.Series) -> pd.DatetimeIndex:
    """The major-event days of one region, by the 2.5 beta method of IEEE Std 1366.

    `daily` are minutes without power a customer served, by day (datetime64), days of zero left out. The threshold of a
    year comes from up to five years before it; a year without enough of those is measured by its own days, for else
    the storms of the first year on record would count as weakness.
    """
    daily = daily[daily > 0].sort_index()
    if not len(daily):
        return pd.DatetimeIndex([])
    found = [_threshold(daily, year) for year in sorted(set(daily.index.year))]
    return major_event_days(daily, [one for one in found if one])


def _threshold(daily: pd.Series, year: int) -> Threshold | None:
    if before := threshold(daily, year):
        return before
    own = daily[daily.index.year == year]
    shifted = own.set_axis(own.index - pd.DateOffset(years=1))
    return threshold(shifted, year)
