"""`bronze.files`: every file that ever landed, what became of it, and how far its rows have come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from pyspark.sql import functions as F

from gridtag.jobs.landing import LandingFile
from gridtag.lake import Lake

TABLE = "bronze.files"
COLUMNS = (
    "file STRING NOT NULL COMMENT '落地目录下的文件名；数据库抽取写作 postgresql/表/窗口'",
    "sha256 STRING NOT NULL COMMENT '内容摘要；数据库抽取为空'",
    "source STRING COMMENT '数据源'",
    "status STRING NOT NULL COMMENT 'loaded | partial | empty | duplicate | unreadable | replaced'",
    "note STRING COMMENT '发现的问题与处理'",
    "rows BIGINT NOT NULL COMMENT '入湖行数'",
    "bytes BIGINT COMMENT '文件大小'",
    "modified_at TIMESTAMP COMMENT '文件修改时间'",
    "delivered_on DATE COMMENT '交付日'",
    "available_at TIMESTAMP COMMENT '何时起可用'",
    "_batch STRING NOT NULL COMMENT '装载批次(业务日)'",
    "conformed BOOLEAN NOT NULL COMMENT '是否已进入 silver'",
)
KEY = ("file", "sha256")
LIVE = ("loaded", "partial")
"""Files whose rows are in bronze now."""


def create(lake: Lake) -> None:
    lake.create(TABLE, COLUMNS, comment="每个落地文件及其去向")


def entries(lake: Lake) -> list[dict[str, Any]]:
    return [row.asDict() for row in lake.read(TABLE).toLocalIterator()]


def known_spans(lake: Lake) -> dict[str, tuple[datetime, datetime]]:
    """By source, when its first rows became known and when its latest, by the files that brought them."""
    if not lake.exists(TABLE):
        return {}
    files = lake.read(TABLE).where(F.col("status").isin(*LIVE) & (F.col("rows") > 0))
    spans = files.groupBy("source").agg(F.min("available_at"), F.max("available_at"))
    return {source: (first.astimezone(), last.astimezone()) for source, first, last in spans.collect()}


def delivered(lake: Lake, moment: datetime) -> set[str]:
    """Sources of which some rows had become known by the moment."""
    return {source for source, (first, _) in known_spans(lake).items() if first <= moment}


def last_day(lake: Lake) -> date | None:
    """The latest day for which files were taken in."""
    if not lake.exists(TABLE):
        return None
    (row,) = lake.read(TABLE).agg(F.max("_batch")).collect()
    return date.fromisoformat(row[0]) if row[0] else None


def latest_deliveries(lake: Lake, as_of: date) -> dict[str, date]:
    """By source, the day of the latest delivery up to the day that has rows."""
    delivered = F.coalesce("delivered_on", F.to_date("_batch"))
    live = lake.read(TABLE).where(F.col("status").isin(*LIVE) & (delivered <= F.lit(as_of)))
    return dict(live.groupBy("source").agg(F.max(delivered)).collect())


def sources_after(lake: Lake, moment: datetime) -> set[str]:
    """Sources of which some rows became known after the moment."""
    return {source for source, (_, last) in known_spans(lake).items() if last > moment}


def waiting(lake: Lake, before: date, after: date) -> set[str]:
    """Sources with a file that was loaded by the run of the day `before` but became known only later, by `after`."""
    if not lake.exists(TABLE):
        return set()
    known = F.to_date("available_at")
    files = lake.read(TABLE).where(
        F.col("status").isin(*LIVE)
        & (F.col("_batch") <= before.isoformat())
        & (known > F.lit(before))
        & (known <= F.lit(after))
    )
    return {row["source"] for row in files.select("source").distinct().collect()}


def record(lake: Lake, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    frame = lake.spark.createDataFrame(list(rows), lake.schema(TABLE))
    lake.upsert(TABLE, frame, KEY)


def mark_conformed(lake: Lake, files: Iterable[tuple[str, str]]) -> None:
    """The rows of these (file, sha256) have reached silver."""
    listed = list(files)
    if not listed:
        return
    keys = lake.spark.createDataFrame(listed, "file STRING, sha256 STRING")
    done = (
        lake.read(TABLE).join(F.broadcast(keys), list(KEY), "left_semi").withColumn("conformed", F.lit(True))
    )
    lake.upsert(TABLE, done, KEY)


def changed(files: Iterable[LandingFile], known: Iterable[dict[str, Any]], as_of: date) -> list[LandingFile]:
    """Files due by `as_of` that are new, or whose size or time is not that of the last look."""
    seen = {
        (row["file"], row["bytes"], _instant(row["modified_at"]))
        for row in known
        if row["status"] != "replaced" and row["modified_at"] is not None
    }
    return [
        file
        for file in sorted(files, key=lambda file: file.name)
        if (file.delivered_on is None or file.delivered_on <= as_of)
        and (file.name, file.bytes, file.modified_at.timestamp()) not in seen
    ]


def _instant(moment: datetime) -> float:
    return moment.timestamp()
