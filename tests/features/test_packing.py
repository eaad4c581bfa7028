"""Events packed customer by customer are the events that came, in their order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtag.features import packing

ROWS = st.lists(
    st.tuples(st.sampled_from("ABCDE"), st.integers(-(2**62), 2**62), st.integers(0, 9)), max_size=40
)


def rows_as_batches(rows: Sequence[tuple[str, int, int]], size: int) -> list[pa.RecordBatch]:
    columns = [pa.array(list(column)) for column in zip(*rows, strict=True)]
    table = pa.table(dict(zip(("customer_no", "one", "other"), columns, strict=True)))
    return table.to_batches(max_chunksize=size)


@settings(deadline=None)
@given(ROWS.filter(bool), st.integers(1, 12), st.integers(1, 400))
def test_nothing_is_lost_or_out_of_order(rows: list[tuple[str, int, int]], size: int, heap: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packing, "BYTES", heap)
        packed = pa.Table.from_batches(packing.packed_rows(iter(rows_as_batches(rows, size)), "calls"))
    found: dict[str, list[tuple[int, ...]]] = {}
    for number, events in zip(packed["customer_no"].to_pylist(), packed["events"].to_pylist(), strict=True):
        told = np.frombuffer(events, dtype=np.int64).reshape(-1, 2)
        found.setdefault(number, []).extend(tuple(map(int, row)) for row in told)
    wanted: dict[str, list[tuple[int, ...]]] = {}
    for number, *event in rows:
        wanted.setdefault(number, []).append(tuple(event))
    assert found == wanted
    assert set(packed["frame"].to_pylist()) == {"calls"}


def test_a_customer_s_rows_that_come_apart_become_one() -> None:
    rows = [("A", 1, 1), ("B", 2, 2), ("A", 3, 3), ("B", 4, 4)]
    (batch,) = packing.packed_rows(iter(rows_as_batches(rows, 1)), "calls")
    assert batch.column("customer_no").to_pylist() == ["A", "B"]


def test_of_no_rows_nothing_is_told() -> None:
    assert list(packing.packed_rows(iter(rows_as_batches([("A", 1, 1)], 1)[:0]), "calls")) == []
