"""Rules that a unit breaks, beside the ranking: frequent outages by both definitions, 198 V, arrival limits."""

from __future__ import annotations

import pandas as pd

BREACHES = {
    "frequent_60d3": "60 天内停电 3 次及以上",
    "frequent_365d5": "一年内停电超过 5 次",
    "under_198v": "电压低于 198 V",
    "late_arrival": "抢修到达超时限",
}
LEAST_VOLT = 198.0
"""220 V less ten per cent (GB/T 12325)."""
MEASURED = r"(?<![\d.])(\d{2,3}(?:\.\d+)?)\s*(?:[Vv](?![A-Za-z])|伏)"
"""A voltage as crews write it (Java and Python read it alike); MEASURABLE are the ones that a 220 V supply can have."""
MEASURABLE = (50.0, 300.0)
NEAR, TIMES, YEAR_TIMES = 60 * 86_400, 3, 5


def frequent(outages: pd.DataFrame, end: int) -> pd.DataFrame:
    """place, frequent_60d3, frequent_365d5, of places with either.

    `outages` has place and started (seconds), one row an outage, planned ones included; those of the last 365 days
    before `end` count.
    """
    recent = outages[(outages["started"] >= end - 365 * 86_400) & (outages["started"] < end)]
    ordered = recent.sort_values(["place", "started"], kind="stable")
    third = ordered.groupby("place")["started"].shift(TIMES - 1)
    near = (ordered["started"] - third) < NEAR
    found = pd.DataFrame(
        {
            "frequent_60d3": near.groupby(ordered["place"]).any(),
            "frequent_365d5": ordered.groupby("place").size() > YEAR_TIMES,
        }
    )
    return found[found.any(axis=1)].rename_axis("place").reset_index()
