"""gold.campaign_contacts: what came of the contacts of campaigns, as diallers reported."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gridtag.jobs.context import Context
from gridtag.jobs.known import known

TABLE = "gold.campaign_contacts"
COLUMNS = (
    "campaign_id STRING NOT NULL COMMENT '活动编号'",
    "customer_no STRING NOT NULL COMMENT '户号'",
    "contacted_at TIMESTAMP NOT NULL COMMENT '触达时间'",
    "disposition STRING NOT NULL COMMENT '结果'",
    "quiet BOOLEAN NOT NULL COMMENT '在 21:00 至次日 08:00 之间触达'",
)


def create(context: Context) -> None:
    context.lake.create(TABLE, COLUMNS, comment="活动触达结果", cluster_by=("customer_no",))


def rows(context: Context) -> DataFrame:
    """All contacts; none where nobody has reported any."""
    if context.lake.exists(TABLE):
        return context.lake.read(TABLE)
    kinds = ", ".join(" ".join(column.split()[:2]) for column in COLUMNS)
    return context.lake.spark.createDataFrame([], kinds)


def of_campaign(context: Context, campaign_id: str) -> DataFrame:
    return rows(context).where(F.col("campaign_id") == campaign_id)


def opted_out(context: Context) -> DataFrame:
    """customer_no of whoever told an agent not to be called again, from that contact on, whatever the archive says."""
    return rows(context).where("disposition = 'opted_out'").select("customer_no").distinct()


def contacted(context: Context) -> DataFrame:
    """customer_no, campaign_id, contacted_at: from the outcomes landed and from those imported by hand."""
    columns = ("customer_no", "campaign_id", "contacted_at")
    landed = known(context, "campaign_outcomes").where("contacted_at IS NOT NULL").select(*columns)
    own = rows(context).where(F.to_date("contacted_at") <= F.lit(context.as_of))
    return landed.union(own.select(*columns))
