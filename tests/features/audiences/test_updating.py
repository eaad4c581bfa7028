"""Entries brought up to date are those that are built anew."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from gridtag.features.audiences import runs
from gridtag.features.audiences.building import SCHEMA, entries
from gridtag.features.audiences.expression import LEVELS
from gridtag.features.audiences.updating import updated

FEATURES = {"paid": pa.int32(), "sort": pa.string(), "age": pa.int32()}
MOVING = ("age",)
COLUMNS = pa.schema(
    [
        ("id", pa.int64()),
        ("tags", pa.list_(pa.string())),
        *((level, pa.string()) for level in LEVELS),
        *FEATURES.items(),
    ]
)
CHANGED = pa.schema([*COLUMNS, ("shard", pa.int32()), ("there", pa.bool_())])
office = st.sampled_from([None, "33401", "33402"])
customer = st.fixed_dictionaries(
    {
        "tags": st.lists(st.sampled_from(["T001", "T002"]), unique=True),
        **dict.fromkeys(LEVELS, office),
        "paid": st.one_of(st.none(), st.integers(-3, 3)),
        "sort": st.sampled_from([None, "01", "03"]),
        "age": st.integers(0, 9),
    }
)
customers = st.dictionaries(st.integers(0, 40), customer, max_size=25)
Customers = dict[int, dict[str, Any]]


def built(rows: Customers) -> pa.Table:
    told = pa.Table.from_pylist([{"id": id, **rows[id]} for id in sorted(rows)], schema=COLUMNS)
    return pa.Table.from_batches(entries(iter(told.to_batches()), list(FEATURES)), SCHEMA)


def unpacked(index: pa.Table) -> dict[tuple[str, str], tuple[int, Any]]:
    found = {}
    for row in index.to_pylist():
        is_run = row["kind"] == "run"
        members: Any = runs.unpacked(row["data"]).to_pylist() if is_run else BitMap.deserialize(row["data"])
        found[row["kind"], row["key"]] = row["customers"], members
    return found


@settings(deadline=None, max_examples=150)
@given(customers, customers, st.sets(st.integers(0, 40), min_size=1))
def test_updated_entries_are_those_built_anew(before: Customers, new: Customers, gone: set[int]) -> None:
    changed = sorted({*new, *gone})
    after = {id: row for id, row in {**before, **new}.items() if id not in gone or id in new}
    rows = [{"id": id, "shard": 0, "there": id in new, **new.get(id, {})} for id in changed]
    found = unpacked(updated(built(before), pa.Table.from_pylist(rows, CHANGED), list(FEATURES), MOVING))
    assert found == {key: one for key, one in unpacked(built(after)).items() if key != ("run", "age")}


def test_of_changes_in_a_shard_that_is_new() -> None:
    row = {"id": 5, "shard": 0, "there": True, "tags": ["T001"], "city": "33401", "paid": 2}
    told = pa.Table.from_pylist([row], CHANGED)
    found = unpacked(updated(SCHEMA.empty_table(), told, list(FEATURES), MOVING))
    assert found == {
        ("everyone", ""): (1, BitMap([5])),
        ("tag", "T001"): (1, BitMap([5])),
        ("city", "33401"): (1, BitMap([5])),
        ("run", "paid"): (1, [{"value": 2, "id": 5}]),
    }
