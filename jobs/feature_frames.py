"""The frames of the feature engine: silver as known at a cut-off, under the account numbers of the day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import reduce
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gridtag import reference
from gridtag.contract import Source
from gridtag.features.dimension import Feature
from gridtag.features.frames import ACCOUNTS, Frame, closure
from gridtag.jobs import bronze, ledger, silver
from gridtag.jobs.context import Context
from gridtag.jobs.known import happened_by
from gridtag.jobs.known import known as known_rows
from gridtag.jobs.rules import judged
from gridtag.jobs.threads import THREADS
from gridtag.lake import Lake
from gridtag.models.moments import at
from gridtag.sources import BY_NAME

OF_ONE_CUSTOMER = frozenset(
    ("customers", "consents", "bills", "payments", "dunning", "meter_daily", "campaign_outcomes")
)
"""Sources whose rows matter to the features of no customer but the one they name (streams that are rebuilt aside)."""


@dataclass(frozen=True)
class Known:
    """What a day's frames are made of: `tables` by name, silver as known then and code tables, under the account
    numbers of the day; `numbers` (former, current, since); and the sources that have come."""

    context: Context
    tables: Mapping[str, DataFrame]
    numbers: DataFrame
    delivered: Collection[str]


def known_by(context: Context, features: Iterable[Feature]) -> Known:
    """What the frames of these features are made of."""
    needed = _needed(features)
    names = {name for frame in needed for name in frame.inputs} - {frame.name for frame in needed}
    spans = ledger.known_spans(context.lake)
    later = {source for source, (_, last) in spans.items() if last > context.cut_off}
    tables = as_known(context, [BY_NAME[name] for name in sorted(names) if name in BY_NAME], later)
    tables |= {name: code_table(context.lake, name) for name in sorted(names) if name not in BY_NAME}
    numbers = _new_numbers(tables["customers"]).localCheckpoint()
    if not numbers.isEmpty():
        tables = {name: _renumbered(name, frame, F.broadcast(numbers)) for name, frame in tables.items()}
    return Known(context, tables, numbers, ledger.delivered(context.lake, context.cut_off))


def _needed(features: Iterable[Feature]) -> tuple[Frame, ...]:
    wanted = {part.frame for feature in features for part in feature.parts.values()}
    return closure((*sorted(wanted), ACCOUNTS))


def frames_of(
    known: Known, features: Iterable[Feature], customers: DataFrame | None = None
) -> dict[str, DataFrame]:
    """The frames that these features are folded from, and `accounts`, by name; one whose source has not come
    is not there.

    With `customers` (customer_no) the accounts are those alone, and rows of others are left out where that is safe.
    """
    context, needed = known.context, _needed(features)
    inputs = dict(known.tables)
    if customers is not None:
        for name in OF_ONE_CUSTOMER & inputs.keys():
            inputs[name] = inputs[name].join(customers, "customer_no", "left_semi")
    literals = {"as_of": context.as_of.isoformat(), "cut_off": f"{context.cut_off:%Y-%m-%d %H:%M:%S}"}
    found: dict[str, Future[DataFrame]] = {}

    def make(frame: Frame) -> DataFrame:
        given = {name: found[name].result() if name in found else inputs[name] for name in frame.inputs}
        arguments: dict[str, Any] = {**given, **literals}
        made = context.lake.spark.sql(frame.sql, **arguments)
        shared = any(frame.name in other.inputs for other in needed)
        return made.localCheckpoint(eager=False) if shared else made

    with ThreadPoolExecutor(THREADS) as pool:
        for frame in needed:  # each comes after those it is made of, so that none waits for ever
            found[frame.name] = pool.submit(make, frame)
    told = told_frames(known, features)
    return {name: frame.result() for name, frame in found.items() if name in told}


def told_frames(known: Known, features: Iterable[Feature]) -> set[str]:
    """Names of the frames that these features are folded from, of which the source has come, and `accounts`."""
    return {frame.name for frame in _needed(features) if frame.needs in known.delivered} | {ACCOUNTS}


def as_known(context: Context, sources: Sequence[Source], later: Collection[str]) -> dict[str, DataFrame]:
    """silver.<source> by name as it stood at the cut-off: a row corrected since is there as it was before.

    `later` are sources of which rows became known after the cut-off.
    """
    frames = {source.name: known_rows(context, source.name) for source in sources}
    for source in sources:
        if source.history and source.name in later:
            frames[source.name] = _versions_then(context, source, frames[source.name])
    judged_again = [source for source in sources if source.name in later and not source.history]
    if not judged_again:
        return frames
    replaced = reduce(DataFrame.union, [_replaced_later(context, source) for source in judged_again])
    replaced = replaced.localCheckpoint()
    files = {row["source"]: row["files"] for row in _files_by_source(replaced).collect()}
    for source in judged_again:
        if source.name in files:
            rows = replaced.where(F.col("source") == source.name).drop("source")
            before = _before(context, source, rows, files[source.name])
            frames[source.name] = frames[source.name].unionByName(before)
    return frames


def _versions_then(context: Context, source: Source, rows: DataFrame) -> DataFrame:
    """The rows with all versions of a key as they stood at the cut-off, where a version that became known later has
    taken another's place since: those are judged anew from bronze."""
    lake, keys = context.lake, list(source.key)
    late = lake.read(silver.table(source)).where(F.col("available_at") > at(context.cut_off))
    lost = lake.read(silver.SUPERSEDED).where(F.col("source") == source.name)
    took = lost.select(F.col("kept_file").alias("_file"), F.col("kept_row").alias("_row"))
    affected = late.join(took, ["_file", "_row"], "left_semi").select(*keys).distinct().localCheckpoint()
    if affected.isEmpty():
        return rows
    received = lake.read(bronze.table(source)).where(F.col("available_at") <= at(context.cut_off))
    chosen = silver.ranked(judged(silver.with_key(received, source, affected), source), source)
    before = happened_by(silver.kept(chosen, source, lake), source, context.cut_off)
    return rows.join(affected, keys, "left_anti").unionByName(before)


