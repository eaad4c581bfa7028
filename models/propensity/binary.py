"""Columns of two values: labels and treatments, however they are written."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from gridtag.errors import GridtagError

YES = frozenset({"1", "yes", "y", "true", "t", "是", "有", "treatment", "treated"})
NO = frozenset({"0", "no", "n", "false", "f", "否", "无", "control", "holdout"})
SHOWN = 5


def binary(column: pa.ChunkedArray, name: str, positive: str, option: str) -> tuple[np.ndarray, str]:
    """(1 or 0 by row, the value taken as 1). `positive` names that value, against all others; without it the column
    must have two values of which one reads as yes or no. `option` is what the user gives to say more.

    Raises GridtagError on empty cells, on one value only, and where it is not plain which value is meant.
    """
    if column.null_count:
        raise GridtagError(f"column {name} is empty in {column.null_count} rows; leave those rows out")
    texts = as_written(column)
    values = sorted(set(texts))
    if len(values) < 2:
        raise GridtagError(f"column {name} is {values[0]!r} in all {len(texts)} rows; two values are needed")
    wanted = positive or _yes(values)
    if not wanted or wanted not in values:
        shown = ", ".join(map(repr, values[:SHOWN])) + (", …" if len(values) > SHOWN else "")
        raise GridtagError(
            f"column {name} has the {len(values)} values {shown}; say with {option} which is meant"
        )
    return (texts == wanted).astype(np.int64), wanted


def as_written(column: pa.ChunkedArray) -> np.ndarray:
    """The text of every cell."""
    encoded = column.combine_chunks().dictionary_encode(null_encoding="encode")
    words = np.array([_written(value) for value in encoded.dictionary.to_pylist()], dtype=object)
    return np.asarray(words[encoded.indices.to_numpy()])


def _written(value: object) -> str:
    """As in a CSV file: 1.0 and True read like 1 and true."""
    if isinstance(value, bool):
        return str(value).lower()
    return format(value, "g") if isinstance(value, float) else str(value).strip()


def _yes(values: list[str]) -> str:
    if len(values) != 2:
        return ""
    yes = [value for value in values if value.lower() in YES]
    no = [value for value in values if value.lower() in NO]
    if len(no) == 1:
        return next(value for value in values if value != no[0])
    return yes[0] if len(yes) == 1 and not no and yes != ["1"] else ""
