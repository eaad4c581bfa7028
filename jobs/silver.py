"""Bronze to silver: typed, judged by the contract's rules, one row per key (or per version of it).

Silver is a function of bronze alone: for every key that a loaded file touches, the rows of that key are chosen
anew from bronze, so a file loaded twice changes nothing and a corrected file takes the place of its old rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from gridtag import reference
from gridtag.contract import TRACE_COLUMNS, Source
from gridtag.jobs import bronze
from gridtag.jobs.rules import judged, trimmed
from gridtag.lake import Lake

QUARANTINE = "silver.quarantine"
QUARANTINE_COLUMNS = (
    "source STRING NOT NULL COMMENT '数据源'",
    "_file STRING NOT NULL COMMENT '落地文件'",
    "_row BIGINT NOT NULL COMMENT '文件内行号'",
    "rule STRING NOT NULL COMMENT '首个未通过的规则'",
    "rules ARRAY<STRING> NOT NULL COMMENT '全部未通过的规则'",
    "reason STRING NOT NULL COMMENT '首个规则的说明'",
    "row STRING COMMENT '原始行(JSON)，含个人信息，仅限授权查看'",
    "_batch STRING NOT NULL COMMENT '装载批次'",
    "available_at TIMESTAMP NOT NULL COMMENT '何时起可用'",
)
SUPERSEDED = "silver.superseded"
SUPERSEDED_COLUMNS = (
    "source STRING NOT NULL COMMENT '数据源'",
    "_file STRING NOT NULL COMMENT '落地文件'",
    "_row BIGINT NOT NULL COMMENT '文件内行号'",
    "key STRING NOT NULL COMMENT '业务主键'",
    "kept_file STRING NOT NULL COMMENT '保留行所在文件'",
    "kept_row BIGINT NOT NULL COMMENT '保留行行号'",
    "reason STRING NOT NULL COMMENT 'duplicate 相同 | corrected 被更正 | unchanged 版本无变化'",
)
ROW_KEY = ("source", "_file", "_row")
_VERSION = ("valid_from", "valid_to", "is_current")


@dataclass(frozen=True)
class Changes:
    """What a source's pending files change beside its own silver table."""

    quarantine: DataFrame
    superseded: DataFrame


def table(source: Source) -> str:
    return f"silver.{source.name}"


def key(source: Source) -> tuple[str, ...]:
    """The key of the silver table: with history, a version begins at `valid_from`."""
    return (*source.key, "valid_from") if source.history else source.key


def create(lake: Lake, source: Source) -> None:
    required = {column.name for column in source.columns if column.required} | set(source.key)
    columns = [
        f"`{column.name}` {column.sql_type}{' NOT NULL' if column.name in required else ''} COMMENT '{column.title}'"
        for column in source.columns
    ]
    for lookup in source.lookups:
        types = dict(reference.BY_NAME[lookup.reference].columns)
        columns += [f"`{name}` {types[name]} COMMENT '由 {lookup.reference} 得出'" for name in lookup.columns]
    if source.history:
        columns += [
            "valid_from TIMESTAMP NOT NULL COMMENT '版本生效'",
            "valid_to TIMESTAMP COMMENT '版本失效(不含)，空为当前'",
            "is_current BOOLEAN NOT NULL COMMENT '是否当前版本'",
        ]
    columns += [
        "_file STRING NOT NULL COMMENT '落地文件'",
        "_row BIGINT NOT NULL COMMENT '文件内行号'",
        "_batch STRING NOT NULL COMMENT '装载批次'",
        "available_at TIMESTAMP NOT NULL COMMENT '何时起可用'",
    ]
    clustered = source.cluster_by or source.key
    event = (source.event_at,) if source.event_at else ()
    lake.create(
        table(source),
        columns,
        comment=source.title,
        cluster_by=clustered,
        statistics=(*clustered, *key(source), *event, "_file", "available_at"),
        change_feed=True,
    )


def conform(lake: Lake, source: Source, pending: Sequence[str], *, first: bool) -> Changes:
    """Bring the source's silver table up to bronze for the keys in `pending` files; gives the other changes.

    `first`: no file of the source has reached silver before, so `pending` is all there is. Frames are persisted
    where they feed several writes; the caller clears the cache when all is written.
    """
    of_files, names = F.col("_file").isin(list(pending)), list(source.key)
    received, before = lake.read(bronze.table(source)), lake.read(table(source))
    held = lake.read(QUARANTINE).where((F.col("source") == source.name) & of_files)
    lost = lake.read(SUPERSEDED).where(F.col("source") == source.name)
    if first:
        chosen = touched = ranked(judged(received, source), source).persist()
    else:
        touched = judged(received.where(of_files), source).persist()
        good_keys = touched.where("_good").select(*names)
        affected = good_keys.union(before.where(of_files).select(*names)).distinct()
        affected = affected.localCheckpoint()  # a cached frame would follow silver as it changes
        chosen = ranked(judged(with_key(received, source, affected), source), source).persist()
        before = before.join(affected, names, "left_semi")
        lost = lost.join(affected.select(key_text(source).alias("key")), "key", "left_semi")
    current = kept(chosen, source, lake)
    if lake.is_empty(table(source)):
        lake.append(table(source), current)
    else:
        lake.upsert(table(source), changes(before, current, key(source)), key(source), deleted="_deleted")
    return Changes(
        changes(held, _quarantined(touched, source), ROW_KEY),
        changes(lost, _superseded(chosen, source), ROW_KEY),
    )


