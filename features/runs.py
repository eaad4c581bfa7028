"""Statistics of events in a row, and of the scores that single events are given."""

from __future__ import annotations

from dataclasses import dataclass

from gridtag.features.statistics import ZERO, Maximum, Part
from gridtag.features.windows import Window


@dataclass(frozen=True)
class LongestRun(Maximum):
    """Most days, or billing months, in a row that have an event; 0 without one."""

    @property
    def null_rule(self) -> str:
        return ZERO

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        return {"m": self._part(frame, window, "longest_run")}


@dataclass(frozen=True)
class HighestScore(Maximum):
    """The highest score of any event, by the rule that the frame's statement tells."""

    stat, stat_title, stat_en = "score", "评分", "score"

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        return {"m": self._part(frame, window, "max")}
