"""gold.features_<stream>, one row per customer each, and the view over them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gridtag.errors import GridtagError
from gridtag.features.dimension import Feature
from gridtag.features.engine import features_of
from gridtag.features.frames import ACCOUNTS, STREAMS, Stream
from gridtag.features.registry import features, of_stream, with_inputs
from gridtag.jobs import feature_changes, feature_state
from gridtag.jobs.context import Context
from gridtag.jobs.feature_changes import Touched
from gridtag.jobs.feature_frames import frames_of, known_by
from gridtag.jobs.feature_state import State
from gridtag.lake import Lake

VIEW = "customer_features"
KEY_COLUMNS = (
    "customer_no STRING NOT NULL COMMENT '户号'",
    "changes_on DATE COMMENT '无新数据时下次变化之日'",
)
CHANGES_KEPT = timedelta(days=7)
"""For how long the change feeds surely reach back: VACUUM removes older files by default."""
CARE_REGISTER = "P4"
"""Features of this class are in their own table and, unless named, in no view: they are for service alone."""
MOST_TOUCHED = 0.3
"""Share of customers above which a table is written anew rather than merged into."""


def run(context: Context, *, full: bool = False) -> dict[str, int]:
    """Bring every gold.features_<stream> to `context.as_of`, the rows of customers for whom something changed or,
    where that is not known or `full`, all rows; gives the number of features by stream."""
    lake = context.lake
    before = {} if full else _reached(lake)
    versions = feature_changes.silver_versions(lake)
    now = {one.code: feature_state.reaching(one, context.as_of, versions) for one in STREAMS}
    behind = [one for one in STREAMS if before.get(one.code) != now[one.code]]
    if behind:
        _bring(context, behind, before, now)
        feature_state.note(lake, now.values())
    register_views(lake)
    return {stream.code: len(of_stream(stream.code)) for stream in STREAMS}


def _reached(lake: Lake) -> dict[str, State]:
    """The states of the tables that are there. That of a lost one is forgotten before anything is written, so that a
    run that is killed while the table is still empty does not leave it taken for complete."""
    noted = feature_state.states(lake)
    found = {
        stream.code: noted[stream.code]
        for stream in STREAMS
        if stream.code in noted and lake.exists(stream.table)
    }
    if found != noted:
        feature_state.note(lake, found.values())
    return found


def _bring(
    context: Context, behind: Sequence[Stream], before: Mapping[str, State], now: Mapping[str, State]
) -> None:
    known = known_by(context, _of(behind))
    follow = [one for one in behind if _follows(one, before.get(one.code), now[one.code])]
    touched = feature_changes.touched(known, follow, before, now) if follow else None
    merged = [one for one in follow if touched and not _most(context.lake, one, touched)]
    anew = [one for one in behind if one not in merged]
    whole = frames_of(known, _of(anew))
    some = frames_of(known, _of(merged), touched.all()) if touched and merged else {}
    for number, stream in enumerate(behind, 1):
        context.say(f"features {number}/{len(behind)}: {stream.table}")
        if stream in anew:
            write(context, stream, features_of(of_stream(stream.code), whole, context.as_of))
        elif touched and touched.counts.get(stream.code):
            _merge(context, stream, some, touched.of(stream))


def _of(streams: Iterable[Stream]) -> list[Feature]:
    return [feature for stream in streams for feature in of_stream(stream.code)]


def _follows(stream: Stream, before: State | None, now: State) -> bool:
    """Whether the stream's table can be brought from one state to the other customer by customer."""
    return (
        before is not None
        and not stream.rebuilt
        and before.declared == now.declared
        and timedelta(0) <= now.as_of - before.as_of <= CHANGES_KEPT
        and not feature_changes.windows_moved(stream, before.as_of, now.as_of)
    )


def _most(lake: Lake, stream: Stream, touched: Touched) -> bool:
    if stream.code in touched.everyone:
        return True
    many = touched.counts.get(stream.code, 0)
    return many > 0 and many > MOST_TOUCHED * lake.read(stream.table).count()


def _merge(context: Context, stream: Stream, frames: Mapping[str, DataFrame], customers: DataFrame) -> None:
    """Compute these customers' rows anew; those without an account lose theirs."""
    accounts = frames[ACCOUNTS].join(customers, "customer_no", "left_semi")
    fresh = features_of(
        of_stream(stream.code), {**frames, ACCOUNTS: accounts}, context.as_of
    ).localCheckpoint()
    gone = customers.join(fresh.select("customer_no"), "customer_no", "left_anti")
    rows = fresh.withColumn("_gone", F.lit(False))
    rows = rows.unionByName(gone.withColumn("_gone", F.lit(True)), allowMissingColumns=True)
    context.lake.upsert(stream.table, rows, ["customer_no"], deleted="_gone")


