"""What every figure on the pages means; shown on hover. The words stand in definitions.csv."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True)
class Definition:
    title: str
    english: str
    unit: str
    meaning: str
    meaning_english: str

    @property
    def text(self) -> str:
        return f"{self.title} {self.english}：{self.meaning}\n{self.meaning_english}"


@cache
def definitions() -> dict[str, Definition]:
    """Definitions by the figure's key."""
    path = resources.files("gridtag.jobs.report").joinpath("definitions.csv")
    with path.open(encoding="utf-8") as lines:
        return {row.pop("key"): Definition(**row) for row in csv.DictReader(lines)}
