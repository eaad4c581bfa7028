"""gold.features_<stream>, one row per customer each, and the view over them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gridtag.contract import RESTRICTED
from gridtag.errors import GridtagError
from gridtag.features import engine
from gridtag.features.batch import Plan
from gridtag.features.dimension import Feature
from gridtag.features.frames import ACCOUNTS, STREAMS, Stream
from gridtag.features.registry import features, of_stream, with_inputs
from gridtag.jobs import (
    changed_customers,
    feature_changes,
    feature_history,
    feature_state,
    feature_tables,
    ledger,
)
from gridtag.jobs.context import Context
from gridtag.jobs.feature_changes import NOBODY, Touched
from gridtag.jobs.feature_frames import Known, frames_of, known_by, told_frames
from gridtag.jobs.feature_state import State
from gridtag.jobs.threads import each
from gridtag.lake import Lake

VIEW = "customer_features"
CHANGES_ON = "changes_on DATE COMMENT '无新数据时下次变化之日'"
MOST_TOUCHED = 0.3
"""Share of customers above which a table is written anew rather than merged into."""


def run(context: Context, *, full: bool = False) -> dict[str, int]:
    """Bring every gold.features_<stream> to `context.as_of`, the rows of customers for whom something changed or,
    where that is not known or `full`, all rows; gives the number of features by stream."""
    lake = context.lake
    before = {} if full else _reached(lake)
    versions = feature_changes.silver_versions(lake)
    delivered = ledger.delivered(lake, context.cut_off)
    now = {one.code: feature_state.reaching(one, context.as_of, versions, delivered) for one in STREAMS}
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
        if stream.code in noted
        and lake.exists(stream.table)
        and (stream.rebuilt or lake.exists(feature_history.table(stream)))
    }
    if found != noted:
        feature_state.note(lake, found.values())
    return found


def _bring(
    context: Context, behind: Sequence[Stream], before: Mapping[str, State], now: Mapping[str, State]
) -> None:
    known = known_by(context, _of(behind))
    follow = [one for one in behind if _follows(one, before.get(one.code), now[one.code])]
    touched = feature_changes.touched(known, follow, before, now) if follow else NOBODY
    kept = [
        one
        for one in follow
        if one.code not in touched.everyone and not _most(context.lake, one, touched.told)
    ]
    anew = [one for one in behind if one not in kept]
    changed_customers.note(context, [stream.code for stream in anew if not stream.rebuilt], touched.rows)
    whole = frames_of(known, _of(anew))
    told = [one for one in kept if touched.told.get(one.code)]
    some = frames_of(known, _of(told), touched.all_told()) if told else {}

    def bring(numbered: tuple[int, Stream]) -> None:
        number, stream = numbered
        context.say(f"features {number}/{len(behind)}: {stream.table}")
        if stream in anew:
            _write(context, stream, known, whole)
        else:
            _refresh(context, stream, known, some, touched)

    each(bring, enumerate(behind, 1))


def _write(context: Context, stream: Stream, known: Known, frames: Mapping[str, DataFrame]) -> None:
    """Replace all of the stream."""
    lake, plan = context.lake, _plan(stream, known)
    if not stream.rebuilt:
        feature_history.write(lake, stream, plan, frames)
        _fold_all(lake, stream, plan)
        return
    _prepare(lake, stream, plan)
    rows, make = engine.together(plan, frames), engine.retelling(plan)
    lake.replace_mapped(stream.table, rows, make, plan.schema, feature_tables.keys(CHANGES_ON))


def _refresh(
    context: Context, stream: Stream, known: Known, some: Mapping[str, DataFrame], touched: Touched
) -> None:
    """Tell anew the histories of those whose events may read differently, and fold those of all who are touched."""
    lake, plan = context.lake, _plan(stream, known)
    if touched.told.get(stream.code):
        customers = touched.of(stream).where("told").select("customer_no")
        feature_history.merge(lake, stream, plan, _only(some, customers), customers)
    if _most(lake, stream, touched.counts):
        _fold_all(lake, stream, plan)
    elif touched.counts.get(stream.code):
        customers = touched.of(stream).select("customer_no")
        histories = feature_history.read(lake, stream, plan)
        fresh = engine.folded(histories.join(customers, "customer_no", "left_semi"), plan)
        feature_tables.merge(lake, stream.table, fresh, customers)


def _plan(stream: Stream, known: Known) -> Plan:
    features = of_stream(stream.code)
    return engine.planned(features, told_frames(known, features), known.context.as_of)


def _fold_all(lake: Lake, stream: Stream, plan: Plan) -> None:
    """Replace all of the stream by what is folded from the kept histories."""
    _prepare(lake, stream, plan)
    source, given = feature_history.table(stream), plan.history_schema
    lake.remake(
        stream.table, source, given, engine.folding(plan), plan.schema, feature_tables.keys(CHANGES_ON)
    )


def _prepare(lake: Lake, stream: Stream, plan: Plan) -> None:
    """New features get a column, those that are gone become null."""
    columns = {feature.column: _line(feature) for feature in plan.features}
    feature_tables.prepare(lake, stream.table, CHANGES_ON, columns, f"{stream.title}特征，每户一行")


def _of(streams: Iterable[Stream]) -> list[Feature]:
    return [feature for stream in streams for feature in of_stream(stream.code)]


def _follows(stream: Stream, before: State | None, now: State) -> bool:
    """Whether the stream's table can be brought from one state to the other customer by customer."""
    return (
        before is not None
        and not stream.rebuilt
        and before.declared == now.declared
        and timedelta(0) <= now.as_of - before.as_of <= changed_customers.KEPT
        and not feature_changes.windows_moved(stream, before.as_of, now.as_of)
    )


