"""Each feature as one plain SQL aggregate over the rows of its frame: the formula shown to analysts.

Written apart from the engine, which folds shared parts, so that the two can check each other.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch

from gridtag.features.codes import (
    Attribute,
    Dominant,
    Entropy,
    FirstOn,
    Flag,
    LastOn,
    Reaches,
    SecondDominant,
)
from gridtag.features.comparisons import Difference, Quotient, Ratio, Versus
from gridtag.features.dimension import Feature
from gridtag.features.held import Held
from gridtag.features.runs import LongestRun
from gridtag.features.statistics import (
    Average,
    BusiestMonth,
    Count,
    Deviation,
    DistinctCount,
    Maximum,
    Median,
    Minimum,
    Share,
    Statistic,
    Sum,
    Tally,
    Variation,
)
from gridtag.features.windows import Window

Condition = Callable[[Window], tuple[str, str]]
"""A window as SQL over the columns day or month, and its first day."""


def symbols(window: Window) -> tuple[str, str]:
    """For readers: D is the day, M the latest closed billing month."""
    return window.symbols(), f"D - {window.size - 1}"


def formula(feature: Feature, at: Condition = symbols) -> str:
    """The feature over its frame; of derived ones, over other features."""
    return plain(feature.declared, feature.window, at, feature.frame)


@singledispatch
def plain(declared: Statistic, window: Window, at: Condition, frame: str) -> str:
    raise TypeError(
        f"{type(declared).__name__} has no formula; register it beside the others of this function"
    )


def filtered(window: Window, at: Condition, *conditions: str) -> str:
    span, first = at(window)
    wanted = [span, *(condition.replace("{first}", first) for condition in conditions if condition)]
    return "FILTER (WHERE " + " AND ".join(f"({condition})" for condition in wanted) + ")"


def _over(declared: Statistic, window: Window, at: Condition, function: str) -> str:
    inside = "day_before >= {first}" if declared.gaps else ""
    of = "datediff(day, day_before)" if declared.gaps else declared.of
    value = f"{function}({of}) {filtered(window, at, declared.where, inside)}"
    return value if declared.scale == 1 else f"{value} / {declared.scale}"


@plain.register
def _count(declared: Count, window: Window, at: Condition, frame: str) -> str:
    return f"count(*) {filtered(window, at, declared.where)}"


@plain.register
def _distinct(declared: DistinctCount, window: Window, at: Condition, frame: str) -> str:
    return f"count(DISTINCT {declared.of}) {filtered(window, at, declared.where)}"


@plain.register
def _tally(declared: Tally, window: Window, at: Condition, frame: str) -> str:
    return f"coalesce({_over(declared, window, at, 'sum')}, 0)"


@plain.register
def _sum(declared: Sum, window: Window, at: Condition, frame: str) -> str:
    return f"coalesce({_over(declared, window, at, 'sum')}, 0)"


@plain.register
def _average(declared: Average, window: Window, at: Condition, frame: str) -> str:
    return _over(declared, window, at, "avg")


@plain.register
def _maximum(declared: Maximum, window: Window, at: Condition, frame: str) -> str:
    return _over(declared, window, at, "max")


@plain.register
def _minimum(declared: Minimum, window: Window, at: Condition, frame: str) -> str:
    return _over(declared, window, at, "min")


@plain.register
def _median(declared: Median, window: Window, at: Condition, frame: str) -> str:
    return _over(declared, window, at, "median")


@plain.register
def _busiest_month(declared: BusiestMonth, window: Window, at: Condition, frame: str) -> str:
    span, _ = at(window)
    return (
        f"(SELECT count(*) FROM {frame} AS chosen WHERE chosen.customer_no = customers.customer_no "
        f"AND {span} AND {declared.where} GROUP BY year(day), month(day) ORDER BY count(*) DESC LIMIT 1)"
    )


@plain.register
def _longest_run(declared: LongestRun, window: Window, at: Condition, frame: str) -> str:
    span, _ = at(window)
    place = f"year({window.column}) * 12 + month({window.column})"
    step = place if window.column == "month" else f"datediff({window.column}, DATE '2000-01-01')"
    told = (
        f"SELECT DISTINCT {step} AS step FROM {frame} AS chosen "
        f"WHERE chosen.customer_no = customers.customer_no AND {span} AND ({declared.where or 'true'})"
    )
    runs = f"SELECT step - row_number() OVER (ORDER BY step) AS run FROM ({told})"
    return f"(SELECT coalesce(max(steps), 0) FROM (SELECT count(*) AS steps FROM ({runs}) GROUP BY run))"


@plain.register
def _deviation(declared: Deviation, window: Window, at: Condition, frame: str) -> str:
    return _over(declared, window, at, "stddev_samp")


@plain.register
def _variation(declared: Variation, window: Window, at: Condition, frame: str) -> str:
    mean = _over(declared, window, at, "avg")
    return f"CASE WHEN {mean} > 0 THEN {_over(declared, window, at, 'stddev_samp')} / {mean} END"


@plain.register
def _share(declared: Share, window: Window, at: Condition, frame: str) -> str:
    counted = f"count({declared.of or '*'}) {filtered(window, at, declared.base)}"
    both = filtered(window, at, declared.base, declared.where)
    if not declared.of:
        return (
            f"CASE WHEN {counted} >= {declared.minimum} THEN cast(count(*) {both} AS DOUBLE) / {counted} END"
        )
    total = f"sum({declared.of}) {filtered(window, at, declared.base)}"
    part = f"coalesce(sum({declared.of}) {both}, 0)"
    return (
        f"CASE WHEN {counted} >= {declared.minimum} AND {total} > 0 THEN cast({part} AS DOUBLE) / {total} END"
    )


@plain.register
def _quotient(declared: Quotient, window: Window, at: Condition, frame: str) -> str:
    below = f"sum({declared.per}) {filtered(window, at, declared.where)}"
    above = f"sum({declared.of}) {filtered(window, at, declared.where)}"
    times = "" if declared.factor == 1 else f" * {declared.factor}"
    return f"CASE WHEN {below} > 0 THEN cast({above} AS DOUBLE){times} / {below} END"


def _versus(declared: Versus, window: Window, at: Condition, frame: str, compared: str) -> str:
    assert declared.measure is not None, declared.name
    earlier = declared.against(window)
    now = plain(declared.measure, window, at, frame)
    value = compared.format(now=now, earlier=plain(declared.measure, earlier, at, frame))
    if not declared.complete:
        return value
    bills = [f"count(*) {filtered(span, at)} = {window.size}" for span in (window, earlier)]
    return f"CASE WHEN {' AND '.join(bills)} THEN {value} END"


@plain.register
def _ratio(declared: Ratio, window: Window, at: Condition, frame: str) -> str:
    return _versus(declared, window, at, frame, "({now}) / nullif({earlier}, 0)")


@plain.register
def _difference(declared: Difference, window: Window, at: Condition, frame: str) -> str:
    return _versus(declared, window, at, frame, "({now}) - ({earlier})")


@plain.register
def _last_on(declared: LastOn, window: Window, at: Condition, frame: str) -> str:
    function = "min" if isinstance(declared, FirstOn) else "max"
    return f"{function}({declared.of or 'day'}) {filtered(window, at, declared.where)}"


@plain.register
def _attribute(declared: Attribute, window: Window, at: Condition, frame: str) -> str:
    return declared.derive or f"max({declared.of})"


@plain.register
def _held(declared: Held, window: Window, at: Condition, frame: str) -> str:
    return f"max({declared.column(window)})"


@plain.register
def _flag(declared: Flag, window: Window, at: Condition, frame: str) -> str:
    if declared.where:
        return f"count(*) {filtered(window, at, declared.where)} > 0"
    return f"coalesce({declared.derive or f'max({declared.of})'}, false)"


@plain.register
def _reaches(declared: Reaches, window: Window, at: Condition, frame: str) -> str:
    counts = [f"count(*) {filtered(span, at, declared.where)}" for span in declared.spans]
    most = f" AND {declared.at_most}" if declared.at_most else ""
    told = "{} BETWEEN {}{}" if most else "{} >= {}{}"
    return " AND ".join(told.format(count, declared.at_least, most) for count in counts)


@plain.register
def _dominant(declared: Dominant, window: Window, at: Condition, frame: str) -> str:
    span, _ = at(window)
    listed = ", ".join(f"'{value}'" for value in declared.values)
    order = " ".join(f"WHEN '{value}' THEN {place}" for place, value in enumerate(declared.values))
    other = " OFFSET 1" if isinstance(declared, SecondDominant) else ""
    more = f" AND ({declared.where})" if declared.where else ""
    return (
        f"(SELECT {declared.of} FROM {frame} AS chosen WHERE chosen.customer_no = customers.customer_no "
        f"AND {span} AND {declared.of} IN ({listed}){more} GROUP BY {declared.of} "
        f"ORDER BY count(*) DESC, max(day) DESC, CASE {declared.of} {order} END LIMIT 1{other})"
    )


@plain.register
def _entropy(declared: Entropy, window: Window, at: Condition, frame: str) -> str:
    listed = ", ".join(f"'{value}'" for value in declared.values)
    told = filtered(window, at, declared.where, f"{declared.of} IN ({listed})")
    return f"CASE WHEN count(*) {told} > 0 THEN ln(2) * entropy({declared.of}) {told} END"
