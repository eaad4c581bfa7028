"""What a check is, and the kinds of checks. Imports neither Spark nor Great Expectations.

A check names an expectation of Great Expectations and its arguments. Where the expectation has to look at
something that is not a column, `sql` computes it: Spark SQL over the table's columns, the views of other
tables (`view`) and `:as_of`, the day of the run. A computed condition that is NULL does not apply to the row, so
`mostly` is a share of the rows it applies to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

CRITICAL = "critical"
"""The gold tables must not be refreshed from such data."""
WARNING = "warning"
"""Recorded and shown; the run goes on."""
SEVERITIES = (CRITICAL, WARNING)

AS_OF = ":as_of"


@dataclass(frozen=True)
class Check:
    """One thing that must hold.

    `expectation` names a class of great_expectations.expectations and `kwargs` are its arguments; `title` and
    `action` (what to do when it fails) are shown to people; `unit` is that of an observed figure.
    """

    name: str
    severity: str
    expectation: str
    kwargs: Mapping[str, Any]
    title: str
    action: str
    sql: str = ""
    unit: str = ""
    table_name: str = ""

    @property
    def mostly(self) -> float:
        return float(self.kwargs.get("mostly", 1.0))

    @property
    def full_name(self) -> str:
        return f"{self.table_name}.{self.name}"


@dataclass(frozen=True)
class Suite:
    """The checks that are evaluated together over one frame, `batch`: a table or the deliveries.

    `columns` are (name, SQL type) of the frame; an absent table is checked as an empty one.
    """

    batch: str
    title: str
    checks: tuple[Check, ...]
    columns: tuple[tuple[str, str], ...] = field(default=())


def view(table_name: str) -> str:
    """The name under which the SQL of checks sees another table."""
    return f"quality_{table_name.replace('.', '_')}"


def dated(sql: str, as_of: str) -> str:
    return sql.replace(AS_OF, f"DATE '{as_of}'")


def holds(
    name: str, sql: str, title: str, action: str, *, severity: str = WARNING, mostly: float = 1.0
) -> Check:
    """`sql` is true in at least the share `mostly` of the rows in which it is not NULL."""
    kwargs = {"column": name, "value_set": [True], "mostly": mostly}
    return Check(name, severity, "ExpectColumnValuesToBeInSet", kwargs, title, action, sql=sql)


def filled(column: str, title: str, action: str, *, mostly: float, severity: str = WARNING) -> Check:
    """At least the share `mostly` of all rows has a value."""
    kwargs = {"column": column, "mostly": mostly}
    return Check(f"filled_{column}", severity, "ExpectColumnValuesToNotBeNull", kwargs, title, action)


def between(
    column: str, least: float, most: float, title: str, *, mostly: float = 1.0, severity: str = WARNING
) -> Check:
    """Values lie in [least, most]; NULL does not count."""
    kwargs = {"column": column, "min_value": least, "max_value": most, "mostly": mostly}
    action = "核对源系统的单位与录入；确属异常的行请源头更正后重新交付，同一主键会覆盖旧值。"
    return Check(f"range_{column}", severity, "ExpectColumnValuesToBeBetween", kwargs, title, action)


def known(
    column: str, source: str, title: str, *, other: str = "", mostly: float = 1.0, when: str = ""
) -> Check:
    """Where `column` has a value (and `when` is true), the silver table of `source` has it in `other`."""
    condition = f"{column} IS NOT NULL" + (f" AND {when}" if when else "")
    keys = f"SELECT {other or column} FROM {view(f'silver.{source}')}"
    sql = f"CASE WHEN {condition} THEN {column} IN ({keys}) END"
    action = f"先看 silver.{source} 是否缺交或滞后，再看该列编码是否改版；补交后重跑当日。"
    return holds(f"known_{column}", sql, title, action, mostly=mostly)


def no_rows(name: str, query: str, title: str, action: str, *, severity: str = WARNING) -> Check:
    """`query` gives no row; tables are named by `view`. For what single rows cannot tell."""
    kwargs = {"unexpected_rows_query": query}
    return Check(name, severity, "UnexpectedRowsExpectation", kwargs, title, action)


def at_most(name: str, limit: float, title: str, action: str, *, severity: str, unit: str) -> Check:
    """The frame's column `name` is nowhere above `limit`."""
    kwargs = {"column": name, "max_value": limit}
    return Check(name, severity, "ExpectColumnMaxToBeBetween", kwargs, title, action, unit=unit)
