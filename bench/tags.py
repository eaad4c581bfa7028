"""`gridtag bench tags`: tags and the audience index brought forward by a day on which one customer in a hundred
changed, beside building them whole.

`python -m gridtag.bench.tags STEP FOLDER CUSTOMERS` runs one step, alone in its process.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from gridtag.bench import refresh
from gridtag.bench.measure import measured
from gridtag.bench.refresh import DAY, NEXT, lake_context
from gridtag.errors import GridtagError

CHANGED = 0.01
COLUMNS = ("step", "customers", "job_s", "wall_s", "cpu_s", "memory_gib", "failed")


def make(folder: Path, customers: int) -> None:
    """Silver and the features of DAY."""
    refresh.make(folder, customers)
    refresh.full(folder, customers)


def whole(folder: Path, customers: int) -> None:
    """Tags and index of DAY, of all customers."""
    _both(folder, lake_context(folder, DAY))


def change(folder: Path, customers: int) -> None:
    """Other calls, tickets and bills of one customer in a hundred, as a refresh of the features would write them, and
    the features of meters of all, which new weather moves on every day."""
    from pyspark.sql import functions as F

    from gridtag.jobs import changed_customers, feature_state, feature_tables

    context = lake_context(folder, NEXT)
    lake = context.lake
    chosen = F.pmod(F.hash("customer_no"), F.lit(round(1 / CHANGED))) == 0
    changed = lake.read("gold.features_archive").where(chosen).select("customer_no").localCheckpoint()
    changed_customers.note(context, ["meter"], changed)
    for table in ("calls", "tickets", "bills"):
        rows = lake.read(f"gold.features_{table}").where(chosen)
        fresh = rows.withColumns(
            {
                one.name: F.col(one.name) + 5
                for one in rows.schema
                if one.dataType.typeName() in ("integer", "long", "double")
            }
        )
        feature_tables.merge(lake, f"gold.features_{table}", fresh, changed)
    states = feature_state.states(lake).values()
    feature_state.note(
        lake, [feature_state.State(one.stream, NEXT, one.declared, one.versions) for one in states]
    )


def day(folder: Path, customers: int) -> None:
    """Tags and index brought to NEXT."""
    _both(folder, lake_context(folder, NEXT))


def whole_again(folder: Path, customers: int) -> None:
    """The same anew, of all customers."""
    from gridtag.jobs import changed_customers

    context = lake_context(folder, NEXT)
    context.lake.delete(changed_customers.FOLLOWERS, "true")
    _both(folder, context)


def _both(folder: Path, context: Any) -> None:
    from gridtag.jobs import audience_index, tags

    began = time.monotonic()
    tags.run(context)
    middle = time.monotonic()
    audience_index.run(context)
    told = f"{middle - began:.1f}+{time.monotonic() - middle:.1f}"
    (folder / "job_s").write_text(told)


STEPS: dict[str, Callable[[Path, int], None]] = {
    step.__name__: step for step in (make, whole, change, day, whole_again)
}
SHOWN = ("whole", "day", "whole_again")


def steps(customers: int, folder: Path, say: Callable[[str], None] = print) -> Iterator[dict[str, Any]]:
    """One row per measured step; `job_s`: of the two jobs without the start of their process."""
    for step in STEPS:
        say(f"{step}: {customers:,} customers")
        found = measured([sys.executable, "-m", "gridtag.bench.tags", step, str(folder), str(customers)])
        if found.failed:
            raise GridtagError(f"step {step} failed: {found.failed}")
        if step in SHOWN:
            job = (folder / "job_s").read_text()
            yield {"step": step, "customers": customers, "job_s": job, **found.row()}


if __name__ == "__main__":
    name, where, many = sys.argv[1:]
    STEPS[name](Path(where), int(many))
