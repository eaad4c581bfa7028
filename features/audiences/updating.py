"""The entries of a shard brought up to date: what they said of changed customers is replaced."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np
import pyarrow as pa
from pyroaring import BitMap

from gridtag.features.audiences import runs
from gridtag.features.audiences.building import SCHEMA, Entry, entries_of, record_batch
from gridtag.features.audiences.shards import Key


def updated(held: pa.Table, changed: pa.Table, features: Sequence[str], moving: Collection[str]) -> pa.Table:
    """SCHEMA's rows of one shard after the change.

    `held`: its rows before. `changed`: id, `there` (false: gone), tags, the office of each level and features of the
    customers that changed. Runs of `moving` features are left out; they are made anew of all customers.
    """
    (shard,) = {*held["shard"].to_pylist(), *changed["shard"].to_pylist()}
    ids = BitMap(changed["id"].to_numpy().astype(np.uint32))
    there = changed.filter(changed["there"])
    kept = [name for name in features if name not in moving]
    fresh = {key: data for key, _, data in entries_of(there, kept)}
    before = {
        (row["kind"], row["key"]): row["data"]
        for row in held.select(["kind", "key", "data"]).to_pylist()
        if not (row["kind"] == "run" and row["key"] in moving)
    }
    made = _merged(before, fresh, ids)
    return pa.Table.from_batches([record_batch(shard, made)], schema=SCHEMA)


def _merged(before: dict[Key, bytes], fresh: dict[Key, bytes], changed: BitMap) -> Iterator[Entry]:
    for key in dict.fromkeys((*before, *fresh)):
        join = _run if key[0] == "run" else _bitmap
        many, data = join(before.get(key), fresh.get(key), changed)
        if many:
            yield key, many, data


def _bitmap(before: bytes | None, fresh: bytes | None, changed: BitMap) -> tuple[int, bytes]:
    members = BitMap.deserialize(before) - changed if before else BitMap()
    if fresh:
        members |= BitMap.deserialize(fresh)
    return len(members), members.serialize()


def _run(before: bytes | None, fresh: bytes | None, changed: BitMap) -> tuple[int, bytes]:
    parts = [runs.unpacked(data) for data in (before, fresh) if data]
    if before:
        stays = ~np.isin(parts[0]["id"].to_numpy(), changed.to_array())
        parts[0] = parts[0].filter(pa.array(stays))
    values = pa.chunked_array(
        [chunk for one in parts for chunk in one["value"].chunks], parts[0]["value"].type
    )
    ids = np.concatenate([one["id"].to_numpy() for one in parts])
    return len(ids), runs.packed(values, ids)
