"""gold.history_<stream>: the packed events that a stream's features are folded from, one row per customer."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
from pyspark.sql import DataFrame

from gridtag.features import engine
from gridtag.features.batch import Plan
from gridtag.features.frames import Stream
from gridtag.jobs import feature_tables
from gridtag.lake import Lake

READS_ON = "reads_on DATE COMMENT '无新数据时事件读法下次变化之日'"


def table(stream: Stream) -> str:
    return f"gold.history_{stream.code}"


def write(lake: Lake, stream: Stream, plan: Plan, frames: Mapping[str, DataFrame]) -> None:
    """Replace the stream's histories by those of these frames."""
    _prepare(lake, stream, plan)
    rows = engine.together(plan, frames)
    keys = feature_tables.keys(READS_ON)
    lake.replace_mapped(table(stream), rows, engine.telling(plan), plan.history_schema, keys)


def merge(
    lake: Lake, stream: Stream, plan: Plan, frames: Mapping[str, DataFrame], customers: DataFrame
) -> None:
    """Tell these customers' histories anew."""
    _prepare(lake, stream, plan)
    feature_tables.merge(lake, table(stream), engine.histories_of(plan, frames), customers)


def _prepare(lake: Lake, stream: Stream, plan: Plan) -> None:
    columns = {
        field.name: f"{field.name} {'BINARY' if pa.types.is_binary(field.type) else 'ARRAY<STRING>'}"
        for field in plan.history_schema
        if field.name not in ("customer_no", "reads_on")
    }
    feature_tables.prepare(
        lake, table(stream), READS_ON, columns, f"{stream.title}事件(压缩)，每户一行，特征由此计算"
    )


def read(lake: Lake, stream: Stream, plan: Plan) -> DataFrame:
    """The histories, in the columns that the plan reads."""
    return lake.read(table(stream)).select(plan.history_schema.names)
