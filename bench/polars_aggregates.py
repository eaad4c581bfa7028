"""SQL aggregates as Polars expressions, the way a Polars user writes them: a filtered column, then its sum."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl
import sqlglot
from sqlglot import exp

TYPES = {"INT": pl.Int32, "BIGINT": pl.Int64, "DOUBLE": pl.Float64, "DATE": pl.Date, "BOOLEAN": pl.Boolean}
BINARY: dict[type[exp.Expression], Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    exp.EQ: lambda a, b: a == b,
    exp.NEQ: lambda a, b: a != b,
    exp.GT: lambda a, b: a > b,
    exp.GTE: lambda a, b: a >= b,
    exp.LT: lambda a, b: a < b,
    exp.LTE: lambda a, b: a <= b,
    exp.And: lambda a, b: a & b,
    exp.Or: lambda a, b: a | b,
    exp.Add: lambda a, b: a + b,
    exp.Sub: lambda a, b: a - b,
    exp.Mul: lambda a, b: a * b,
    exp.Div: lambda a, b: a.cast(pl.Float64) / b,
    exp.Mod: lambda a, b: a % b,
    exp.DateDiff: lambda a, b: (a - b).dt.total_days(),
    exp.TsOrDsDiff: lambda a, b: (a - b).dt.total_days(),
}
UNARY: dict[type[exp.Expression], Callable[[pl.Expr], pl.Expr]] = {
    exp.Paren: lambda a: a,
    exp.Not: lambda a: ~a,
    exp.Neg: lambda a: -a,
    exp.TsOrDsToDate: lambda a: a,
    exp.Month: lambda a: a.dt.month(),
    exp.DayOfMonth: lambda a: a.dt.day(),
    exp.Day: lambda a: a.dt.day(),
}
AGGREGATES: dict[type[exp.Expression], Callable[[pl.Expr], pl.Expr]] = {
    exp.Avg: lambda a: a.mean(),
    exp.Max: lambda a: a.max(),
    exp.Min: lambda a: a.min(),
    exp.StddevSamp: lambda a: a.std(),
}


def expression(sql: str) -> pl.Expr:
    """The Polars expression of an aggregate in Spark SQL; raises TypeError for SQL that is not known here."""
    return _expression(sqlglot.maybe_parse(sql, dialect="spark"))


def _expression(node: exp.Expression) -> pl.Expr:
    if isinstance(node, exp.Filter):
        return _aggregate(node.this, _expression(node.expression.this))
    if isinstance(node, exp.Column):
        return pl.col(node.name)
    if isinstance(node, exp.Literal):
        return pl.lit(
            node.this if node.is_string else float(node.this) if "." in node.this else int(node.this)
        )
    if isinstance(node, exp.Boolean):
        return pl.lit(node.this)
    if isinstance(node, exp.Cast):
        return _cast(node)
    if type(node) in BINARY:
        return BINARY[type(node)](_expression(node.this), _expression(node.expression))
    if type(node) in UNARY:
        return UNARY[type(node)](_expression(node.this))
    return _condition(node)


def _condition(node: exp.Expression) -> pl.Expr:
    if isinstance(node, exp.Is):
        return _expression(node.this).is_null()
    if isinstance(node, exp.Between):
        low, high = (_expression(node.args[name]) for name in ("low", "high"))
        return _expression(node.this).is_between(low, high)
    if isinstance(node, exp.In):
        return _expression(node.this).is_in([_value(one) for one in node.expressions])
    if isinstance(node, exp.Coalesce):
        first, *others = (node.this, *node.expressions)
        if isinstance(first, exp.Filter) and isinstance(first.this, exp.Sum):
            return _masked(first.this.this, _expression(first.expression.this)).sum()
        return pl.coalesce(_expression(first), *map(_expression, others))
    if isinstance(node, exp.Case):
        chain: pl.Expr = pl.lit(None) if not node.args.get("default") else _expression(node.args["default"])
        for branch in reversed(node.args["ifs"]):
            chain = pl.when(_expression(branch.this)).then(_expression(branch.args["true"])).otherwise(chain)
        return chain
    raise TypeError(f"no Polars for {type(node).__name__}: {node.sql()}")


def _aggregate(node: exp.Expression, wanted: pl.Expr) -> pl.Expr:
    if isinstance(node, exp.Count):
        if isinstance(node.this, exp.Star):
            return wanted.sum().cast(pl.Int64)
        if isinstance(node.this, exp.Distinct):
            return _masked(node.this.expressions[0], wanted).drop_nulls().n_unique()
        return _masked(node.this, wanted).count()
    masked = _masked(node.this, wanted)
    if isinstance(node, exp.Sum):
        return pl.when(masked.count() > 0).then(masked.sum())
    return AGGREGATES[type(node)](masked)


def _masked(node: exp.Expression, wanted: pl.Expr) -> pl.Expr:
    """The value of the rows that meet the filter, null in others; faster than Expr.filter inside a group-by."""
    return pl.when(wanted).then(_expression(node))


def _cast(node: exp.Cast) -> pl.Expr:
    if isinstance(node.this, exp.Literal) and node.this.is_string:
        return pl.lit(date.fromisoformat(node.this.this))
    return _expression(node.this).cast(TYPES[node.to.sql(dialect="spark").upper()])


def _value(node: exp.Expression) -> str | int:
    return node.this if node.is_string else int(node.this)
