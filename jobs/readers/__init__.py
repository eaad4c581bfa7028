"""Landing files to rows of text: one module a format, from bytes to Arrow batches, keeping what cannot be read.

Every batch has the source's raw columns as text, `_extra` (columns the contract does not know), `_error` and
`_text` (rows that could not be split into columns) and `_row` (1-based row in the file, header not counted).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pyarrow as pa

from gridtag.contract import Source
from gridtag.jobs.readers.delimited import inspect_csv, read_csv
from gridtag.jobs.readers.json_lines import inspect_json, read_json
from gridtag.jobs.readers.parquet import inspect_parquet, read_parquet
from gridtag.jobs.readers.rows import Facts, UnreadableError, batches

MAX_BYTES = 1 << 30
_INSPECT = {"jsonl": inspect_json, "jsonl.gz": inspect_json, "csv": inspect_csv, "parquet": inspect_parquet}


def inspect(content: bytes, source: Source) -> Facts:
    """Whether a file can be read, without loading it."""
    digest = hashlib.sha256(content).hexdigest()
    if not content:
        return Facts(digest, "empty", "file has no bytes")
    try:
        status, notes = _INSPECT[source.format](content, source)
    except UnreadableError as error:
        return Facts(digest, "unreadable", str(error))
    return Facts(digest, status, "; ".join(notes))


def read(content: bytes, source: Source) -> Iterator[pa.RecordBatch]:
    """Rows of a file that `inspect` found readable or partial."""
    if source.format == "parquet":
        return read_parquet(content, source)
    rows = read_csv(content, source) if source.format == "csv" else read_json(content, source)
    return batches(rows, source)
