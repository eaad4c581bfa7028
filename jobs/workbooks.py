"""Workbooks that come out the same byte for byte: fixed time stamps, Chinese headings, frozen first line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

MOST_ROWS = 1_000_000
"""Of one sheet, below Excel's limit; further rows go to further sheets."""


@dataclass(frozen=True)
class Heading:
    """A column of a list: its name in the row, its heading, its width in characters and its number format."""

    name: str
    title: str
    width: int = 12
    format: str = ""


def cell(value: Any) -> Any:
    """A value as the sheet shows it: lists joined, days as text, the rest as it is."""
    if isinstance(value, list | tuple):
        return "；".join(str(item) for item in value)
    return value.isoformat() if isinstance(value, date) else value


def write(
    path: Path,
    sheet: str,
    headings: Sequence[Heading],
    rows: Iterable[Sequence[Any]],
    made_on: date,
    note: str = "",
) -> int:
    """Writes rows one by one, whatever their number, and gives the count. `note` stands in the last line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False}) as book:
        book.set_properties({"created": datetime(made_on.year, made_on.month, made_on.day, tzinfo=UTC)})
        formats = _formats(book, headings)
        page = _page(book, sheet, headings)
        for count, row in enumerate(rows, start=1):
            line = (count - 1) % MOST_ROWS + 1
            if count > 1 and line == 1:
                page = _page(book, f"{sheet} {count // MOST_ROWS + 1}", headings)
            for column, value in enumerate(row):
                page.write(line, column, cell(value), formats[column])
        if note:
            page.write((count - 1) % MOST_ROWS + 3 if count else 2, 0, note)
    return count


def _formats(book: Any, headings: Sequence[Heading]) -> list[Any]:
    return [book.add_format({"num_format": one.format}) if one.format else None for one in headings]


def _page(book: Any, name: str, headings: Sequence[Heading]) -> Any:
    page = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
    for column, heading in enumerate(headings):
        page.set_column(column, column, heading.width)
        page.write(0, column, heading.title, bold)
    page.freeze_panes(1, 0)
    return page
