"""Columns that order rows in time, as numbers."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gridtag.errors import GridtagError

FORMATS = ("%Y-%m-%d", "%Y-%m", "%Y/%m/%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
SECONDS_OF_DAY = 86_400


def times(column: pa.ChunkedArray, name: str) -> np.ndarray:
    """Days since 1970 of dates, moments and texts like 2026-02-17; numbers as they are.

    Raises GridtagError on empty cells and on texts that tell no date.
    """
    if column.null_count:
        raise GridtagError(
            f"column {name} is empty in {column.null_count} rows; rows without a time have no order"
        )
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        return column.cast(pa.float64()).to_numpy()
    if pa.types.is_temporal(column.type) and not pa.types.is_time(column.type):
        moments = column.cast(pa.timestamp("s"), safe=False)
    elif pa.types.is_string(column.type):
        moments = _parsed(column, name)
    else:
        raise GridtagError(f"column {name} is of type {column.type}, not a time; give dates or numbers")
    return np.asarray(moments.cast(pa.int64()).to_numpy() / SECONDS_OF_DAY)


def _parsed(column: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    for form in FORMATS:
        parsed = pc.strptime(column, format=form, unit="s", error_is_null=True)
        if not parsed.null_count:
            return parsed
    raise GridtagError(
        f"column {name} holds {column[0].as_py()!r}, not a time; give dates like 2026-02-17 or numbers"
    )
