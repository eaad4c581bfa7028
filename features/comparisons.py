"""Statistics of one sum over another, and of a window against an earlier one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gridtag.features.statistics import Part, Statistic
from gridtag.features.windows import Window


@dataclass(frozen=True)
class Quotient(Statistic):
    """Sum of `of` over sum of `per`, times `factor`; null where the latter is not positive."""

    stat, stat_title, stat_en = "avg", "均值", "mean"

    per: str = ""
    factor: int = 1

    @property
    def null_rule(self) -> str:
        return "null where the total is not positive"

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        return {
            "s": Part(frame, "sum", self.of, self.where, window),
            "t": Part(frame, "sum", self.per, self.where, window),
        }


@dataclass(frozen=True)
class Portion(Quotient):
    """A part of a total, both columns of the frame."""

    stat, stat_title, stat_en = "share", "占比", "share"


@dataclass(frozen=True)
class Versus(Statistic):
    """A statistic of the window over (Ratio) or minus (Difference) that of an earlier one.

    With `complete`, told only where both billing windows have a bill for every month.
    """

    measure: Statistic | None = None
    against: Callable[[Window], Window] = lambda window: window
    complete: bool = False

    @property
    def null_rule(self) -> str:
        lacking = "a month of either window has no bill" if self.complete else "either window lacks events"
        return f"null where {lacking}"

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        assert self.measure is not None, self.name
        found: dict[str, Part] = {}
        for side, span in (("a", window), ("b", self.against(window))):
            found |= {f"{side}_{key}": part for key, part in self.measure.parts(frame, span).items()}
            if self.complete:
                found[f"{side}_months"] = Part(frame, "count", "", "", span)
        return found


@dataclass(frozen=True)
class Ratio(Versus):
    stat, stat_title, stat_en = "ratio", "比值", "ratio"


@dataclass(frozen=True)
class Difference(Versus):
    stat, stat_title, stat_en = "diff", "差值", "difference"
