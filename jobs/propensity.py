"""A user's table through the models of propensity and uplift: what would they be worth on it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from gridtag.errors import GridtagError
from gridtag.jobs import user_tables
from gridtag.jobs.output import Progress
from gridtag.models.propensity.binary import as_written, binary
from gridtag.models.propensity.checks import refuse
from gridtag.models.propensity.evaluate import COLUMNS, EFFECT_COLUMNS, Sample, evaluate
from gridtag.models.propensity.splits import Split, random_split, time_split
from gridtag.models.propensity.times import times


@dataclass(frozen=True)
class Asked:
    """Columns by role; `positive` is the label's value that counts as 1, `arms` the treatment's values (treated,
    control) whose rows are used; `keep` names inputs that the checks must let pass."""

    label: str
    time: str = ""
    treatment: str = ""
    group: str = ""
    drop: Sequence[str] = ()
    keep: Sequence[str] = ()
    positive: str = ""
    arms: Sequence[str] = ()
    embargo: float = 0.0


def columns(asked: Asked) -> tuple[str, ...]:
    return COLUMNS + (EFFECT_COLUMNS if asked.treatment else ())


def run(path: Path, asked: Asked, progress: Progress) -> list[dict[str, Any]]:
    """Rows of `columns(asked)`: every model on the random split and, with a time column, on the one by time."""
    with progress.step(f"reading {path.name}"):
        table = _chosen_arms(user_tables.read(path), asked)
        _refuse_unknown(table, asked)
        sample, positive = _sample(table, asked)
        when = times(table.column(asked.time), asked.time) if asked.time else None
        splits = _splits(sample, when, _groups(table, asked.group), asked.embargo)
        refuse(sample.features, sample.label, when, asked.keep)
    width = len(sample.features.column_names)
    progress.note(
        f"{table.num_rows:,} rows, {width} inputs; {asked.label} = {positive} in {sample.label.mean():.2%}"
    )
    rows: list[dict[str, Any]] = []
    for split in splits:
        with progress.step(
            f"{split.name} split: {len(split.train):,} rows teach, {len(split.test):,} judge"
        ) as say:
            judged = evaluate(sample, split, say)
        rows += judged.rows
        for remark in judged.remarks:
            progress.note(remark)
    return rows


def _splits(
    sample: Sample, when: np.ndarray | None, groups: np.ndarray | None, embargo: float
) -> list[Split]:
    by_time = [] if when is None else [time_split(when, groups, embargo)]
    return [random_split(sample.strata, groups), *by_time]


def _sample(table: pa.Table, asked: Asked) -> tuple[Sample, str]:
    label, positive = binary(table.column(asked.label), asked.label, asked.positive, "--positive")
    treated = None
    if asked.treatment:
        first = asked.arms[0] if asked.arms else ""
        treated, _ = binary(table.column(asked.treatment), asked.treatment, first, "--arms TREATED,CONTROL")
    roles = {asked.label, asked.time, asked.treatment, asked.group, *asked.drop}
    features = table.select([name for name in table.column_names if name not in roles])
    if not features.column_names:
        raise GridtagError("no column is left as input")
    return Sample(features, label, treated), positive


def _chosen_arms(table: pa.Table, asked: Asked) -> pa.Table:
    """Only rows of the two arms, where they are named."""
    if not asked.arms or asked.treatment not in table.column_names:
        return table
    values = as_written(table.column(asked.treatment))
    if missing := [arm for arm in asked.arms if arm not in values]:
        raise GridtagError(f"column {asked.treatment} has no value {missing[0]!r}")
    return table.filter(pa.array(np.isin(values, asked.arms)))


def _groups(table: pa.Table, name: str) -> np.ndarray | None:
    """Places of the groups; a row without one is a group of its own."""
    if not name:
        return None
    codes = table.column(name).combine_chunks().dictionary_encode().indices
    places = codes.to_numpy(zero_copy_only=False).astype(float)
    alone = np.isnan(places)
    places[alone] = -1 - np.arange(alone.sum())
    return places


def _refuse_unknown(table: pa.Table, asked: Asked) -> None:
    named = [asked.label, asked.time, asked.treatment, asked.group, *asked.drop, *asked.keep]
    for name in filter(None, named):
        if name not in table.column_names:
            near = get_close_matches(name, table.column_names, 1)
            hint = f"did you mean {near[0]}?" if near else f"it has {', '.join(table.column_names)}"
            raise GridtagError(f"the table has no column {name}; {hint}")
    roles = [name for name in (asked.label, asked.time, asked.treatment, asked.group) if name]
    if twice := [name for name in roles if roles.count(name) > 1]:
        raise GridtagError(f"column {twice[0]} is given two roles")
