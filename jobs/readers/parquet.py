"""Parquet: typed columns back to the text that silver types again, so that all sources have one path."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from gridtag.contract import Source
from gridtag.jobs.readers.rows import BATCH_ROWS, UnreadableError, batch_schema, json_text, missing_columns


def inspect_parquet(content: bytes, source: Source) -> tuple[str, list[str]]:
    try:
        file = pq.ParquetFile(pa.BufferReader(content))
    except (pa.ArrowInvalid, OSError) as error:
        raise UnreadableError("not a Parquet file, or cut off") from error
    if file.metadata.num_rows == 0:
        return "empty", ["file has no rows"]
    return "readable", missing_columns(file.schema_arrow.names, source)


def read_parquet(content: bytes, source: Source) -> Iterator[pa.RecordBatch]:
    file = pq.ParquetFile(pa.BufferReader(content))
    schema, known, done = batch_schema(source), set(source.raw_columns), 0
    for batch in file.iter_batches(BATCH_ROWS):
        texts = {name: _as_text(batch.column(name)) for name in batch.schema.names}
        size = batch.num_rows
        columns: list[pa.Array] = [pa.array(range(done + 1, done + size + 1), pa.int64())]
        columns += [texts.get(name, pa.nulls(size, pa.string())) for name in source.raw_columns]
        unknown = {name: column.to_pylist() for name, column in texts.items() if name not in known}
        extra = [list(zip(unknown, values, strict=True)) for values in zip(*unknown.values(), strict=True)]
        kind = schema.field("_extra").type
        columns.append(pa.array(extra, kind) if unknown else pa.nulls(size, kind))
        columns += [pa.nulls(size, pa.string()), pa.nulls(size, pa.string())]
        done += size
        yield pa.RecordBatch.from_arrays(columns, schema=schema)


def _as_text(column: pa.Array) -> pa.Array:
    if pa.types.is_nested(column.type):
        return pa.array([json_text(value) for value in column.to_pylist()], pa.string())
    return column.cast(pa.string())
