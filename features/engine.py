"""Frames to features: one row per customer, in one pass over all events.

Every frame's rows are told as whole numbers (layout), those of a customer that lie together packed into one row
(packing), all frames together brought to their customers by one shuffle, and folded there with numpy on Arrow
batches (batch, fold).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import reduce
from typing import TYPE_CHECKING

from gridtag.features.batch import Plan
from gridtag.features.dimension import Feature
from gridtag.features.frames import ACCOUNTS
from gridtag.features.history import COVERAGE
from gridtag.features.layout import Layout
from gridtag.features.packing import PACKED, packed_rows

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType

    from gridtag.arrow_files import Make


def features_of(features: Sequence[Feature], frames: Mapping[str, DataFrame], as_of: date) -> DataFrame:
    """customer_no, changes_on and the column of each feature, one row per row of the frame `accounts`.

    changes_on is the next day on which a customer's features change by the passing of time alone, as far as windows
    of days and the rows themselves tell; the bounds of other windows move for all customers on the same day.

    `frames` holds the frames by name; of one that is not there nothing is known, so its features are null (flags
    false).
    """
    plan = planned(features, frames, as_of)
    return together(plan, frames).mapInArrow(retelling(plan), _spark_schema(plan.schema))


def planned(features: Sequence[Feature], frames: Collection[str], as_of: date) -> Plan:
    """What to compute from these frames."""
    return Plan(tuple(feature.name for feature in features), frozenset(frames), as_of)


def together(plan: Plan, frames: Mapping[str, DataFrame]) -> DataFrame:
    """Packed rows (packing.PACKED) of all frames, and one of each account, customer by customer."""
    rows = [_packed(frames[ACCOUNTS], COVERAGE)]
    for name, layout in plan.layouts.items():
        rows.append(_packed(frames[name], layout))
    packed = reduce(lambda one, other: one.unionAll(other), rows)
    return packed.repartition("customer_no").sortWithinPartitions("customer_no")


def _packed(rows: DataFrame, layout: Layout) -> DataFrame:
    flat, name = rows.where("customer_no IS NOT NULL").selectExpr(*layout.columns), layout.frame

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return packed_rows(batches, name)

    return flat.mapInArrow(run, _spark_schema(PACKED))


def histories_of(plan: Plan, frames: Mapping[str, DataFrame]) -> DataFrame:
    """The history (`plan.history_schema`) of every account."""
    return together(plan, frames).mapInArrow(telling(plan), _spark_schema(plan.history_schema))


def folded(histories: DataFrame, plan: Plan) -> DataFrame:
    """The features (`plan.schema`) of these histories."""
    return histories.mapInArrow(folding(plan), _spark_schema(plan.schema))


def telling(plan: Plan) -> Make:
    """From the packed rows of a partition to the histories of its customers."""
    names, frames, as_of = plan.names, plan.frames, plan.as_of  # declarations are there on the executors
    return lambda batches: Plan(names, frames, as_of).histories(batches)


def folding(plan: Plan) -> Make:
    """From histories to features."""
    names, frames, as_of = plan.names, plan.frames, plan.as_of
    return lambda batches: Plan(names, frames, as_of).fold(batches)


def retelling(plan: Plan) -> Make:
    """From packed rows to features, where no history is kept."""
    tell, fold = telling(plan), folding(plan)
    return lambda batches: fold(tell(batches))


def _spark_schema(schema: pa.Schema) -> StructType:
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(schema)
