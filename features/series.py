"""Statistics of values in the order of time: means against each other, levels, slopes, outliers, runs of months."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gridtag.features.codes import Dominant, LastOn
from gridtag.features.comparisons import Ratio
from gridtag.features.held import Held
from gridtag.features.runs import LongestRun
from gridtag.features.statistics import Average, Count, Maximum, Part, Statistic
from gridtag.features.windows import D30, Window


@dataclass(frozen=True)
class HighPercentile(Maximum):
    stat, stat_title, stat_en = "p90", "P90", "90th percentile"

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        return {"m": self._part(frame, window, "p90")}


@dataclass(frozen=True)
class DailyMean(Average):
    """Mean of `of`; null below `minimum` days that have it."""

    minimum: int = 3

    @property
    def null_rule(self) -> str:
        return f"null below {self.minimum} days"


@dataclass(frozen=True)
class Contrast(Statistic):
    """Mean of `of` where `where` holds over its mean where `base` does; null below `minimum` events of either, or
    where the latter mean is not positive."""

    stat, stat_title, stat_en = "ratio", "比值", "ratio"

    base: str = ""
    minimum: int = 3

    @property
    def null_rule(self) -> str:
        return f"null below {self.minimum} events of either kind or where the mean below is not positive"

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        return {
            f"{kind}_{side}": Part(frame, kind, self.of, where, window)
            for side, where in (("above", self.where), ("below", self.base))
            for kind in ("count", "sum")
        }


@dataclass(frozen=True)
class Lately(Ratio):
    """As Ratio, with the window `span` against another: the feature is of now."""

    span: Window = D30

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        return super().parts(frame, self.span)


@dataclass(frozen=True)
class HeldRatio(Held):
    stat, stat_title, stat_en = "ratio", "比值", "ratio"

    @property
    def null_rule(self) -> str:
        return "null where a month of either season has no bill, or the earlier has no use"


@dataclass(frozen=True)
class Level(Dominant):
    """The first of `values` below the first of `bounds`, the next from there on, and so on, by the mean of `of`."""

    bounds: tuple[int, ...] = ()

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        return {"n": self._part(frame, window, "count"), "s": self._part(frame, window, "sum")}


@dataclass(frozen=True)
class Slope(Statistic):
    """Least-squares slope of `of` per month, or per day in windows of days; null below `minimum` events or where
    they lie on one step."""

    stat, stat_title, stat_en = "slope", "趋势斜率", "slope"

    minimum: int = 3

    @property
    def null_rule(self) -> str:
        return f"null below {self.minimum} events"

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        return {"n": self._part(frame, window, "count"), "v": self._part(frame, window, "slope")}


@dataclass(frozen=True)
class LatestDeviation(Statistic):
    """How many standard deviations the window's last month lies from the mean of its months before; null without a
    last one, below `minimum` others or where they do not differ."""

    stat, stat_title, stat_en = "val", "值", "value"

    minimum: int = 3

    @property
    def null_rule(self) -> str:
        return f"null without the last month, below {self.minimum} others or where those are all equal"

    @staticmethod
    def spans(window: Window) -> tuple[Window, Window]:
        """The last month, and the others."""
        last = replace(window, size=1)
        return last, replace(window, size=window.size - 1, offset=window.offset + 1)

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        last, others = self.spans(window)
        found = {"last": self._part(frame, last, "max")}
        kinds = {"n": "count", "s": "sum", "d": "deviations"}
        return found | {key: self._part(frame, others, kind) for key, kind in kinds.items()}


@dataclass(frozen=True)
class Folded(Statistic):
    """What the fold `kind` makes of `of` over time, told from `minimum` events on."""

    kind: str = ""

    @property
    def null_rule(self) -> str:
        return f"null below {self.minimum} events" if self.minimum > 1 else "null without an event"

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        found = {"v": self._part(frame, window, self.kind)}
        if self.minimum > 1:
            found["n"] = Part(frame, "count", self.of, "", window)
        return found


@dataclass(frozen=True)
class FoldedCount(Count):
    kind: str = ""

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        return {"n": self._part(frame, window, self.kind)}


@dataclass(frozen=True)
class Outliers(FoldedCount):
    """Months over three standard deviations of the window's other months from their mean, from three others on."""

    kind: str = "outliers"


@dataclass(frozen=True)
class RunOfMonths(LongestRun):
    """Most months in a row that meet `where`, 0 where none does; null below `minimum` months with `of`."""

    minimum: int = 2

    @property
    def null_rule(self) -> str:
        return f"null below {self.minimum} months"

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        return super().parts(frame, window) | {"n": Part(frame, "count", self.of, "", window)}


@dataclass(frozen=True)
class MonthOfMost(LastOn):
    """The end of the month with the greatest `of`, the last among equals: stored as a date, shown as days since."""

    stat, stat_title, stat_en = "days", "天数", "days since"

    kind = "step_of_most"

    @property
    def null_rule(self) -> str:
        return "null without a bill"

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        return {"d": Part(frame, self.kind, self.of, self.where, window)}


@dataclass(frozen=True)
class MonthOfLeast(MonthOfMost):
    """The end of the month with the smallest `of`, the last among equals."""

    kind = "step_of_least"
