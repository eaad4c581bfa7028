"""Specifications as text: the day, small tables of silver rows, and the feature values expected.

A file is a title, then blocks under `[name]`: `[as_of]` with the day, one block per silver table with columns parted
by `|`, and `[expect]` with `customer_no | feature | value`. An empty cell is null; `#` begins a remark.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("spec")


@dataclass(frozen=True)
class Expected:
    customer_no: str
    feature: str
    value: str


@dataclass(frozen=True)
class Specification:
    name: str
    as_of: date
    silver: dict[str, list[dict[str, Any]]]
    expected: tuple[Expected, ...]


def read(path: Path) -> Specification:
    blocks: dict[str, list[str]] = {}
    name = ""
    for line in path.read_text("utf-8").splitlines():
        text = line.split("#")[0].strip()
        if text.startswith("[") and text.endswith("]"):
            name = text[1:-1]
            blocks[name] = []
        elif text and name:
            blocks[name].append(text)
    as_of = date.fromisoformat(blocks.pop("as_of")[0])
    expected = tuple(Expected(*cells(line)) for line in blocks.pop("expect"))
    return Specification(path.stem, as_of, {table: rows(lines) for table, lines in blocks.items()}, expected)


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]


def rows(lines: list[str]) -> list[dict[str, Any]]:
    head = cells(lines[0])
    found = []
    for line in lines[1:]:
        values = [json.loads(cell) if cell.startswith("[") else cell or None for cell in cells(line)]
        found.append(dict(zip(head, values, strict=True)))
    return found


def specifications() -> list[Specification]:
    return [read(path) for path in sorted(FOLDER.glob("*.txt"))]
