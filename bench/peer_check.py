"""Whether two peers wrote the same features for the same customers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from gridtag.bench.chosen import TABLES, chosen

CLOSE = 1e-9


def differences(one: Path, other: Path) -> dict[str, int]:
    """By feature, for how many customers that `other` tells of the two differ: at all, or by more than CLOSE where the
    value is a fraction."""
    found: dict[str, int] = {}
    for table in TABLES:
        mine, theirs = (pl.scan_parquet(folder / table / "*.parquet") for folder in (one, other))
        numbers = theirs.select("customer_no").collect()["customer_no"].sort()
        left, right = (_order(side, numbers) for side in (mine, theirs))
        for feature in chosen(table):
            a, b = (side.select(feature.column).collect()[feature.column] for side in (mine, theirs))
            if many := _odd(a.gather(left), b.gather(right)):
                found[feature.column] = many
    return found


def _order(side: pl.LazyFrame, numbers: pl.Series) -> pl.Series:
    """Where each of the customers stands."""
    own = side.select("customer_no").with_row_index().collect()
    return pl.DataFrame({"customer_no": numbers}).join(own, on="customer_no", how="left")["index"]


def _odd(one: pl.Series, other: pl.Series) -> int:
    if one.dtype.is_float() or other.dtype.is_float():
        a, b = (side.cast(pl.Float64).fill_null(np.nan).to_numpy() for side in (one, other))
        return int((~np.isclose(a, b, rtol=CLOSE, atol=CLOSE, equal_nan=True)).sum())
    same = one.cast(other.dtype).eq_missing(other)
    return int((~same).sum())