def _replaced_later(context: Context, source: Source) -> DataFrame:
    """source, _file, _row of superseded rows whose successor in silver became known after the cut-off."""
    late = context.lake.read(silver.table(source)).where(F.col("available_at") > at(context.cut_off))
    lost = context.lake.read(silver.SUPERSEDED).where(F.col("source") == source.name)
    keys = late.select(silver.key_text(source).alias("key"))
    return lost.join(keys, "key", "left_semi").select(*silver.ROW_KEY)


def _files_by_source(rows: DataFrame) -> DataFrame:
    return rows.groupBy("source").agg(F.sort_array(F.collect_set("_file")).alias("files"))


def _before(context: Context, source: Source, rows: DataFrame, files: Sequence[str]) -> DataFrame:
    """Of these superseded rows the ones that held their keys at the cut-off, typed anew from bronze."""
    received = context.lake.read(bronze.table(source)).where(F.col("_file").isin(list(files)))
    received = received.where(F.col("available_at") <= at(context.cut_off))
    received = received.join(F.broadcast(rows), ["_file", "_row"], "left_semi")
    before = silver.kept(silver.ranked(judged(received, source), source), source, context.lake)
    return happened_by(before, source, context.cut_off)


def code_table(lake: Lake, name: str) -> DataFrame:
    """A reference table shipped with the package."""
    columns = reference.BY_NAME[name].columns
    text = ", ".join(f"{column} STRING" for column, _ in columns)
    rows = lake.spark.createDataFrame([tuple(row.values()) for row in reference.rows(name)], text)
    return rows.select(*(F.col(column).cast(kind).alias(column) for column, kind in columns))


def _new_numbers(customers: DataFrame) -> DataFrame:
    """former, current, since: accounts that go on under another number, and the moment it came."""
    told = customers.where("former_customer_no IS NOT NULL AND former_customer_no <> customer_no")
    step = told.groupBy(F.col("former_customer_no").alias("former")).agg(
        F.max("customer_no").alias("current"), F.min("valid_from").alias("since")
    )
    again = step.select(F.col("former").alias("current"), F.col("current").alias("later"))
    linked = step.join(again, "current", "left")
    return linked.select("former", F.coalesce("later", "current").alias("current"), "since")


def _renumbered(name: str, frame: DataFrame, numbers: DataFrame) -> DataFrame:
    """The frame with former account numbers replaced; an archive entry that only closes one is left out."""
    if "customer_no" not in frame.columns:
        return frame
    joined = frame.join(numbers, F.col("customer_no") == F.col("former"), "left")
    if name == "customers":
        joined = joined.where("since IS NULL OR valid_from < since")
    current = F.coalesce("current", "customer_no").alias("customer_no")
    return joined.select(*(current if column == "customer_no" else f"`{column}`" for column in frame.columns))
