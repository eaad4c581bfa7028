"""Tag history day by day: enter, stay, leave, again, and days run anew."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

import pytest
from pyspark.sql import DataFrame

from gridtag.errors import GridtagError
from gridtag.features.frames import STREAMS
from gridtag.features.registry import features
from gridtag.features.tags.rules import rules
from gridtag.jobs import changed_customers, feature_state
from gridtag.jobs import tags as job
from gridtag.jobs.context import Context
from gridtag.jobs.feature_state import State
from gridtag.lake import Lake
from tests.jobs.lakes import fill

DAYS = [date(2026, 10, day) for day in range(26, 32)]
pytestmark = pytest.mark.spark
Values = Mapping[str, Mapping[str, Any]]
Run = Callable[[date, Values], dict[str, int]]
BUSY = {"call_n_all_cnt_90d": 5, "call_n_all_cnt_365d": 9}
SILENT = {"call_n_all_cnt_365d": 0, "tick_n_all_cnt_365d": 0}


def giving(frame: DataFrame) -> Callable[..., DataFrame]:
    """In the place of `customer_features`."""

    def given(lake: Lake, names: Collection[str], only: DataFrame | None = None) -> DataFrame:
        chosen = frame if only is None else frame.join(only, "customer_no", "left_semi")
        return chosen.select("customer_no", *names)

    return given


@pytest.fixture
def run(context: Context, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Tags of a day on which customers have these features and no others."""

    def run(day: date, values: Values) -> dict[str, int]:
        names = sorted(job.inputs(rules()))
        columns = ", ".join(f"{name} {features()[name].type}" for name in names)
        rows = [(number, *(row.get(name) for name in names)) for number, row in values.items()]
        frame = context.lake.spark.createDataFrame(rows, f"customer_no STRING, {columns}")
        monkeypatch.setattr(job, "customer_features", giving(frame))
        monkeypatch.setattr(job, "must_be_of", lambda *_: None)
        return job.run(dataclasses.replace(context, as_of=day))

    return run


def history(context: Context, table: str = job.TABLE) -> list[tuple[Any, ...]]:
    rows = context.lake.read(table).collect()
    told = [
        (row["customer_no"], row["tag_id"], row["valid_from"].day, row["valid_to"] and row["valid_to"].day)
        for row in rows
    ]
    return sorted(told, key=str)


def test_history_of_changes(context: Context, run: Run) -> None:
    counts = run(DAYS[0], {"A": BUSY, "B": SILENT, "C": {}})
    assert counts == {"definitions": len(rules()), "assignments": 2}
    assert history(context) == [("A", "T050", 26, None), ("B", "T051", 26, None)]

    run(DAYS[1], {"A": BUSY, "B": BUSY, "C": {}})
    first = [("A", "T050", 26, None), ("B", "T050", 27, None), ("B", "T051", 26, 27)]
    assert history(context) == first

    run(DAYS[1], {"A": BUSY, "B": BUSY, "C": {}})
    assert history(context) == first, "the same day again changes nothing"

    run(DAYS[3], {"A": {}, "B": BUSY, "C": SILENT})
    assert history(context) == [
        *[("A", "T050", 26, 29), ("B", "T050", 27, None), ("B", "T051", 26, 27)],
        ("C", "T051", 29, None),
    ]
    run(DAYS[4], {"A": BUSY, "B": BUSY})
    assert history(context) == [
        *[("A", "T050", 26, 29), ("A", "T050", 30, None), ("B", "T050", 27, None), ("B", "T051", 26, 27)],
        ("C", "T051", 29, 30),
    ], "A enters again; C has left the archive and with it its tags"

    run(DAYS[2], {"A": BUSY, "B": SILENT, "C": {}})
    assert history(context) == [
        *[("A", "T050", 26, None), ("B", "T050", 27, 28), ("B", "T051", 26, 27), ("B", "T051", 28, None)],
    ], "an earlier day takes back what was written for it and later"


