"""Bitmaps and runs give what SQL gives, over generated customers and generated expressions."""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from gridtag.features.audiences.building import SHARD, entries
from gridtag.features.audiences.expression import Expression, sql
from gridtag.features.audiences.parser import parse
from gridtag.features.audiences.shards import EVERYONE, Key, Shard, keys

TAGS = ("T001", "T002", "T003")
KINDS = {"paid": "INT", "rate": "DOUBLE", "online": "BOOLEAN", "sort": "STRING"}
ROWS = 3_000
FIRST = SHARD - 1_000
"""The customers lie in two shards."""


def customers() -> pa.Table:
    dice = np.random.default_rng(3)

    def holes(values: np.ndarray, kind: pa.DataType) -> pa.Array:
        return pa.array(values, kind, mask=dice.random(ROWS) < 0.15)

    return pa.table(
        {
            "id": pa.array(np.arange(FIRST, FIRST + ROWS), pa.int64()),
            **{
                tag: pa.array(dice.random(ROWS) < share)
                for tag, share in zip(TAGS, (0.5, 0.05, 0.9), strict=True)
            },
            "city": holes(dice.choice(["A", "B"], ROWS), pa.string()),
            "county": holes(dice.choice(["A1", "A2", "B1"], ROWS), pa.string()),
            "paid": holes(dice.integers(-2, 6, ROWS), pa.int32()),
            "rate": holes(dice.choice([-0.5, 0.0, 0.1, 0.3, 1.0], ROWS), pa.float64()),
            "online": holes(dice.random(ROWS) < 0.4, pa.bool_()),
            "sort": holes(dice.choice(["02", "03", "it's"], ROWS), pa.string()),
        }
    )


TABLE = customers()


def shards() -> list[Shard]:
    tags = [[tag for tag in TAGS if row[tag]] for row in TABLE.to_pylist()]
    rows = TABLE.append_column("tags", pa.array(tags, pa.list_(pa.string())))
    for level in ("province", "station"):
        rows = rows.append_column(level, pa.nulls(ROWS, pa.string()))
    found: dict[int, dict[Key, bytes]] = {}
    for batch in entries(iter(rows.to_batches(max_chunksize=700)), list(KINDS)):
        for row in batch.to_pylist():
            found.setdefault(row["shard"], {})[row["kind"], row["key"]] = row["data"]
            if row["kind"] != "run":
                assert len(BitMap.deserialize(row["data"])) == row["customers"] > 0
    return [Shard(found[number]) for number in sorted(found)]


SHARDS = shards()
CONNECTION = duckdb.connect()
CONNECTION.register("customers", TABLE)


def by_sql(expression: Expression) -> list[int]:
    text = sql(expression).replace("\\'", "''")
    return [row[0] for row in CONNECTION.sql(f"SELECT id FROM customers WHERE {text} ORDER BY id").fetchall()]


numbers = st.sampled_from(["-2", "-0.5", "0", "0.1", "0.2", "1", "3", "7"])
atoms = st.one_of(
    st.sampled_from(TAGS),
    st.builds(
        "{} = '{}'".format, st.sampled_from(["city", "county"]), st.sampled_from(["A", "A1", "B1", "no"])
    ),
    st.builds(
        "{} {} {}".format,
        st.sampled_from(["paid", "rate"]),
        st.sampled_from(["=", "<>", "<", "<=", ">", ">="]),
        numbers,
    ),
    st.builds("{} BETWEEN {} AND {}".format, st.sampled_from(["paid", "rate"]), numbers, numbers),
    st.builds("sort {} '{}'".format, st.sampled_from(["=", "<>"]), st.sampled_from(["02", "it\\'s", "none"])),
    st.sampled_from(["online", "online = false", "rate IS NULL", "paid IS NOT NULL", "sort IN ('02', '03')"]),
)
expressions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.builds("({} AND {})".format, inner, inner),
        st.builds("({} OR {})".format, inner, inner),
        st.builds("NOT ({})".format, inner),
        st.builds("({} AND NOT {})".format, inner, inner),
    ),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(expressions)
def test_counts_and_members_are_those_of_sql(text: str) -> None:
    expression = parse(text, TAGS, KINDS)
    wanted = by_sql(expression)
    assert [one for shard in SHARDS for one in shard.members(expression)] == wanted
    assert sum(shard.count(expression) for shard in SHARDS) == len(wanted)


def test_customers_lie_in_the_shards_of_their_ids() -> None:
    assert [len(shard.members(parse("NOT T001 OR T001", TAGS, KINDS))) for shard in SHARDS] == [
        1_000,
        ROWS - 1_000,
    ]


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("T001 AND NOT T002", {EVERYONE, ("tag", "T001"), ("tag", "T002")}),
        ("city = 'A' OR paid > 1 AND paid < 4", {EVERYONE, ("city", "A"), ("run", "paid")}),
    ],
)
def test_only_what_an_expression_names_is_read(text: str, needed: set[Key]) -> None:
    expression = parse(text, TAGS, KINDS)
    assert set(keys(expression)) == needed
    for shard in SHARDS:
        narrow = Shard({at: shard.entries[at] for at in needed if at in shard.entries})
        assert narrow.members(expression) == shard.members(expression)


def test_a_shard_without_an_entry_has_nobody_there() -> None:
    nobody = {"T001": 0, "city = 'A'": 0, "paid > 1": 0, "paid IS NOT NULL": 0, "NOT T001": 1_000}
    empty = Shard({EVERYONE: SHARDS[0].entries[EVERYONE]})
    assert {text: empty.count(parse(text, TAGS, KINDS)) for text in nobody} == nobody
