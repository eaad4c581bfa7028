"""`gridtag bench transactions`: 2,080 features of one wide table beside PySpark's pivot over rings of days.

The shape is that of the open feature-generation benchmark (github.com/SemyonSinchenko/feature-generation-benchmark):
52 categories, five aggregates, eight windows. There averages of windows are averages of averages, and a window is
null as soon as one of its rings is; here both sides tell them right, or the comparison fails.

`python -m gridtag.bench.transactions ENGINE FOLDER` runs one engine, alone in its process.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridtag.bench.measure import measured
from gridtag.errors import GridtagError
from gridtag.features.batch import Plan
from gridtag.features.dimension import Feature
from gridtag.features.frames import ACCOUNTS
from gridtag.features.statistics import Average, Count, Maximum, Minimum, Statistic, Sum
from gridtag.features.windows import Window

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

DAY = date(2026, 10, 20)
DAYS = (7, 14, 21, 30, 90, 180, 360, 720)
CARDS, CHANNELS, KINDS = ("debit", "credit"), ("mobile", "web"), range(13)
STATISTICS: tuple[type[Statistic], ...] = (Count, Sum, Minimum, Maximum, Average)
FRAME = "payments_of_customers"
"""Any frame whose rows happen on a day and read the same for ever: the engine takes the rows it is given."""
CHUNK = 1_000_000
COLUMNS = ("engine", "wall_s", "cpu_s", "memory_gib", "features", "rows", "differs", "failed")


def categories() -> Iterator[tuple[str, str]]:
    """Name and condition of each."""
    for column, values in (("card", CARDS), ("channel", CHANNELS)):
        for value in values:
            for kind in KINDS:
                yield f"{value}_{kind}", f"{column} = '{value}' AND kind = {kind}"


class Measure(Feature):
    """A feature of no catalogue."""

    @property
    def type(self) -> str:
        return "DOUBLE" if isinstance(self.declared, Average) else "INT"


@dataclass(frozen=True)
class TransactionPlan(Plan):
    """All features of the shape."""

    @cached_property
    def features(self) -> tuple[Feature, ...]:
        windows = [Window(f"{size}d", "", "", "days", size) for size in DAYS]
        return tuple(
            _measure(statistic, name, where, window)
            for name, where in categories()
            for statistic in STATISTICS
            for window in windows
        )


def _measure(statistic: type[Statistic], name: str, where: str, window: Window) -> Measure:
    declared = statistic(name, name, name, where=where, of="" if statistic is Count else "amount")
    called = f"{name}_{declared.stat}_{window.code}"
    return Measure(called, called, "", called, called, declared, window, FRAME, "P0")


def plan() -> TransactionPlan:
    return TransactionPlan((), frozenset((FRAME, ACCOUNTS)), DAY)


def make(folder: Path, keys: int, rows: int) -> None:
    """<folder>/transactions and <folder>/accounts as Parquet; every key has about as many rows."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    shutil.rmtree(folder, ignore_errors=True)
    for name in ("transactions", "accounts"):
        (folder / name).mkdir(parents=True)
    dice, numbers = np.random.default_rng(7), pa.array([f"{key:010}" for key in range(keys)])
    for part, first in enumerate(range(0, rows, CHUNK)):
        size = min(CHUNK, rows - first)
        days = np.datetime64(DAY) - dice.integers(0, 900, size)
        table = {
            "customer_no": numbers.take(pa.array(dice.integers(0, keys, size))),
            "day": pa.array(days.astype("datetime64[D]")),
            "card": pa.array(np.array(CARDS)[dice.integers(0, 2, size)]),
            "channel": pa.array(np.array(CHANNELS)[dice.integers(0, 2, size)]),
            "kind": pa.array(dice.integers(0, len(KINDS), size).astype(np.int32)),
            "amount": pa.array(dice.integers(100, 100_000, size)),
        }
        pq.write_table(pa.table(table), folder / f"transactions/part-{part:04}.parquet")
    accounts = {"customer_no": numbers, "transformer_no": numbers, "changes_on": pa.nulls(keys, pa.date32())}
    pq.write_table(pa.table(accounts), folder / "accounts/part.parquet")


def gridtag(folder: Path, out: Path) -> None:
    """The feature engine over the rows, no history kept."""
    from gridtag import arrow_files
    from gridtag.bench.peers import spark
    from gridtag.features import engine

    session, wanted = spark(), plan()
    frames = {FRAME: session.read.parquet(str(folder / "transactions"))}
    frames[ACCOUNTS] = session.read.parquet(str(folder / "accounts"))
    rows = engine.together(wanted, frames)
    arrow_files.write(
        str(out),
        rows,
        lambda batches: plan().fold(plan().histories(batches)),
        wanted.schema,
        ("customer_no",),
    )


