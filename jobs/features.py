"""Features of all customers: one table per stream, and the view over them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gridtag.errors import GridtagError
from gridtag.features.dimension import Feature
from gridtag.features.engine import features_of
from gridtag.features.frames import BY_CODE, STREAMS, Stream
from gridtag.features.registry import features, of_stream, with_inputs
from gridtag.jobs.context import Context
from gridtag.jobs.feature_frames import frames_of
from gridtag.lake import Lake

VIEW = "customer_features"
KEY_COLUMNS = ("customer_no STRING NOT NULL COMMENT '户号'", "as_of DATE NOT NULL COMMENT '特征日'")


def run(context: Context) -> dict[str, int]:
    """Bring gold.features_<stream> to `context.as_of`; gives the number of features by stream."""
    frames = frames_of(context, STREAMS)
    for number, stream in enumerate(STREAMS, 1):
        context.say(f"features {number}/{len(STREAMS)}: {stream.table}")
        wanted = of_stream(stream.code)
        write(context, stream, features_of(stream, wanted, frames, frames["accounts"], context.as_of))
    register_views(context.lake)
    return {stream.code: len(of_stream(stream.code)) for stream in STREAMS}


def write(context: Context, stream: Stream, table: DataFrame) -> None:
    """Replace the stream's table by customer_no and stored columns; new features get a column, gone ones stay null."""
    lake = context.lake
    wanted = {feature.column: feature for feature in of_stream(stream.code)}
    lake.create(
        stream.table,
        [*KEY_COLUMNS, *(_line(feature) for feature in wanted.values())],
        comment=f"{stream.title}特征，每户一行",
        cluster_by=("customer_no",),
        statistics=("customer_no", "as_of"),
    )
    held = {entry.name: entry.dataType for entry in lake.schema(stream.table)}
    if new := [feature for column, feature in wanted.items() if column not in held]:
        lines = ", ".join(map(_line, new))
        lake.spark.sql(f"ALTER TABLE {lake.identifier(stream.table)} ADD COLUMNS ({lines})")
    gone = [
        F.lit(None).cast(held[name]).alias(name)
        for name in held
        if name not in {"customer_no", "as_of", *wanted}
    ]
    lake.replace(stream.table, table.select(F.lit(context.as_of).alias("as_of"), "*", *gone))


def _line(feature: Feature) -> str:
    return f"{feature.column} {feature.column_type} COMMENT '{feature.title}'"


def customer_features(lake: Lake, names: Collection[str] | None = None) -> DataFrame:
    """customer_no, as_of and every feature (or `names`) under its catalogue name, as of the last run."""
    return lake.spark.sql(view_sql(lake, names))


def view_sql(lake: Lake, names: Collection[str] | None = None) -> str:
    """The query behind the view gold.customer_features, or over fewer features and the tables that hold them."""
    chosen = [feature for name, feature in features().items() if names is None or name in names]
    streams = {feature.stream for feature in chosen}
    first, *others = STREAMS
    joins = "".join(
        f"\nLEFT JOIN {lake.identifier(stream.table)} USING (customer_no, as_of)"
        for stream in others
        if stream.code in streams
    )
    shown = ",\n    ".join(shown_as(feature) for feature in chosen)
    return f"SELECT\n    customer_no,\n    as_of,\n    {shown}\nFROM {lake.identifier(first.table)}{joins}"


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

    Only what had happened and was known by then counts. Nothing is written; the frames are computed at once and kept
    by the executors, as several aggregates read each.
    """
    chosen = _chosen(names)
    context = Context(lake, as_of)
    streams = [stream for stream in STREAMS if any(feature.stream == stream.code for feature in chosen)]
    frames = frames_of(context, streams)
    wide = frames["accounts"].select("customer_no", F.lit(as_of).alias("as_of"))
    for stream in streams:
        wide = wide.join(_table(stream, chosen, frames, as_of), "customer_no", "left")
    listed = chosen if names is None else [features()[name] for name in names]
    return wide.selectExpr("customer_no", "as_of", *map(shown_as, listed))


def _chosen(names: Collection[str] | None) -> Sequence[Feature]:
    if names is None:
        return tuple(features().values())
    if unknown := sorted(set(names) - features().keys()):
        raise GridtagError(f"no such features: {', '.join(unknown)}; see `features list`")
    return with_inputs(names)


def _table(
    stream: Stream, chosen: Sequence[Feature], frames: Mapping[str, DataFrame], as_of: date
) -> DataFrame:
    wanted = [feature for feature in chosen if feature.stream == stream.code]
    return features_of(BY_CODE[stream.code], wanted, frames, frames["accounts"], as_of)
