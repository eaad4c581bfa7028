"""Reasons of calls by situation: shares, smoothing, order and hits; which situations hold at which moment."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession

from gridtag.models import call_reasons
from gridtag.models.call_reasons import SITUATIONS, SMOOTHING, Reason

COUNTS = {(): {"Q1": 60, "Q2": 20, "Q3": 20}, ("outage",): {"Q2": 90, "Q1": 10}}


def test_shares_are_drawn_towards_those_of_all_calls() -> None:
    told = call_reasons.ranked(COUNTS)
    of_all = {"Q1": 70 / 200, "Q2": 110 / 200, "Q3": 20 / 200}
    assert told[("outage",)] == [
        Reason("Q2", (90 + SMOOTHING * of_all["Q2"]) / (100 + SMOOTHING), 90),
        Reason("Q1", (10 + SMOOTHING * of_all["Q1"]) / (100 + SMOOTHING), 10),
        Reason("Q3", SMOOTHING * of_all["Q3"] / (100 + SMOOTHING), 0),
    ]
    assert [reason.code for reason in told[()]] == ["Q1", "Q2", "Q3"]
    assert told[("billed", "ticket")] == [
        Reason("Q2", 0.55, 0),
        Reason("Q1", 0.35, 0),
        Reason("Q3", 0.1, 0),
    ], "a set that was never seen has the shares of all calls"
    assert len(told) == 2 ** len(SITUATIONS)


def test_equal_shares_stand_in_the_order_of_their_codes_and_without_calls_nothing_is_told() -> None:
    assert [reason.code for reason in call_reasons.ranked({(): {"Q3": 1, "Q1": 1, "Q2": 1, "Q4": 1}})[()]] == [
        "Q1", "Q2", "Q3",
    ]  # fmt: skip
    assert set(map(len, call_reasons.ranked({}).values())) == {0}


def test_hits_are_calls_whose_reason_was_told() -> None:
    told = call_reasons.ranked(COUNTS)
    assert call_reasons.hit_rate(told, {(): {"Q1": 3, "Q9": 1}, ("outage",): {"Q2": 1}}) == 4 / 5
    assert call_reasons.hit_rate(told, {}) is None


SPANS = [
    ("outage", "transformer", "T1", "2026-10-01 08:00", "2026-10-01 10:00"),
    ("ticket", "customer", "A", "2026-10-01 09:00", "9999-01-01 00:00"),
    ("billed", "customer", "B", "2026-10-01 00:00", "2026-10-11 00:00"),
]
MOMENTS = """
id | customer_no | transformer_no | at               | situations
1  | A           | T1             | 2026-10-01 07:59 |
2  | A           | T1             | 2026-10-01 08:00 | outage
3  | A           | T1             | 2026-10-01 09:30 | outage ticket
4  | A           | T1             | 2026-10-01 10:00 | ticket
5  | B           |                | 2026-10-10 23:59 | billed
6  | B           | T2             | 2026-10-11 00:00 |
"""


@pytest.mark.spark
def test_a_situation_holds_from_its_beginning_to_before_its_end(spark: SparkSession) -> None:
    rows = [[cell.strip() for cell in line.split("|")] for line in MOMENTS.strip().splitlines()[1:]]
    texts = "id STRING, customer_no STRING, transformer_no STRING, at STRING"
    given = spark.createDataFrame([[cell or None for cell in row[:4]] for row in rows], texts)
    spans = spark.createDataFrame(
        SPANS, "situation STRING, kind STRING, key STRING, begins STRING, ends STRING"
    )
    found = call_reasons.with_situations(given, spans).orderBy("id").collect()
    assert [row["situations"] for row in found] == [row[4].split() for row in rows]
