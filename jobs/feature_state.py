"""gold.feature_state: how far each feature table has come, and from which versions of silver."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib.metadata import version

from gridtag.errors import GridtagError
from gridtag.features.frames import ACCOUNTS, Stream, closure, sources_of
from gridtag.features.pages import shown_formula
from gridtag.features.registry import of_stream
from gridtag.lake import Lake
from gridtag.sources import BY_NAME

TABLE = "gold.feature_state"
COLUMNS = (
    "stream STRING NOT NULL COMMENT '特征表'",
    "as_of DATE NOT NULL COMMENT '特征日'",
    "declared STRING NOT NULL COMMENT '声明摘要；不同则整表重算'",
    "versions STRING NOT NULL COMMENT '已计入的 silver 各表版本(JSON)'",
)


@dataclass(frozen=True)
class State:
    """`versions`: by source of the stream, the version of its silver table that has been taken in."""

    stream: str
    as_of: date
    declared: str
    versions: Mapping[str, int]


def declared(stream: Stream, delivered: Collection[str]) -> str:
    """Changes with whatever may change a stored value of the stream though no row of the customer did; a source that
    comes for the first time makes zeroes of nulls."""
    features = [(one.column, one.column_type, shown_formula(one)) for one in of_stream(stream.code)]
    frames = [frame.sql for frame in closure((ACCOUNTS, *(frame.name for frame in stream.frames)))]
    come = sorted(sources(stream) & set(delivered))
    text = json.dumps([version("gridtag"), stream.covered, features, frames, come])
    return sha256(text.encode()).hexdigest()[:16]


def sources(stream: Stream) -> set[str]:
    """Silver sources that the stream's features come from."""
    frames = {part.frame for one in of_stream(stream.code) for part in one.parts.values()} | {ACCOUNTS}
    return {source for name in frames for source in sources_of(name) if source in BY_NAME}


def reaching(stream: Stream, as_of: date, versions: Mapping[str, int], delivered: Collection[str]) -> State:
    """The state of the stream once these versions of silver are taken in; those of other sources do not matter."""
    return State(
        stream.code,
        as_of,
        declared(stream, delivered),
        {name: versions[name] for name in sorted(sources(stream))},
    )


def states(lake: Lake) -> dict[str, State]:
    """By stream; none where no features have been computed yet."""
    if not lake.exists(TABLE):
        return {}
    rows = [State(row[0], row[1], row[2], json.loads(row[3])) for row in lake.read(TABLE).collect()]
    return {row.stream: row for row in rows}


def must_be_of(lake: Lake, as_of: date) -> None:
    """Refuse to go on with features of another day."""
    found = states(lake)
    if not found:
        raise GridtagError(f"no features are in the lake {lake.root}; run the features of {as_of} first")
    for stream, state in sorted(found.items()):
        if state.as_of != as_of:
            raise GridtagError(
                f"gold.features_{stream} is of {state.as_of}, not of {as_of}; run the features of that day first"
            )


def note(lake: Lake, reached: Iterable[State]) -> None:
    """Replace the states by these."""
    lake.create(TABLE, COLUMNS, comment="各特征表的特征日与所依据的 silver 版本")
    rows = [
        (one.stream, one.as_of, one.declared, json.dumps(one.versions, sort_keys=True)) for one in reached
    ]
    lake.replace(TABLE, lake.spark.createDataFrame(sorted(rows), lake.schema(TABLE)))
