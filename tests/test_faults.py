"""What goes wrong at night: after each fault, running again ends in what an undisturbed run gives."""

from __future__ import annotations

import dataclasses
import json
import os
import random
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from gridtag.errors import GridtagError
from gridtag.jobs import landing, pipeline
from gridtag.jobs.check import accounting
from gridtag.jobs.context import Context
from gridtag.jobs.output import Progress
from gridtag.lake import Lake
from tests.landing_files import content, land

pytestmark = [pytest.mark.spark, pytest.mark.slow]
DAY = date(2026, 10, 31)
Rows = dict[str, list[str]]


def ingest(context: Context) -> None:
    pipeline.run(context, pipeline.chosen("ingest"), Progress(1, quiet=True))


def held(context: Context) -> Rows:
    """Every row of bronze and silver as text; the books must balance. Of files, what stands in the tables now."""
    assert all(row["balanced"] for row in accounting(context.lake))
    found = {}
    for path in sorted(Path(context.lake.root).glob("*/*/_delta_log")):
        rows = pl.scan_delta(str(path.parent)).drop("_batch", strict=False)
        name = f"{path.parent.parent.name}.{path.parent.name}"
        if name == "bronze.files":
            rows = rows.filter(pl.col("status") != "replaced").drop("modified_at")
        found[name] = sorted(json.dumps(row, default=str) for row in rows.collect().iter_rows(named=True))
    return found


@pytest.fixture
def undisturbed(context: Context, empty_lake: Path, tmp_path: Path) -> Callable[[Context], Rows]:
    """What a lake holds that takes in the same landing folder for the first time and in peace."""

    def rows(of: Context) -> Rows:
        lake = Lake(of.lake.spark, str(shutil.copytree(empty_lake, tmp_path / "peace/lake")))
        calm = dataclasses.replace(of, lake=lake, out=tmp_path / "peace/out")
        ingest(calm)
        return held(calm)

    return rows


def calls(numbers: range, **columns: str) -> bytes:
    return content("calls", [{"contact_id": f"c{number}", **columns} for number in numbers])


def payments(amounts: Sequence[str]) -> bytes:
    return content("payments", [{"PAY_NO": f"p{n}", "RCVED_AMT": amount} for n, amount in enumerate(amounts)])


