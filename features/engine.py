"""Frames to features: one row per customer, in one pass over all events.

Every frame's rows are told as whole numbers (layout), those of a customer that lie together packed into one row
(packing), all frames together brought to their customers by one shuffle, and folded there with numpy on Arrow
batches (batch, fold).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import reduce
from typing import TYPE_CHECKING

from gridtag.features.batch import COVERAGE, Plan
from gridtag.features.dimension import Feature
from gridtag.features.frames import ACCOUNTS
from gridtag.features.layout import Layout
from gridtag.features.packing import PACKED, packed_rows

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame


def features_of(features: Sequence[Feature], frames: Mapping[str, DataFrame], as_of: date) -> DataFrame:
    """customer_no, changes_on and the column of each feature, one row per row of the frame `accounts`.

    changes_on is the next day on which a customer's features change by the passing of time alone, as far as windows
    of days and the rows themselves tell; the bounds of other windows move for all customers on the same day.

    `frames` holds the frames by name; of one that is not there nothing is known, so its features are null (flags
    false).
    """
    plan = Plan(tuple(feature.name for feature in features), frozenset(frames), as_of)
    return fold(packed(plan, frames), plan)


def packed(plan: Plan, frames: Mapping[str, DataFrame]) -> DataFrame:
    """Packed rows (batch.PACKED) of all frames, and one of each account."""
    rows = [_packed(frames[ACCOUNTS], COVERAGE)]
    for name, layout in plan.layouts.items():
        rows.append(_packed(frames[name], layout))
    return reduce(lambda one, other: one.unionAll(other), rows)


def _packed(rows: DataFrame, layout: Layout) -> DataFrame:
    from pyspark.sql.pandas.types import from_arrow_schema

    flat, name = rows.where("customer_no IS NOT NULL").selectExpr(*layout.columns), layout.frame

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return packed_rows(batches, name)

    return flat.mapInArrow(run, from_arrow_schema(PACKED))


def fold(rows: DataFrame, plan: Plan) -> DataFrame:
    """The packed rows of all customers to their features."""
    from pyspark.sql.pandas.types import from_arrow_schema

    names, frames, as_of = plan.names, plan.frames, plan.as_of  # declarations are there on the executors

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return Plan(names, frames, as_of).fold(batches)

    together = rows.repartition("customer_no").sortWithinPartitions("customer_no")
    return together.mapInArrow(run, from_arrow_schema(plan.schema))
