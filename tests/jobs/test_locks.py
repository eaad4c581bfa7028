"""One process at a time for a job over a lake."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from gridtag.errors import GridtagError
from gridtag.jobs.locks import FOLDER, alone
from gridtag.lake import Lake

pytestmark = pytest.mark.spark
HOLD = """
import fcntl, sys
file = open(sys.argv[1], "a+")
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_one_is_refused_until_the_first_has_ended(spark: SparkSession, tmp_path: Path) -> None:
    lake, other = Lake(spark, str(tmp_path / "lake")), Lake(spark, str(tmp_path / "other"))
    with alone(lake, "tags"):
        with (
            pytest.raises(GridtagError, match=r"^tags already runs .+ \(process \d+ since 20"),
            alone(lake, "tags"),
        ):
            raise AssertionError("the second began")
        with alone(lake, "cards"), alone(other, "tags"):
            pass
    with alone(lake, "tags"):
        pass


def test_a_process_that_dies_lets_go(spark: SparkSession, tmp_path: Path) -> None:
    lake = Lake(spark, str(tmp_path / "lake"))
    with alone(lake, "tags"):
        pass
    command = [sys.executable, "-c", HOLD, str(Path(lake.root, FOLDER, "tags"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline() == b"held\n"
        with pytest.raises(GridtagError, match="already runs"), alone(lake, "tags"):
            pass
        process.send_signal(signal.SIGKILL)
    with alone(lake, "tags"):
        pass
