"""gold.tag_stats and gold.tag_totals: customers by tag and office, and by office who has any tag."""

from __future__ import annotations

from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql.pandas.types import from_arrow_schema

from gridtag.features.audiences.counting import COUNTS, KINDS, TOTAL, counted
from gridtag.features.tags import TAGS
from gridtag.jobs.context import Context

TABLE, TOTALS = "gold.tag_stats", "gold.tag_totals"
_KEYS = (
    "as_of DATE NOT NULL COMMENT '统计日'",
    "org_level STRING NOT NULL COMMENT 'total | province | city | county'",
    "org_no STRING NOT NULL COMMENT '单位编号，合计为 all'",
)
COLUMNS = (
    *_KEYS,
    "tag_id STRING NOT NULL COMMENT '标签编号'",
    "customers BIGINT NOT NULL COMMENT '客户数'",
)
TOTAL_COLUMNS = (
    *_KEYS,
    "definitions INT NOT NULL COMMENT '当日有效的标签定义数'",
    "customers BIGINT NOT NULL COMMENT '全部客户数'",
    "tagged_customers BIGINT NOT NULL COMMENT '至少有一个标签的客户数'",
    "assignments BIGINT NOT NULL COMMENT '客户与标签的对数'",
)


def write(context: Context, index: DataFrame) -> None:
    """Replace the counts of the day by those of the audience index (kind, key, shard, data); none of the care
    register, whose counts of few customers would tell who they are."""
    lake, day = context.lake, F.lit(context.as_of)
    lake.create(TABLE, COLUMNS, comment="各单位各标签客户数", cluster_by=("as_of",))
    lake.create(TOTALS, TOTAL_COLUMNS, comment="各单位标签合计", cluster_by=("as_of",))
    shards = index.where(F.col("kind").isin(*KINDS)).select("kind", "key", "shard", "data").groupBy("shard")
    parts = shards.applyInArrow(counted, from_arrow_schema(COUNTS))
    figures = ("customers", "tagged_customers", "assignments")
    summed = parts.groupBy("org_level", "org_no", "tag_id").agg(
        *[F.sum(name).alias(name) for name in figures]
    )
    rows = summed.withColumn("as_of", day).localCheckpoint()
    definitions = F.lit(sum(tag.is_valid(context.as_of) for tag in TAGS))
    of_tags = rows.where("tag_id IS NOT NULL").drop(*figures[1:])
    totals = rows.where("tag_id IS NULL").drop("tag_id").withColumn("definitions", definitions)
    lake.replace(TABLE, of_tags, F.col("as_of") == day)
    lake.replace(TOTALS, totals, F.col("as_of") == day)


def counts(context: Context) -> dict[str, Any] | None:
    """The three counts that must not be mixed up: tag definitions, tagged customers, assignments; tags of the care
    register count among the definitions alone. None where the day has none."""
    if not context.lake.exists(TOTALS):
        return None
    level, office = TOTAL
    wanted = (
        (F.col("as_of") == F.lit(context.as_of)) & (F.col("org_level") == level) & (F.col("org_no") == office)
    )
    row = (
        context.lake.read(TOTALS)
        .where(wanted)
        .select("definitions", "tagged_customers", "assignments")
        .first()
    )
    return row.asDict() if row else None
