"""The columns that a model looks at: their order, their kinds and the categories met in training."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gridtag.errors import GridtagError

MOST_LEVELS = 250
"""Categories kept of a column, most frequent first; scikit-learn's boosting takes 255."""
LEAST_ROWS = 10
"""A category met in fewer training rows counts as unknown, so that models learn what an unknown one means."""
MOST_UNSEEN = 0.2
ABSENT = ""
"""The category of rows where a text is missing."""


@dataclass(frozen=True)
class Inputs:
    """`levels` are the categories of a text column, None for a number; `unknown` the share of training rows whose
    category was too rare to be kept; `logarithm` says which numbers have long tails that logistic regression tames.
    """

    names: tuple[str, ...]
    levels: tuple[tuple[str, ...] | None, ...]
    unknown: tuple[float, ...]
    logarithm: tuple[bool, ...]

    @property
    def categorical(self) -> list[int]:
        return [index for index, levels in enumerate(self.levels) if levels is not None]

    def matrix(self, table: pa.Table | pa.RecordBatch) -> np.ndarray:
        """Rows × inputs as doubles: numbers as they are, categories as their place in `levels`; NaN is a missing
        or infinite number, or a category not met in training.

        Raises GridtagError unless the table has exactly these columns in this order, of these kinds: a learner
        that goes by position would score others in silence.
        """
        refuse_other_columns(self.names, table.schema.names)
        columns = [self._values(index, table.column(index)) for index in range(len(self.names))]
        return np.column_stack(columns) if columns else np.empty((table.num_rows, 0))

    def _values(self, index: int, column: pa.Array | pa.ChunkedArray) -> np.ndarray:
        levels, name = self.levels[index], self.names[index]
        if (levels is None) != is_number(column.type):
            was = "a number" if levels is None else "text"
            raise GridtagError(f"column {name} was {was} in training and is {column.type} now")
        if levels is None:
            return doubles(column)
        return doubles(pc.index_in(_texts(column), pa.array(levels, pa.string())))

    def refuse_unseen(self, table: pa.Table) -> dict[str, int]:
        """Rows with a category not met in training, by column; they are scored as unknown.

        Raises GridtagError where it is more than a fifth of all rows over those too rare in training.
        """
        values = self.matrix(table)
        counts = {
            self.names[index]: int(np.isnan(values[:, index]).sum())
            for index in self.categorical
            if self.unknown[index] < MOST_UNSEEN
        }
        for name, count in counts.items():
            if count > MOST_UNSEEN * table.num_rows + self.unknown[self.names.index(name)] * table.num_rows:
                known = self.levels[self.names.index(name)] or ()
                strange = sorted(set(_texts(table.column(name)).to_pylist()) - set(known))[:3]
                raise GridtagError(
                    f"column {name}: {count} of {table.num_rows} rows have a category that training did not meet, "
                    f"such as {', '.join(map(repr, strange))}; train on rows that have it, or leave the column out"
                )
        return {name: count for name, count in counts.items() if count}


def learn(table: pa.Table, logarithm: Collection[str] = ()) -> Inputs:
    """Inputs from the training rows. Raises GridtagError on columns that are neither numbers nor categories."""
    levels, unknown = [], []
    for name in table.column_names:
        column = table.column(name)
        found = None if is_number(column.type) else _levels(name, column)
        levels.append(found)
        unseen = (
            pc.invert(pc.is_in(_texts(column), pa.array(found, pa.string()))) if found is not None else None
        )
        unknown.append(
            round((pc.sum(unseen).as_py() or 0) / max(1, len(column)), 6) if unseen is not None else 0.0
        )
    names = tuple(table.column_names)
    return Inputs(names, tuple(levels), tuple(unknown), tuple(name in logarithm for name in names))


def refuse_other_columns(trained: Collection[str], given: Collection[str]) -> None:
    """Raises GridtagError naming what is missing, too many or out of place."""
    if missing := [name for name in trained if name not in given]:
        raise GridtagError(f"the model was trained with column {missing[0]}, which is not among those given")
    if strange := [name for name in given if name not in trained]:
        raise GridtagError(f"column {strange[0]} is given to a model that was not trained with it")
    for place, (name, other) in enumerate(zip(trained, given, strict=True), 1):
        if name != other:
            raise GridtagError(
                f"column {place} is {other} where the model was trained with {name}; give the columns in that order"
            )


def is_number(kind: pa.DataType) -> bool:
    return (
        pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_decimal(kind)
        or pa.types.is_boolean(kind)
        or pa.types.is_null(kind)
    )


def is_text(kind: pa.DataType) -> bool:
    value = kind.value_type if pa.types.is_dictionary(kind) else kind
    return pa.types.is_string(value) or pa.types.is_large_string(value)


def _levels(name: str, column: pa.ChunkedArray) -> tuple[str, ...]:
    if not is_text(column.type):
        hint = "give it as --time" if pa.types.is_temporal(column.type) else "it is neither number nor text"
        raise GridtagError(f"column {name} is of type {column.type}: {hint}, or leave it out")
    counts = _texts(column).value_counts().to_pylist()
    often = sorted((-one["counts"], one["values"]) for one in counts if one["counts"] >= LEAST_ROWS)
    return tuple(sorted(text for _, text in often[:MOST_LEVELS]))


def _texts(column: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    return pc.fill_null(column.cast(pa.string()), ABSENT)


def doubles(column: pa.Array | pa.ChunkedArray) -> np.ndarray:
    """Numbers and booleans as doubles; missing and infinite ones are NaN."""
    numbers = column.cast(pa.uint8()) if pa.types.is_boolean(column.type) else column
    cast = numbers.cast(pa.float64())
    values = cast.to_numpy() if isinstance(cast, pa.ChunkedArray) else cast.to_numpy(zero_copy_only=False)
    return np.where(np.isfinite(values), values, np.nan)
