"""`gridtag bench audience`: counts of audiences on the index beside DuckDB and Polars over the same tags, on one core.

`python -m gridtag.bench.audience ENGINE FOLDER` counts, alone in its process, and prints what it found as JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from gridtag.errors import GridtagError

if TYPE_CHECKING:
    import pyarrow as pa

DAY = date(2026, 10, 20)
TAGS = 190
EXPRESSION = "T001 AND T050 AND NOT T100"
ASKED = ("T001", "T050", "T100")
REPEATS = 21
ROWS = 100
"""Of a row group, as Spark writes rows so large."""
COLUMNS = ("engine", "cold_s", "warm_ms", "slower", "customers", "read_mb", "failed")


def shares(tags: int = TAGS) -> Mapping[str, float]:
    """Share of customers by tag: from one in three to one in ten thousand."""
    steps = (1 / 3) / 1e-4
    return {f"T{number:03}": (1 / 3) * steps ** (-(number - 1) / (tags - 1)) for number in range(1, tags + 1)}


def make(customers: int, folder: Path) -> None:
    """The index of so many ids with all tags, and for the peers a wide table of the tags that are asked for: columns
    that nobody reads cost them nothing."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq
    from deltalake import WriterProperties, write_deltalake

    from gridtag.features.audiences.building import SHARD

    shutil.rmtree(folder, ignore_errors=True)
    (folder / "wide").mkdir(parents=True)
    entries = []
    for shard, first in enumerate(range(0, customers, SHARD)):
        many = min(SHARD, customers - first)
        dice = np.random.default_rng(shard)
        held = {
            tag: np.unique(dice.integers(0, many, round(share * many))).astype(np.uint32)
            for tag, share in shares().items()
        }
        entries.append(_entries(shard, first, many, held))
        wide = {tag: np.zeros(many, dtype=bool) for tag in ASKED}
        for tag, column in wide.items():
            column[held[tag]] = True
        ids = np.arange(first, first + many, dtype=np.uint32)
        pq.write_table(pa.table({"id": ids, **wide}), folder / f"wide/{shard:04}.parquet")
    index = pa.concat_tables(entries).sort_by([("kind", "ascending"), ("key", "ascending")])
    groups = WriterProperties(max_row_group_size=ROWS)
    write_deltalake(folder / "gold/audience_index", index, writer_properties=groups)
    (folder / "_done").touch()


def _entries(shard: int, first: int, many: int, held: Mapping[str, Any]) -> pa.Table:
    import pyarrow as pa
    from pyroaring import BitMap

    from gridtag.features.audiences.building import SCHEMA

    everyone = BitMap(range(first, first + many))
    rows = [("everyone", "", shard, many, everyone.serialize())]
    rows += [("tag", tag, shard, len(ids), BitMap(ids + first).serialize()) for tag, ids in held.items()]
    columns = [
        pa.array(column, field.type) for column, field in zip(zip(*rows, strict=True), SCHEMA, strict=True)
    ]
    table = pa.Table.from_arrays(columns, schema=SCHEMA)
    return table.append_column("as_of", pa.array([DAY] * len(rows), pa.date32()))


def gridtag(folder: Path) -> Callable[[], int]:
    from gridtag.jobs.audiences import Index, understood

    index, meant = Index(str(folder)), understood(EXPRESSION)
    return lambda: index.count(meant)


def duckdb(folder: Path) -> Callable[[], int]:
    """The three columns as a table in memory."""
    import duckdb as engine

    connection = engine.connect()
    connection.sql("SET threads = 1")
    listed = ", ".join(ASKED)
    connection.sql(f"CREATE TABLE wide AS SELECT {listed} FROM read_parquet('{folder}/wide/*.parquet')")
    return lambda: int(connection.sql(f"SELECT count(*) FROM wide WHERE {EXPRESSION}").fetchall()[0][0])


def polars(folder: Path) -> Callable[[], int]:
    """The three columns as a frame in memory."""
    import polars as pl

    frame = pl.read_parquet(folder / "wide/*.parquet", columns=list(ASKED))
    one, two, three = (pl.col(tag) for tag in ASKED)
    return lambda: int(frame.lazy().select((one & two & ~three).sum()).collect().item())


ENGINES: Mapping[str, Callable[[Path], Callable[[], int]]] = {
    "gridtag": gridtag,
    "duckdb": duckdb,
    "polars": polars,
}


def answers(engine: str, folder: Path) -> dict[str, Any]:
    """What the engine counts, and the middle of the seconds it takes once it has counted."""
    count = ENGINES[engine](folder)
    customers, seconds = count(), []
    told = time.time()
    for _ in range(REPEATS):
        began = time.perf_counter()
        if count() != customers:
            raise GridtagError(f"{engine} counts differently each time")
        seconds.append(time.perf_counter() - began)
    return {"customers": customers, "warm": median(seconds), "told": told}


def peers(customers: int, folder: Path, say: Callable[[str], None] = print) -> Iterator[dict[str, Any]]:
    """One row per engine: seconds from the start of its process to its first answer (cold), then the middle of 21
    answers (warm), how many times slower than ours that is, and the bytes that are read. All must agree."""
    if not (folder / "_done").exists():
        say(f"making {customers:,} ids with {TAGS} tags")
        make(customers, folder)
    first: dict[str, Any] = {}
    for engine in ENGINES:
        say(f"{engine}: {EXPRESSION}")
        began = time.time()
        command = [sys.executable, "-m", "gridtag.bench.audience", engine, str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            yield {"engine": engine, "failed": (done.stderr.strip().splitlines() or ["?"])[-1]}
            continue
        found = json.loads(done.stdout)
        first = first or found
        if found["customers"] != first["customers"]:
            raise GridtagError(f"{engine} counts {found['customers']:,}, we count {first['customers']:,}")
        yield {
            "engine": engine,
            "cold_s": round(found["told"] - began, 2),
            "warm_ms": round(found["warm"] * 1000, 2),
            "slower": round(found["warm"] / first["warm"], 1),
            "customers": found["customers"],
            "read_mb": round(_bytes(engine, folder) / 2**20, 1),
            "failed": "",
        }


def size(folder: Path) -> dict[str, float]:
    """Of the whole index: megabytes of its files, and assignments in millions."""
    import polars as pl

    rows = pl.scan_delta(str(folder / "gold/audience_index")).filter(pl.col("kind") == "tag")
    (assignments,) = rows.select(pl.col("customers").sum()).collect().row(0)
    files = (folder / "gold/audience_index").glob("*.parquet")
    return {
        "index_mb": round(sum(path.stat().st_size for path in files) / 2**20, 1),
        "assignments_m": round(assignments / 1e6, 1),
    }


def _bytes(engine: str, folder: Path) -> int:
    """Of the three tags, as stored."""
    import polars as pl
    import pyarrow.parquet as pq

    if engine == "gridtag":
        rows = pl.scan_delta(str(folder / "gold/audience_index")).filter(pl.col("key").is_in([*ASKED, ""]))
        return int(rows.select(pl.col("data").bin.size().sum()).collect().item())
    groups = [pq.read_metadata(path).row_group(0) for path in (folder / "wide").glob("*.parquet")]
    return sum(group.column(place).total_compressed_size for group in groups for place in (1, 2, 3))


if __name__ == "__main__":
    os.environ["POLARS_MAX_THREADS"] = "1"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {0})
    print(json.dumps(answers(sys.argv[1], Path(sys.argv[2]))))
