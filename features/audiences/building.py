"""From customers in order of their ids to the entries of the index, shard by shard."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyroaring import BitMap

from gridtag.features.audiences import runs
from gridtag.features.audiences.expression import LEVELS
from gridtag.features.audiences.shards import EVERYONE, Key

Entry = tuple[Key, int, bytes]
"""Key, number of customers, bitmap or run."""
SHARD = 2**20
"""Ids of a shard: sixteen containers of a roaring bitmap."""
SCHEMA = pa.schema(
    [
        ("kind", pa.string()),
        ("key", pa.string()),
        ("shard", pa.int32()),
        ("customers", pa.int64()),
        ("data", pa.binary()),
    ]
)


def entries(batches: Iterator[pa.RecordBatch], features: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """Rows of SCHEMA from rows of id, tags (a list), the office of each level, and features, in order of ids."""
    yield from _stored(batches, lambda table: entries_of(table, features))


def run_entries(batches: Iterator[pa.RecordBatch], features: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """Rows of SCHEMA, of the kind run alone, from rows of id and features, in order of ids."""
    yield from _stored(batches, lambda table: _runs(table, features))


def rule_entries(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Rows of SCHEMA, of the kind rule, from rows of id and rule, in order of ids."""
    yield from _stored(batches, lambda table: _bitmaps("rule", table["rule"].combine_chunks(), _ids(table)))


def _stored(
    batches: Iterator[pa.RecordBatch], made: Callable[[pa.Table], Iterator[Entry]]
) -> Iterator[pa.RecordBatch]:
    """What is made of each shard, as rows of SCHEMA."""
    for shard, table in _shards(batches):
        yield record_batch(shard, made(table))


def record_batch(shard: int, found: Iterable[Entry]) -> pa.RecordBatch:
    """These entries of a shard as rows of SCHEMA."""
    rows = [(kind, key, shard, customers, data) for (kind, key), customers, data in found]
    columns = list(zip(*rows, strict=True)) or [()] * len(SCHEMA)
    return pa.RecordBatch.from_arrays(
        [pa.array(column, field.type) for column, field in zip(columns, SCHEMA, strict=True)],
        schema=SCHEMA,
    )


def _shards(batches: Iterator[pa.RecordBatch]) -> Iterator[tuple[int, pa.Table]]:
    """The rows of each shard together."""
    held: list[pa.Table] = []
    current = -1
    for batch in batches:
        table = pa.Table.from_batches([batch])
        numbers = table["id"].to_numpy() // SHARD
        starts = np.flatnonzero(np.diff(numbers, prepend=-1))
        for first, last in zip(starts, [*starts[1:], len(numbers)], strict=True):
            if (shard := int(numbers[first])) != current and held:
                yield current, pa.concat_tables(held).combine_chunks()
                held = []
            current = shard
            held.append(table.slice(first, last - first))
    if held:
        yield current, pa.concat_tables(held).combine_chunks()


def entries_of(table: pa.Table, features: Sequence[str]) -> Iterator[Entry]:
    """The entries of one shard's customers."""
    ids = _ids(table)
    if len(ids):
        yield EVERYONE, len(ids), BitMap(ids).serialize()
    tags = table["tags"].combine_chunks()
    yield from _bitmaps("tag", pc.list_flatten(tags), ids[pc.list_parent_indices(tags).to_numpy()])
    for level in LEVELS:
        yield from _bitmaps(level, table[level].combine_chunks(), ids)
    yield from _runs(table, features)


def _runs(table: pa.Table, features: Sequence[str]) -> Iterator[Entry]:
    ids = _ids(table)
    for feature in features:
        values = table[feature].combine_chunks()
        if many := len(values) - values.null_count:
            yield ("run", feature), many, runs.packed(values, ids)


def _ids(table: pa.Table) -> np.ndarray:
    return np.asarray(table["id"].to_numpy().astype(np.uint32))


def _bitmaps(kind: str, values: pa.Array, ids: np.ndarray) -> Iterator[Entry]:
    """A bitmap of the ids of each value."""
    known = pc.is_valid(values).to_numpy(zero_copy_only=False)
    encoded, ids = values.drop_null().dictionary_encode(), ids[known]
    codes = encoded.indices.to_numpy()
    order = np.argsort(codes, kind="stable")
    ends = np.searchsorted(codes[order], np.arange(len(encoded.dictionary)), "right")
    for value, chosen in zip(encoded.dictionary.to_pylist(), np.split(ids[order], ends[:-1]), strict=False):
        yield (kind, value), len(chosen), BitMap(chosen).serialize()
