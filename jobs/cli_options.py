"""Options that commands share, and the context they open."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridtag.errors import GridtagError
from gridtag.jobs.output import Format, Progress
from gridtag.settings import Settings

if TYPE_CHECKING:
    from gridtag.jobs.context import Context

LakeOption = Annotated[
    str, typer.Option("--lake", help="Folder or URI of the tables.", envvar="GRIDTAG_LAKE")
]
FormatOption = Annotated[Format, typer.Option("--format", help="table, json or csv")]
Out = Annotated[Path, typer.Option("--out", help="Where deliverables go.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress on stderr.")]
Customers = Annotated[int, typer.Option("--customers", help="How many customers.")]
Day = Annotated[str, typer.Option("--as-of", help="The day, as YYYY-MM-DD.")]


def a_date(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise GridtagError(f"{option} takes a day as YYYY-MM-DD, not {text!r}") from None


def listed(text: str) -> list[str]:
    """Names between commas."""
    return [name.strip() for name in text.split(",") if name.strip()]


def must_be_empty(folder: Path, option: str) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise GridtagError(f"{folder}/ is not empty; give another folder with {option}")


def positive(number: int, option: str) -> int:
    if number < 1:
        raise GridtagError(f"{option} takes a whole number above 0, not {number}")
    return number


@contextmanager
def context(
    lake: str, as_of: date, *, landing: str = "", out: Path = Path("out"), progress: Progress | None = None
) -> Iterator[Context]:
    """A job context with Spark started; Spark's own messages go to a log file, named when the start fails."""
    from pyspark.sql import SparkSession

    from gridtag.jobs.context import Context
    from gridtag.lake import Lake
    from gridtag.spark import spark_session

    if progress is None and "://" not in lake and not Path(lake).is_dir():
        raise GridtagError(
            f"lake {lake} is not there; run `gridtag demo` or `gridtag run` first, or give --lake"
        )
    settings = dataclasses.replace(Settings.from_environment(), lake=lake)
    log = Path(tempfile.gettempdir()) / "gridtag-spark.log"
    progress = progress or Progress(1, quiet=True)
    running = SparkSession.getActiveSession() is not None
    with progress.step("spark (the first start fetches 90 MB of jars)"):
        spark = spark_session(settings, log=log)
    try:
        yield Context(Lake(spark, lake, settings.catalog), as_of, landing=landing, out=out, settings=settings)
    finally:
        if not running:
            spark.stop()
