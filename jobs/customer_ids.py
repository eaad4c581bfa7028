"""gold.customer_ids: a whole number for every customer, for ever, so that sets of customers can be bitmaps.

Customers numbered on the same day stand in the order of their offices: a tag of one region lies close together.
"""

from __future__ import annotations

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from gridtag.jobs.context import Context
from gridtag.jobs.known import archive
from gridtag.lake import Lake

TABLE = "gold.customer_ids"
COLUMNS = (
    "customer_no STRING NOT NULL COMMENT '户号'",
    "id BIGINT NOT NULL COMMENT '从0开始的连续编号，永不改变'",
    "since DATE NOT NULL COMMENT '编号日'",
)


def number_newcomers(context: Context) -> int:
    """Give the customers of the archive who have none an id each; tells how many."""
    lake = context.lake
    lake.create(TABLE, COLUMNS, comment="客户的整数编号", statistics=("customer_no", "id"))
    new = archive(context).join(lake.read(TABLE), "customer_no", "left_anti")
    placed = _in_order(new.select("customer_no", "org_no"))
    sizes = {row["part"]: row["count"] for row in placed.groupBy("part").count().collect()}
    if not sizes:
        return 0
    within = Window.partitionBy("part").orderBy("org_no", "customer_no")
    begins = lake.spark.createDataFrame(_begins(sizes, _next(lake)), "part INT, first LONG")
    numbered = placed.withColumn("place", F.row_number().over(within)).join(F.broadcast(begins), "part")
    ids = numbered.select("customer_no", F.expr("first + place - 1").alias("id"))
    lake.append(TABLE, ids.withColumn("since", F.lit(context.as_of)))
    return sum(sizes.values())


def _in_order(customers: DataFrame) -> DataFrame:
    """With `part`: ranges of customers, one after the other, so that no task needs to see them all."""
    ranges = customers.repartitionByRange(F.col("org_no"), F.col("customer_no"))
    return ranges.withColumn("part", F.spark_partition_id()).localCheckpoint()


def _begins(sizes: dict[int, int], first: int) -> list[tuple[int, int]]:
    found = []
    for part in sorted(sizes):
        found.append((part, first))
        first += sizes[part]
    return found


def _next(lake: Lake) -> int:
    (row,) = lake.read(TABLE).agg(F.max("id").alias("last")).collect()
    return 0 if row["last"] is None else int(row["last"]) + 1
