"""What all formats share: rows of text on their way to Arrow batches, encodings, missing columns."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from gridtag.contract import Source

BATCH_ROWS = 20_000

THREE_BYTES = re.compile(rb"[\xe0-\xf4][\x80-\xbf]{2}")
"""Chinese takes three bytes in UTF-8; a few pairs of GB18030 that pass for UTF-8 take two, such as 联通."""

Row = tuple[int, dict[str, str | None], str | None, str | None]
"""Row number, values by column, error, text."""


class UnreadableError(Exception):
    """The file as a whole cannot be read."""


@dataclass(frozen=True)
class Facts:
    """What a look at a whole file told: status is readable, partial, empty or unreadable; `note` says why."""

    sha256: str
    status: str
    note: str = ""


def batch_schema(source: Source) -> pa.Schema:
    return pa.schema(
        [
            ("_row", pa.int64()),
            *((name, pa.string()) for name in source.raw_columns),
            ("_extra", pa.map_(pa.string(), pa.string())),
            ("_error", pa.string()),
            ("_text", pa.string()),
        ]
    )


def encoding_of(content: bytes, source: Source) -> tuple[str, str]:
    """The encoding to read with: the contract's, unless the bytes plainly are in the other one."""
    if content.isascii():
        return source.encoding, ""
    other = "gb18030" if source.encoding == "utf-8" else "utf-8"
    is_utf8 = _decodes(content, "utf-8")
    plainly_other = (
        not is_utf8 and _decodes(content, other)
        if source.encoding == "utf-8"
        else is_utf8 and THREE_BYTES.search(content) is not None
    )
    return (
        (other, f"encoding is {other}, expected {source.encoding}")
        if plainly_other
        else (source.encoding, "")
    )


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError as error:
        return error.reason.startswith("unexpected end") and error.start > len(content) - 4
    return True


def missing_columns(header: Iterable[str], source: Source) -> list[str]:
    """A note about absent columns; an error where a required one is absent."""
    present = set(header)
    required = [column.raw for column in source.columns if column.required and column.raw not in present]
    if required:
        raise UnreadableError(f"columns missing: {', '.join(required)}; check header, delimiter and encoding")
    absent = [name for name in source.raw_columns if name not in present]
    return [f"columns missing: {', '.join(absent)}"] if absent else []


def json_text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def batches(rows: Iterator[Row], source: Source) -> Iterator[pa.RecordBatch]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH_ROWS:
            yield _batch(batch, source)
            batch = []
    if batch:
        yield _batch(batch, source)


def _batch(rows: list[Row], source: Source) -> pa.RecordBatch:
    schema, known = batch_schema(source), set(source.raw_columns)
    columns: list[list[object]] = [[row[0] for row in rows]]
    columns += [[row[1].get(name) for row in rows] for name in source.raw_columns]
    columns.append([[item for item in row[1].items() if item[0] not in known] or None for row in rows])
    columns += [[row[2] for row in rows], [row[3] for row in rows]]
    arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
