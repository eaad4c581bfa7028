"""Delimited text with a header, in the contract's encoding or plainly in the other one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from gridtag.contract import Source
from gridtag.jobs.readers.rows import Row, encoding_of, missing_columns

csv.field_size_limit(1 << 24)


def _csv_reader(content: bytes, source: Source) -> tuple[list[str], Iterator[list[str]], str]:
    encoding, note = encoding_of(content, source)
    lines = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, errors="replace", newline="")
    reader = csv.reader(lines, delimiter=source.delimiter)
    header = [name.strip().lstrip("\ufeff") for name in next(reader, [])]
    return header, reader, note


def inspect_csv(content: bytes, source: Source) -> tuple[str, list[str]]:
    header, rows, note = _csv_reader(content, source)
    if next(rows, None) is None:
        return "empty", ["file has no rows"]
    return "readable", [*([note] if note else []), *missing_columns(header, source)]


def read_csv(content: bytes, source: Source) -> Iterator[Row]:
    header, reader, _ = _csv_reader(content, source)
    number = 0
    while True:
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            number += 1
            yield number, {}, f"not readable as delimited text: {error}", None
            continue
        if not fields:
            continue
        number += 1
        text = source.delimiter.join(fields)
        if "\ufffd" in text:
            yield number, {}, "bytes are not in the expected encoding", text
        elif len(fields) != len(header):
            yield number, {}, f"{len(fields)} fields instead of {len(header)}", text
        else:
            yield number, dict(zip(header, fields, strict=True)), None, None
