"""`gridtag bench refresh`: a day's refresh of the feature tables beside computing them anew, on generated silver.

`python -m gridtag.bench.refresh STEP FOLDER CUSTOMERS` runs one step, alone in its process.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridtag.bench.measure import measured
from gridtag.errors import GridtagError

if TYPE_CHECKING:
    from gridtag.jobs.context import Context

DAY = date(2026, 10, 20)
NEXT = DAY + timedelta(days=1)
COLUMNS = ("step", "customers", "wall_s", "cpu_s", "memory_gib", "failed")


def make(folder: Path, customers: int) -> None:
    """Silver up to DAY as a lake, and what comes on NEXT beside it."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    from gridtag.bench.lake import load
    from gridtag.bench.silver import Scale, parquet

    shutil.rmtree(folder, ignore_errors=True)
    parquet(Scale(customers, NEXT), folder / "all")
    until = pa.scalar(DAY + timedelta(days=1)).cast(pa.timestamp("us"))
    for path in sorted((folder / "all").glob("*/*.parquet")):
        table = pq.read_table(path)
        known = pc.less_equal(pc.cast(table["available_at"], pa.timestamp("us")), until)
        for name, rows in (("before", table.filter(known)), ("after", table.filter(pc.invert(known)))):
            target = folder / name / path.parent.name / path.name
            if len(rows):
                target.parent.mkdir(parents=True, exist_ok=True)
                pq.write_table(rows, target)
    load(lake_context(folder, DAY).lake, folder / "before", DAY)


def full(folder: Path, customers: int) -> None:
    """Every feature table of DAY, computed anew."""
    from gridtag.jobs import features

    features.run(lake_context(folder, DAY), full=True)


def arrive(folder: Path, customers: int) -> None:
    """The rows of NEXT come into silver."""
    from gridtag.bench.lake import load

    load(lake_context(folder, NEXT).lake, folder / "after", NEXT)


def refresh(folder: Path, customers: int) -> None:
    """The tables brought from DAY to NEXT."""
    from gridtag.jobs import features

    features.run(lake_context(folder, NEXT))


def rebuild(folder: Path, customers: int) -> None:
    """The tables of NEXT, computed anew."""
    from gridtag.jobs import features

    features.run(lake_context(folder, NEXT), full=True)


STEPS: dict[str, Callable[[Path, int], None]] = {
    step.__name__: step for step in (make, full, arrive, refresh, rebuild)
}
SHOWN = ("full", "refresh", "rebuild")


def steps(customers: int, folder: Path, say: Callable[[str], None] = print) -> Iterator[dict[str, Any]]:
    """One row per measured step."""
    for step in STEPS:
        say(f"{step}: {customers:,} customers")
        command = [sys.executable, "-m", "gridtag.bench.refresh", step, str(folder), str(customers)]
        found = measured(command)
        if found.failed and step not in SHOWN:
            raise GridtagError(f"step {step} failed: {found.failed}")
        if step in SHOWN:
            yield {"step": step, "customers": customers, **found.row()}


def lake_context(folder: Path, day: date) -> Context:
    from gridtag.jobs.context import Context
    from gridtag.lake import Lake
    from gridtag.settings import Settings
    from gridtag.spark import spark_session

    spark = spark_session(Settings(spark_memory="8g"), "gridtag bench")
    return Context(Lake(spark, str(folder / "lake")), day, say=lambda line: print(line, flush=True))


if __name__ == "__main__":
    name, where, many = sys.argv[1:]
    STEPS[name](Path(where), int(many))