def test_only_customers_that_changed_are_looked_at_again(context: Context, run: Run) -> None:
    """And all of them for rules of ages, whoever changed, and for rules over a stream that is told anew."""
    lake, told = context.lake, "customer_no STRING"

    def note(day: date, numbers: str = "", *streams: str) -> None:
        rows = lake.spark.createDataFrame([(number,) for number in numbers], told)
        changed_customers.note(dataclasses.replace(context, as_of=day), streams, rows)

    note(DAYS[0], "", "archive")
    run(DAYS[0], {"A": BUSY, "B": {}, "C": BUSY, "D": {"cust_account_age_val_now": 90.0}})
    note(DAYS[1], "AC", "bills")
    first = {"A": {}, "B": BUSY, "D": {"cust_account_age_val_now": 91.0}}
    run(DAYS[1], first)
    after = [("A", "T050", 26, 27), ("C", "T050", 26, 27), ("D", "T173", 26, 27)]
    assert history(context) == after, "nobody said that B changed; C is gone"
    run(DAYS[1], first)
    assert history(context) == after
    note(DAYS[2], "B")
    run(DAYS[2], first)
    after.insert(1, ("B", "T050", 28, None))
    assert history(context) == after
    run(DAYS[2], {"A": BUSY, "B": {}})
    assert history(context) == after, "nobody changed"
    note(DAYS[3], "D", "calls", "meter")
    run(DAYS[3], {"A": BUSY, "B": {}})
    assert history(context) == [after[0], ("A", "T050", 29, None), ("B", "T050", 28, 29), *after[2:]], (
        "all calls were told anew"
    )
    note(DAYS[4], "", "archive")
    run(DAYS[4], {"A": {}, "B": BUSY})
    assert ("B", "T050", 30, None) in history(context), "anybody may have changed"


def test_tags_of_the_care_register_are_in_a_table_of_their_own(context: Context, run: Run) -> None:
    run(DAYS[0], {"A": {"care_lowinc_flag_now": True}, "B": BUSY})
    counts = run(
        DAYS[1], {"A": {}, "B": {**BUSY, "care_expire_days_now": 30}, "C": {"care_expire_days_now": 31}}
    )
    assert counts == {"definitions": len(rules()), "assignments": 1}
    assert history(context) == [("B", "T050", 26, None)]
    assert history(context, job.CARE) == [("A", "T155", 26, 27), ("B", "T158", 27, None)]


def test_explain_tells_rule_and_values(context: Context, run: Run) -> None:
    run(DAYS[0], {"A": BUSY, "B": {}})
    run(DAYS[1], {"A": {**BUSY, "call_n_all_cnt_90d": 8}, "B": {}})
    (told,) = job.explain(context.lake, "A")
    assert told["tag_id"] == "T050" and told["rule"] == "call_n_all_cnt_90d>=5"
    assert told["valid_from"] == DAYS[0]
    assert told["features"] == {"call_n_all_cnt_90d": 8} and told["at_entry"] == {"call_n_all_cnt_90d": 5}
    assert told["stale"] == ""
    assert job.explain(context.lake, "B") == []
    with pytest.raises(GridtagError, match="customer X is not in the archive"):
        job.explain(context.lake, "X")


def test_tags_of_sources_that_stay_away_are_stale(context: Context, run: Run) -> None:
    call = {"contact_id": "1", "customer_no": "A", "started_at": "2026-10-19 10:00:00"}
    fill(context, {"calls": [call]}, known="2026-10-20 00:00:00")
    run(DAYS[0], {"A": BUSY})
    (told,) = job.explain(context.lake, "A")
    assert told["stale"] == "calls last came 6 days ago"
    old = job.not_fresh(context.lake)
    assert old["T050"] == ["calls last came 6 days ago"] and "T155" not in old
    fill(context, {"calls": [{**call, "contact_id": "2"}]}, known="2026-10-27 00:00:00")
    run(DAYS[1], {"A": BUSY})
    assert "T050" not in job.not_fresh(context.lake)


def test_tags_want_the_features_of_their_day(context: Context) -> None:
    feature_state.note(context.lake, [State(stream.code, DAYS[0], "", {}) for stream in STREAMS])
    with pytest.raises(GridtagError, match=r"gold\.features_archive is of 2026-10-26, not of 2026-10-27"):
        job.run(dataclasses.replace(context, as_of=DAYS[1]))