def pyspark_pivot(folder: Path, out: Path) -> None:
    """Spark's pivot: each category's aggregates by ring of days, from which every window is made."""
    from gridtag.bench.peers import spark

    rows = spark().read.parquet(str(folder / "transactions"))
    halves = [_pivoted(rows, column, values) for column, values in (("card", CARDS), ("channel", CHANNELS))]
    halves[0].join(halves[1], "customer_no").write.mode("overwrite").parquet(str(out))


def _pivoted(rows: DataFrame, column: str, values: tuple[str, ...]) -> DataFrame:
    from pyspark.sql import functions as F

    ago = F.datediff(F.lit(DAY), "day")
    ring = F.when(F.lit(False), "")
    for size in DAYS:
        ring = ring.when(ago < size, F.lit(f"{size}"))
    rows = rows.where(ago < DAYS[-1]).withColumn("cell", F.concat_ws("_", column, "kind", ring))
    names = [f"{value}_{kind}" for value in values for kind in KINDS]
    cells: list[bool | float | int | str] = [f"{name}_{size}" for name in names for size in DAYS]
    parts = [F.count("amount").alias("cnt"), F.sum("amount").alias("sum")]
    parts += [F.min("amount").alias("min"), F.max("amount").alias("max")]
    wide = rows.groupBy("customer_no").pivot("cell", cells).agg(*parts)
    return wide.select("customer_no", *(one for name in names for one in _windows(name)))


def _windows(name: str) -> Iterator[Column]:
    from pyspark.sql import functions as F

    for place, size in enumerate(DAYS, 1):
        rings = [f"{name}_{ring}" for ring in DAYS[:place]]

        def parts(kind: str, rings: list[str] = rings) -> list[Column]:
            return [F.col(f"{ring}_{kind}") for ring in rings]

        zero = F.lit(0)
        many = sum((F.coalesce(one, zero) for one in parts("cnt")), zero)
        whole = sum((F.coalesce(one, zero) for one in parts("sum")), zero)
        least, most = parts("min"), parts("max")
        yield many.cast("int").alias(f"{name}_cnt_{size}d")
        yield whole.cast("int").alias(f"{name}_sum_{size}d")
        yield (F.least(*least) if place > 1 else least[0]).cast("int").alias(f"{name}_min_{size}d")
        yield (F.greatest(*most) if place > 1 else most[0]).cast("int").alias(f"{name}_max_{size}d")
        yield F.when(many > 0, whole / many).alias(f"{name}_avg_{size}d")


ENGINES: dict[str, Callable[[Path, Path], None]] = {"gridtag": gridtag, "pyspark_pivot": pyspark_pivot}


def peers(keys: int, rows: int, folder: Path, say: Callable[[str], None] = print) -> Iterator[dict[str, Any]]:
    """One row per engine, as `gridtag bench features` gives them."""
    say(f"generating {rows:,} rows of {keys:,} keys")
    make(folder, keys, rows)
    failed = False
    for engine in ENGINES:
        say(engine)
        found = measured([sys.executable, "-m", "gridtag.bench.transactions", engine, str(folder)])
        failed = failed or bool(found.failed)
        wrong = None if failed or engine == "gridtag" else len(differences(folder / "out"))
        yield {
            "engine": engine,
            **found.row(),
            "features": len(plan().features),
            "rows": rows,
            "differs": wrong,
        }


def differences(out: Path) -> dict[str, int]:
    """By feature, for how many keys the engines differ."""
    import polars as pl

    from gridtag.bench.peer_check import differing

    one, other = (pl.scan_parquet(out / engine / "*.parquet") for engine in ENGINES)
    return differing(one, other, [feature.column for feature in plan().features])


def run(engine: str, folder: Path) -> None:
    if engine not in ENGINES:
        raise GridtagError(f"no such engine: {engine}; engines are {', '.join(ENGINES)}")
    out = folder / "out" / engine
    out.mkdir(parents=True, exist_ok=True)
    ENGINES[engine](folder, out)


if __name__ == "__main__":
    from gridtag.bench import (
        transactions,
    )  # tasks find the plan by its module, which this is not when it is run

    transactions.run(sys.argv[1], Path(sys.argv[2]))
