"""Reports of one fault are one event: by table, and for any reports against a plain Python reading."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from pyspark.sql import SparkSession

from gridtag.models.events import with_event
from tests.models.tables import rows

SPEC = """
unit  report  started_at           event_at
T1    a       2026-02-17 08:00:00  2026-02-17 08:00:00
T1    b       2026-02-17 13:59:59  2026-02-17 08:00:00
T1    c       2026-02-17 19:00:00  2026-02-17 08:00:00
T1    d       2026-02-18 01:00:00  2026-02-18 01:00:00
T2    e       2026-02-17 08:30:00  2026-02-17 08:30:00
T2    f       2026-02-17 08:30:00  2026-02-17 08:30:00
"""
BEGIN = datetime(2026, 2, 1)
Reports = list[tuple[str, str, str]]


def merged(spark: SparkSession, reports: Reports) -> dict[str, str]:
    """Event start by report."""
    frame = spark.createDataFrame(reports, "unit STRING, report STRING, started STRING")
    frame = frame.selectExpr("unit", "report", "cast(started AS TIMESTAMP) AS started_at")
    found = with_event(frame, ("unit",), "started_at", "report")
    return {row[0]: row[1] for row in found.selectExpr("report", "cast(event_at AS STRING)").collect()}


def test_reports_less_than_six_hours_apart_are_one_event(spark: SparkSession) -> None:
    spec = rows(SPEC)
    found = merged(spark, [(row["unit"], row["report"], row["started_at"]) for row in spec])
    assert found == {row["report"]: row["event_at"] for row in spec}


def read_plainly(reports: Reports) -> dict[str, str]:
    found: dict[str, str] = {}
    last: dict[str, tuple[datetime, str]] = {}
    for unit, report, started in sorted(reports, key=lambda one: (one[0], one[2], one[1])):
        moment = datetime.fromisoformat(started)
        before, event = last.get(unit, (None, started))
        if before is None or moment - before >= timedelta(hours=6):
            event = started
        last[unit] = (moment, event)
        found[report] = event
    return found


@settings(max_examples=6, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ABCD"), st.integers(0, 4 * 24 * 12)), max_size=60), st.randoms())
def test_merging_is_idempotent_and_free_of_order(
    spark: SparkSession, told: list[tuple[str, int]], shuffle: random.Random
) -> None:
    reports = [
        (unit, f"r{number:02d}", str(BEGIN + timedelta(minutes=5 * step)))
        for number, (unit, step) in enumerate(told)
    ]
    found = merged(spark, reports)
    assert found == read_plainly(reports)
    events = sorted({(unit, found[report]) for unit, report, _ in reports})
    again = [(unit, f"{unit} {start}", start) for unit, start in events]
    mixed = [*reports, *again]
    shuffle.shuffle(mixed)
    twice = merged(spark, mixed)
    assert {report: twice[report] for report in found} == found
    assert all(twice[report] == start for _, report, start in again)
