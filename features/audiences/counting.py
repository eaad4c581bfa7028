"""How many customers of each office have each tag, and any: counted on the entries of the index."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
from pyroaring import BitMap

from gridtag.features.audiences.shards import EVERYONE

TOTAL = ("total", "all")
"""Level and number that stand for everybody, those of unknown offices too."""
LEVELS = ("province", "city", "county")
KINDS = ("everyone", "tag", *LEVELS)
COUNTS = pa.schema(
    [
        ("tag_id", pa.string()),
        ("org_level", pa.string()),
        ("org_no", pa.string()),
        ("customers", pa.int64()),
        ("tagged_customers", pa.int64()),
        ("assignments", pa.int64()),
    ]
)


def counted(entries: pa.Table) -> pa.Table:
    """Rows of COUNTS from the entries (kind, key, data) of one shard: one for each office and each tag somebody of it
    has, with `customers` alone; and one without tag for each office, with all its customers, those of them who have
    a tag, and how many tags they have together."""
    members = {
        (row["kind"], row["key"]): BitMap.deserialize(row["data"])
        for row in entries.select(["kind", "key", "data"]).to_pylist()
        if row["kind"] in KINDS
    }
    tags = {key: held for (kind, key), held in sorted(members.items()) if kind == "tag"}
    units = {
        TOTAL: members.get(EVERYONE, BitMap()),
        **{key: held for key, held in sorted(members.items()) if key[0] in LEVELS},
    }
    rows = list(_rows(tags, units))
    return pa.Table.from_pylist([dict(zip(COUNTS.names, row, strict=True)) for row in rows], schema=COUNTS)


def _rows(
    tags: dict[str, BitMap], units: dict[tuple[str, str], BitMap]
) -> Iterator[tuple[str | None, str, str, int, int | None, int | None]]:
    tagged = BitMap.union(*tags.values()) if tags else BitMap()
    for (level, office), people in units.items():
        found = {tag: held.intersection_cardinality(people) for tag, held in tags.items()}
        for tag, customers in found.items():
            if customers:
                yield tag, level, office, customers, None, None
        yield None, level, office, len(people), tagged.intersection_cardinality(people), sum(found.values())
