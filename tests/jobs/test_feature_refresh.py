"""Feature tables brought forward day by day hold exactly what computing them anew gives."""

from __future__ import annotations

import dataclasses
import random
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from gridtag.features.frames import STREAMS
from gridtag.jobs import changed_customers, silver
from gridtag.jobs import features as job
from gridtag.jobs.changed_customers import Followed
from gridtag.jobs.context import Context
from gridtag.lake import Lake
from gridtag.sources import BY_NAME
from tests.features.province import province
from tests.features.silver_rows import folded_features
from tests.jobs.lakes import fill, silver_frame

pytestmark = pytest.mark.spark
FIRST = date(2026, 10, 3)
"""The ten days after it see National Day week end and a billing month close."""
DAYS = tuple(FIRST + timedelta(days=days) for days in range(1, 11))
SOME = tuple(DAYS[at] for at in (0, 4, 7))
"""The next day, one after National Day week has ended in between, and one after a month has closed."""
Rows = list[dict[str, Any]]


def happened(name: str, row: Mapping[str, Any]) -> date:
    """The day on which the row came to be known, which is that of its event."""
    column = BY_NAME[name].event_at if not BY_NAME[name].history else "valid_from"
    value = row.get(column or "") or row.get("read_on")
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.date() if isinstance(value, datetime) else value or date(2020, 1, 1)


def by_day(tables: Mapping[str, Rows]) -> dict[date, dict[str, Rows]]:
    """The rows that come on each day; those of the first come before all others."""
    found: dict[date, dict[str, Rows]] = {}
    for name, rows in tables.items():
        for row in rows:
            day = max(FIRST, happened(name, row))
            found.setdefault(day, {}).setdefault(name, []).append(row)
    return found


def as_silver(context: Context, name: str, rows: Rows, day: date, *, deleted: bool = False) -> None:
    frame = silver_frame(context, name, rows, f"{day} 20:00:00").withColumn("_deleted", F.lit(deleted))
    context.lake.upsert(f"silver.{name}", frame, silver.key(BY_NAME[name]), deleted="_deleted")


