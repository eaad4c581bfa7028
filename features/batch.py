"""A batch of histories to a batch of features: everything between Arrow in and Arrow out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa

from gridtag.features import history
from gridtag.features import series_values as series_values
from gridtag.features.codes import Attribute, Dominant
from gridtag.features.dimension import Feature
from gridtag.features.fold import fold, next_changes
from gridtag.features.history import Histories
from gridtag.features.layout import Layout, layouts
from gridtag.features.reducers import Floats
from gridtag.features.registry import features
from gridtag.features.statistics import Part
from gridtag.features.values import value

TYPES = {
    "INT": pa.int32(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "STRING": pa.string(),
}


@dataclass(frozen=True)
class Plan:
    """What to compute on which day: names of features (none that is derived), and the frames that have rows."""

    names: tuple[str, ...]
    frames: frozenset[str]
    as_of: date

    @cached_property
    def features(self) -> tuple[Feature, ...]:
        return tuple(features()[name] for name in self.names)

    @cached_property
    def layouts(self) -> dict[str, Layout]:
        """Of the frames that have rows."""
        return {name: layout for name, layout in layouts(self.features).items() if name in self.frames}

    @property
    def schema(self) -> pa.Schema:
        columns = [(feature.column, TYPES[feature.column_type]) for feature in self.features]
        return pa.schema([("customer_no", pa.string()), ("changes_on", pa.date32()), *columns])

    @property
    def history_schema(self) -> pa.Schema:
        return history.schema(self.layouts)

    def histories(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Histories from the packed rows of a partition, which come together customer by customer."""
        return history.histories(batches, self.layouts, self.as_of)

    def fold(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Features from histories."""
        for batch in history.slices(batches):
            yield self._features(Histories(batch))

    def _features(self, found: Histories) -> pa.RecordBatch:
        covered = found.covered()
        parts: dict[Part, Floats] = {}
        texts: dict[tuple[str, str], pa.Array] = {}
        changes = next_changes(found.accounts, (), self.as_of)
        for name, layout in self.layouts.items():
            events, wanted = found.events(layout), self.parts[name]
            parts |= fold(events, wanted, self.as_of)
            changes = np.minimum(changes, next_changes(events, {part.window for part in wanted}, self.as_of))
            texts |= {(name, text): told for text, told in found.texts(layout).items()}
        columns = [self._column(one, parts, texts, covered, found.customers) for one in self.features]
        never = np.isinf(changes)
        on = pa.array(np.where(never, 0, changes).astype(np.int32), mask=never).cast(pa.date32())
        return pa.RecordBatch.from_arrays([found.numbers, on, *columns], schema=self.schema)

    @cached_property
    def parts(self) -> dict[str, list[Part]]:
        """By frame, the parts that are folded, each once."""
        found: dict[str, dict[Part, None]] = {name: {} for name in self.layouts}
        for part in (part for one in self.features for part in one.parts.values()):
            if part.frame in found and part.kind != "row":
                found[part.frame][part] = None
        return {name: list(parts) for name, parts in found.items()}

    def _column(
        self,
        feature: Feature,
        parts: Mapping[Part, Floats],
        texts: Mapping[tuple[str, str], pa.Array],
        covered: Mapping[str, np.ndarray],
        size: int,
    ) -> pa.Array:
        kind, declared = TYPES[feature.column_type], feature.declared
        (first, *_) = feature.parts.values()
        if first.kind == "row":
            told = texts.get((first.frame, first.value), pa.nulls(size, pa.string()))
            assert isinstance(declared, Attribute) and declared.scale == 1, feature.name
            found = told.cast(kind)
            return found.fill_null(False) if feature.column_type == "BOOLEAN" else found
        nothing = np.full(size, np.nan)
        reached = covered.get(feature.stream)
        given = {
            key: parts.get(part, nothing)
            if reached is None
            else np.where(reached, parts.get(part, nothing), np.nan)
            for key, part in feature.parts.items()
        }
        return _array(feature, value(declared, feature.window, given), kind)


def _array(feature: Feature, numbers: Floats, kind: pa.DataType) -> pa.Array:
    null = np.isnan(numbers)
    mask = null if null.any() else None
    told = numbers if mask is None else np.where(null, 0, numbers)
    if feature.column_type == "DOUBLE":
        return pa.array(told, mask=mask)
    if feature.column_type == "BOOLEAN":
        return pa.array(told > 0)
    whole = pa.array(told.astype(np.int32), mask=mask)
    if isinstance(feature.declared, Dominant):
        return pa.array(feature.declared.values).take(whole)
    return whole if whole.type == kind else whole.cast(kind)
