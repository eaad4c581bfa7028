"""What is told of a job that broke: one line with the cause, and no numbers of customers anywhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest

from gridtag.jobs.context import Context
from gridtag.jobs.failures import explained
from gridtag.lake import Lake

JAVA = """An error occurred while calling o1.count.
: org.apache.spark.SparkException: Job aborted.
\tat somewhere
Caused by: java.io.IOException: No space left on device
\tat there
"""
TOLD = {
    "the innermost cause of Java": (RuntimeError(JAVA), "No space left on device"),
    "Java without another cause": (RuntimeError(JAVA.split("Caused")[0]), "Job aborted."),
    "Python": (ValueError("no row of 3300000001"), "ValueError: no row of …"),
    "several lines": (OSError("first\nlast"), "last"),
    "nothing": (KeyError(), "KeyError"),
}


@pytest.mark.parametrize("case", TOLD)
def test_the_cause_is_told_in_one_line(case: str, tmp_path: Path) -> None:
    error, cause = TOLD[case]
    context = Context(Lake(cast(Any, None), str(tmp_path)), date(2026, 10, 31), out=tmp_path / "out")
    path = tmp_path / "out/failures/2026-10-31-features.txt"
    told = str(explained(context, "features", error))
    assert told == (
        f"features broke off for 2026-10-31: {cause} ({path} has all of it); put that right and run the same day "
        "again, nothing is lost or taken in twice"
    )
    trace = path.read_text("utf-8")
    assert type(error).__name__ in trace and "3300000001" not in trace
