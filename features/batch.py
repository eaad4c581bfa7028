"""A batch of packed rows to a batch of features: everything between Arrow in and Arrow out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gridtag.features import series_values as series_values
from gridtag.features.codes import Attribute, Dominant
from gridtag.features.dimension import Feature
from gridtag.features.fold import Events, fold, next_changes
from gridtag.features.frames import ACCOUNTS, EVERYONE, STREAMS
from gridtag.features.layout import Layout, layouts
from gridtag.features.packing import unpacked, whole_customers
from gridtag.features.reducers import Floats, Integers
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

    def fold(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Features of the customers of a partition, whose rows come together customer by customer."""
        for rows in whole_customers(batches):
            found = Rows.of(rows)
            if found.customers:
                yield self._features(found)

    def _features(self, rows: Rows) -> pa.RecordBatch:
        covered = rows.covered()
        parts: dict[Part, Floats] = {}
        texts: dict[tuple[str, str], pa.Array] = {}
        changes = next_changes(rows.events(ACCOUNTS, COVERAGE), (), self.as_of)
        for name, layout in self.layouts.items():
            events, wanted = rows.events(name, layout), self.parts[name]
            parts |= fold(events, wanted, self.as_of)
            changes = np.minimum(changes, next_changes(events, {part.window for part in wanted}, self.as_of))
            texts |= {(name, text): told for text, told in rows.texts(name, layout).items()}
        columns = [self._column(one, parts, texts, covered, rows.customers) for one in self.features]
        never = np.isinf(changes)
        on = pa.array(np.where(never, 0, changes).astype(np.int32), mask=never).cast(pa.date32())
        return pa.RecordBatch.from_arrays([rows.numbers, on, *columns], schema=self.schema)

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
    if isinstance(feature.declared, Dominant):
        places = pa.array(np.where(null, 0, numbers).astype(np.int32), mask=null)
        return pa.array(feature.declared.values).take(places)
    if feature.column_type == "DOUBLE":
        return pa.array(numbers, mask=null)
    if feature.column_type == "BOOLEAN":
        return pa.array(np.where(null, 0, numbers) > 0)
    return pa.array(np.where(null, 0, numbers).astype(np.int32), mask=null).cast(kind)


@dataclass(frozen=True)
class Rows:
    """Packed rows of whole customers: `numbers` are those with an account, `customer` each row's place in it."""

    numbers: pa.Array
    customer: Integers
    frame: pa.Array
    packed: pa.Array
    text_lists: pa.ListArray

    @classmethod
    def of(cls, table: pa.Table) -> Rows:
        """From columns customer_no, frame, events, texts; rows of customers without an account are left out."""
        number, frame = table.column("customer_no"), table.column("frame")
        new = np.ones(len(table), dtype=bool)
        new[1:] = pc.not_equal(number.slice(1), number.slice(0, len(table) - 1)).to_numpy()
        customer = np.cumsum(new) - 1
        account = np.flatnonzero(pc.equal(frame, ACCOUNTS).to_numpy())
        place = np.full(int(new.sum()), -1)
        place[customer[account]] = np.arange(len(account))
        customer = place[customer]
        held = np.flatnonzero(customer >= 0)
        kept = table.take(pa.array(held)).combine_chunks()
        return cls(
            _whole(number.take(pa.array(account))),
            customer[held],
            _whole(kept.column("frame")),
            _whole(kept.column("events")),
            _whole(kept.column("texts")),
        )

    @property
    def customers(self) -> int:
        return len(self.numbers)

    def _at(self, frame: str) -> pa.Array:
        return pa.array(np.flatnonzero(pc.equal(self.frame, frame).to_numpy(zero_copy_only=False)))

    def events(self, frame: str, layout: Layout) -> Events:
        at = self._at(frame)
        numbers, held = unpacked(self.packed.take(at), layout.width)
        customer = np.repeat(self.customer[at.to_numpy()], held)
        return Events(layout, self.customers, customer, numbers)

    def texts(self, frame: str, layout: Layout) -> dict[str, pa.Array]:
        """Each text by customer."""
        if not layout.texts:
            return {}
        at = self._at(frame)
        place = np.full(self.customers, -1)
        place[self.customer[at.to_numpy()]] = np.arange(len(at))
        lists = self.text_lists.take(at)
        chosen = pa.array(place, mask=place < 0)
        return {
            text: pc.list_element(lists, index).take(chosen)
            if len(at)
            else pa.nulls(self.customers, pa.string())
            for index, text in enumerate(layout.texts)
        }

    def covered(self) -> dict[str, np.ndarray]:
        """By stream, for those that do not reach every customer: whether it reaches each."""
        told = self.events(ACCOUNTS, COVERAGE)
        order = np.argsort(told.customer)
        return {
            stream.code: told.meets(stream.covered)[order] for stream in STREAMS if stream.covered != EVERYONE
        }


COVERAGE = Layout(
    ACCOUNTS, False, True, tuple(dict.fromkeys(stream.covered for stream in STREAMS)), (), (), day="0"
)
"""The accounts, which every customer has one of, tell which streams reach it."""


def _whole(column: pa.ChunkedArray) -> pa.Array:
    found = column.combine_chunks()
    return found if isinstance(found, pa.Array) else pa.concat_arrays(found.chunks)
