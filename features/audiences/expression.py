"""Who is meant: tags, organisation and features combined by AND, OR and NOT, as SQL writes conditions.

    T069 AND NOT T001 AND city = '33401' AND pay_n_cnt_365d >= 6

A comparison with a feature that has no value is false, so that NOT always means everybody else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

LEVELS = ("province", "city", "county", "station")


@dataclass(frozen=True)
class Tagged:
    """Customers who have the tag; `at` is where in the text it stands."""

    tag: str
    at: int


@dataclass(frozen=True)
class Within:
    """Customers of an office of the level, by number."""

    level: str
    office: str
    at: int


@dataclass(frozen=True)
class Compared:
    """Customers whose feature has a value that compares so; a flag compares with True."""

    feature: str
    comparison: str
    value: float | str | bool
    at: int


@dataclass(frozen=True)
class Valued:
    """Customers whose feature has a value."""

    feature: str
    at: int


@dataclass(frozen=True)
class Both:
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Either:
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Other:
    """Everybody else."""

    than: Expression


Leaf = Tagged | Within | Compared | Valued
Expression = Leaf | Both | Either | Other


def leaves(expression: Expression, wanted: bool = True) -> Iterator[tuple[Leaf, bool]]:
    """The parts that stand for themselves, in order, and whether they let customers in (or, under NOT, keep them
    out)."""
    if isinstance(expression, Both | Either):
        yield from leaves(expression.left, wanted)
        yield from leaves(expression.right, wanted)
    elif isinstance(expression, Other):
        yield from leaves(expression.than, not wanted)
    else:
        yield expression, wanted


def sql(expression: Expression) -> str:
    """The same as SQL that is never null, over a boolean column per tag, the office number of each level, and
    features."""
    if isinstance(expression, Both | Either):
        word = "AND" if isinstance(expression, Both) else "OR"
        return f"({sql(expression.left)} {word} {sql(expression.right)})"
    if isinstance(expression, Other):
        return f"NOT {sql(expression.than)}"
    if isinstance(expression, Tagged):
        return expression.tag
    if isinstance(expression, Valued):
        return f"({expression.feature} IS NOT NULL)"
    if isinstance(expression, Within):
        return f"coalesce({expression.level} = {_literal(expression.office)}, false)"
    return f"coalesce({expression.feature} {expression.comparison} {_literal(expression.value)}, false)"


def _literal(value: float | str | bool) -> str:
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return str(value).lower() if isinstance(value, bool) else f"{value:.17g}"
