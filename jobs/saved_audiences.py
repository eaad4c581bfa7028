"""gold.saved_audiences and gold.audience_changes: audiences by name, and who entered and left each on which day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from itertools import chain, islice
from typing import Any

import polars as pl
import pyarrow as pa
from deltalake import DeltaTable, write_deltalake
from pyroaring import BitMap
from pyspark.sql import Column
from pyspark.sql import functions as F

from gridtag.errors import GridtagError
from gridtag.jobs.audiences import Index, table_path, understood
from gridtag.jobs.context import Context
from gridtag.lake import Lake
from gridtag.privacy import mask_customer_no

TABLE, CHANGES = "gold.saved_audiences", "gold.audience_changes"
COLUMNS = (
    "audience STRING NOT NULL COMMENT '客群名称'",
    "saved_at TIMESTAMP NOT NULL COMMENT '保存时间；同名以最后一次为准'",
    "expression STRING NOT NULL COMMENT '客群条件；空为停用'",
    "owner STRING NOT NULL COMMENT '负责人'",
)
CHANGE_COLUMNS = (
    "audience STRING NOT NULL COMMENT '客群名称'",
    "as_of DATE NOT NULL COMMENT '业务日'",
    "kind STRING NOT NULL COMMENT 'entered 进入 | left 离开'",
    "shard INT NOT NULL COMMENT '客户编号段'",
    "customers BIGINT NOT NULL COMMENT '户数'",
    "data BINARY NOT NULL COMMENT '客户编号位图(roaring)'",
)
CHANGE = pa.schema(
    [
        ("audience", pa.string()),
        ("as_of", pa.date32()),
        ("kind", pa.string()),
        ("shard", pa.int32()),
        ("customers", pa.int64()),
        ("data", pa.binary()),
    ]
)
Members = dict[int, BitMap]
"""Customers by shard."""


@dataclass(frozen=True)
class Saved:
    audience: str
    expression: str
    owner: str


def create(lake: Lake) -> None:
    lake.create(TABLE, COLUMNS, comment="已保存的客群", statistics=("audience",))
    lake.create(CHANGES, CHANGE_COLUMNS, comment="客群成员进出", statistics=("audience", "as_of"))


def save(root: str, audience: str, expression: str, owner: str) -> None:
    """From the next run on the audience is this expression; empty, it is no longer kept. Without Spark."""
    if not audience.strip() or not owner.strip():
        raise GridtagError("a saved audience has a name and an owner")
    if expression:
        understood(expression)
    now = saved(root).get(audience)
    if now == Saved(audience, expression, owner):
        return
    if now is None and not expression:
        raise GridtagError(f"no saved audience is named {audience!r}; see `audience saved`")
    table = DeltaTable(table_path(root, TABLE))
    row = {"audience": audience, "saved_at": datetime.now(UTC), "expression": expression, "owner": owner}
    write_deltalake(table, pa.Table.from_pylist([row], schema=pa.schema(table.schema())), mode="append")


def saved(root: str) -> dict[str, Saved]:
    """Each audience by name, as saved last."""
    rows = pl.scan_delta(table_path(root, TABLE)).sort("saved_at").collect()
    return {
        row["audience"]: Saved(row["audience"], row["expression"], row["owner"])
        for row in rows.iter_rows(named=True)
    }


def members(root: str, audience: str, day: date) -> Members:
    """Who was in the audience at the end of the day, by the changes up to it."""
    found: Members = {}
    for row in _changes(root, audience).filter(pl.col("as_of") <= day).iter_rows(named=True):
        ids = BitMap.deserialize(row["data"])
        held = found.get(row["shard"], BitMap())
        found[row["shard"]] = held | ids if row["kind"] == "entered" else held - ids
    return {shard: held for shard, held in found.items() if held}


def moved(before: Members, after: Members) -> dict[str, Members]:
    """Who entered and who left, by shard."""
    shards = sorted({*before, *after})
    pairs = [(shard, before.get(shard, BitMap()), after.get(shard, BitMap())) for shard in shards]
    return {
        "entered": {shard: new - old for shard, old, new in pairs if new - old},
        "left": {shard: old - new for shard, old, new in pairs if old - new},
    }


def since(root: str, audience: str, day: date, limit: int) -> list[dict[str, Any]]:
    """kind (entered or left), customers and the first of their numbers, masked, between the end of the day and now."""
    if audience not in saved(root):
        raise GridtagError(f"no saved audience is named {audience!r}; see `audience saved`")
    index = Index(root)
    found = moved(members(root, audience, day), members(root, audience, index.as_of))
    rows = []
    for kind, sets in found.items():
        first = list(islice(chain.from_iterable(sets[shard] for shard in sorted(sets)), limit))
        shown = [mask_customer_no(number) or "" for number in index.numbers(first)]
        rows.append({"kind": kind, "customers": sum(map(len, sets.values())), "shown": " ".join(shown)})
    return rows


def evaluate(context: Context) -> int:
    """Write who entered and left every saved audience on the day; gives the number of audiences.

    Where a later day is there already, who entered and left on it is told anew against this day. An audience that
    cannot be evaluated, as an office of it is gone, keeps its members, and this is said.
    """
    root, day = context.lake.root, context.as_of
    index, rows = Index(root), []
    audiences = saved(root)
    for one in audiences.values():
        try:
            now = _meant(index, one)
        except GridtagError as error:
            context.say(f"saved audience {one.audience}: {error}")
            now = _before(root, one.audience, day)
        rows += list(_told(one.audience, day, _before(root, one.audience, day), now))
        later = _changes(root, one.audience).filter(pl.col("as_of") > day)["as_of"].min()
        if isinstance(later, date):
            rows += list(_told(one.audience, later, now, members(root, one.audience, later)))
    _replace(context, rows)
    return len(audiences)


def _meant(index: Index, one: Saved) -> Members:
    if not one.expression:
        return {}
    expression = understood(one.expression)
    index.shards(expression)
    return {shard: ids for shard, ids in index.places(expression) if ids}


def _before(root: str, audience: str, day: date) -> Members:
    return members(root, audience, day - timedelta(days=1))


def _told(audience: str, day: date, before: Members, after: Members) -> Iterator[dict[str, Any]]:
    """Rows of gold.audience_changes; one without customers where nobody moved, so that the day counts as looked at."""
    found = moved(before, after)
    for kind, sets in found.items():
        for shard, ids in (sets or {0: BitMap()}).items():
            told: Mapping[str, Any] = {"kind": kind, "shard": shard, "customers": len(ids)}
            yield {"audience": audience, "as_of": day, **told, "data": ids.serialize()}


def _replace(context: Context, rows: list[dict[str, Any]]) -> None:
    """In one commit, all rows of these audiences and days."""
    told = sorted({(row["audience"], row["as_of"]) for row in rows})
    if not told:
        return
    theirs = [(F.col("audience") == audience) & (F.col("as_of") == F.lit(day)) for audience, day in told]
    frame = context.lake.spark.createDataFrame(pa.Table.from_pylist(rows, schema=CHANGE))
    context.lake.replace(CHANGES, frame, reduce(Column.__or__, theirs))


def _changes(root: str, audience: str) -> pl.DataFrame:
    """In the order of days."""
    rows = pl.scan_delta(table_path(root, CHANGES)).filter(pl.col("audience") == audience)
    return rows.sort("as_of", "shard", "kind").collect()
