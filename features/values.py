"""What each statistic makes of its folded parts, as numpy: float64 by customer, NaN for null.

Days are days since 1970, codes their places in `values`, flags 1 and 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import singledispatch

import numpy as np

from gridtag.features.codes import Flag, LastOn, OverValues, Reaches
from gridtag.features.comparisons import Difference, Quotient, Ratio, Versus
from gridtag.features.reducers import Floats
from gridtag.features.statistics import (
    Average,
    Count,
    Deviation,
    Maximum,
    Share,
    Statistic,
    Sum,
    Variation,
)
from gridtag.features.windows import Window

Parts = Mapping[str, Floats]


@singledispatch
def value(declared: Statistic, window: Window, parts: Parts) -> Floats:
    raise TypeError(f"{type(declared).__name__} has no value; register it beside the others of this function")


def over(above: Floats, below: Floats) -> Floats:
    """NaN where the latter is not positive, or either is null."""
    told = below > 0
    return np.where(told, above / np.where(told, below, 1), np.nan)


def _scaled(declared: Statistic, number: Floats) -> Floats:
    return number if declared.scale == 1 else number / declared.scale


@value.register
def _count(declared: Count, window: Window, parts: Parts) -> Floats:
    return parts["n"]


@value.register
def _sum(declared: Sum, window: Window, parts: Parts) -> Floats:
    return _scaled(declared, parts["s"])


@value.register
def _average(declared: Average, window: Window, parts: Parts) -> Floats:
    return _scaled(declared, over(parts["s"], parts["n"]))


@value.register
def _maximum(declared: Maximum, window: Window, parts: Parts) -> Floats:
    return _scaled(declared, parts["m"])


@value.register
def _deviation(declared: Deviation, window: Window, parts: Parts) -> Floats:
    return _scaled(declared, np.sqrt(over(parts["d"], parts["n"] - 1)))


@value.register
def _variation(declared: Variation, window: Window, parts: Parts) -> Floats:
    deviation = np.sqrt(over(parts["d"], parts["n"] - 1))
    return over(deviation, over(parts["s"], parts["n"]))


@value.register
def _share(declared: Share, window: Window, parts: Parts) -> Floats:
    enough = np.where(parts["n"] >= declared.minimum, parts["t" if declared.of else "n"], np.nan)
    return over(parts["k"], enough)


@value.register
def _quotient(declared: Quotient, window: Window, parts: Parts) -> Floats:
    return over(parts["s"] * declared.factor, parts["t"])


def _sides(declared: Versus, window: Window, parts: Parts) -> tuple[Floats, Floats]:
    """The measure in the window and in the one it is compared with."""
    assert declared.measure is not None, declared.name
    now, earlier = (
        value(
            declared.measure,
            span,
            {key.removeprefix(side): part for key, part in parts.items() if key.startswith(side)},
        )
        for side, span in (("a_", window), ("b_", declared.against(window)))
    )
    if declared.complete:
        whole = (parts["a_months"] == window.size) & (parts["b_months"] == window.size)
        now = np.where(whole, now, np.nan)
    return now, earlier


@value.register
def _ratio(declared: Ratio, window: Window, parts: Parts) -> Floats:
    now, earlier = _sides(declared, window, parts)
    return np.where(earlier != 0, now / np.where(earlier != 0, earlier, 1), np.nan)


@value.register
def _difference(declared: Difference, window: Window, parts: Parts) -> Floats:
    now, earlier = _sides(declared, window, parts)
    return now - earlier


@value.register
def _last_on(declared: LastOn, window: Window, parts: Parts) -> Floats:
    return parts["d"]


@value.register
def _flag(declared: Flag, window: Window, parts: Parts) -> Floats:
    return (parts["v"] > 0).astype(np.float64)


@value.register
def _reaches(declared: Reaches, window: Window, parts: Parts) -> Floats:
    most = declared.at_most or np.inf
    told = [(count >= declared.at_least) & (count <= most) for count in parts.values()]
    return np.logical_and.reduce(told).astype(np.float64)


@value.register
def _over_values(declared: OverValues, window: Window, parts: Parts) -> Floats:
    return parts["v"]