def write(context: Context, stream: Stream, table: DataFrame) -> None:
    """Replace the stream's table; new features get a column, gone ones stay null."""
    lake = context.lake
    wanted = {feature.column: feature for feature in of_stream(stream.code)}
    lake.create(
        stream.table,
        [*KEY_COLUMNS, *(_line(feature) for feature in wanted.values())],
        comment=f"{stream.title}特征，每户一行",
        cluster_by=("customer_no",),
        statistics=("customer_no", "changes_on"),
    )
    held = {entry.name: entry.dataType for entry in lake.schema(stream.table)}
    if new := [feature for column, feature in wanted.items() if column not in held]:
        lines = ", ".join(map(_line, new))
        lake.spark.sql(f"ALTER TABLE {lake.identifier(stream.table)} ADD COLUMNS ({lines})")
    gone = [
        F.lit(None).cast(held[name]).alias(name)
        for name in held
        if name not in {"customer_no", "changes_on", *wanted}
    ]
    lake.replace(stream.table, table.select("*", *gone))


def _line(feature: Feature) -> str:
    return f"{feature.column} {feature.column_type} COMMENT '{feature.title}'"


def customer_features(lake: Lake, names: Collection[str] | None = None) -> DataFrame:
    """customer_no, as_of and every feature but those of the care register (or `names`) under its catalogue name, as
    of the last run."""
    return lake.spark.sql(view_sql(lake, names))


def view_sql(lake: Lake, names: Collection[str] | None = None) -> str:
    """The query behind the view gold.customer_features, or over fewer features and the tables that hold them."""
    chosen = _chosen(names)
    first, *others = STREAMS
    streams = {feature.stream for feature in chosen if not feature.is_derived}
    joins = "".join(
        f"\nLEFT JOIN {lake.identifier(stream.table)} USING (customer_no)"
        for stream in others
        if stream.code in streams
    )
    day = f"\nCROSS JOIN (SELECT min(as_of) AS as_of FROM {lake.identifier(feature_state.TABLE)})"
    return _shown(chosen, names, f"{lake.identifier(first.table)}{joins}{day}")


def _shown(chosen: Sequence[Feature], names: Collection[str] | None, table: str) -> str:
    """customer_no, as_of and the features wanted, derived ones made of the others."""
    stored = [feature for feature in chosen if not feature.is_derived]
    derived = [feature for feature in chosen if feature.is_derived]
    listed = [feature for feature in chosen if names is None or feature.name in names]
    columns = ", ".join(["customer_no", "as_of", *(feature.column for feature in stored)])
    made = ", ".join(
        ["*", *(f"cast({feature.derive} AS {feature.type}) AS {feature.column}" for feature in derived)]
    )
    shown = ",\n    ".join(["customer_no", "as_of", *map(shown_as, listed)])
    return f"SELECT\n    {shown}\nFROM (SELECT {made} FROM (SELECT {columns} FROM {table}))"


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


def features_as_of(
    lake: Lake, as_of: date, names: Collection[str] | None = None, customers: DataFrame | None = None
) -> DataFrame:
    """customer_no, as_of and features (all, or `names`) of all `customers` (customer_no), as they would have been
    computed on an earlier day.

    Only what had happened and was known by then counts. Nothing is written.
    """
    chosen = _chosen(names)
    stored = [feature for feature in chosen if not feature.is_derived]
    frames = frames_of(known_by(Context(lake, as_of), stored), stored)
    if customers is not None:
        frames[ACCOUNTS] = frames[ACCOUNTS].join(customers, "customer_no", "left_semi")
    wide = features_of(stored, frames, as_of).withColumn("as_of", F.lit(as_of))
    shown = lake.spark.sql(_shown(chosen, names, "{wide}"), wide=wide)
    return shown if names is None else shown.select("customer_no", "as_of", *names)


def _chosen(names: Collection[str] | None) -> Sequence[Feature]:
    if names is None:
        return tuple(feature for feature in features().values() if feature.privacy != CARE_REGISTER)
    if unknown := sorted(set(names) - features().keys()):
        raise GridtagError(f"no such features: {', '.join(unknown)}; see `features list`")
    return with_inputs(names)
