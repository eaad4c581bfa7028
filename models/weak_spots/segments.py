"""Who lives in an area, told so that nobody is recognised: segments of at least twenty customers."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

LEAST = 20
OTHER = "other"
USAGE_KWH = (10, 100, 230, 400)
"""Bands of kWh a month; below the first an account counts as not used."""


def usage_band(kwh: pd.Series) -> pd.Series:
    """`<10`, `10-100` … `>=400`, and `unknown` for a customer without bills."""
    edges = [-float("inf"), *USAGE_KWH, float("inf")]
    names = [f"<{USAGE_KWH[0]}", *(f"{a}-{b}" for a, b in pairwise(USAGE_KWH))]
    bands = pd.cut(kwh, edges, right=False, labels=[*names, f">={USAGE_KWH[-1]}"])
    return bands.astype(object).where(bands.notna(), "unknown")


def published(counted: pd.DataFrame) -> pd.DataFrame:
    """area_id, dimension, segment, customers, share: `counted` without its share, made safe.

    Segments of fewer than LEAST customers become `other`. Where those together are still fewer, the smallest told
    segment joins them, or else subtraction would tell; an area with fewer than LEAST customers is not told at all.
    """
    rows = []
    for (area, dimension), own in counted.groupby(["area_id", "dimension"], sort=True):
        for segment, customers in _safe(dict(zip(own["segment"], own["customers"], strict=True))).items():
            rows.append((area, dimension, segment, customers, customers / own["customers"].sum()))
    return pd.DataFrame(rows, columns=["area_id", "dimension", "segment", "customers", "share"])


def _safe(counts: dict[str, int]) -> dict[str, int]:
    told = {name: number for name, number in sorted(counts.items()) if number >= LEAST and name != OTHER}
    rest = sum(counts.values()) - sum(told.values())
    while 0 < rest < LEAST and told:
        smallest = min(told, key=lambda name: (told[name], name))
        rest += told.pop(smallest)
    return told | ({OTHER: rest} if rest >= LEAST else {})
