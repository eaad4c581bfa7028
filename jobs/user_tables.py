"""Tables that users bring along: CSV, however it is encoded and separated, or Parquet."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
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
    if not (path.is_file() or path.is_dir()):
        raise GridtagError(f"{path} is not there, or no file")
    try:
        table = pa.parquet.read_table(path) if is_parquet(path) else _csv(path, as_text)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        raise GridtagError(f"{path} cannot be read: {str(error).splitlines()[0]}") from None
    if table.num_rows == 0:
        raise GridtagError(f"{path} has no rows")
    names = [name.strip() or f"column_{place}" for place, name in enumerate(table.column_names, 1)]
    if twice := [name for name in names if names.count(name) > 1]:
        raise GridtagError(f"{path} has two columns named {twice[0]}; rename one")
    return table.rename_columns(names)


def is_parquet(path: Path) -> bool:
    return path.suffix.lower() == ".parquet" or path.is_dir()


def _csv(path: Path, as_text: bool) -> pa.Table:
    text = _text(path)
    header = text.lstrip("\r\n").split("\n", 1)[0]
    if not header.strip():
        raise GridtagError(f"{path} is empty")
    delimiter = max(DELIMITERS, key=header.count)
    names = next(csv.reader([header.rstrip("\r")], delimiter=delimiter)) if as_text else ()
    return pa.csv.read_csv(
        io.BytesIO(text.encode()),
        parse_options=pa.csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        convert_options=pa.csv.ConvertOptions(
            null_values=EMPTY, strings_can_be_null=True, column_types=dict.fromkeys(names, pa.string())
        ),
    )


def _text(path: Path) -> str:
    content = path.read_bytes()
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise GridtagError(f"{path} is neither UTF-8 nor GB18030; save it as one of them")
