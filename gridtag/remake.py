"""Tables made of another table's rows, Arrow batch by Arrow batch, in this machine's own processes.

What Spark's tasks would do, without handing every batch from Java to Python. For tables whose files this machine
holds; readers see the old table or the new one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlparse

from gridtag import arrow_files
from gridtag.arrow_files import Make

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

ROWS = 2**15
"""Of a batch."""


@dataclass(frozen=True)
class File:
    """A Parquet file of a table; `kept` tells which of its first rows were not deleted since, all where it is None."""

    path: str
    size: int
    kept: np.ndarray | None = None


def remake(
    source: str, given: pa.Schema, folder: str, make: Make, schema: pa.Schema, statistics: Sequence[str]
) -> None:
    """Replace all rows of the Delta table in the folder by what `make` makes of the columns `given` of the one in
    `source`, where a column that a file lacks is null."""
    arrow_files.commit(folder, remade(files_of(source), given, folder, make, schema, statistics))


def remade(
    files: Sequence[File],
    given: pa.Schema,
    folder: str,
    make: Make,
    schema: pa.Schema,
    statistics: Sequence[str],
) -> list[dict[str, Any]]:
    """Write a Parquet file for each process; gives path, size, modified and stats (JSON) of each."""
    from joblib import Parallel, delayed

    shares = _shares(files, os.cpu_count() or 1)
    work = (delayed(_share)(share, given, folder, make, schema, statistics) for share in shares)
    return [file for told in Parallel(n_jobs=len(shares))(work) for file in told] if shares else []


def files_of(folder: str) -> list[File]:
    """The files of the Delta table in the folder."""
    import pyarrow as pa
    from deltalake import DeltaTable

    table = DeltaTable(folder)
    told = pa.table(table.deletion_vectors())
    kept = {
        _path(uri): mask.values.to_numpy(zero_copy_only=False)
        for uri, mask in zip(told["filepath"].to_pylist(), told["selection_vector"], strict=True)
    }
    paths = sorted(map(_path, table.file_uris()))
    return [File(path, Path(path).stat().st_size, kept.get(path)) for path in paths]


def _path(uri: str) -> str:
    return unquote(urlparse(uri).path)


def _shares(files: Sequence[File], many: int) -> list[list[File]]:
    """The files dealt out to at most so many, to each about as many bytes."""
    shares: list[list[File]] = [[] for _ in range(min(many, len(files)))]
    for file in sorted(files, key=lambda file: -file.size):
        min(shares, key=lambda share: sum(one.size for one in share)).append(file)
    return shares


def _share(
    files: Sequence[File],
    given: pa.Schema,
    folder: str,
    make: Make,
    schema: pa.Schema,
    statistics: Sequence[str],
) -> list[dict[str, Any]]:
    rows = (batch for file in files for batch in _rows(file, given))
    return [
        row
        for told in arrow_files.written(make(rows), folder, schema, statistics)
        for row in told.to_pylist()
    ]


def _rows(file: File, given: pa.Schema) -> Iterator[pa.RecordBatch]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(file.path, memory_map=True) as opened:
        at = 0
        for batch in _batches(opened, given):
            kept = None if file.kept is None else file.kept[at : at + len(batch)]
            at += len(batch)
            yield batch if kept is None else _left(batch, kept)


def _batches(opened: ParquetFile, given: pa.Schema) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    held = set(opened.schema_arrow.names)
    for batch in opened.iter_batches(ROWS, columns=[name for name in given.names if name in held]):
        columns = [
            batch.column(field.name).cast(field.type)
            if field.name in held
            else pa.nulls(len(batch), field.type)
            for field in given
        ]
        yield pa.RecordBatch.from_arrays(columns, schema=given)


def _left(batch: pa.RecordBatch, kept: np.ndarray) -> pa.RecordBatch:
    """Without the rows that were deleted; those beyond the end of `kept` were not."""
    import numpy as np
    import pyarrow as pa

    return batch.filter(pa.array(np.append(kept, np.ones(len(batch) - len(kept), dtype=bool))))