def _most(lake: Lake, stream: Stream, counts: Mapping[str, int]) -> bool:
    """Whether so many customers are counted that all rows are written anew."""
    many = counts.get(stream.code, 0)
    return many > 0 and many > MOST_TOUCHED * lake.read(stream.table).count()


def _only(frames: Mapping[str, DataFrame], customers: DataFrame) -> dict[str, DataFrame]:
    """The frames with accounts of these customers alone; events of others fall away in the fold."""
    return {**frames, ACCOUNTS: frames[ACCOUNTS].join(customers, "customer_no", "left_semi")}


def _line(feature: Feature) -> str:
    return f"{feature.column} {feature.column_type} COMMENT '{feature.title}'"


def customer_features(
    lake: Lake, names: Collection[str] | None = None, only: DataFrame | None = None
) -> DataFrame:
    """customer_no, as_of and every feature but those of the care register (or `names`) under its catalogue name, as
    of the last run; of all customers or of `only` some (customer_no)."""
    if only is None:
        return lake.spark.sql(view_sql(lake, names))
    return lake.spark.sql(view_sql(lake, names, of="{only}"), only=only)


def view_sql(lake: Lake, names: Collection[str] | None = None, of: str = "") -> str:
    """The query behind the view gold.customer_features, or over fewer features and the tables that hold them; `of`
    names a table of the customers wanted."""
    chosen = _chosen(names)
    first, *others = STREAMS
    streams = {feature.stream for feature in chosen if not feature.is_derived}

    def table(stream: Stream) -> str:
        held = lake.identifier(stream.table)
        return f"(SELECT * FROM {held} LEFT SEMI JOIN {of} USING (customer_no))" if of else held

    joins = "".join(
        f"\nLEFT JOIN {table(stream)} USING (customer_no)" for stream in others if stream.code in streams
    )
    day = f"\nCROSS JOIN (SELECT min(as_of) AS as_of FROM {lake.identifier(feature_state.TABLE)})"
    return _shown(chosen, names, f"{table(first)}{joins}{day}")


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
        frames = _only(frames, customers)
    wide = engine.features_of(stored, frames, as_of).withColumn("as_of", F.lit(as_of))
    shown = lake.spark.sql(_shown(chosen, names, "{wide}"), wide=wide)
    return shown if names is None else shown.select("customer_no", "as_of", *names)


def _chosen(names: Collection[str] | None) -> Sequence[Feature]:
    if names is None:
        return tuple(feature for feature in features().values() if feature.privacy != RESTRICTED)
    if unknown := sorted(set(names) - features().keys()):
        raise GridtagError(f"no such features: {', '.join(unknown)}; see `features list`")
    return with_inputs(names)
