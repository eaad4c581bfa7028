"""Counts on bitmaps are those of the customers one by one."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtag.features.audiences.building import SCHEMA, entries
from gridtag.features.audiences.counting import COUNTS, counted
from gridtag.features.audiences.expression import LEVELS

COLUMNS = pa.schema(
    [("id", pa.int64()), ("tags", pa.list_(pa.string())), *((level, pa.string()) for level in LEVELS)]
)
office = st.sampled_from([None, "33401", "33402"])
customer = st.fixed_dictionaries(
    {
        "tags": st.lists(st.sampled_from(["T001", "T002"]), unique=True),
        **dict.fromkeys(LEVELS, office),
    }
)


def one_by_one(customers: dict[int, dict[str, Any]]) -> set[tuple[Any, ...]]:
    units = {("total", "all"): list(customers.values())}
    for level in ("province", "city", "county"):
        for row in customers.values():
            if row[level]:
                units.setdefault((level, row[level]), []).append(row)
    found: set[tuple[Any, ...]] = set()
    for unit, rows in units.items():
        held = [tag for row in rows for tag in row["tags"]]
        found |= {(tag, *unit, held.count(tag), None, None) for tag in held}
        found.add((None, *unit, len(rows), sum(bool(row["tags"]) for row in rows), len(held)))
    return found


@settings(deadline=None)
@given(st.dictionaries(st.integers(0, 30), customer, min_size=1, max_size=25))
def test_counts_are_those_of_customers_one_by_one(customers: dict[int, dict[str, Any]]) -> None:
    rows = [{"id": id, **customers[id]} for id in sorted(customers)]
    table = pa.Table.from_pylist(rows, schema=COLUMNS)
    index = pa.Table.from_batches(entries(iter(table.to_batches()), []), SCHEMA)
    found = [tuple(row[name] for name in COUNTS.names) for row in counted(index).to_pylist()]
    assert len(found) == len(set(found)) and set(found) == one_by_one(customers)
