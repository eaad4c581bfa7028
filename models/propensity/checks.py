"""What must not be a model's input: constants, identifiers, clocks in disguise, and whatever knows the label."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.stats import rankdata
from sklearn.metrics import roc_auc_score

from gridtag.errors import GridtagError
from gridtag.models.propensity.inputs import doubles, is_number, is_text

LEAK_AUC = 0.95
COPY_AUC = 0.999
CLOCK_CORRELATION = 0.95
UNIQUE_TEXTS, UNIQUE_INTEGERS = 0.95, 0.995
LEAST_TO_JUDGE = 100
"""Rows needed to call a column an identifier, or a value of it a mark of the label."""
BINS = 20


def refuse(
    table: pa.Table, label: np.ndarray, when: np.ndarray | None = None, keep: Collection[str] = ()
) -> None:
    """Raises GridtagError naming every column that cannot teach anything honest, and why; those in `keep` are
    spared."""
    _refuse(table, keep, lambda column: _suspect(column, label, when))


def refuse_leaks(table: pa.Table, label: np.ndarray) -> None:
    """The same for what knows the label only; a constant does no harm to a model that is trained every month."""
    _refuse(table, (), lambda column: _leak(column, label))


def _refuse(table: pa.Table, keep: Collection[str], fault: Callable[[pa.ChunkedArray], str]) -> None:
    faults = {name: fault(table.column(name)) for name in table.column_names if name not in keep}
    found = {name: why for name, why in faults.items() if why}
    if found:
        told = "; ".join(f"{name} {why}" for name, why in found.items())
        raise GridtagError(f"not fit as inputs: {told} (leave out: {','.join(found)})")


def _suspect(column: pa.ChunkedArray, label: np.ndarray, when: np.ndarray | None) -> str:
    if not (is_number(column.type) or is_text(column.type)):
        return f"is of type {column.type}, neither number nor text"
    checks: list[Callable[[], str]] = [
        lambda: _constant(column),
        lambda: _leak(column, label),
        lambda: _identifier(column),
        lambda: _clock(column, when) if when is not None else "",
    ]
    return next((why for check in checks if (why := check())), "")


def _constant(column: pa.ChunkedArray) -> str:
    values = pc.unique(column)
    return f"is {values[0].as_py()!r} in all rows" if len(values) == 1 else ""


def _identifier(column: pa.ChunkedArray) -> str:
    known, distinct = len(column) - column.null_count, pc.count_distinct(column).as_py()
    is_integer = pa.types.is_integer(column.type)
    least = UNIQUE_INTEGERS if is_integer else UNIQUE_TEXTS
    if known < LEAST_TO_JUDGE or distinct < least * known or not (is_integer or is_text(column.type)):
        return ""
    return f"is an identifier ({distinct} values in {known} rows)"


def _clock(column: pa.ChunkedArray, when: np.ndarray) -> str:
    """Correlation of the ranks of time and values, or of the mean rank of time of every category."""
    codes, values = _codes(column)
    time = rankdata(when)
    if values is None:
        ordered, known = crossed_means(codes, time), np.ones(len(codes), dtype=bool)
    else:
        known = ~np.isnan(values)
        ordered = rankdata(values[known])
    if known.sum() < 3 or np.ptp(ordered) == 0 or np.ptp(time[known]) == 0:
        return ""
    found = abs(float(np.corrcoef(ordered, time[known])[0, 1]))
    return f"is a clock (correlation {found:.3f} with time)" if found > CLOCK_CORRELATION else ""


def _leak(column: pa.ChunkedArray, label: np.ndarray) -> str:
    if label.min() == label.max():
        return ""
    codes, values = _codes(column)
    area = told_by(codes, label)
    if values is not None:
        known = ~np.isnan(values)
        if 0 < label[known].sum() < known.sum():
            ranked = roc_auc_score(label[known], values[known])
            area = max(area, ranked, 1 - ranked)
    if area > COPY_AUC:
        return f"is a copy of the label or knows it (AUC {area:.3f} alone)"
    if area > LEAK_AUC:
        return f"tells the label almost alone (AUC {area:.3f})"
    return _mark(column, label)


def _mark(column: pa.ChunkedArray, label: np.ndarray) -> str:
    """A value, or being other than the usual one, that only positive rows have: written after the outcome."""
    if label.mean() > 0.5:
        return ""
    codes = column.combine_chunks().dictionary_encode(null_encoding="encode")
    places, words = codes.indices.to_numpy(), codes.dictionary.to_pylist()
    rows = np.bincount(places, minlength=len(words))
    positives = np.bincount(places, weights=label, minlength=len(words))
    usual = int(rows.argmax())
    if (
        len(label) - rows[usual] >= LEAST_TO_JUDGE
        and len(label) - rows[usual] == label.sum() - positives[usual]
    ):
        others = len(label) - rows[usual]
        return f"knows the label: all {others} rows where it is not {words[usual]!r} are positive"
    sure = np.flatnonzero((rows >= LEAST_TO_JUDGE) & (rows == positives))
    return (
        f"knows the label: all {rows[sure[0]]} rows of {words[sure[0]]!r} are positive" if len(sure) else ""
    )


def told_by(codes: np.ndarray, label: np.ndarray) -> float:
    """AUC of the rate of each code."""
    return float(roc_auc_score(label, crossed_means(codes, label)))


def crossed_means(codes: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Mean of each code, as learnt from every other row for the rest and the other way round: no row tells of itself.
    The mean of all counts as one more row of a code."""
    means, is_odd = np.empty(len(values)), np.arange(len(values)) % 2 == 1
    for learnt in (is_odd, ~is_odd):
        rows = np.bincount(codes[learnt], minlength=codes.max() + 1)
        sums = np.bincount(codes[learnt], weights=values[learnt], minlength=codes.max() + 1)
        means[~learnt] = ((sums + values.mean()) / (rows + 1))[codes[~learnt]]
    return means


def _codes(column: pa.ChunkedArray) -> tuple[np.ndarray, np.ndarray | None]:
    """(category of every row, numbers or None): numbers fall into twenty parts of equally many rows, missing ones
    into one of their own."""
    if not is_number(column.type):
        encoded = column.combine_chunks().cast(pa.string()).dictionary_encode(null_encoding="encode")
        return encoded.indices.to_numpy().astype(np.int64), None
    values = doubles(column)
    known = values[~np.isnan(values)]
    edges = np.unique(np.quantile(known, np.linspace(0, 1, BINS + 1))) if len(known) else np.array([0.0])
    places = np.searchsorted(edges, values, side="right")
    return np.where(np.isnan(values), len(edges) + 1, places), values
