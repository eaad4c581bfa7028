"""Events that lie together packed into one row of bytes, so that few rows are shuffled and sorted."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

PACKED = pa.schema(
    [
        ("customer_no", pa.string()),
        ("frame", pa.string()),
        ("events", pa.binary()),
        ("texts", pa.list_(pa.string())),
    ]
)
"""A packed row: some events of a customer in a frame, as the bytes of their whole numbers one event after the other."""
WORD = np.dtype(np.int64).itemsize
BYTES = 64 * 2**20
"""Of rows held at a time."""


def packed_rows(batches: Iterator[pa.RecordBatch], frame: str) -> Iterator[pa.RecordBatch]:
    """Packed rows from columns customer_no, the numbers of the frame's layout and, where it has any, texts. Rows of a
    customer among about BYTES of them become one; a customer may still have several."""
    for table in _heaps(batches):
        yield _packed(_by_customer(table), frame)


def _heaps(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    held: list[pa.RecordBatch] = []
    size = 0
    for batch in batches:
        if len(batch):
            held.append(batch)
            size += batch.nbytes
        if size >= BYTES:
            yield pa.Table.from_batches(held)
            held, size = [], 0
    if held:
        yield pa.Table.from_batches(held)


def _by_customer(table: pa.Table) -> pa.RecordBatch:
    """The rows with those of a customer beside each other, in the order they came in."""
    (batch,) = table.combine_chunks().to_batches()
    told = batch.column("customer_no").dictionary_encode()
    place = told.indices.to_numpy()
    if np.count_nonzero(np.diff(place)) + 1 == len(told.dictionary):
        return batch
    return batch.take(pa.array(np.argsort(place, kind="stable")))


def _packed(batch: pa.RecordBatch, frame: str) -> pa.RecordBatch:
    number, columns = batch.column("customer_no"), [batch.column(name) for name in batch.schema.names[1:]]
    texts = columns.pop() if batch.schema.names[-1] == "texts" else None
    begins = _begins(number)
    numbers = np.column_stack([column.to_numpy() for column in columns])
    ends = np.append(begins, len(batch)) * numbers.shape[1] * WORD
    buffers = [None, pa.py_buffer(ends.astype(np.int32)), pa.py_buffer(np.ascontiguousarray(numbers))]
    events = pa.Array.from_buffers(pa.binary(), len(begins), buffers)
    first = pa.array(begins)
    named = pa.array([frame]).take(pa.array(np.zeros(len(begins), dtype=np.int64)))
    told = pa.nulls(len(begins), PACKED.field("texts").type) if texts is None else texts.take(first)
    return pa.RecordBatch.from_arrays([number.take(first), named, events, told], schema=PACKED)


def _begins(number: pa.Array) -> np.ndarray:
    """Where rows of another customer than before begin."""
    new = pc.not_equal(number.slice(1), number.slice(0, len(number) - 1)).to_numpy(zero_copy_only=False)
    return np.flatnonzero(np.concatenate([[True], new]))


def unpacked(events: pa.Array, width: int) -> tuple[np.ndarray, np.ndarray]:
    """The numbers (width x events) in packed bytes, and how many events each row holds."""
    held = pc.binary_length(events).to_numpy(zero_copy_only=False) // (width * WORD)
    if not len(events):
        return np.empty((width, 0), dtype=np.int64), held
    _, offsets, data = events.buffers()
    at = np.frombuffer(offsets, dtype=np.int32)[events.offset : events.offset + len(events) + 1]
    numbers = np.frombuffer(data, dtype=np.int64, count=(at[-1] - at[0]) // WORD, offset=at[0])
    return np.ascontiguousarray(numbers.reshape(-1, width).T), held


def whole_customers(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Packed rows again, about BYTES at a time, cut only between customers, whose rows come together."""
    held: list[pa.RecordBatch] = []
    size = 0
    for batch in batches:
        if not len(batch):
            continue
        held.append(batch)
        size += batch.nbytes
        if size < BYTES:
            continue
        table = pa.Table.from_batches(held)
        number = table.column("customer_no")
        last = pc.not_equal(number, number[-1]).to_numpy()
        cut = int(last.sum())  # the last customer's rows lie together at the end
        if cut:
            yield table.slice(0, cut)
        held = table.slice(cut).to_batches()
        size = sum(batch.nbytes for batch in held)
    if held:
        yield pa.Table.from_batches(held)
