"""CSV files as users have them: UTF-8 with or without BOM, else GB18030; comma, semicolon or tab."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from gridtag.errors import GridtagError

_CHUNK = 1 << 20
_DELIMITERS = ",\t;"


def encoding_of_file(file: Path) -> str:
    """utf-8-sig if the whole file reads so, else gb18030; raises GridtagError where neither does."""
    for encoding in ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        with file.open("rb") as content:
            try:
                while chunk := content.read(_CHUNK):
                    decoder.decode(chunk)
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                continue
            return encoding
    raise GridtagError(f"{file} is neither UTF-8 nor GB18030; save it as CSV in UTF-8")


def csv_rows(file: Path, needed: Sequence[str]) -> tuple[list[str], Iterator[dict[str, str]]]:
    """The heading, and the rows as they are read; the heading must hold the needed columns."""
    if not file.is_file():
        raise GridtagError(f"{file} is no file")
    encoding = encoding_of_file(file)
    with file.open(encoding=encoding, newline="") as lines:
        first = lines.readline()
    delimiter = max(_DELIMITERS, key=first.count)
    heading = [name.strip() for name in next(csv.reader([first], delimiter=delimiter), [])]
    if not any(heading):
        raise GridtagError(f"{file} is empty; give a CSV file with a heading")
    missing = [name for name in needed if name not in heading]
    if missing:
        raise GridtagError(f"{file} has no column {missing[0]}; its columns are {', '.join(heading)}")
    if len(set(heading)) < len(heading):
        raise GridtagError(f"{file} has a column twice: {', '.join(heading)}")
    return heading, _rows(file, encoding, delimiter, heading)


def _rows(file: Path, encoding: str, delimiter: str, heading: Sequence[str]) -> Iterator[dict[str, str]]:
    with file.open(encoding=encoding, newline="") as lines:
        reader = csv.reader(lines, delimiter=delimiter)
        try:
            next(reader)
            for row in reader:
                if not row:
                    continue
                if len(row) > len(heading):
                    raise GridtagError(
                        f"{file}, line {reader.line_num}: {len(row)} fields instead of {len(heading)}; "
                        "put text that holds the delimiter in quotes"
                    )
                yield dict(zip(heading, row + [""] * (len(heading) - len(row)), strict=True))
        except csv.Error as error:
            raise GridtagError(f"{file}, line {reader.line_num}: {error}") from None
