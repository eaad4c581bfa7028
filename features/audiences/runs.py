"""Values of a feature in order, each with its customer: any threshold is a slice of them.

A run holds the customers of one shard who have a value, as an Arrow record batch of `value` and `id` in order of
both. Ids are 32-bit whole numbers.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyroaring import BitMap


def packed(values: pa.Array, ids: np.ndarray) -> bytes:
    """A run of these values (null: left out), compressed."""
    table = pa.table({"value": values, "id": pa.array(ids, pa.uint32())})
    table = table.filter(pc.is_valid(table["value"])).sort_by([("value", "ascending"), ("id", "ascending")])
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(sink, table.schema, options=options) as writer:
        writer.write_table(table.combine_chunks())
    return sink.getvalue().to_pybytes()


def unpacked(data: bytes) -> pa.Table:
    return pa.ipc.open_stream(data).read_all().combine_chunks()


def compared(run: pa.Table, comparison: str, value: float | str | bool) -> BitMap:
    """The customers of the run whose value compares so."""
    ids = run["id"].to_numpy()
    if pa.types.is_string(run.schema.field("value").type):
        chosen = ids[pc.equal(run["value"], value).to_numpy(zero_copy_only=False)]
        return _set(chosen) if comparison == "=" else _set(ids) - _set(chosen)
    values = run["value"].cast(pa.float64()).to_numpy()
    below, upto = (int(np.searchsorted(values, float(value), side)) for side in ("left", "right"))
    whole = len(ids)
    slices = {"<": [(0, below)], "<=": [(0, upto)], ">": [(upto, whole)], ">=": [(below, whole)],
              "=": [(below, upto)], "<>": [(0, below), (upto, whole)]}  # fmt: skip
    return _set(np.concatenate([ids[first:last] for first, last in slices[comparison]]))


def valued(run: pa.Table) -> BitMap:
    return _set(run["id"].to_numpy())


def _set(ids: np.ndarray) -> BitMap:
    return BitMap(np.sort(ids))
