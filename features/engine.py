"""Folds the frames of a stream to one row of features per customer, with Spark SQL aggregates.

Parts that several features share are computed once. Aggregates go in chunks small enough for generated code;
those that collect values (distinct, median) go apart, as they would keep the others from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import reduce
from typing import TYPE_CHECKING

from gridtag.features.dimension import Feature
from gridtag.features.frames import Frame, Stream
from gridtag.features.statistics import Part

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

CHUNK = 80
"""Most aggregation buffers in one aggregate."""

COLLECTING = ("distinct", "median")
_AGGREGATES = {
    "count": "count(CASE WHEN {where} THEN {value} END)",
    "sum": "sum(CASE WHEN {where} THEN cast({value} AS BIGINT) END)",
    "square": "sum(CASE WHEN {where} THEN cast({value} AS DECIMAL(18)) * cast({value} AS DECIMAL(18)) END)",
    "max": "max(CASE WHEN {where} THEN {value} END)",
    "min": "min(CASE WHEN {where} THEN {value} END)",
    "distinct": "cast(size(collect_set(CASE WHEN {where} THEN {value} END)) AS BIGINT)",
    "median": "percentile(CASE WHEN {where} THEN {value} END, 0.5)",
}
_MERGES = {"count": "{a} + {b}", "sum": "{a} + {b}", "max": "greatest({a}, {b})", "min": "least({a}, {b})"}


def features_of(
    stream: Stream,
    features: Sequence[Feature],
    frames: Mapping[str, DataFrame],
    customers: DataFrame,
    as_of: date,
) -> DataFrame:
    """customer_no and the stored column of each feature, one row per row of `customers`.

    `frames` holds the stream's frames by name; one that is not there has no source, so its features are null
    (flags false). `customers` has customer_no and whatever `stream.covered` reads.
    """
    aliases = _aliases(features)
    folded = customers.selectExpr("customer_no", f"({stream.covered}) AS covered")
    for frame in stream.frames:
        parts = {alias: part for part, alias in aliases.items() if part.frame == frame.name}
        if parts and frame.name in frames:
            folded = _with_frame(folded, frame, parts, frames, as_of)
    plain = [_column(feature, aliases, frames) for feature in features if not feature.is_derived]
    derived = [_cast(feature, feature.formula) for feature in features if feature.is_derived]
    wide = folded.selectExpr("customer_no", *plain)
    return wide.selectExpr("*", *derived).select("customer_no", *[feature.column for feature in features])


def _aliases(features: Sequence[Feature]) -> dict[Part, str]:
    parts = dict.fromkeys(part for feature in features for part in feature.parts.values())
    return {part: f"part{index}" for index, part in enumerate(parts)}


def _with_frame(
    folded: DataFrame, frame: Frame, parts: Mapping[str, Part], frames: Mapping[str, DataFrame], as_of: date
) -> DataFrame:
    own = fold(frames[frame.name], "customer_no", parts, as_of)
    if not frame.area:
        return folded.join(own, "customer_no", "left")
    by_area = fold(frames[frame.area], "transformer_no", parts, as_of)
    by_area = by_area.withColumnsRenamed({alias: f"area_{alias}" for alias in parts})
    stayed = frames["stays"].where("NOT moved").selectExpr("customer_no", "transformer_no AS area").distinct()
    both = folded.join(stayed, "customer_no", "left").join(own, "customer_no", "left")
    both = both.join(by_area.withColumnRenamed("transformer_no", "area"), "area", "left")
    return both.selectExpr(*folded.columns, *(_merged(alias, part) for alias, part in parts.items()))


def _merged(alias: str, part: Part) -> str:
    area = f"area_{alias}"
    merged = _MERGES[part.kind].format(a=area, b=alias)
    return (
        f"CASE WHEN {area} IS NULL THEN {alias} WHEN {alias} IS NULL THEN {area} ELSE {merged} END AS {alias}"
    )


def fold(frame: DataFrame, key: str, parts: Mapping[str, Part], as_of: date) -> DataFrame:
    """`key` and one column per part, for the keys that have rows up to `as_of`."""
    from pyspark.sql import functions as F

    rows = frame.where(f"{key} IS NOT NULL")
    if "day" in frame.columns:
        rows = rows.where(f"day <= DATE '{as_of}'")
    single = {alias: part for alias, part in parts.items() if part.kind == "row"}
    pieces = (
        [rows.selectExpr(key, *(f"{part.value} AS {alias}" for alias, part in single.items()))]
        if single
        else []
    )
    for chunk in chunks({alias: part for alias, part in parts.items() if alias not in single}):
        aggregates = [F.expr(aggregate(part, as_of)).alias(alias) for alias, part in chunk.items()]
        pieces.append(rows.groupBy(key).agg(*aggregates))
    return reduce(lambda left, right: left.join(right, key), pieces)


def chunks(parts: Mapping[str, Part]) -> Iterator[dict[str, Part]]:
    for collecting in (False, True):
        chunk: dict[str, Part] = {}
        buffers = 0
        for alias, part in parts.items():
            if (part.kind in COLLECTING) is not collecting:
                continue
            cost = 2 if part.kind == "square" else 1
            if buffers + cost > CHUNK:
                yield chunk
                chunk, buffers = {}, 0
            chunk[alias] = part
            buffers += cost
        if chunk:
            yield chunk


def aggregate(part: Part, as_of: date) -> str:
    """The part as a Spark SQL aggregate."""
    where = part.window.sql(as_of)
    if part.where:
        first = f"DATE '{part.window.bounds(as_of).first}'"
        where += f" AND ({part.where.replace('{first}', first)})"
    return _AGGREGATES[part.kind].format(where=where, value=f"({part.value})" if part.value else "1")


def _column(feature: Feature, aliases: Mapping[Part, str], frames: Mapping[str, DataFrame]) -> str:
    known = feature.frame in frames
    values = {key: _value(part, aliases[part], known) for key, part in feature.parts.items()}
    return _cast(feature, feature.formula.format(**values))


def _value(part: Part, alias: str, known: bool) -> str:
    if not known:
        return "cast(NULL AS DATE)" if part.value == "day" else "cast(NULL AS BIGINT)"
    return f"CASE WHEN covered THEN {f'coalesce({alias}, 0)' if part.additive else alias} END"


def _cast(feature: Feature, formula: str) -> str:
    return f"cast({formula} AS {feature.column_type}) AS {feature.column}"
