"""The offices over every unit of the organisation, as they stand on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from gridtag.features.audiences.expression import LEVELS
from gridtag.jobs.context import Context
from gridtag.jobs.known import known


def offices(context: Context) -> DataFrame:
    """org_no and the numbers of the province, city and county offices and the station above it (or itself)."""
    rows = known(context, "organisations").where(F.col("valid_from") <= F.lit(context.as_of))
    units = {row["org_no"]: row for row in rows.orderBy("org_no", "valid_from").collect()}
    found = [(org_no, *_above(org_no, units, context.as_of)) for org_no in sorted(units)]
    schema = ", ".join(f"{name} STRING" for name in ("org_no", *LEVELS))
    return context.lake.spark.createDataFrame(found, schema)


def _above(org_no: str, units: Mapping[str, Row], day: date) -> tuple[str | None, ...]:
    """The offices over a unit by level; one that has been merged away gives way to its successor."""
    levels: dict[str, str] = {}
    unit = units.get(org_no)
    for _ in range(4 * len(LEVELS)):
        if unit is None:
            break
        if unit["valid_to"] and unit["valid_to"] <= day and unit["successor_org_no"]:
            unit = units.get(unit["successor_org_no"])
            continue
        levels.setdefault(unit["level"], unit["org_no"])
        unit = units.get(unit["parent_org_no"])
    return tuple(levels.get(level) for level in LEVELS)
