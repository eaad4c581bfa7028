"""gold.feature_profile: how every feature's values are spread on a day, and what is odd about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gridtag.features.dimension import Feature
from gridtag.features.frames import STREAMS
from gridtag.features.profile import SCHEMA, Spread, stability, tally
from gridtag.features.registry import features, of_stream
from gridtag.jobs import feature_state
from gridtag.jobs.context import Context
from gridtag.jobs.features import customer_features, shown_as
from gridtag.jobs.freshness import days_since, stale
from gridtag.lake import Lake

TABLE = "gold.feature_profile"
QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
COLUMNS = (
    "as_of DATE NOT NULL COMMENT '特征日'",
    "feature STRING NOT NULL COMMENT '特征'",
    "customers BIGINT NOT NULL COMMENT '行数，每户一行'",
    "null_rate DOUBLE NOT NULL COMMENT '无值占比'",
    *(f"{name} DOUBLE COMMENT '有值户的{name[1:]}分位，误差1%以内'" for name in QUANTILES),
    "psi DOUBLE COMMENT '与上次相比的群体稳定性指数，首次为空'",
    "stale_days INT COMMENT '所用数据源中最旧的最近交付距今天数'",
    "alerts ARRAY<STRING> COMMENT '异常'",
    "histogram MAP<STRING,BIGINT> COMMENT '各区间或各取值的户数'",
)
MOST_PSI = 0.25
MOST_NULL_CHANGE = 0.1
MOST_ROW_CHANGE = 0.1
"""Above these a feature is reported: the usual bound of a major shift, and a tenth of customers."""


def run(context: Context) -> dict[str, int]:
    """Write the day's rows of gold.feature_profile, one per feature; gives the number of features and of alerts."""
    lake, as_of = context.lake, context.as_of
    feature_state.must_be_of(lake, as_of)
    lake.create(TABLE, COLUMNS, comment="特征分布与异常，每日每特征一行", statistics=("as_of", "feature"))
    earlier = latest(lake.read(TABLE).where(F.col("as_of") < F.lit(as_of))).collect()
    before = {row["feature"]: spread(row.asDict()) for row in earlier if row["feature"] in features()}
    since = days_since(lake, as_of)
    counted = _spreads(_tallies(context))
    rows = [
        _row(as_of, features()[name], spread, before.get(name), since) for name, spread in counted.items()
    ]
    lake.replace(TABLE, lake.spark.createDataFrame(rows, lake.schema(TABLE)), F.col("as_of") == F.lit(as_of))
    return {"features": len(rows), "alerts": sum(len(row["alerts"]) for row in rows)}


def _tallies(context: Context) -> Iterator[DataFrame]:
    """feature, bucket, customers of each table of features."""
    lake, day = context.lake, F.lit(context.as_of)
    for stream in STREAMS:
        context.say(f"feature profile: {stream.table}")
        shown = [shown_as(feature) for feature in of_stream(stream.code)]
        yield _tallied(lake.read(stream.table).withColumn("as_of", day).selectExpr(*shown))
    derived = [feature.name for feature in features().values() if feature.is_derived]
    yield _tallied(customer_features(lake, derived).select(*derived))


def _tallied(table: DataFrame) -> DataFrame:
    from pyspark.sql.pandas.types import from_arrow_schema

    found = table.mapInArrow(tally, from_arrow_schema(SCHEMA))
    return found.groupBy("feature", "bucket").agg(F.sum("customers").alias("customers"))


def _spreads(tallies: Iterable[DataFrame]) -> dict[str, Spread]:
    """By feature, in the registry's order; as many rows are read as there are buckets, whatever the customers."""
    found: dict[str, dict[str | None, int]] = {}
    for table in tallies:
        for name, bucket, many in table.toLocalIterator():
            found.setdefault(name, {})[bucket] = many
    return {
        name: Spread(found[name], one.type == "STRING") for name, one in features().items() if name in found
    }


def spread(row: Mapping[str, Any]) -> Spread:
    """The spread that a row of the table tells of."""
    nulls = round(row["null_rate"] * row["customers"])
    counted = row["histogram"] | ({None: nulls} if nulls else {})
    return Spread(counted, features()[row["feature"]].type == "STRING")


def _row(
    as_of: date, feature: Feature, now: Spread, before: Spread | None, since: Mapping[str, int]
) -> dict[str, Any]:
    psi = stability(before, now) if before else None
    days = [since[source] for source in feature.sources if source in since]
    return {
        "as_of": as_of,
        "feature": feature.name,
        "customers": now.rows,
        "null_rate": now.null_rate,
        **dict(zip(QUANTILES, now.quantiles(list(QUANTILES.values())), strict=True)),
        "psi": psi,
        "stale_days": max(days, default=None),
        "alerts": [*_moved(now, before, psi), *stale(feature.sources, since)],
        "histogram": {bucket: many for bucket, many in now.histogram.items() if bucket is not None},
    }


def _moved(now: Spread, before: Spread | None, psi: float | None) -> Iterator[str]:
    """What has changed too much since the run before."""
    if before is None:
        return
    if psi is not None and psi > MOST_PSI:
        yield f"psi {psi:.2f}"
    if abs(now.null_rate - before.null_rate) > MOST_NULL_CHANGE:
        yield f"null rate {before.null_rate:.1%} to {now.null_rate:.1%}"
    if abs(now.rows - before.rows) > MOST_ROW_CHANGE * before.rows:
        yield f"rows {before.rows} to {now.rows}"


def of_day(lake: Lake, as_of: date) -> list[dict[str, Any]]:
    """Rows of the latest day up to `as_of`, by feature name; none where no profile has been taken."""
    if not lake.exists(TABLE):
        return []
    rows = latest(lake.read(TABLE).where(F.col("as_of") <= F.lit(as_of))).orderBy("feature").collect()
    return [row.asDict() for row in rows if row["feature"] in features()]


def alerts(lake: Lake) -> list[dict[str, Any]]:
    """feature, title, as_of, alert of the latest day."""
    if not lake.exists(TABLE):
        return []
    odd = latest(lake.read(TABLE)).select("feature", "as_of", F.explode("alerts")).orderBy("feature", "col")
    return [
        {"feature": name, "title": features()[name].title, "as_of": day, "alert": alert}
        for name, day, alert in odd.collect()
        if name in features()
    ]


def latest(rows: DataFrame) -> DataFrame:
    """Those of the latest day (as_of)."""
    return rows.join(rows.agg(F.max("as_of").alias("as_of")), "as_of")
