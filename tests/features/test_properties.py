"""Formulas over any list of calls against the same said in plain Python."""

from __future__ import annotations

import math
import statistics
from datetime import date, timedelta
from typing import Any, NamedTuple

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtag.features.oracle import duckdb_sql
from gridtag.features.plain import formula
from gridtag.features.registry import features
from gridtag.features.windows import Window

AS_OF = date(2026, 10, 31)


class Call(NamedTuple):
    age: int
    phone_in: bool
    answered: bool
    talk_seconds: int | None
    hour: int

    @property
    def day(self) -> date:
        return AS_OF - timedelta(days=self.age)


CALLS = st.lists(
    st.builds(
        Call,
        st.one_of(st.sampled_from((0, 6, 7, 29, 30, 89, 90, 179, 180, 364, 365)), st.integers(-5, 800)),
        st.booleans(),
        st.booleans(),
        st.one_of(st.none(), st.integers(0, 3600)),
        st.integers(0, 23),
    ),
    max_size=25,
)


def at(window: Window) -> tuple[str, str]:
    return window.sql(AS_OF), f"DATE '{window.bounds(AS_OF).first}'"


def told(calls: list[Call], names: list[str]) -> list[Any]:
    """The formulas, run by DuckDB over a table of these calls."""
    columns = "day DATE, phone_in BOOLEAN, answered BOOLEAN, talk_seconds INT, hour INT"
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE calls ({columns})")
    if calls:
        connection.executemany(
            "INSERT INTO calls VALUES (?, ?, ?, ?, ?)", [(call.day, *call[1:]) for call in calls]
        )
    listed = ", ".join(formula(features()[name], at) for name in names)
    return list(connection.execute(duckdb_sql(f"SELECT {listed} FROM calls")).fetchall()[0])


def plainly(calls: list[Call], days: int) -> dict[str, Any]:
    """What a window of so many days holds, without any SQL."""
    inside = [call for call in calls if call.phone_in and 0 <= call.age < days]
    talks = [call.talk_seconds for call in inside if call.answered and call.talk_seconds is not None]
    night = [call for call in inside if call.hour >= 22]
    return {
        "n": len(inside),
        "sum": sum(talks),
        "avg": statistics.fmean(talks) if talks else None,
        "max": max(talks, default=None),
        "std": statistics.stdev(talks) if len(talks) > 1 else None,
        "night": len(night) / len(inside) if len(inside) >= 3 else None,
    }


@settings(max_examples=60, deadline=None)
@given(CALLS)
def test_counts_in_every_window(calls: list[Call]) -> None:
    spans = (7, 30, 90, 180, 365)
    found = told(calls, [f"call_n_all_cnt_{days}d" for days in spans])
    assert found == [plainly(calls, days)["n"] for days in spans]


@settings(max_examples=60, deadline=None)
@given(CALLS)
def test_statistics_of_a_year(calls: list[Call]) -> None:
    names = [f"call_talk_{stat}_365d" for stat in ("sum", "avg", "max", "std")] + [
        "call_band_b2224_share_365d"
    ]
    wanted = plainly(calls, 365)
    for name, value, right in zip(names, told(calls, names), list(wanted.values())[1:], strict=True):
        assert (value is None) == (right is None), name
        assert value is None or math.isclose(value, right, rel_tol=1e-9, abs_tol=1e-9), name


@settings(max_examples=60, deadline=None)
@given(CALLS)
def test_a_difference_is_that_of_two_windows(calls: list[Call]) -> None:
    half_a_year, quarter = plainly(calls, 180)["n"], plainly(calls, 90)["n"]
    assert told(calls, ["call_delta_diff_90d"]) == [quarter - (half_a_year - quarter)]
    days = [call.day for call in calls if call.phone_in and call.age >= 0]
    assert told(calls, ["call_last_dsl_now"]) == [max(days, default=None)]
