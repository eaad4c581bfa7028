"""Typed columns from whole numbers: exact decimals and dates."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

_DIGITS = 12


def decimal_column(values: np.ndarray, scale: int, known: np.ndarray | None = None) -> pl.Series:
    """Whole numbers of the smallest unit as DECIMAL(12, scale), without rounding."""
    wide = np.empty((len(values), 2), dtype=np.int64)
    wide[:, 0] = values
    wide[:, 1] = np.where(values < 0, -1, 0)
    kind = pa.decimal128(_DIGITS, scale)
    validity = None if known is None else pa.py_buffer(np.packbits(known, bitorder="little"))
    array = pa.Array.from_buffers(kind, len(values), [validity, pa.py_buffer(wide)])
    return pl.Series(values=array)


def date_column(days: np.ndarray) -> pl.Series:
    return pl.Series(values=days.astype(np.int32)).cast(pl.Date)


def money_text(fen: np.ndarray) -> pl.Series:
    """Yuan with two decimals."""
    return decimal_column(fen, 2).cast(pl.String)


def texts(values: np.ndarray) -> pl.Series:
    """Strings with the empty one as null."""
    series = pl.Series(values=values.astype(object), dtype=pl.String)
    return series.replace("", None)


def flags(values: np.ndarray, also: np.ndarray | bool = True) -> pl.Series:
    """1 and 0, as extracts write true and false."""
    return pl.Series(values=(values & also).astype(np.int8)).cast(pl.String)


def table(columns: Mapping[str, Any]) -> pl.DataFrame:
    """A frame in which texts are texts even when there are none."""
    return pl.DataFrame([_column(name, values) for name, values in columns.items()])


def _column(name: str, values: Any) -> pl.Series:
    if isinstance(values, pl.Series):
        return values.alias(name)
    if isinstance(values, list):
        wordy = not any(isinstance(value, bool | int | float) for value in values)
    else:
        wordy = values.dtype.kind in "OU"
    if wordy:
        return pl.Series(name, values, dtype=pl.String)
    return pl.Series(name, values)
