"""gold.audience_index: whom each tag, office and feature value means, by range of customers; for counts at once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gridtag.features.audiences.building import SCHEMA, SHARD, entries, rule_entries
from gridtag.features.audiences.expression import LEVELS
from gridtag.features.audiences.indexed import INDEXED
from gridtag.jobs import campaign, export_log, saved_audiences, tags
from gridtag.jobs.context import Context
from gridtag.jobs.customer_ids import TABLE as IDS
from gridtag.jobs.customer_ids import number_newcomers
from gridtag.jobs.feature_state import must_be_of
from gridtag.jobs.features import customer_features
from gridtag.jobs.known import archive
from gridtag.jobs.offices import offices
from gridtag.models.campaign import PURPOSES

if TYPE_CHECKING:
    import pyarrow as pa

    from gridtag.arrow_files import Make

TABLE, RULES = "gold.audience_index", "gold.contact_rules"
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
    """Write the index of `context.as_of` from its features and tags, and whom each rule of contact bars; gives
    customers newly numbered, and entries."""
    lake, as_of = context.lake, context.as_of
    must_be_of(lake, as_of)
    lake.create(TABLE, COLUMNS, comment="客群索引", statistics=("kind", "key", "shard"))
    new = number_newcomers(context)
    context.say("audience index")

    def make(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return entries(batches, INDEXED)

    _write(context, TABLE, _customers(context), make)
    lake.create(RULES, RULE_COLUMNS, comment="各触达规则排除的客户", statistics=("key", "shard"))
    _write(context, RULES, _barred(context), rule_entries)
    export_log.create(lake)
    saved_audiences.create(lake)
    saved = saved_audiences.evaluate(context)
    return {"numbered": new, "entries": lake.read(TABLE).count(), "saved audiences": saved}


def _write(context: Context, table: str, customers: DataFrame, make: Make) -> None:
    from pyspark.sql.pandas.types import from_arrow_schema

    rows = customers.repartition(F.floor(F.col("id") / SHARD)).sortWithinPartitions("id")
    made = rows.mapInArrow(make, from_arrow_schema(SCHEMA)).withColumn("as_of", F.lit(context.as_of))
    context.lake.replace(table, made.repartition("kind", "key").sortWithinPartitions("kind", "key"))


def _customers(context: Context) -> DataFrame:
    """id, tags, the office of each level and features of every customer, each in one row."""
    lake = context.lake
    held = tags.valid_on(lake, context.as_of).groupBy("customer_no")
    tagged = held.agg(F.sort_array(F.collect_set("tag_id")).alias("tags"))
    placed = archive(context).select("customer_no", "org_no")
    placed = placed.join(F.broadcast(offices(context)), "org_no", "left").select("customer_no", *LEVELS)
    rows = customer_features(lake, INDEXED).join(lake.read(IDS), "customer_no")
    rows = rows.join(tagged, "customer_no", "left").join(placed, "customer_no", "left")
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
