"""Tables that users bring along: CSV, however it is encoded and separated, or Parquet."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.dataset
import pyarrow.parquet

from gridtag.errors import GridtagError

ENCODINGS = ("utf-8-sig", "gb18030")
DELIMITERS = ",;\t|"
EMPTY = ("", "NA", "N/A", "NaN", "nan", "NULL", "null")


def read(path: Path, as_text: bool = False) -> pa.Table:
    """The table in the file, with typed columns; *.parquet and folders are Parquet, all else CSV in UTF-8 or GB18030,
    whose delimiter is the one of comma, semicolon, tab and bar that occurs most in the header.

    With `as_text` what a CSV says is not typed, so that numbers keep their leading zeros. Raises GridtagError where
    there is no file, no row, or no rectangular table.
    """
    _must_be_there(path)
    try:
        table = pa.parquet.read_table(path) if is_parquet(path) else _csv(path, as_text)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        raise GridtagError(f"{path} cannot be read: {str(error).splitlines()[0]}") from None
    if table.num_rows == 0:
        raise GridtagError(f"{path} has no rows")
    return table.rename_columns(_names(path, table.column_names))


def rows(path: Path, needed: Sequence[str]) -> tuple[list[str], Iterator[dict[str, str]]]:
    """The columns, which must hold the needed ones, and the rows as text, for tables larger than memory: read as they
    are asked for, by the rules of `read`, short rows filled up."""
    _must_be_there(path)
    if is_parquet(path):
        dataset = pa.dataset.dataset(path)
        names, found = _names(path, dataset.schema.names), _parquet_rows(dataset)
    else:
        encoding = _encoding(path)
        with path.open(encoding=encoding, newline="") as lines:
            header = next((line for line in lines if line.strip()), "")
        names, delimiter = _heading(path, header)
        names, found = _names(path, names), _csv_rows(path, encoding, delimiter)
    if missing := [name for name in needed if name not in names]:
        raise GridtagError(f"{path} has no column {missing[0]}; its columns are {', '.join(names)}")
    return names, (dict(zip(names, row, strict=True)) for row in found)


def _must_be_there(path: Path) -> None:
    if not (path.is_file() or path.is_dir()):
        raise GridtagError(f"{path} is not there, or no file")


def _names(path: Path, told: Sequence[str]) -> list[str]:
    names = [name.strip() or f"column_{place}" for place, name in enumerate(told, 1)]
    if twice := [name for name in names if names.count(name) > 1]:
        raise GridtagError(f"{path} has two columns named {twice[0]}; rename one")
    return names


def _parquet_rows(dataset: pa.dataset.Dataset) -> Iterator[list[str]]:
    for batch in dataset.to_batches():
        for row in batch.to_pylist():
            yield ["" if value is None else str(value) for value in row.values()]


def _csv_rows(path: Path, encoding: str, delimiter: str) -> Iterator[list[str]]:
    with path.open(encoding=encoding, newline="") as lines:
        reader = csv.reader(lines, delimiter=delimiter)
        try:
            width = len(next(row for row in reader if row))
            for row in reader:
                if len(row) > width:
                    raise GridtagError(
                        f"{path}, line {reader.line_num}: {len(row)} fields instead of {width}; "
                        "put text that holds the delimiter in quotes"
                    )
                if row:
                    yield row + [""] * (width - len(row))
        except csv.Error as error:
            raise GridtagError(f"{path}, line {reader.line_num}: {error}") from None


def is_parquet(path: Path) -> bool:
    return path.suffix.lower() == ".parquet" or path.is_dir()


def _csv(path: Path, as_text: bool) -> pa.Table:
    text = path.read_bytes().decode(_encoding(path))
    told, delimiter = _heading(path, text.lstrip("\r\n").split("\n", 1)[0])
    names = told if as_text else ()
    return pa.csv.read_csv(
        io.BytesIO(text.encode()),
        parse_options=pa.csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        convert_options=pa.csv.ConvertOptions(
            null_values=EMPTY, strings_can_be_null=True, column_types=dict.fromkeys(names, pa.string())
        ),
    )


def _heading(path: Path, header: str) -> tuple[list[str], str]:
    """Names of the columns, and the delimiter."""
    if not header.strip():
        raise GridtagError(f"{path} is empty")
    delimiter = max(DELIMITERS, key=header.count)
    return next(csv.reader([header.rstrip("\r\n")], delimiter=delimiter)), delimiter


def _encoding(path: Path) -> str:
    """The one of ENCODINGS in which the whole file reads."""
    for encoding in ENCODINGS:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as content:
                while chunk := content.read(1 << 20):
                    decoder.decode(chunk)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise GridtagError(f"{path} is neither UTF-8 nor GB18030; save it as one of them")