def test_a_file_is_replaced_while_it_is_read(
    context: Context, undisturbed: Callable[[Context], Rows], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the new one is as long, and older by its clock."""
    folder = Path(context.landing)
    name = land(folder, "payments", "a.txt", payments(["1.00", "2.00"]))
    look = landing.inspected

    def and_replace(*arguments: object) -> object:
        found = look(*arguments)  # type: ignore[arg-type]
        land(folder, "payments", "a.txt", payments(["3.00", "4.00"]))
        os.utime(folder / name, (1_700_000_000, 1_700_000_000))
        return found

    with monkeypatch.context() as patch:
        patch.setattr(landing, "inspected", and_replace)
        ingest(context)
    ingest(context)
    assert held(context) == undisturbed(context)
    amounts = context.lake.read("silver.payments").orderBy("amount_fen").collect()
    assert [row["amount_fen"] for row in amounts] == [300, 400]


def test_a_worker_is_killed(context: Context, undisturbed: Callable[[Context], Rows]) -> None:
    land(context.landing, "calls", "a.jsonl.gz", calls(range(60_000)))
    with killing_workers(context), pytest.raises(GridtagError, match=r"^ingest broke off for 2026-10-31: .+"):
        ingest(context)
    ingest(context)
    assert held(context) == undisturbed(context)


@contextmanager
def killing_workers(context: Context) -> Iterator[None]:
    """SIGKILL for every Python process that Spark gives rows to."""
    over = threading.Event()

    def kill() -> None:
        while not over.wait(0.05):
            for worker in _workers():
                os.kill(worker, signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _workers() -> list[int]:
    """Children of this process's Java's pyspark.daemon."""
    told = subprocess.run(
        ["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(None, 2) for line in told.splitlines()]
    parents = {int(pid): int(parent) for pid, parent, *_ in rows}
    daemons = {int(pid) for pid, _, *arguments in rows if "pyspark.daemon" in " ".join(arguments)}

    def ours(pid: int) -> bool:
        while pid in parents and pid != os.getpid():
            pid = parents[pid]
        return pid == os.getpid()

    return [pid for pid in daemons if parents[pid] in daemons and ours(pid)]


@pytest.mark.mount
def test_the_disk_is_full(
    context: Context, undisturbed: Callable[[Context], Rows], empty_lake: Path, tmp_path: Path
) -> None:
    dice = random.Random(1)
    noise = [{"contact_id": f"c{n}", "skill_group": f"{dice.getrandbits(400):x}"} for n in range(40_000)]
    land(context.landing, "calls", "a.jsonl.gz", content("calls", noise))
    land(context.landing, "payments", "a.txt", payments(["1.00"]))
    size = sum(path.stat().st_size + 4096 for path in empty_lake.rglob("*")) + 2 * 2**20
    with mounted(tmp_path / "small", size) as small:
        lake = Lake(context.lake.spark, str(shutil.copytree(empty_lake, small / "lake")))
        with pytest.raises(GridtagError, match="No space left on device"):
            ingest(dataclasses.replace(context, lake=lake))
        larger = shutil.copytree(small / "lake", tmp_path / "larger")
    again = dataclasses.replace(context, lake=Lake(context.lake.spark, str(larger)))
    ingest(again)
    assert held(again) == undisturbed(again)


@contextmanager
def mounted(folder: Path, size: int) -> Iterator[Path]:
    """A file system of so many bytes."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def test_a_day_is_missing_and_comes_a_week_later(
    context: Context, undisturbed: Callable[[Context], Rows]
) -> None:
    """It then counts from the day that saw it; everything else is as if it had never been missing."""
    days = [DAY, DAY + timedelta(days=1), DAY + timedelta(days=8)]
    for place in (0, 2):
        land(context.landing, "calls", "a.jsonl.gz", calls(range(place * 10, place * 10 + 10)), days[place])
    ingest(context)
    land(context.landing, "payments", "a.txt", payments(["1.00"]), days[1])
    ingest(dataclasses.replace(context, as_of=days[1]))
    land(context.landing, "calls", "a.jsonl.gz", calls(range(10, 20)), days[1])
    last = dataclasses.replace(context, as_of=days[2])
    ingest(last)
    found, wanted = held(last), undisturbed(last)
    late, timely = (f'"available_at": "{day} 16:00' for day in (days[2], days[1]))
    assert {name: sorted(row.replace(late, timely) for row in rows) for name, rows in found.items()} == {
        name: sorted(row.replace(late, timely) for row in rows) for name, rows in wanted.items()
    }
    assert len(found["silver.calls"]) == 30
    assert sum(late in row for row in found["silver.calls"]) == 20


def test_a_column_comes_as_another_type(context: Context) -> None:
    """Text is what bronze keeps; what cannot be read as the contract's type is set aside by name."""
    rows = [{"contact_id": f"c{n}", "ivr_enter_ts": "2026-10-30 09:00:00"} for n in range(3)]
    odd = [rows[0], {**rows[1], "talk_secs": [5]}, {**rows[2], "ivr_enter_ts": 1_793_322_000}]
    land(context.landing, "calls", "a.jsonl.gz", content("calls", odd))
    ingest(context)
    assert context.lake.read("silver.calls").count() == 1
    reasons = context.lake.read("silver.quarantine").select("rule").collect()
    assert sorted(row["rule"] for row in reasons) == ["started_at.not_a_timestamp", "talk_seconds.not_a_int"]


def test_bad_rows_stop_the_run_before_gold(context: Context) -> None:
    land(context.landing, "payments", "a.txt", payments(["1.00", "-1.00"] * 60))
    with pytest.raises(GridtagError, match=r"silver\.payments\.quarantined_critical"):
        pipeline.run(context, pipeline.chosen("ingest,quality,features"), Progress(3, quiet=True))
    assert not context.lake.exists("gold.feature_state")
