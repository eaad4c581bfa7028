"""`gridtag bench features`: the feature engine beside its peers, on the same generated events, in one run.

`python -m gridtag.bench.features FOLDER CUSTOMERS DAY` makes the events only.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from gridtag.bench.chosen import TABLES, chosen
from gridtag.bench.measure import Measured, measured
from gridtag.errors import GridtagError

DAY = date(2026, 10, 20)
ENGINES = ("gridtag", "gridtag_anew", "polars", "duckdb", "naive_pyspark")
COLUMNS = ("engine", "wall_s", "cpu_s", "memory_gib", "features", "rows", "differs", "failed")


def peers(
    customers: int, folder: Path, engines: Sequence[str] = ENGINES, say: Callable[[str], None] = print
) -> Iterator[dict[str, Any]]:
    """One row per engine: seconds, peak memory, features, rows read, and features that are not those of the first."""
    if unknown := [engine for engine in engines if engine not in ENGINES]:
        raise GridtagError(f"no such peer: {unknown[0]}; peers are {', '.join(ENGINES)}")
    if missing := [name for name in ("polars", "duckdb") if find_spec(name) is None]:
        raise GridtagError(f"{missing[0]} is not installed; benchmarks need the dev extra")
    rows = prepared(customers, folder, say)
    wanted = sum(len(chosen(table)) for table in TABLES)
    for engine in engines:
        out = folder / "out" / engine
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        say(f"{engine}: {wanted} features of {customers:,} customers")
        found = measured(
            [sys.executable, "-m", "gridtag.bench.peers", engine, str(folder / "events"), str(out), str(DAY)]
        )
        yield {
            "engine": engine,
            **found.row(),
            "features": wanted,
            "rows": rows,
            "differs": _differs(folder, engines[0], engine, found),
        }


def _differs(folder: Path, first: str, engine: str, found: Measured) -> int | None:
    from gridtag.bench.peer_check import differences

    if found.failed or engine == first:
        return None
    return len(differences(folder / "out" / first, folder / "out" / engine))


def prepared(customers: int, folder: Path, say: Callable[[str], None]) -> int:
    """Makes the event tables below the folder where they are not there yet; gives their rows."""
    import pyarrow.dataset as ds

    if not (folder / "events/_done").exists():
        say(f"generating {customers:,} customers")
        command = [sys.executable, "-m", "gridtag.bench.features", str(folder), str(customers), str(DAY)]
        if (made := measured(command)).failed:
            raise GridtagError(f"the events could not be made: {made.failed}")
    return sum(ds.dataset(folder / "events" / table).count_rows() for table in TABLES)


def prepare(folder: Path, customers: int, day: date) -> None:
    """Silver of so many customers as a lake, and from it the event tables and the histories."""
    from gridtag.bench.lake import load, write_event_tables, write_histories
    from gridtag.bench.silver import Scale, parquet
    from gridtag.jobs.context import Context
    from gridtag.lake import Lake
    from gridtag.settings import Settings
    from gridtag.spark import spark_session

    shutil.rmtree(folder, ignore_errors=True)
    parquet(Scale(customers, day), folder / "silver")
    lake = Lake(spark_session(Settings(spark_memory="8g"), "gridtag bench"), str(folder / "lake"))
    load(lake, folder / "silver", day)
    write_event_tables(Context(lake, day), folder / "events")
    write_histories(lake.spark, folder, day)
    (folder / "events/_done").touch()


if __name__ == "__main__":
    where, many, until = sys.argv[1:]
    prepare(Path(where), int(many), date.fromisoformat(until))
