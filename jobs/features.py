"""gold.features, one row per customer, and the view over it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gridtag.errors import GridtagError
from gridtag.features.dimension import Feature
from gridtag.features.engine import features_of
from gridtag.features.registry import features, with_inputs
from gridtag.jobs.context import Context
from gridtag.jobs.feature_frames import frames_of
from gridtag.lake import Lake

TABLE = "gold.features"
VIEW = "customer_features"
KEY_COLUMNS = ("customer_no STRING NOT NULL COMMENT '户号'", "as_of DATE NOT NULL COMMENT '特征日'")


def run(context: Context) -> dict[str, int]:
    """Bring gold.features to `context.as_of`; gives the number of features."""
    wanted = tuple(features().values())
    context.say(f"features: {len(wanted)} per customer")
    write(context, features_of(wanted, frames_of(context, wanted), context.as_of))
    register_views(context.lake)
    return {"features": len(wanted)}


def write(context: Context, table: DataFrame) -> None:
    """Replace the table by customer_no and stored columns; new features get a column, gone ones stay null."""
    lake = context.lake
    wanted = {feature.column: feature for feature in features().values()}
    lake.create(
        TABLE,
        [*KEY_COLUMNS, *(_line(feature) for feature in wanted.values())],
        comment="客户特征，每户一行",
        cluster_by=("customer_no",),
        statistics=("customer_no", "as_of"),
    )
    held = {entry.name: entry.dataType for entry in lake.schema(TABLE)}
    if new := [feature for column, feature in wanted.items() if column not in held]:
        lines = ", ".join(map(_line, new))
        lake.spark.sql(f"ALTER TABLE {lake.identifier(TABLE)} ADD COLUMNS ({lines})")
    gone = [
        F.lit(None).cast(held[name]).alias(name)
        for name in held
        if name not in {"customer_no", "as_of", *wanted}
    ]
    lake.replace(TABLE, table.select(F.lit(context.as_of).alias("as_of"), "*", *gone))


def _line(feature: Feature) -> str:
    return f"{feature.column} {feature.column_type} COMMENT '{feature.title}'"


def customer_features(lake: Lake, names: Collection[str] | None = None) -> DataFrame:
    """customer_no, as_of and every feature (or `names`) under its catalogue name, as of the last run."""
    return lake.spark.sql(view_sql(lake, names))


def view_sql(lake: Lake, names: Collection[str] | None = None) -> str:
    """The query behind the view gold.customer_features, or over fewer features."""
    chosen = [feature for name, feature in features().items() if names is None or name in names]
    shown = ",\n    ".join(["customer_no", "as_of", *map(shown_as, chosen)])
    return f"SELECT\n    {shown}\nFROM {lake.identifier(TABLE)}"


def shown_as(feature: Feature) -> str:
    """The feature from its stored column."""
    if not feature.is_date:
        return feature.column
    return f"cast(datediff(as_of, {feature.column}) AS {feature.type}) AS {feature.name}"


def register_views(lake: Lake) -> None:
    """`customer_features` as a temporary view, and as gold.customer_features where there is a catalog."""
    customer_features(lake).createOrReplaceTempView(VIEW)
    if lake.catalog:
        lake.spark.sql(f"CREATE OR REPLACE VIEW {lake.identifier(f'gold.{VIEW}')} AS {view_sql(lake)}")


def features_as_of(lake: Lake, as_of: date, names: Collection[str] | None = None) -> DataFrame:
    """customer_no, as_of and features (all, or `names`) as they would have been computed on an earlier day.

    Only what had happened and was known by then counts. Nothing is written.
    """
    chosen = _chosen(names)
    wide = features_of(chosen, frames_of(Context(lake, as_of), chosen), as_of)
    listed = chosen if names is None else [features()[name] for name in names]
    return wide.select(F.lit(as_of).alias("as_of"), "*").selectExpr(
        "customer_no", "as_of", *map(shown_as, listed)
    )


def _chosen(names: Collection[str] | None) -> Sequence[Feature]:
    if names is None:
        return tuple(features().values())
    if unknown := sorted(set(names) - features().keys()):
        raise GridtagError(f"no such features: {', '.join(unknown)}; see `features list`")
    return with_inputs(names)
