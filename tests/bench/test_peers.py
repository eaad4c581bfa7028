"""All peers give the same answers over a few hundred generated customers, and a difference would be seen."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from pyspark.sql import SparkSession

from gridtag.bench.chosen import TABLES, aggregates, chosen
from gridtag.bench.features import ENGINES
from gridtag.bench.lake import load, write_event_tables, write_histories
from gridtag.bench.measure import measured
from gridtag.bench.peer_check import differences
from gridtag.bench.peers import ENGINES as RUN
from gridtag.bench.silver import Scale, parquet
from gridtag.jobs.context import Context
from gridtag.lake import Lake

DAY = date(2026, 10, 20)
CUSTOMERS = 400


@pytest.fixture(scope="module")
def events(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench")
    rows = parquet(Scale(CUSTOMERS, DAY), folder / "silver")
    assert rows["bills"] == 24 * CUSTOMERS and rows["customers"] == CUSTOMERS
    lake = Lake(spark, str(folder / "lake"))
    load(lake, folder / "silver", DAY)
    counted = write_event_tables(Context(lake, DAY), folder / "events")
    write_histories(spark, folder, DAY)
    assert counted["accounts"] == CUSTOMERS and min(counted.values()) > 0
    return folder / "events"


@pytest.mark.spark
def test_all_peers_write_the_same_features(events: Path, tmp_path: Path) -> None:
    assert RUN.keys() == set(ENGINES)
    first, *others = ENGINES
    for engine in ENGINES:
        (tmp_path / engine).mkdir()
        RUN[engine](events, tmp_path / engine, DAY)
    for engine in others:
        assert differences(tmp_path / first, tmp_path / engine) == {}, engine
    spoilt = next((tmp_path / "polars" / TABLES[0]).glob("*.parquet"))
    table = pl.read_parquet(spoilt).with_columns(pl.col("bill_amt_sum_m12") + 1)
    table.write_parquet(spoilt)
    assert differences(tmp_path / first, tmp_path / "polars") == {"bill_amt_sum_m12": CUSTOMERS}


def test_most_window_features_are_chosen() -> None:
    wanted = {table: len(chosen(table)) for table in TABLES}
    assert sum(wanted.values()) > 500 and min(wanted.values()) > 50
    assert aggregates("payments_of_customers", DAY)["pay_n_cnt_30d"] == (
        "cast(count(*) FILTER (WHERE (day BETWEEN DATE '2026-09-21' AND DATE '2026-10-20')) AS INT)"
    )


def test_the_same_seed_gives_the_same_rows(tmp_path: Path) -> None:
    for name in ("one", "other"):
        parquet(Scale(50, DAY), tmp_path / name)
    for path in sorted((tmp_path / "one").glob("*/*.parquet")):
        assert pl.read_parquet(path).equals(
            pl.read_parquet(tmp_path / "other" / path.parent.name / path.name)
        )


def test_a_command_is_measured_with_its_children() -> None:
    busy = "import time\nfor _ in iter(lambda: time.process_time() < 0.8, False): pass"
    found = measured(
        [sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {busy!r}])"]
    )
    assert found.failed == "" and found.wall > 0.8 and found.cpu > 0.4 and found.memory > 5_000_000
    assert measured([sys.executable, "-c", "raise ValueError('no')"]).failed == "ValueError: no"
