"""Statistics of days in the order of time: jumps, change points, rhythm, vacancies."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gridtag.features.codes import Flag
from gridtag.features.series import Folded, FoldedCount
from gridtag.features.statistics import Part, Statistic
from gridtag.features.windows import D30, D365, Window

EMPTY_WH = 500
"""A day below it is one of an empty home; a change of the mean day below it is none."""
VACANCY_DAYS = 14
WEEK_DAYS = 4
"""Fewest days of a week that is compared."""
LAG = 7
LAG_PAIRS = 28


@dataclass(frozen=True)
class ChangePoints(FoldedCount):
    """Weeks from Monday to Sunday whose mean day is at least twice, or at most half, that of the week before, and
    0.5 kWh away from it; both weeks with at least four days collected in the window."""

    kind: str = "turns"


@dataclass(frozen=True)
class LargestJump(Folded):
    """Greatest difference, up or down, of two days that follow each other; null without two such days."""

    stat, stat_title, stat_en = "max", "最大", "maximum"

    kind: str = "jump"

    @property
    def null_rule(self) -> str:
        return "null without two days in a row"


@dataclass(frozen=True)
class WeeklyRhythm(Folded):
    """Correlation of days with those seven days before, from 28 pairs on; null where either side is constant."""

    stat, stat_title, stat_en = "val", "值", "value"

    kind: str = "weekly_rhythm"

    @property
    def null_rule(self) -> str:
        return "null below 28 pairs of days or where use is constant"


@dataclass(frozen=True)
class Evenness(Folded):
    """Shannon entropy, in nats, of how the total spreads over the days; null without any use."""

    stat, stat_title, stat_en = "ent", "熵", "entropy"

    kind: str = "evenness"
    unit: str = "nat"
    minimum: int = 3


@dataclass(frozen=True)
class Vacancies(FoldedCount):
    """Vacancies: at least 14 collected days in a row below 0.5 kWh. Days not collected neither end one nor lengthen
    it; one that begins before the window counts from there."""

    kind: str = "vacancies"


@dataclass(frozen=True)
class LongestVacancy(Folded):
    """Collected days of the longest vacancy."""

    stat, stat_title, stat_en = "max", "最大", "maximum"

    kind: str = "longest_vacancy"

    @property
    def null_rule(self) -> str:
        return "null without a vacancy"


@dataclass(frozen=True)
class CurrentVacancy(Statistic):
    """Collected days of the vacancy that reaches to the last collected day, within a year; 0 where none does, null
    where no day of the last 30 was collected."""

    stat, stat_title, stat_en = "days", "天数", "days"

    @property
    def null_rule(self) -> str:
        return "null where no day of the last 30 was collected"

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        return {
            "n": self._part(frame, D30, "count"),
            "v": self._part(frame, D365, "current_vacancy"),
        }


@dataclass(frozen=True)
class Reoccupied(Flag):
    """Whether a vacancy, counted over a year, ended in the window: more had ended by its end than before it."""

    @staticmethod
    def spans(window: Window) -> tuple[Window, Window]:
        """The year, and the year less the window."""
        return D365, replace(D365, size=D365.size - window.size, offset=window.size)

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        now, before = self.spans(window)
        return {
            "now": self._part(frame, now, "ended_vacancies"),
            "before": self._part(frame, before, "ended_vacancies"),
        }