def with_key(received: DataFrame, source: Source, affected: DataFrame) -> DataFrame:
    """Bronze rows whose typed key is among `affected`."""
    typed = [F.expr(source.column(name).sql) == F.col(f"_key.{name}") for name in source.key]
    return trimmed(received, source).join(
        affected.select(F.struct(*source.key).alias("_key")), typed, "left_semi"
    )


def changes(before: DataFrame, after: DataFrame, key: Sequence[str]) -> DataFrame:
    """`after`, and the rows of `before` whose key is gone from it marked `_deleted`."""
    gone = before.join(after.select(*key), list(key), "left_anti")
    return _marked(after).unionByName(gone.withColumn("_deleted", F.lit(True)))


def _marked(frame: DataFrame) -> DataFrame:
    return frame.withColumn("_deleted", F.lit(False))


def ranked(rows: DataFrame, source: Source) -> DataFrame:
    """Judged rows with `_kept`; good rows that are not kept have `_kept_file`, `_kept_row` and `_reason`.

    Bad rows stay in the frame, apart from the good ones, so that all is judged in one pass.
    """
    rows = rows.withColumn("_values", F.xxhash64(*[column.name for column in source.columns]))
    identity = ["_good", *source.key, *([str(source.event_at)] if source.history else [])]
    order = [F.col("available_at").desc(), F.col("_file").desc(), F.col("_row").desc()]
    last = Window.partitionBy(*identity).orderBy(*order)
    same = F.first("_values").over(last) == F.col("_values")
    chosen = rows.withColumns(
        {
            "_kept": F.col("_good") & (F.row_number().over(last) == 1),
            "_kept_file": F.first("_file").over(last),
            "_kept_row": F.first("_row").over(last),
            "_reason": F.when(same, "duplicate").otherwise("corrected"),
        }
    )
    return _versions(chosen, source) if source.history else chosen


def _versions(chosen: DataFrame, source: Source) -> DataFrame:
    """Collapse versions equal to the one before, and date the others."""
    event_at = str(source.event_at)
    state = F.xxhash64(*[column.name for column in source.columns if column.name != event_at])
    by_key = Window.partitionBy(*source.key, "_kept").orderBy(event_at)
    chosen = chosen.withColumn("_state", state).withColumns(
        {
            "_same": F.col("_kept")
            & F.coalesce(F.lag("_state").over(by_key) == F.col("_state"), F.lit(False)),
            "_before_file": F.lag("_file").over(by_key),
            "_before_row": F.lag("_row").over(by_key),
        }
    )
    same = F.col("_same")
    chosen = chosen.withColumns(
        {
            "_kept": F.col("_kept") & ~same,
            "_kept_file": F.when(same, F.col("_before_file")).otherwise(F.col("_kept_file")),
            "_kept_row": F.when(same, F.col("_before_row")).otherwise(F.col("_kept_row")),
            "_reason": F.when(same, "unchanged").otherwise(F.col("_reason")),
        }
    )
    following = F.lead(event_at).over(Window.partitionBy(*source.key, "_kept").orderBy(event_at))
    return chosen.withColumns(
        {"valid_from": F.col(event_at), "valid_to": following, "is_current": following.isNull()}
    )


def kept(chosen: DataFrame, source: Source, lake: Lake) -> DataFrame:
    rows = chosen.where("_kept")
    for lookup in source.lookups:
        rows = _looked_up(rows, lake, source, lookup.reference, lookup.on, lookup.columns)
    columns = [column.name for column in source.columns]
    columns += [name for lookup in source.lookups for name in lookup.columns]
    return rows.select(*columns, *(_VERSION if source.history else ()), *TRACE_COLUMNS)


def _looked_up(
    frame: DataFrame, lake: Lake, source: Source, name: str, on: str, columns: Sequence[str]
) -> DataFrame:
    declared = reference.BY_NAME[name]
    schema = ", ".join(f"{column} STRING" for column, _ in declared.columns)
    codes = lake.spark.createDataFrame([tuple(row.values()) for row in reference.rows(name)], schema)
    codes = codes.select(*[F.col(column).cast(kind).alias(column) for column, kind in declared.columns])
    wanted = [F.col(column).alias(f"_new_{column}") for column in columns]
    valid = (
        [F.col("valid_from").alias("_code_from"), F.col("valid_to").alias("_code_to")]
        if declared.valid
        else []
    )
    codes = F.broadcast(codes.select(F.col(declared.key[0]).alias("_code"), *wanted, *valid))
    match = F.col(on) == F.col("_code")
    if declared.valid:
        day = F.col(str(source.event_at)).cast("date")
        match &= (day >= F.col("_code_from")) & (F.col("_code_to").isNull() | (day < F.col("_code_to")))
    return frame.join(codes, match, "left").withColumnsRenamed(
        {f"_new_{column}": column for column in columns}
    )


def _quarantined(rows: DataFrame, source: Source) -> DataFrame:
    first = F.col("_rules")[0]
    return rows.where("NOT _good").select(
        F.lit(source.name).alias("source"),
        "_file",
        "_row",
        first["name"].alias("rule"),
        F.transform("_rules", lambda rule: rule["name"]).alias("rules"),
        first["reason"].alias("reason"),
        F.col("_received").alias("row"),
        "_batch",
        "available_at",
    )


def _superseded(chosen: DataFrame, source: Source) -> DataFrame:
    return chosen.where("_good AND NOT _kept").select(
        F.lit(source.name).alias("source"),
        "_file",
        "_row",
        key_text(source).alias("key"),
        F.col("_kept_file").alias("kept_file"),
        F.col("_kept_row").alias("kept_row"),
        F.col("_reason").alias("reason"),
    )


def key_text(source: Source) -> Column:
    return F.concat_ws("|", *[F.col(name).cast("string") for name in source.key])