def corrected(name: str, row: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """The row as it comes again: another amount, another customer, an end that was open."""
    changes: dict[str, dict[str, Any]] = {
        "bills": {"amount_fen": dice.randrange(100, 9_000), "energy_wh": dice.randrange(9_000_000)},
        "payments": {"amount_fen": dice.randrange(100, 9_000)},
        "calls": {"customer_no": "3300000001", "rating": 4},
        "tickets": {"customer_no": "3300000002", "status": "reopened"},
        "outages": {"restored_at": None, "status": "open"},
    }
    return row | changes[name]


def days_of(
    context: Context, held: dict[str, Rows], coming: Mapping[date, dict[str, Rows]], run: Collection[date]
) -> Iterator[Context]:
    """Brings each day's rows, and with them corrections and deletions of rows of any age, and stops on the days of a
    run; `held` is what silver then holds."""
    dice = random.Random(5)
    fill(context, held, known=f"{FIRST} 20:00:00")
    yield dataclasses.replace(context, as_of=FIRST)
    for number, day in enumerate(DAYS):
        for name, rows in coming.get(day, {}).items():
            as_silver(context, name, rows, day)
            held[name].extend(rows)
        again = ("bills", "payments", "calls", "tickets", "outages")[number % 5]
        place = dice.randrange(len(held[again]))
        held[again][place] = corrected(again, held[again][place], dice)
        as_silver(context, again, [held[again][place]], day)
        gone = ("payments", "calls", "ticket_revisits", "outage_scope", "dunning")[number % 5]
        lost = held[gone].pop(dice.randrange(len(held[gone])))
        as_silver(context, gone, [lost], day, deleted=True)
        if day in run:
            yield dataclasses.replace(context, as_of=day)


def last_change(context: Context, table: str) -> str:
    history = context.lake.spark.sql(f"DESCRIBE HISTORY {context.lake.identifier(table)} LIMIT 1")
    return str(history.collect()[0]["operation"])


@pytest.mark.slow
@pytest.mark.timeout(1500)
@pytest.mark.parametrize(
    "run", [pytest.param(SOME, id="three days"), pytest.param(DAYS, id="ten days", marks=pytest.mark.soak)]
)
def test_days_of_refresh_equal_a_rebuild(
    context: Context, monkeypatch: pytest.MonkeyPatch, run: Collection[date]
) -> None:
    monkeypatch.setattr(job, "MOST_TOUCHED", 1.0)  # few customers with many events: else most days rebuild
    coming = by_day(province(seed=11, customers=20))
    held = {name: list(rows) for name, rows in coming[FIRST].items()}
    merged, before = 0, Seen({}, None)
    followed = 0
    for today in days_of(context, held, coming, run):
        job.run(today)
        rebuilt = folded_features(held, today.as_of)
        now = seen(today)
        followed += others_are_as_they_were(today, before, now)
        before = now
        for stream in STREAMS:
            found = now.rows[stream.code]
            assert found.keys() == rebuilt.keys() and found
            wrong = [
                f"{today.as_of} {number} {name}: {value}, rebuilt {rebuilt[number][name]}"
                for number, row in found.items()
                for name, value in row.items()
                if name != "changes_on" and value != rebuilt[number][name]
            ]
            assert wrong == []
        merged += sum(last_change(today, stream.table) == "MERGE" for stream in STREAMS)
    assert merged > 2 * len(run), "tables were merged into on most days"
    assert followed, "on some day it was told who changed"


@dataclass(frozen=True)
class Seen:
    """The rows of each stream by customer, and how far one who follows them has come."""

    rows: dict[str, dict[str, dict[str, Any]]]
    followed: Followed | None


def seen(today: Context) -> Seen:
    rows = {
        stream.code: {row["customer_no"]: row.asDict() for row in today.lake.read(stream.table).collect()}
        for stream in STREAMS
    }
    return Seen(rows, changed_customers.reached(today.lake, today.as_of, ""))


def others_are_as_they_were(today: Context, before: Seen, now: Seen) -> bool:
    """Whether it was told who changed; then the rows of all others are those of the run before, in streams that were
    not told anew."""
    assert now.followed is not None
    changed = changed_customers.between(today.lake, before.followed, now.followed)
    if changed is None:
        return False
    told = {row["customer_no"] for row in changed.customers.collect()}
    for stream in STREAMS:
        old, new = before.rows[stream.code], now.rows[stream.code]
        moved = {number for number in old.keys() | new.keys() if old.get(number) != new.get(number)}
        assert stream.rebuilt or stream.code in changed.streams or moved <= told
    return bool(told)


@pytest.fixture
def without_revisits(first_day: Path, spark: SparkSession, tmp_path: Path) -> Context:
    return Context(Lake(spark, str(shutil.copytree(first_day, tmp_path / "done"))), FIRST)


@pytest.fixture(scope="module")
def first_day(spark: SparkSession, empty_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake whose features are those of the first day, when no file of revisits had come yet."""
    folder = shutil.copytree(empty_lake, tmp_path_factory.mktemp("first") / "lake")
    context = Context(Lake(spark, str(folder)), FIRST)
    held = {name: rows for name, rows in small()[FIRST].items() if name != "ticket_revisits"}
    fill(context, held, known=f"{FIRST} 20:00:00")
    job.run(context)
    return folder


def small() -> dict[date, dict[str, Rows]]:
    return by_day(province(seed=12, customers=5))


def test_without_news_nothing_is_written(without_revisits: Context) -> None:
    today = without_revisits

    def versions() -> list[int]:
        histories = [
            today.lake.spark.sql(f"DESCRIBE HISTORY {today.lake.identifier(stream.table)} LIMIT 1")
            for stream in STREAMS
        ]
        return [history.collect()[0]["version"] for history in histories]

    before = versions()
    job.run(today)
    assert versions() == before


def test_a_source_that_comes_for_the_first_time_makes_zeroes_of_nulls(without_revisits: Context) -> None:
    def told() -> set[int | None]:
        rows = without_revisits.lake.read("gold.features_tickets").collect()
        return {row["tick_revisit_cnt_365d"] for row in rows}

    assert told() == {None}
    revisits = small()[FIRST]["ticket_revisits"][:1]
    fill(without_revisits, {"ticket_revisits": revisits}, known=f"{DAYS[0]} 20:00:00")
    job.run(dataclasses.replace(without_revisits, as_of=DAYS[0]))
    assert told() <= {0, 1}
