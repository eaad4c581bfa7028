"""Tables whose Parquet files the tasks write themselves, from Arrow batches; one transaction then names them all.

Wide rows never pass through Spark's own row format, which takes longer to fill and to write than it takes to compute
them. For files that this machine holds; readers see the old table or the new one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from pyspark.sql import DataFrame, Row

if TYPE_CHECKING:
    import pyarrow as pa

Make = Callable[[Iterator["pa.RecordBatch"]], Iterator["pa.RecordBatch"]]

GROUP = 2**16
"""Rows of a row group."""
CODEC = "lz4"
"""As small as snappy, and read three times as fast."""


def replace(folder: str, rows: DataFrame, make: Make, schema: pa.Schema, statistics: Sequence[str]) -> None:
    """Replace all rows of the table in the folder by what `make` makes of each partition of `rows`."""
    commit(folder, [row.asDict() for row in write(folder, rows, make, schema, statistics)])


def commit(folder: str, files: Sequence[Mapping[str, Any]]) -> None:
    """These files, of path, size, modified and stats each, become the table's only ones."""
    from deltalake import DeltaTable
    from deltalake.transaction import AddAction

    table = DeltaTable(folder)
    table.create_write_transaction(
        [AddAction(file["path"], file["size"], {}, file["modified"], True, file["stats"]) for file in files],
        mode="overwrite",
        schema=table.schema(),
    )


def is_empty(folder: str) -> bool:
    """Whether the table in the folder has no file; delta-rs reads a small log in a hundredth of Spark's time."""
    from deltalake import DeltaTable

    return not DeltaTable(folder).file_uris()


def write(
    folder: str, rows: DataFrame, make: Make, schema: pa.Schema, statistics: Sequence[str]
) -> Sequence[Row]:
    """Write a Parquet file for each partition that has rows; gives path, size, modified and stats (JSON) of each."""

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return written(make(batches), folder, schema, statistics)

    return rows.mapInArrow(run, "path STRING, size LONG, modified LONG, stats STRING").collect()


def can_write(folder: str) -> bool:
    """Whether delta-rs knows how to write all that the table in the folder may hold."""
    from deltalake import DeltaTable

    return not {"clustering", "domainMetadata"} & set(DeltaTable(folder).protocol().writer_features or ())


def written(
    batches: Iterator[pa.RecordBatch], folder: str, schema: pa.Schema, statistics: Sequence[str]
) -> Iterator[pa.RecordBatch]:
    """Writes the batches to one file; tells of it, or nothing without a row."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    name = f"part-{uuid4()}.parquet"
    texts = [one.name for one in schema if pa.types.is_string(one.type) and one.name not in statistics]
    writer, told = None, []
    for group in _groups(batches):
        writer = writer or pq.ParquetWriter(
            f"{folder}/{name}", schema, use_dictionary=texts, compression=CODEC
        )
        writer.write_table(group)
        told.append(group.select(statistics))
    if writer is None:
        return
    writer.close()
    kept = Path(folder, name).stat()
    entry = {"path": name, "size": kept.st_size, "modified": kept.st_mtime_ns // 10**6}
    yield pa.RecordBatch.from_pylist([{**entry, "stats": json.dumps(_statistics(pa.concat_tables(told)))}])


def _groups(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    import pyarrow as pa

    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(map(len, held)) >= GROUP:
            yield pa.Table.from_batches(held)
            held = []
    if held:
        yield pa.Table.from_batches(held)


def _statistics(table: pa.Table) -> dict[str, Any]:
    """As the Delta protocol writes them: texts and days as text."""
    import pyarrow.compute as pc

    spread = {name: pc.min_max(table[name]).as_py() for name in table.column_names}
    return {
        "numRecords": len(table),
        "minValues": {name: str(one["min"]) for name, one in spread.items() if one["min"] is not None},
        "maxValues": {name: str(one["max"]) for name, one in spread.items() if one["max"] is not None},
        "nullCount": {name: table[name].null_count for name in table.column_names},
        "tightBounds": True,
    }
