"""The main job on a small province, from landing files to deliverables: once, twice, and killed on the way."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from deltalake import DeltaTable, QueryBuilder
from pyspark.sql import SparkSession

from gridtag.jobs import pipeline
from gridtag.jobs.check import accounting
from gridtag.jobs.cli import main
from gridtag.jobs.context import Context
from gridtag.jobs.output import Progress
from gridtag.lake import Lake
from tests.province import Province

ROOT = Path(__file__).parents[1]
RUN_AND_TELL = """
import dataclasses, sys
from datetime import date
from pathlib import Path
from gridtag.jobs import pipeline
from gridtag.jobs.context import Context
from gridtag.lake import Lake
from gridtag.settings import Settings
from gridtag.spark import spark_session
from tests.spark_settings import QUICK
landing, lake, out, as_of, steps = sys.argv[1:]
spark = spark_session(Settings(spark_memory="1g", spark_conf=QUICK))
context = Context(Lake(spark, lake), date.fromisoformat(as_of), landing=landing, out=Path(out),
                  say=lambda line: print(line, flush=True))
for job in pipeline.chosen(steps):
    print(f"job {job.name}", flush=True)
    job.run(context)
"""


def tables(root: Path) -> list[str]:
    return sorted(str(log.parent.relative_to(root)) for log in root.glob("*/*/_delta_log"))


def content(root: Path) -> dict[str, tuple[int, str]]:
    """Rows and a digest of all of them, for every table of the lake, read by Polars."""
    found = {}
    for name in tables(root):
        frame = pl.scan_delta(str(root / name)).collect()
        lines = sorted(repr(row) for row in frame.select(sorted(frame.columns)).iter_rows())
        found[name] = (len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest())
    return found


def test_the_books_balance_and_every_step_left_something(province: Province) -> None:
    books = accounting(province.context.lake)
    assert [row for row in books if not row["balanced"]] == []
    figures = {row["item"].strip(): row["figure"] for row in pipeline.summary(province.context)}
    assert figures["rows landed"] == sum(row["landed"] for row in books) > 10_000
    assert figures["features"] >= 120 and figures["tags"] >= 40
    assert figures["rows quarantined"] > 0 and figures["customers"] > 300


def test_deliverables_are_there(province: Province) -> None:
    out = province.context.out
    for name in (
        "index.html",
        "features.html",
        "quality/index.html",
        "campaign/manifest.json",
        "weak_spots/weak_spots.gpkg",
        "weak_spots/weak_spots.xlsx",
        "repeat_places/repeat_places.xlsx",
    ):
        assert (out / name).stat().st_size > 0, name
    waves = sorted((out / "campaign").glob("wave1_*.csv"))
    assert waves and all(path.read_bytes().startswith(b"\xef\xbb\xbf") for path in waves)
    assert all(path.with_suffix(".xlsx").stat().st_size > 0 for path in waves)


def test_polars_and_delta_rs_read_every_table(province: Province) -> None:
    root = Path(province.context.lake.root)
    assert len(tables(root)) > 65
    with_vectors = 0
    for name in tables(root):
        table = DeltaTable(str(root / name))
        by_sql = QueryBuilder().register("t", table).execute("SELECT count(*) AS n FROM t").read_all()
        by_spark = province.context.lake.read(name.replace("/", ".")).count()
        assert int(by_sql["n"][0].as_py()) == pl.scan_delta(str(root / name)).collect().height == by_spark, (
            name
        )
        with_vectors += table.metadata().configuration.get("delta.enableDeletionVectors") == "true"
    assert with_vectors == len(tables(root))


def test_a_table_with_deletion_vectors_is_read_by_others(spark: SparkSession, tmp_path: Path) -> None:
    lake = Lake(spark, str(tmp_path))
    lake.create("gold.numbers", ["n BIGINT NOT NULL", "text STRING"], comment="numbers")
    lake.append(
        "gold.numbers", spark.range(1000).selectExpr("id AS n", "cast(id AS STRING) AS text").coalesce(1)
    )
    lake.delete("gold.numbers", "n % 100 = 7")
    assert list((tmp_path / "gold/numbers").glob("deletion_vector_*")), "no deletion vector was written"
    kept = pl.scan_delta(str(tmp_path / "gold/numbers")).collect()
    assert sorted(kept["n"]) == [n for n in range(1000) if n % 100 != 7]
    query = QueryBuilder().register("t", DeltaTable(str(tmp_path / "gold/numbers")))
    assert query.execute("SELECT sum(n) AS s FROM t").read_all()["s"][0].as_py() == sum(kept["n"])


def test_a_second_run_leaves_every_table_and_file_as_it_was(province: Province) -> None:
    root, out = Path(province.context.lake.root), province.context.out
    before, files = content(root), _digests(out)
    pipeline.run(province.context, pipeline.chosen(""), Progress(10, quiet=True))
    assert content(root) == before
    assert _digests(out) == files


def _digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


STEPS = (
    ("ingest", ("bronze.payments", "silver.bills"), ("bronze/*", "silver/*")),
    ("quality", ("quality: silver.tickets",), ("gold/check_results",)),
    ("features", ("features 3/",), ("gold/features_*",)),
    ("tags", ("tags: ",), ("gold/customer_tags", "gold/care_tags", "gold/tag_freshness")),
    (
        "audience_index",
        ("audience index",),
        ("gold/audience_index", "gold/customer_ids", "gold/tag_stats", "gold/tag_totals"),
    ),
    ("cards", ("cards: of every customer",), ("gold/cards", "gold/call_reasons")),
    ("feature_profile", ("feature profile: gold.features_tickets",), ("gold/feature_profile",)),
    ("repeat_places", ("Spring Festival",), ("gold/repeat_places",)),
    ("weak_spots", ("fault events",), ("gold/weak_spots", "gold/outage_*")),
    ("epay", ("payment model: scoring",), ("gold/epay_*",)),
    ("campaign", ("campaign: ",), ("gold/campaign_*",)),
    ("deliver", ("counts of sources",), ()),
)
"""Steps, the lines after which they are cut off, one after the other, and the tables they write."""


@pytest.fixture(scope="module")
def undisturbed(province: Province) -> dict[str, tuple[int, str]]:
    return content(Path(province.context.lake.root))


class Stopped(BaseException):
    """Ends a step where it stands."""


def _stopped(context: Context, step: str, line: str) -> bool:
    """Run the step here and end it when it says `line`."""

    def say(told: str) -> None:
        if told.startswith(line):
            raise Stopped

    try:
        pipeline.chosen(step)[0].run(dataclasses.replace(context, say=say))
    except Stopped:
        return True
    return False


def _killed(context: Context, step: str, line: str) -> bool:
    """Run the step in a process of its own; SIGKILL it and its Java shortly after it prints `line`."""
    arguments = [context.landing, context.lake.root, str(context.out), str(context.as_of), step]
    process = subprocess.Popen(
        [sys.executable, "-c", RUN_AND_TELL, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    for told in process.stdout:
        if told.startswith(line):
            threading.Event().wait(0.5)
            os.killpg(process.pid, signal.SIGKILL)
            break
    process.stdout.close()
    return process.wait(timeout=300) == -signal.SIGKILL


MANY_COMMITS = ("ingest", "features")
"""Steps that are killed between two tables, with threads at work; the others write in their last moments and are
stopped, but for the soak. Of several lines the last one kills."""


def _ends() -> Iterator[Any]:
    for step, lines, _ in STEPS:
        stopped = [(line, _stopped) for line in lines]
        if step in MANY_COMMITS:
            yield pytest.param(step, [*stopped[:-1], (lines[-1], _killed)], id=f"{step}-killed")
        else:
            yield pytest.param(step, stopped, id=f"{step}-stopped")
        every = [(line, _killed) for line in lines]
        yield pytest.param(step, every, id=f"{step}-killed at every line", marks=pytest.mark.soak)


@pytest.mark.parametrize(("step", "ends"), list(_ends()))
def test_a_step_cut_off_ends_like_an_undisturbed_one(
    province: Province,
    undisturbed: dict[str, tuple[int, str]],
    empty_lake: Path,
    tmp_path: Path,
    step: str,
    ends: Sequence[tuple[str, Callable[[Context, str, str], bool]]],
) -> None:
    """Over the finished province without what this step and those after it wrote."""
    finished, lake, out = province.context, tmp_path / "lake", tmp_path / "out"
    position = [name for name, _, _ in STEPS].index(step)
    shutil.copytree(finished.lake.root, lake)
    for made_before in ("quality", "serving"):
        shutil.copytree(finished.out / made_before, out / made_before)
    for table in _written_by(undisturbed, STEPS[position:]):
        shutil.rmtree(lake / table)
    if step == "ingest":
        shutil.copytree(empty_lake, lake, dirs_exist_ok=True)
    again = dataclasses.replace(finished, lake=Lake(finished.lake.spark, str(lake)), out=out)
    for line, end in ends:
        assert end(again, step, line), f"{step} ended before {line}"
    pipeline.run(again, pipeline.chosen(step), Progress(1, quiet=True))
    later = _written_by(undisturbed, STEPS[position + 1 :])
    assert content(lake) == {name: found for name, found in undisturbed.items() if name not in later}
    if step == "deliver":
        assert _digests(out) == _digests(finished.out)


def _written_by(
    names: Iterable[str], steps: Sequence[tuple[str, tuple[str, ...], tuple[str, ...]]]
) -> set[str]:
    patterns = [pattern for _, _, written in steps for pattern in written]
    return {name for name in names if any(fnmatch(name, pattern) for pattern in patterns)}


def test_an_earlier_day_does_not_see_what_came_later(
    province: Province, spark: SparkSession, tmp_path: Path
) -> None:
    landing = shutil.copytree(Path(province.context.landing) / "calls", tmp_path / "landing/calls").parent
    early = Context(
        Lake(spark, str(tmp_path / "lake")), date(2025, 2, 28), landing=str(landing), out=tmp_path / "out"
    )
    pipeline.chosen("ingest")[0].run(early)
    late = early.lake.read("silver.calls").where("started_at >= TIMESTAMP '2025-03-01'").count()
    assert late == 0 and early.lake.read("silver.calls").count() > 0


def test_the_command_line_reads_the_lake(province: Province, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check", "--lake", province.context.lake.root, "--format", "json"])
    assert ended.value.code == 0 and '"balanced": true' in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["weak-spots", "--limit", "3", "--lake", province.context.lake.root, "--format", "csv"])
    assert capsys.readouterr().out.splitlines()[0].startswith("as_of,unit_kind,unit_id")


def test_unknown_steps_are_named(province: Province) -> None:
    context: Context = province.context
    with pytest.raises(Exception, match="no such step: dance; steps are ingest, quality"):
        pipeline.run(context, pipeline.chosen("ingest,dance"), Progress(1, quiet=True))
