"""gold.changed_customers: for whom feature rows were written anew, so that what rests on them follows only those."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gridtag.jobs.context import Context
from gridtag.lake import Lake

ARCHIVE = "archive"
"""The stream that says who is a customer at all."""
TABLE, FOLLOWERS = "gold.changed_customers", "gold.followers"
COLUMNS = (
    "as_of DATE NOT NULL COMMENT '特征日'",
    "stream STRING COMMENT '整表重写的特征表，空为不限'",
    "customer_no STRING COMMENT '特征被重写的户号；空为该表全部客户'",
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


@dataclass(frozen=True)
class Changed:
    """`customers`: customer_no, each once, of those whose features were written anew; `streams`: those whose tables
    were written whole, so that any customer's features of them may be others."""

    customers: DataFrame
    streams: frozenset[str]


def note(context: Context, streams: Collection[str], customers: DataFrame | None = None) -> None:
    """Write down which streams are about to be written whole, and whose rows (customer_no) in others.

    The table keeps the last note of each of the last days; all notes are in its change feed.
    """
    lake = context.lake
    lake.create(TABLE, COLUMNS, comment="特征被重写的客户", change_feed=True)
    rows = lake.spark.createDataFrame(
        [(context.as_of, stream, None) for stream in sorted(streams)], lake.schema(TABLE)
    )
    if customers is not None:
        told = customers.select("customer_no").distinct().withColumn("as_of", F.lit(context.as_of))
        rows = rows.unionByName(told, allowMissingColumns=True)
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


def between(lake: Lake, last: Followed | None, now: Followed) -> Changed | None:
    """What was written in between; None where that is not known, or where the archive was written whole and with it
    perhaps all."""
    if last is None or last.declared != now.declared or not timedelta(0) <= now.as_of - last.as_of <= KEPT:
        return None
    if not 0 <= last.version <= now.version:
        return None
    if last.version == now.version:
        return Changed(lake.spark.createDataFrame([], "customer_no STRING"), frozenset())
    rows = lake.changes(TABLE, last.version + 1, now.version).where("_change_type = 'insert'")
    found = rows.select("stream", "customer_no").distinct().localCheckpoint()
    whole = found.where("customer_no IS NULL").select("stream").collect()
    streams = frozenset(row["stream"] for row in whole)
    if ARCHIVE in streams:
        return None
    return Changed(found.where("customer_no IS NOT NULL").select("customer_no"), streams)


def follow(lake: Lake, follower: str, now: Followed) -> None:
    """Write down that the job has followed so far."""
    lake.create(FOLLOWERS, FOLLOWER_COLUMNS, comment="各作业已跟进到的特征版本")
    row = (follower, now.as_of, now.declared, now.version)
    rows = lake.spark.createDataFrame([row], lake.schema(FOLLOWERS))
    lake.replace(FOLLOWERS, rows, F.col("follower") == follower)
