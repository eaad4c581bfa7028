"""One Spark session for each process of the suite, a fresh lake per test, and no test that silently does not run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import settings
from pyspark.sql import SparkSession
from xdist.scheduler import LoadScopeScheduling

from gridtag import sample
from gridtag.features.registry import features
from gridtag.jobs import ingest, pipeline, training
from gridtag.jobs.context import Context
from gridtag.jobs.output import Progress
from gridtag.lake import Lake
from gridtag.settings import Settings
from gridtag.spark import spark_session
from tests.province import CUSTOMERS, DAY, SPRING, Province
from tests.spark_settings import SUITE

SHARED = {"province": r"\bprovince: Province\b|\bspring_features: ", "database": r"\bmark\.postgres\b"}
"""What several files use, and by what words."""
settings.register_profile("suite", deadline=None)  # what a test takes depends on what else the machine does
settings.load_profile("suite")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NEEDS = {
    "postgres": (
        lambda: bool(os.environ.get("GRIDTAG_TEST_POSTGRES_URL")),
        "GRIDTAG_TEST_POSTGRES_URL is not set",
    ),
    "mount": (lambda: may_mount(), "no small disk may be mounted"),
    "chromium": (lambda: CHROMIUM is not None, "Chromium is not installed"),
}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadScopeScheduling:
    return ByFile(config, log)


class ByFile(LoadScopeScheduling):
    """One process runs the tests of a file one after another; the same one those over the province, which is made once,
    and the same one those of the one database."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        text = Path(str(self.config.rootpath), file).read_text("utf-8")
        return next((name for name, sign in SHARED.items() if re.search(sign, text)), file)


@pytest.hookimpl(tryfirst=True)  # before items are chosen by their marks
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this machine cannot run, by name; in CI everything must run but what needs rights to mount."""
    kept, left_out = [], []
    for item in items:
        if "province" in getattr(item, "fixturenames", ()):
            item.add_marker("slow")
        missing = [
            why for mark, (found, why) in NEEDS.items() if item.get_closest_marker(mark) and not found()
        ]
        (left_out if missing else kept).append(item)
        required = os.environ.get("GRIDTAG_REQUIRE_ALL_TESTS") and not item.get_closest_marker("mount")
        if missing and required:
            raise pytest.UsageError(f"{item.nodeid} cannot run: {'; '.join(missing)}")
    if left_out:
        items[:] = kept
        config.hook.pytest_deselected(items=left_out)
    items.sort(
        key=lambda item: item.get_closest_marker("slow") is None
    )  # so that no process is left with them alone


@cache
def may_mount() -> bool:
    """Whether this user may mount a small file system."""
    if shutil.which("mount") is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]
        mounted = subprocess.run(command, capture_output=True).returncode == 0
        if mounted:
            subprocess.run(["umount", "-l", folder], check=True)
    return mounted


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    session = spark_session(Settings(spark_memory="3g", spark_conf=SUITE), "gridtag tests")
    yield session
    session.stop()


@pytest.fixture(scope="session")
def empty_lake(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake with every bronze and silver table and no row, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("empty") / "lake"
    ingest.create(Lake(spark, str(folder)))
    return folder


@pytest.fixture
def lake(spark: SparkSession, empty_lake: Path, tmp_path: Path) -> Iterator[Lake]:
    lake = Lake(spark, str(shutil.copytree(empty_lake, tmp_path / "lake")))
    yield lake
    java = spark._jvm
    for table in Path(lake.root).glob("*/*/"):
        path = java.org.apache.hadoop.fs.Path(str(table))
        java.org.apache.spark.sql.delta.DeltaLog.invalidateCache(spark._jsparkSession, path)


@pytest.fixture(scope="module", autouse=True)
def forget_all() -> Iterator[None]:
    """Delta keeps about 10 MB of every table it has seen: the suite's hundreds of lakes would fill the memory."""
    yield
    session = SparkSession.getActiveSession()
    if session is not None:
        session._jvm.org.apache.spark.sql.delta.DeltaLog.clearCache()


@pytest.fixture
def context(lake: Lake, tmp_path: Path) -> Context:
    return Context(lake, DAY, landing=str(tmp_path / "landing"), out=tmp_path / "out")


@pytest.fixture(scope="session")
def province(spark: SparkSession, empty_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Province:
    """The main job run once over a small sample province; tests must leave it as it is."""
    folder = tmp_path_factory.mktemp("province")
    sample.generate(folder / "landing", customers=CUSTOMERS, months=24, seed=1, end=DAY)
    lake = Lake(spark, str(shutil.copytree(empty_lake, folder / "lake")))
    context = Context(lake, DAY, landing=str(folder / "landing"), out=folder / "out")
    pipeline.run(context, pipeline.chosen(""), Progress(10, quiet=True))
    return Province(context)


@pytest.fixture(scope="session")
def spring_features(province: Province, tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    """Every feature of every customer the province ever had, and of one it never had, as a training set of SPRING."""
    folder = tmp_path_factory.mktemp("training")
    wanted = {SPRING: province.customers() | {"nobody"}}
    list(training.write(province.context, wanted, str(folder / "set"), list(features())))
    return pq.read_table(folder / "set", partitioning=None)
