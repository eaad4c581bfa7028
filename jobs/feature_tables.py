"""Tables with one row per customer and many columns: the feature tables and the histories that they are folded from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gridtag.lake import Lake

CUSTOMER_NO = "customer_no STRING NOT NULL COMMENT '户号'"


def prepare(lake: Lake, name: str, day: str, columns: Mapping[str, str], comment: str) -> None:
    """The table with customer_no, the DDL line `day` and these columns (DDL lines by name), which it gets where it
    lacks them."""
    lake.create(
        name,
        [CUSTOMER_NO, day, *columns.values()],
        comment=comment,
        # what writes files without Spark cannot keep a clustered table
        cluster_by=() if lake.on_this_machine else ("customer_no",),
        statistics=keys(day),
    )
    held = lake.schema(name).names
    if new := [line for column, line in columns.items() if column not in held]:
        lake.spark.sql(f"ALTER TABLE {lake.identifier(name)} ADD COLUMNS ({', '.join(new)})")


def keys(day: str) -> Sequence[str]:
    """The columns that rows are looked up by."""
    return ("customer_no", day.split()[0])


def merge(lake: Lake, name: str, fresh: DataFrame, customers: DataFrame) -> None:
    """Bring the rows of these customers (customer_no, each once) to `fresh`; those that are not in it lose theirs."""
    fresh = fresh.localCheckpoint()
    gone = customers.join(fresh.select("customer_no"), "customer_no", "left_anti")
    rows = fresh.withColumn("_gone", F.lit(False))
    rows = rows.unionByName(gone.withColumn("_gone", F.lit(True)), allowMissingColumns=True)
    lake.upsert(name, rows, ["customer_no"], deleted="_gone")
