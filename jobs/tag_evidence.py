"""The rows behind a tag: which events of the customer, in which window, the features of its rule were made of."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gridtag.errors import GridtagError
from gridtag.features.dimension import Feature
from gridtag.features.frames import FRAMES, sources_of
from gridtag.features.registry import with_inputs
from gridtag.features.statistics import Part
from gridtag.features.tags.rules import open_rules
from gridtag.jobs.context import Context
from gridtag.jobs.feature_frames import frames_of, known_by
from gridtag.jobs.feature_state import states
from gridtag.sources import SOURCES

PERSONAL = {
    column.name for source in SOURCES for column in source.columns if column.privacy not in ("P1", "P2")
}
"""Columns that are not shown, whichever source they come from."""


def evidence(context: Context, customer_no: str, tag_id: str, most: int) -> list[dict[str, Any]]:
    """features, frame, sources, window, rows (how many) and row (one of the latest `most`, without personal columns)
    for whatever the tag's rule looks at, as known on the day of the features; raises GridtagError for a tag that is not
    there or not open."""
    rule = next((rule for rule in open_rules() if rule.tag.id == tag_id), None)
    if rule is None:
        raise GridtagError(f"no tag {tag_id} to explain; see `gridtag tags list`")
    day = min((state.as_of for state in states(context.lake).values()), default=context.as_of)
    then = dataclasses.replace(context, as_of=day)
    stored = [one for one in with_inputs(rule.features) if not one.is_derived]
    customer = context.lake.spark.createDataFrame([(customer_no,)], "customer_no STRING")
    frames = frames_of(known_by(then, stored), stored, customer)
    found: list[dict[str, Any]] = []
    for part, names in _parts(stored).items():
        told: dict[str, Any] = {
            "features": ", ".join(names),
            "frame": FRAMES[part.frame].title,
            "sources": ", ".join(sources_of(part.frame)),
            "window": part.window.title,
        }
        if part.frame not in frames:
            found.append(told | {"rows": 0, "row": f"{FRAMES[part.frame].needs} never came"})
            continue
        rows = _rows(frames[part.frame], customer_no, part, then)
        told["rows"] = len(rows)
        found += [told | {"row": row} for row in map(_shown, rows[:most] or [{}])]
    return found


def _parts(stored: Iterable[Feature]) -> dict[Part, list[str]]:
    """What is folded, whichever way, and the features it is folded for."""
    found: dict[Part, list[str]] = {}
    for one in stored:
        for part in one.parts.values():
            names = found.setdefault(dataclasses.replace(part, kind="", value=""), [])
            names += [one.name] if one.name not in names else []
    return found


def _rows(frame: DataFrame, customer_no: str, part: Part, context: Context) -> list[dict[str, Any]]:
    """The customer's rows that the part folds, the latest first."""
    rows, dated = frame.where(F.col("customer_no") == customer_no), part.window.column in frame.columns
    if dated:
        rows = rows.where(part.window.sql(context.as_of))
    if part.where:
        rows = rows.where(part.where)
    if dated:
        rows = rows.orderBy(F.col(part.window.column).desc(), *sorted(rows.columns))
    return [row.asDict() for row in rows.collect()]


def _shown(row: dict[str, Any]) -> str:
    told = {name: value for name, value in row.items() if name not in PERSONAL | {"customer_no"}}
    return "; ".join(f"{name}={value}" for name, value in told.items() if value is not None)
