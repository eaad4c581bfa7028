"""`gridtag bench skew`: all feature tables of evenly spread events beside as many events in a few heaps.

`python -m gridtag.bench.skew SHAPE FOLDER CUSTOMERS` makes the lake of a shape; with `full`, its features.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from gridtag.bench.measure import measured
from gridtag.bench.refresh import DAY, full, lake_context
from gridtag.errors import GridtagError

SHAPES = ("even", "skewed")
COLUMNS = ("shape", "customers", "calls", "outages", "wall_s", "cpu_s", "memory_gib", "failed")


def make(shape: str, folder: Path, customers: int) -> dict[str, int]:
    """Silver up to DAY as a lake; gives the rows of each source."""
    from gridtag.bench.lake import load
    from gridtag.bench.silver import Scale, parquet

    shutil.rmtree(folder, ignore_errors=True)
    rows = parquet(Scale(customers, DAY, skewed=shape == "skewed"), folder / "silver")
    load(lake_context(folder, DAY).lake, folder / "silver", DAY)
    return rows


def shapes(customers: int, folder: Path, say: Callable[[str], None] = print) -> Iterator[dict[str, Any]]:
    """One row per shape: the rows that differ, and what a full rebuild takes."""
    import pyarrow.dataset as ds

    for shape in SHAPES:
        place = folder / shape
        command = [sys.executable, "-m", "gridtag.bench.skew", shape, str(place), str(customers)]
        say(f"{shape}: making {customers:,} customers")
        if (made := measured(command)).failed:
            raise GridtagError(f"the lake could not be made: {made.failed}")
        say(f"{shape}: computing")
        rows = {name: ds.dataset(place / "silver" / name).count_rows() for name in ("calls", "outages")}
        found = measured([*command, "full"])
        yield {"shape": shape, "customers": customers, **rows, **found.row()}


if __name__ == "__main__":
    shape, where, many, *then = sys.argv[1:]
    if then:
        full(Path(where), int(many))
    else:
        make(shape, Path(where), int(many))
