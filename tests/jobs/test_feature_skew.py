"""An institution with thousands of calls and a crowded transformer area: every row counts, once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from gridtag.jobs.context import Context
from gridtag.jobs.features import features_as_of
from tests.jobs.lakes import fill
from tests.province import DAY

pytestmark = pytest.mark.spark
CALLS, NEIGHBOURS = 5_000, 10_000
LAST = datetime(2026, 10, 29, 12)


def call(number: int) -> dict[str, str]:
    """One call every hour and a quarter, back from the last."""
    at = LAST - timedelta(minutes=75 * number)
    return {
        "contact_id": f"c{number}",
        "customer_no": "BIG",
        "started_at": f"{at}",
        "ivr_result": "agent",
        "queue_seconds": f"{number}",
    }


def test_thousands_of_calls_and_neighbours(context: Context) -> None:
    people = [f"N{number:05}" for number in range(NEIGHBOURS)]
    customers = [
        {"customer_no": number, "transformer_no": "T1", "connected_on": "2015-01-01"} for number in people
    ]
    outage = {
        "outage_id": "o1",
        "kind": "fault",
        "started_at": "2026-10-01 08:00:00",
        "restored_at": "2026-10-01 10:00:00",
    }
    fill(
        context,
        {
            "customers": [*customers, {"customer_no": "BIG", "transformer_no": "T2"}],
            "calls": [
                *map(call, range(CALLS)),
                {**call(CALLS), "contact_id": "other", "customer_no": people[7]},
            ],
            "outages": [outage],
            "outage_scope": [{"outage_id": "o1", "transformer_no": "T1"}],
        },
    )
    names = [
        "call_n_all_cnt_365d",
        "call_n_all_cnt_30d",
        "call_wait_max_365d",
        "outg_n_all_cnt_365d",
        "outg_dur_all_sum_365d",
    ]
    rows = {row["customer_no"]: tuple(row)[2:] for row in features_as_of(context.lake, DAY, names).collect()}
    month = sum(LAST - timedelta(minutes=75 * n) >= datetime(2026, 10, 2) for n in range(CALLS))
    assert len(rows) == NEIGHBOURS + 1
    assert rows["BIG"] == (CALLS, month, CALLS - 1, 0, 0.0)
    assert {rows[number] for number in people if number != people[7]} == {(0, 0, None, 1, 120.0)}
    assert rows[people[7]] == (1, 0, CALLS, 1, 120.0)
