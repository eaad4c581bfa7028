"""gold.audience_index: whom each tag, office and feature value means, by range of customers; for counts at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from functools import reduce
from hashlib import sha256
from importlib.metadata import version
from typing import TYPE_CHECKING

from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql.pandas.types import from_arrow_schema

from gridtag.features.audiences.building import SCHEMA, SHARD, entries, rule_entries, run_entries
from gridtag.features.audiences.expression import LEVELS
from gridtag.features.audiences.indexed import INDEXED
from gridtag.features.audiences.updating import updated
from gridtag.features.registry import moves
from gridtag.jobs import campaign, changed_customers, export_log, saved_audiences, tag_stats, tags
from gridtag.jobs.context import Context
from gridtag.jobs.customer_ids import TABLE as IDS
from gridtag.jobs.customer_ids import number_newcomers
from gridtag.jobs.feature_state import must_be_of
from gridtag.jobs.features import customer_features
from gridtag.jobs.known import archive, known
from gridtag.jobs.offices import offices
from gridtag.models.campaign import PURPOSES

if TYPE_CHECKING:
    import pyarrow as pa

    from gridtag.arrow_files import Make

TABLE, RULES = "gold.audience_index", "gold.contact_rules"
FOLLOWER = "audience_index"
COLUMNS = (
    "kind STRING NOT NULL COMMENT 'everyone | tag | province | city | county | station | run'",
    "key STRING NOT NULL COMMENT '标签编号、单位编号或特征名'",
    "shard INT NOT NULL COMMENT '客户编号段'",
    "customers BIGINT NOT NULL COMMENT '户数'",
    "data BINARY NOT NULL COMMENT '客户编号位图(roaring)，或按值排序的客户编号(Arrow)'",
    "as_of DATE NOT NULL COMMENT '索引日'",
)
RULE_COLUMNS = (
    "kind STRING NOT NULL COMMENT '恒为 rule'",
    "key STRING NOT NULL COMMENT '触达规则'",
    *COLUMNS[2:4],
    "data BINARY NOT NULL COMMENT '被该规则排除的客户编号位图(roaring)；含关爱登记，限名单导出使用'",
    COLUMNS[5],
)


def run(context: Context) -> dict[str, int]:
    """Bring the index to `context.as_of` from its features and tags, for customers that changed or, where it is not
    known who did, for all; and write whom each rule of contact bars. Gives customers newly numbered, and entries."""
    lake, as_of = context.lake, context.as_of
    must_be_of(lake, as_of)
    lake.create(TABLE, COLUMNS, comment="客群索引", statistics=("kind", "key", "shard"))
    new = number_newcomers(context)
    units = offices(context)
    now = changed_customers.reached(lake, as_of, _declared(units))
    last = changed_customers.before(lake, FOLLOWER)
    changed = None if lake.is_empty(TABLE) else changed_customers.between(lake, last, now)
    if last is None or changed is None:
        context.say("audience index")
        rows = _made(_customers(context, units), lambda batches: entries(batches, INDEXED))
    else:
        context.say("audience index, customers that changed")
        moving = [name for name in INDEXED if moves(name, changed.streams)]
        rows = _updated(context, units, _all_changed(context, changed.customers, last.as_of), moving)
    _write(context, TABLE, rows)
    tag_stats.write(context, lake.read(TABLE))
    changed_customers.follow(lake, FOLLOWER, now)
    lake.create(RULES, RULE_COLUMNS, comment="各触达规则排除的客户", statistics=("key", "shard"))
    _write(context, RULES, _made(_barred(context), rule_entries))
    export_log.create(lake)
    saved_audiences.create(lake)
    saved = saved_audiences.evaluate(context)
    return {"numbered": new, "entries": lake.read(TABLE).count(), "saved audiences": saved}


def _declared(units: DataFrame) -> str:
    """Changes with what is indexed, and with the offices above the units."""
    above = sorted(map(tuple, units.collect()))
    return sha256(json.dumps([version("gridtag"), INDEXED, above]).encode()).hexdigest()[:16]


def _made(customers: DataFrame, make: Make) -> DataFrame:
    """What is made of the customers of each shard, in order of their ids."""
    rows = customers.repartition(F.floor(F.col("id") / SHARD)).sortWithinPartitions("id")
    return rows.mapInArrow(make, from_arrow_schema(SCHEMA))


def _write(context: Context, table: str, rows: DataFrame) -> None:
    rows = rows.withColumn("as_of", F.lit(context.as_of))
    context.lake.replace(table, rows.repartition("kind", "key").sortWithinPartitions("kind", "key"))


def _all_changed(context: Context, changed: DataFrame, since: date) -> DataFrame:
    """customer_no, each once, of customers whose features, tags, number or place in the archive changed."""
    lake, day = context.lake, F.lit(since)
    moved = F.col("valid_from") >= day, F.col("valid_to") >= day
    tagged = lake.read(tags.TABLE).where(moved[0] | moved[1])
    new = lake.read(IDS).where(F.col("since") >= day)
    placed = known(context, "customers").where(
        moved[0] | (F.col("cancelled_on") >= day) | (F.col("available_at") >= day)
    )
    parts = [frame.select("customer_no") for frame in (changed, tagged, new, placed)]
    return reduce(DataFrame.union, parts).distinct().localCheckpoint()


def _updated(context: Context, units: DataFrame, changed: DataFrame, moving: Sequence[str]) -> DataFrame:
    """The index with these customers told anew, and with runs of moving features made anew of all."""
    lake, schema = context.lake, from_arrow_schema(SCHEMA)
    rows = _customers(context, units, changed).withColumn("there", F.lit(True))
    gone = changed.join(lake.read(IDS), "customer_no").join(rows.select("id"), "id", "left_anti")
    rows = rows.unionByName(gone.select("id", F.lit(False).alias("there")), allowMissingColumns=True)
    rows = rows.withColumn("shard", F.floor(F.col("id") / SHARD).cast("int"))

    def update(held: pa.Table, rows: pa.Table) -> pa.Table:
        return updated(held, rows, INDEXED, moving)

    held = lake.read(TABLE).drop("as_of")
    told = held.groupBy("shard").cogroup(rows.groupBy("shard")).applyInArrow(update, schema)
    everyone = customer_features(lake, moving).join(lake.read(IDS), "customer_no").select("id", *moving)
    return told.union(_made(everyone, lambda batches: run_entries(batches, moving)))


def _customers(context: Context, units: DataFrame, only: DataFrame | None = None) -> DataFrame:
    """id, tags, the office of each level and features of every customer (`only`: customer_no of some), each in one
    row."""
    lake = context.lake
    held, people, rows = (
        tags.valid_on(lake, context.as_of),
        archive(context),
        customer_features(lake, INDEXED),
    )
    if only is not None:
        held, people, rows = (one.join(only, "customer_no", "left_semi") for one in (held, people, rows))
    tagged = held.groupBy("customer_no").agg(F.sort_array(F.collect_set("tag_id")).alias("tags"))
    placed = people.select("customer_no", "org_no").join(F.broadcast(units), "org_no", "left")
    rows = rows.join(lake.read(IDS), "customer_no").join(tagged, "customer_no", "left")
    rows = rows.join(placed.select("customer_no", *LEVELS), "customer_no", "left")
    none = F.array().cast("array<string>")
    return rows.select("id", F.coalesce("tags", none).alias("tags"), *LEVELS, *INDEXED)


def _barred(context: Context) -> DataFrame:
    """id and rule, of every customer whom the rule keeps off lists."""
    wanted = {rule for purpose in PURPOSES.values() for rule in purpose.rules}
    rows = [
        frame.select("customer_no").distinct().withColumn("rule", F.lit(rule))
        for rule, frame in campaign.barred(context).items()
        if rule in wanted
    ]
    return (
        reduce(DataFrame.unionByName, rows).join(context.lake.read(IDS), "customer_no").select("id", "rule")
    )
