"""Every step of the main job is killed on its way and run again: the end is that of an undisturbed run."""

from __future__ import annotations

import dataclasses
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from fnmatch import fnmatch
from pathlib import Path

import pytest

from gridtag.jobs import pipeline
from gridtag.jobs.context import Context
from gridtag.jobs.output import Progress
from gridtag.lake import Lake
from tests.contents import content, digests
from tests.province import Province

pytestmark = pytest.mark.slow

STEPS = (
    ("quality", "quality: silver.tickets", ("gold/check_results",)),
    ("features", "features 3/", ("gold/features_*",)),
    ("tags", "tags: ", ("gold/customer_tags", "gold/tag_*")),
    ("repeat_places", "Spring Festival", ("gold/repeat_places",)),
    ("weak_spots", "fault events", ("gold/weak_spots",)),
    ("epay", "payment model: scoring", ("gold/epay_*",)),
    ("campaign", "campaign: ", ("gold/campaign_*",)),
    ("deliver", "counts of sources", ()),
)
"""Steps after ingest, the line after which each is killed, and the tables it writes."""
NAMES = tuple(step for step, _, _ in STEPS)

ROOT = Path(__file__).parents[1]
RUN_AND_TELL = """
import sys
from datetime import date
from pathlib import Path
from gridtag.jobs import pipeline
from gridtag.jobs.context import Context
from gridtag.lake import Lake
from gridtag.settings import Settings
from gridtag.spark import spark_session
from tests.spark_settings import QUICK
landing, lake, out, as_of, step = sys.argv[1:]
spark = spark_session(Settings(spark_memory="1g", spark_conf=QUICK))
context = Context(Lake(spark, lake), date.fromisoformat(as_of), landing=landing, out=Path(out),
                  say=lambda line: print(line, flush=True))
for job in pipeline.chosen(step):
    job.run(context)
"""

Content = dict[str, tuple[int, str]]


@pytest.fixture(scope="module")
def undisturbed(province: Province) -> Content:
    return content(Path(province.context.lake.root))


@pytest.fixture(scope="module")
def interrupted(
    province: Province, undisturbed: Content, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Future[Context]]]:
    """By step: the finished province without what the step and those after it wrote, and the step killed there.

    Steps are killed one after the other, while those killed before are run again.
    """
    folder = tmp_path_factory.mktemp("killed")
    pool = ThreadPoolExecutor(1)
    yield {
        step: pool.submit(_interrupted, province.context, undisturbed, folder / step, step) for step in NAMES
    }
    pool.shutdown(cancel_futures=True)


def _interrupted(finished: Context, undisturbed: Content, folder: Path, step: str) -> Context:
    lake = shutil.copytree(finished.lake.root, folder / "lake")
    shutil.copytree(finished.out / "quality", folder / "out/quality")
    for table in _written_by(undisturbed, STEPS[NAMES.index(step) :]):
        shutil.rmtree(lake / table)
    again = dataclasses.replace(finished, lake=Lake(finished.lake.spark, str(lake)), out=folder / "out")
    _kill(again, step, STEPS[NAMES.index(step)][1])
    return again


def _kill(context: Context, step: str, line: str) -> None:
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
    assert process.wait(timeout=300) == -signal.SIGKILL, f"{step} ended before {line}"


def test_an_ingest_killed_twice_ends_like_an_undisturbed_one(
    province: Province, empty_lake: Path, tmp_path: Path
) -> None:
    """Of four sources: killed with some of bronze written, then with some of silver."""
    for source in ("customers", "bills", "payments", "tickets"):
        shutil.copytree(Path(province.context.landing) / source, tmp_path / "landing" / source)
    ended = []
    for name, lines in (("killed", ("bronze.payments", "silver.bills")), ("undisturbed", ())):
        lake = Lake(province.context.lake.spark, str(shutil.copytree(empty_lake, tmp_path / name)))
        context = dataclasses.replace(province.context, lake=lake, landing=str(tmp_path / "landing"))
        for line in lines:
            _kill(context, "ingest", line)
        pipeline.run(context, pipeline.chosen("ingest"), Progress(1, quiet=True))
        ended.append(content(Path(lake.root)))
    assert ended[0] == ended[1]
    assert all(ended[0][f"silver/{source}"][0] > 0 for source in ("customers", "bills", "payments"))


@pytest.mark.parametrize("step", NAMES)
def test_a_killed_step_ends_like_an_undisturbed_one(
    province: Province, undisturbed: Content, interrupted: dict[str, Future[Context]], step: str
) -> None:
    again = interrupted[step].result()
    pipeline.run(again, pipeline.chosen(step), Progress(1, quiet=True))
    later = _written_by(undisturbed, STEPS[NAMES.index(step) + 1 :])
    left = {name: found for name, found in undisturbed.items() if name not in later}
    assert content(Path(again.lake.root)) == left
    if step == "deliver":
        assert digests(again.out) == digests(province.context.out)


def _written_by(names: Iterable[str], steps: Sequence[tuple[str, str, tuple[str, ...]]]) -> set[str]:
    patterns = [pattern for _, _, written in steps for pattern in written]
    return {name for name in names if any(fnmatch(name, pattern) for pattern in patterns)}
