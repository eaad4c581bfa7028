"""gold.changed_customers: for whom feature rows were written anew, so that what rests on them follows only those."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gridtag.jobs.context import Context
from gridtag.lake import Lake

TABLE, FOLLOWERS = "gold.changed_customers", "gold.followers"
COLUMNS = (
    "as_of DATE NOT NULL COMMENT '特征日'",
    "customer_no STRING COMMENT '特征被重写的户号；空为全部客户'",
)
FOLLOWER_COLUMNS = (
    "follower STRING NOT NULL COMMENT '依据特征的作业'",
    "as_of DATE NOT NULL COMMENT '作业日'",
    "declared STRING NOT NULL COMMENT '作业定义摘要；不同则全部重算'",
    "version BIGINT NOT NULL COMMENT '已读到的 gold.changed_customers 版本'",
)
KEPT = timedelta(days=7)
"""For how long the change feed surely reaches back: VACUUM removes older files by default."""


@dataclass(frozen=True)
class Followed:
    """How far a job has followed the features: up to which day, by which declaration, and which version of TABLE."""

    as_of: date
    declared: str
    version: int


def note(context: Context, customers: DataFrame | None) -> None:
    """Write down whose feature rows are about to be written (customer_no); None for everybody's.

    The table keeps the last note of each of the last days; all notes are in its change feed.
    """
    lake = context.lake
    lake.create(TABLE, COLUMNS, comment="特征被重写的客户", change_feed=True)
    everybody = [(context.as_of, None)]
    if customers is None:
        rows = lake.spark.createDataFrame(everybody, lake.schema(TABLE))
    else:
        rows = customers.distinct().select(F.lit(context.as_of).alias("as_of"), "customer_no")
    day, old = F.lit(context.as_of), F.lit(context.as_of - KEPT)
    lake.replace(TABLE, rows, (F.col("as_of") == day) | (F.col("as_of") < old))


def reached(lake: Lake, as_of: date, declared: str) -> Followed:
    """What a job that runs now will have followed."""
    return Followed(as_of, declared, lake.version(TABLE) if lake.exists(TABLE) else -1)


def before(lake: Lake, follower: str) -> Followed | None:
    """What the job had followed when it ended last."""
    if not lake.exists(FOLLOWERS):
        return None
    rows = lake.read(FOLLOWERS).where(F.col("follower") == follower).collect()
    return Followed(rows[0]["as_of"], rows[0]["declared"], rows[0]["version"]) if rows else None


def between(lake: Lake, last: Followed | None, now: Followed) -> DataFrame | None:
    """customer_no, each once, of those whose features were written in between; None where it may be everybody."""
    if last is None or last.declared != now.declared or not timedelta(0) <= now.as_of - last.as_of <= KEPT:
        return None
    if not 0 <= last.version <= now.version:
        return None
    if last.version == now.version:
        return lake.spark.createDataFrame([], "customer_no STRING")
    rows = lake.changes(TABLE, last.version + 1, now.version).where("_change_type = 'insert'")
    found = rows.select("customer_no").distinct().localCheckpoint()
    return None if found.where("customer_no IS NULL").head(1) else found


def follow(lake: Lake, follower: str, now: Followed) -> None:
    """Write down that the job has followed so far."""
    lake.create(FOLLOWERS, FOLLOWER_COLUMNS, comment="各作业已跟进到的特征版本")
    row = (follower, now.as_of, now.declared, now.version)
    rows = lake.spark.createDataFrame([row], lake.schema(FOLLOWERS))
    lake.replace(FOLLOWERS, rows, F.col("follower") == follower)
