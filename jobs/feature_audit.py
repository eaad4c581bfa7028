"""gold.feature_audit: a sample of customers, computed again from silver in another way, beside what the tables hold."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gridtag.features import oracle
from gridtag.features.dimension import Feature
from gridtag.features.frames import ACCOUNTS, FRAMES, STREAMS
from gridtag.features.registry import features
from gridtag.jobs import feature_state
from gridtag.jobs.context import Context
from gridtag.jobs.feature_frames import Known, frames_of, known_by
from gridtag.jobs.feature_profile import latest
from gridtag.jobs.features import customer_features
from gridtag.jobs.threads import each
from gridtag.lake import Lake

TABLE = "gold.feature_audit"
COLUMNS = (
    "as_of DATE NOT NULL COMMENT '特征日'",
    "feature STRING NOT NULL COMMENT '特征'",
    "customers INT NOT NULL COMMENT '复核户数'",
    "differing INT NOT NULL COMMENT '复核结果与特征表不一致的户数'",
)
ONE_IN, AT_LEAST, AT_MOST = 1_000, 100, 5_000
"""Customers of the sample. Of 5,000, one that is wrong is found with 99 % if one customer in a thousand is wrong."""
CLOSE = 1e-9


def run(context: Context) -> dict[str, int]:
    """Write the day's rows of gold.feature_audit, one per feature; gives customers, features, and features that differ.

    Events of the sample are told anew from silver, without the kept histories, and folded by DuckDB's plain SQL.
    """
    lake, as_of = context.lake, context.as_of
    feature_state.must_be_of(lake, as_of)
    lake.create(TABLE, COLUMNS, comment="特征抽样复核，每日每特征一行", statistics=("as_of", "feature"))
    chosen = sample(lake, as_of).localCheckpoint()
    held = customer_features(lake, list(features())).join(chosen, "customer_no", "left_semi").toArrow()
    again = told_again(context, chosen)
    found = differing(held, again, as_of)
    context.say(f"feature audit: {len(held)} customers")
    rows = [(as_of, name, len(held), many) for name, many in found.items()]
    lake.replace(TABLE, lake.spark.createDataFrame(rows, lake.schema(TABLE)), F.col("as_of") == F.lit(as_of))
    return {
        "customers": len(held),
        "features": len(rows),
        "differing": sum(many > 0 for _, many in found.items()),
    }


def sample(lake: Lake, as_of: date) -> DataFrame:
    """customer_no of the customers whose turn it is on the day."""
    everyone = lake.read(STREAMS[0].table).select("customer_no")
    wanted = min(AT_MOST, max(AT_LEAST, everyone.count() // ONE_IN))
    return everyone.orderBy(F.xxhash64("customer_no", F.lit(as_of)), "customer_no").limit(wanted)


def told_again(context: Context, customers: DataFrame) -> pa.Table:
    """customer_no and every stored and derived feature of these customers."""
    everything = tuple(features().values())
    known = known_by(context, everything)
    connection = duckdb.connect()
    for name, rows in _events(known, customers).items():
        connection.register("given", rows)
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
    missing = {frame.name for frame in FRAMES.values() if frame.needs not in known.delivered}
    return connection.sql(oracle.query(everything, context.as_of, missing)).to_arrow_table()


def _events(known: Known, customers: DataFrame) -> dict[str, pa.Table]:
    """The frames' rows of these customers; those of streams that depend on other customers are made for all first."""
    stored = [one for one in features().values() if not one.is_derived]
    of_all = {stream.code for stream in STREAMS if stream.rebuilt}
    frames = frames_of(known, [one for one in stored if one.stream in of_all])
    frames |= frames_of(known, [one for one in stored if one.stream not in of_all], customers)
    names = sorted({part.frame for one in stored for part in one.parts.values()} & frames.keys() | {ACCOUNTS})
    chosen = F.broadcast(customers)
    told = each(lambda name: frames[name].join(chosen, "customer_no", "left_semi").toArrow(), names)
    return dict(zip(names, told, strict=True))


def differing(held: pa.Table, again: pa.Table, as_of: date) -> dict[str, int]:
    """By feature, for how many customers the table of features differs from the oracle's: at all, or by more than a
    billionth where the value is a fraction. Both must have the same customers."""
    held, again = held.sort_by("customer_no"), again.sort_by("customer_no")
    if held["customer_no"] != again["customer_no"].cast(held["customer_no"].type):
        return dict.fromkeys(features(), len(held))
    return {name: _differing(one, held[name], again[one.column], as_of) for name, one in features().items()}


def _differing(feature: Feature, held: pa.ChunkedArray, again: pa.ChunkedArray, as_of: date) -> int:
    if feature.is_date:
        again = pc.days_between(again, pa.scalar(as_of)).cast(held.type)
    missing = np.asarray(held.is_null()) != np.asarray(again.is_null())
    if pa.types.is_floating(held.type):
        left, right = (np.asarray(side.fill_null(0.0)) for side in (held, again))
        return int((missing | ~np.isclose(left, right, rtol=CLOSE, atol=CLOSE)).sum())
    unequal = np.asarray(pc.not_equal(held, again.cast(held.type)).fill_null(False))
    return int((missing | unequal).sum())


def found_wrong(lake: Lake) -> list[dict[str, Any]]:
    """feature, title, as_of, customers, differing of the latest audit, where any differ."""
    if not lake.exists(TABLE):
        return []
    wrong = latest(lake.read(TABLE)).where("differing > 0").orderBy("feature").collect()
    titles = {name: one.title for name, one in features().items()}
    return [{**row.asDict(), "title": titles.get(row["feature"], "")} for row in wrong]
