"""Five minutes count as a surge from fifty calls on, and from three times what is usual at that time of the week."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from gridtag.features.registry import features
from tests.features.silver_rows import duckdb_features, folded_features

AS_OF = date(2026, 10, 31)
MOMENT = datetime(2026, 10, 28, 18, 0)
SURGE = (features()["call_surge_cnt_365d"],)


def calls_at(moment: datetime, count: int) -> list[dict[str, Any]]:
    """The first is of customer A, the others of nobody known."""
    return [
        {
            "contact_id": f"{moment}-{index}",
            "customer_no": None if index else "A",
            "started_at": moment + timedelta(seconds=index),
        }
        for index in range(count)
    ]


def surges(calls: list[dict[str, Any]]) -> int:
    silver = {"customers": [{"customer_no": "A"}], "calls": calls}
    (found,) = {
        rows(silver, AS_OF, SURGE)["A"][SURGE[0].column] for rows in (duckdb_features, folded_features)
    }
    return int(found)


@pytest.mark.parametrize(("calls", "wanted"), [(49, 0), (50, 1)])
def test_fifty_calls_are_a_surge_where_none_is_usual(calls: int, wanted: int) -> None:
    assert surges(calls_at(MOMENT, calls)) == wanted


@pytest.mark.parametrize(("usual", "wanted"), [(18, 1), (19, 0)])
def test_a_surge_is_three_times_the_usual(usual: int, wanted: int) -> None:
    before = [call for week in range(1, 9) for call in calls_at(MOMENT - timedelta(days=7 * week), usual)]
    assert surges(before + calls_at(MOMENT, 54)) == wanted


@pytest.mark.parametrize("back", [timedelta(days=1), timedelta(days=63), timedelta(minutes=5)])
def test_other_days_older_weeks_and_other_times_are_not_the_usual(back: timedelta) -> None:
    assert surges(calls_at(MOMENT - back, 49) + calls_at(MOMENT, 50)) == 1


def test_a_transferred_call_counts_once() -> None:
    legs = [{**call, "master_contact_id": "m"} for call in calls_at(MOMENT, 30)]
    assert surges(legs + calls_at(MOMENT, 49)[1:]) == 0
