"""Histories: one row per customer with the events of every frame as bytes, in order of their days.

A history is what features are folded from, on any day and as often as wanted, without a shuffle: `customer_no`,
`reads_on` (the next day on which an event reads differently by time alone), for each frame a column of its name with
the numbers of the customer's events one after the other (layout), and for frames with texts `<frame>_texts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gridtag.features.frames import ACCOUNTS, EVERYONE, STREAMS
from gridtag.features.layout import Layout
from gridtag.features.packing import WORD, unpacked, whole_customers
from gridtag.features.reducers import Integers
from gridtag.features.timeline import EPOCH, Events

BYTES = 8 * 2**20
"""Of histories folded at a time: enough that numpy's fixed costs vanish, few enough for the processor's cache."""
TEXTS = pa.list_(pa.string())
NEVER = np.iinfo(np.int64).max

COVERAGE = Layout(
    ACCOUNTS, False, True, tuple(dict.fromkeys(stream.covered for stream in STREAMS)), (), (), day="0"
)
"""The accounts, which every customer has one of, tell which streams reach it."""


def schema(layouts: Mapping[str, Layout]) -> pa.Schema:
    """Of histories with the events of these frames."""
    told = {ACCOUNTS: COVERAGE, **layouts}
    columns = [("customer_no", pa.string()), ("reads_on", pa.date32())]
    columns += [(name, pa.binary()) for name in told]
    return pa.schema(columns + [(f"{name}_texts", TEXTS) for name, layout in told.items() if layout.texts])


def histories(
    batches: Iterator[pa.RecordBatch], layouts: Mapping[str, Layout], as_of: date
) -> Iterator[pa.RecordBatch]:
    """From packed rows, which come together customer by customer, the histories of those that have an account."""
    for rows in whole_customers(batches):
        found = _Rows.of(rows)
        if not len(found.numbers):
            continue
        told = [found.events(layout) for layout in (COVERAGE, *layouts.values())]
        texts = [found.texts(layout) for layout in layouts.values() if layout.texts]
        columns = [found.numbers, _reads_on(told, as_of), *map(_bytes, told), *texts]
        yield pa.RecordBatch.from_arrays(columns, schema=schema(layouts))


def _reads_on(told: Iterable[Events], as_of: date) -> pa.Array:
    """By customer, the next day on which an event reads differently by time alone; null where none does."""
    today = (as_of - EPOCH).days
    (first, *_) = told = list(told)
    found = np.full(first.customers, NEVER)
    for events in told:
        later = np.flatnonzero(events.numbers[2] > today)
        np.minimum.at(found, events.customer[later], events.numbers[2][later])
    return pa.array(found.astype(np.int32), mask=found == NEVER).cast(pa.date32())


def _bytes(events: Events) -> pa.Array:
    """By customer, the numbers of all events one after the other."""
    counts = np.bincount(events.customer, minlength=events.customers)
    ends = np.append(0, np.cumsum(counts)) * events.layout.width * WORD
    numbers = np.ascontiguousarray(events.numbers.T)
    buffers = [None, pa.py_buffer(ends.astype(np.int32)), pa.py_buffer(numbers)]
    return pa.Array.from_buffers(pa.binary(), events.customers, buffers)


@dataclass(frozen=True)
class _Rows:
    """Packed rows of whole customers: `numbers` are those with an account, `customer` each row's place in it, or -1."""

    packed: pa.Table
    numbers: pa.Array
    customer: Integers

    @classmethod
    def of(cls, table: pa.Table) -> _Rows:
        number = table.column("customer_no")
        new = np.ones(len(table), dtype=bool)
        new[1:] = pc.not_equal(number.slice(1), number.slice(0, len(table) - 1)).to_numpy()
        customer = np.cumsum(new) - 1
        account = np.flatnonzero(pc.equal(table.column("frame"), ACCOUNTS).to_numpy())
        place = np.full(int(new.sum()), -1)
        place[customer[account]] = np.arange(len(account))
        return cls(table, _whole(number.take(pa.array(account))), place[customer])

    def _at(self, frame: str) -> Integers:
        """The rows of the frame whose customers have an account."""
        return np.flatnonzero(pc.equal(self.packed.column("frame"), frame).to_numpy() & (self.customer >= 0))

    def events(self, layout: Layout) -> Events:
        at = self._at(layout.frame)
        packed = _whole(self.packed.column("events").take(pa.array(at)))
        numbers, held = unpacked(packed, layout.width)
        return Events(layout, len(self.numbers), np.repeat(self.customer[at], held), numbers).in_order("day")

    def texts(self, layout: Layout) -> pa.Array:
        """Of a frame that has one row for a customer."""
        at = self._at(layout.frame)
        place = np.full(len(self.numbers), -1)
        place[self.customer[at]] = at
        return _whole(self.packed.column("texts").take(pa.array(place, mask=place < 0)))


def slices(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same rows, about BYTES at a time."""
    for batch in batches:
        step = max(1, BYTES * len(batch) // max(batch.nbytes, 1))
        yield from (batch.slice(first, step) for first in range(0, len(batch), step))


@dataclass(frozen=True)
class Histories:
    """Some histories, as the fold reads them."""

    batch: pa.RecordBatch

    @property
    def numbers(self) -> pa.Array:
        return self.batch.column("customer_no")

    @property
    def customers(self) -> int:
        return len(self.batch)

    def events(self, layout: Layout) -> Events:
        numbers, held = unpacked(self.batch.column(layout.frame).fill_null(b""), layout.width)
        return Events(layout, self.customers, np.repeat(np.arange(self.customers), held), numbers)

    def texts(self, layout: Layout) -> dict[str, pa.Array]:
        """Each text by customer; null where the frame has no row."""
        if not layout.texts:
            return {}
        lists = self.batch.column(f"{layout.frame}_texts")
        return {text: pc.list_element(lists, index) for index, text in enumerate(layout.texts)}

    @cached_property
    def accounts(self) -> Events:
        return self.events(COVERAGE)

    def covered(self) -> dict[str, np.ndarray]:
        """By stream, for those that do not reach every customer: whether it reaches each."""
        return {
            stream.code: self.accounts.meets(stream.covered)
            for stream in STREAMS
            if stream.covered != EVERYONE
        }


def _whole(column: pa.ChunkedArray) -> pa.Array:
    found = column.combine_chunks()
    return found if isinstance(found, pa.Array) else pa.concat_arrays(found.chunks)
