"""Whether two peers wrote the same features for the same customers."""

from __future__ import annotations

from collections.abc import Iterable
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
        found |= differing(mine, theirs, [feature.column for feature in chosen(table)])
    return found


def differing(one: pl.LazyFrame, other: pl.LazyFrame, columns: Iterable[str]) -> dict[str, int]:
    """As `differences`, of two tables with these columns."""
    found = {}
    numbers = other.select("customer_no").collect()["customer_no"].sort()
    left, right = (_order(side, numbers) for side in (one, other))
    for column in columns:
        a, b = (side.select(column).collect()[column] for side in (one, other))
        if many := _odd(a.gather(left), b.gather(right)):
            found[column] = many
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
