"""What the command line prints: results on stdout as table, JSON or CSV; progress and errors on stderr."""

from __future__ import annotations

import csv
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from textwrap import indent
from typing import Any

from rich.console import Console
from rich.table import Table


class Format(StrEnum):
    table = "table"
    json = "json"
    csv = "csv"


def show(rows: Iterable[dict[str, Any]], columns: Sequence[str], form: Format, title: str = "") -> None:
    """Print rows on stdout; JSON is one array, CSV has a header. Both are written as the rows come."""
    if form is Format.csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_text(row.get(name)) for name in columns] for row in rows)
        return
    told = ({name: row.get(name) for name in columns} for row in rows)
    if form is Format.json:
        _json(told)
    else:
        _table(list(told), columns, title)


def _json(rows: Iterable[dict[str, Any]]) -> None:
    before = "["
    for row in rows:
        text = json.dumps(row, ensure_ascii=False, indent=2, default=str)
        sys.stdout.write(f"{before}\n{indent(text, '  ')}")
        before = ","
    print("[]" if before == "[" else "\n]")


def _table(rows: Sequence[dict[str, Any]], columns: Sequence[str], title: str) -> None:
    table = Table(title=title or None, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for name in columns:
        number = all(isinstance(row[name], int | float) and not isinstance(row[name], bool) for row in rows)
        table.add_column(name, justify="right" if rows and number else "left", overflow="fold")
    for row in rows:
        table.add_row(*[_text(value, grouped=True) for value in row.values()])
    Console(width=None if sys.stdout.isatty() else 200).print(table)
    if not rows:
        Console().print("(no rows)")


def _text(value: Any, grouped: bool = False) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.4f}" if grouped else repr(value)
    if isinstance(value, int):
        return f"{value:,}" if grouped else str(value)
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)


class Progress:
    """Steps of a long run: a line each when done, a live line meanwhile. Silent when `quiet`."""

    def __init__(self, steps: int, quiet: bool = False) -> None:
        self.console = Console(stderr=True, quiet=quiet, highlight=False)
        self.steps, self.done, self.began = steps, 0, time.monotonic()

    @contextmanager
    def step(self, title: str, coming: str = "") -> Iterator[Callable[[str], None]]:
        """Gives `say(line)`, which shows what the step is doing."""
        self.done += 1
        began, head = time.monotonic(), f"[{self.done}/{self.steps}] {title}"
        after = f"  (next: {coming})" if coming else ""
        with self.console.status(head + after) as status:

            def say(line: str) -> None:
                status.update(f"{head}: {line}{after}")

            if not self.console.is_terminal:
                self.console.print(f"{head} …")
            yield say
        self.console.print(f"{head}  {time.monotonic() - began:.0f} s")

    def note(self, line: str) -> None:
        """A line that stays."""
        self.console.print(line)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began
