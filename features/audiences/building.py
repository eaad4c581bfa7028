"""From customers in order of their ids to the entries of the index, shard by shard."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyroaring import BitMap

from gridtag.features.audiences import runs
from gridtag.features.audiences.expression import LEVELS
from gridtag.features.audiences.shards import EVERYONE, Key

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
    yield from _stored(batches, lambda table: _entries(table, features))


def rule_entries(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Rows of SCHEMA, of the kind rule, from rows of id and rule, in order of ids."""
    yield from _stored(batches, lambda table: _bitmaps("rule", table["rule"].combine_chunks(), _ids(table)))


def _stored(
    batches: Iterator[pa.RecordBatch], made: Callable[[pa.Table], Iterator[tuple[Key, int, bytes]]]
) -> Iterator[pa.RecordBatch]:
    """What is made of each shard, as rows of SCHEMA."""
    for shard, table in _shards(batches):
        found = list(made(table))
        columns = [
            [kind for (kind, _), _, _ in found],
            [key for (_, key), _, _ in found],
            [shard] * len(found),
            [customers for _, customers, _ in found],
            [data for _, _, data in found],
        ]
        yield pa.RecordBatch.from_arrays(
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


def _entries(table: pa.Table, features: Sequence[str]) -> Iterator[tuple[Key, int, bytes]]:
    ids = _ids(table)
    yield EVERYONE, len(ids), BitMap(ids).serialize()
    tags = table["tags"].combine_chunks()
    yield from _bitmaps("tag", pc.list_flatten(tags), ids[pc.list_parent_indices(tags).to_numpy()])
    for level in LEVELS:
        yield from _bitmaps(level, table[level].combine_chunks(), ids)
    for feature in features:
        values = table[feature].combine_chunks()
        if many := len(values) - values.null_count:
            yield ("run", feature), many, runs.packed(values, ids)


def _ids(table: pa.Table) -> np.ndarray:
    return np.asarray(table["id"].to_numpy().astype(np.uint32))


def _bitmaps(kind: str, values: pa.Array, ids: np.ndarray) -> Iterator[tuple[Key, int, bytes]]:
    """A bitmap of the ids of each value."""
    known = pc.is_valid(values).to_numpy(zero_copy_only=False)
    encoded, ids = values.drop_null().dictionary_encode(), ids[known]
    codes = encoded.indices.to_numpy()
    order = np.argsort(codes, kind="stable")
    ends = np.searchsorted(codes[order], np.arange(len(encoded.dictionary)), "right")
    for value, chosen in zip(encoded.dictionary.to_pylist(), np.split(ids[order], ends[:-1]), strict=False):
        yield (kind, value), len(chosen), BitMap(chosen).serialize()
