"""How the rows of a frame travel to the fold: as whole numbers, so that the fold needs no SQL.

An event is `width` numbers: its day, its month, the day on which it reads differently, a bit for each condition
that some feature counts by, and each measure that some feature folds. Days and months are days since 1970; a
missing number is MISSING. Texts stand beside them, for frames with one row per customer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gridtag.features.dimension import Feature
from gridtag.features.frames import FRAMES
from gridtag.features.statistics import Part

MISSING = -(2**63)
BITS = 60
"""Conditions in one number."""
FIRST = 3
"""Numbers before those of the conditions: day, month, changes_on."""


@dataclass(frozen=True)
class Layout:
    """The numbers of one frame's events."""

    frame: str
    monthly: bool
    changing: bool
    conditions: tuple[str, ...]
    measures: tuple[str, ...]
    texts: tuple[str, ...]
    day: str = "unix_date(day)"

    @property
    def words(self) -> int:
        return -(-len(self.conditions) // BITS)

    @property
    def width(self) -> int:
        return FIRST + self.words + len(self.measures)

    def place(self, measure: str) -> int:
        """Where in an event the measure stands."""
        return FIRST + self.words + self.measures.index(measure)

    def bit(self, condition: str) -> tuple[int, int]:
        """Where in an event the condition stands: the number and its bit."""
        word, bit = divmod(self.conditions.index(condition), BITS)
        return FIRST + word, bit

    @property
    def numbers(self) -> list[str]:
        """Spark SQL over the frame: each number of an event."""
        month = "unix_date(month)" if self.monthly else "0"
        starts = range(0, len(self.conditions), BITS)
        words = [self._word(self.conditions[start : start + BITS]) for start in starts]
        changes = "unix_date(changes_on)" if self.changing else "NULL"
        numbers = [self.day, month, changes, *words, *self.measures]
        return [f"coalesce(cast({number} AS BIGINT), {_MISSING})" for number in numbers]

    @property
    def columns(self) -> list[str]:
        """Spark SQL over the frame: what is packed. Texts come last, and only where there are any: an array column
        costs Spark more on its way to Python than all numbers together."""
        numbers = [f"{number} AS n{place}" for place, number in enumerate(self.numbers)]
        told = ", ".join(f"cast({text} AS STRING)" for text in self.texts)
        return ["customer_no", *numbers, *([f"array({told}) AS texts"] if told else [])]

    def _word(self, conditions: Sequence[str]) -> str:
        bits = (
            f"CASE WHEN {condition} THEN {1 << bit}L ELSE 0L END" for bit, condition in enumerate(conditions)
        )
        return f"({' | '.join(bits)})"


_MISSING = f"(-{2**63 - 1}L - 1L)"


def layouts(features: Iterable[Feature]) -> dict[str, Layout]:
    """What each frame must carry for these features, by name of frame."""
    by_frame: dict[str, dict[Part, None]] = {}
    for feature in features:
        for part in feature.parts.values():
            by_frame.setdefault(part.frame, {})[part] = None
    return {frame: _layout(frame, parts) for frame, parts in by_frame.items()}


def _layout(frame: str, parts: Iterable[Part]) -> Layout:
    folded = [part for part in parts if part.kind != "row"]
    return Layout(
        frame=frame,
        monthly=any(part.window.column == "month" for part in folded),
        changing=FRAMES[frame].changing,
        conditions=tuple(dict.fromkeys(part.where for part in folded if part.where)),
        measures=tuple(dict.fromkeys(part.value for part in folded if part.value)),
        texts=tuple(dict.fromkeys(part.value for part in parts if part.kind == "row")),
    )
