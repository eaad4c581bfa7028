"""What a dimension declares: a measure, a filter, a statistic and its windows, over the rows of one frame.

`of` and `where` are Spark SQL over the frame's columns and yield whole numbers and booleans, so that no
result depends on the order of rows; `scale` turns the smallest unit into the one shown. Each statistic says
which parts it is made of (what the engine folds) and how they make its value.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

from gridtag.features.windows import NOW, Window

ZERO = "0 where the source covers the customer, null where it does not"
NULL_WITHOUT_EVENT = "null without an event"


Shared = dict[str, Any]
"""Arguments that several declarations have in common."""


@dataclass(frozen=True)
class Part:
    """One fold over a frame: `kind` of `value` over the events of `window` that meet `where`.

    Kinds are those of features/reducers.py and features/sequences.py, and row (the value of a frame that has one
    row per customer). With `gaps` the values are the days between events that follow each other.
    """

    frame: str
    kind: str
    value: str = ""
    where: str = ""
    window: Window = NOW
    gaps: bool = False


@dataclass(frozen=True)
class Statistic(ABC):
    """`stat` is the statistic's word in the feature name; `minimum` the fewest events a ratio is told for.

    With `gaps` the values are the days between events that follow each other within the window; the frame then has
    `day_before`, the day of the event before, for readers of the formula.
    """

    stat: ClassVar[str] = ""
    stat_title: ClassVar[str] = ""
    stat_en: ClassVar[str] = ""

    name: str
    title: str
    title_en: str
    windows: tuple[Window, ...] = (NOW,)
    where: str = ""
    of: str = ""
    unit: str = ""
    scale: int = 1
    gaps: bool = False
    minimum: int = 1
    frame: str = ""
    call_it: str = ""
    version: int = 1

    @property
    def code(self) -> str:
        return self.call_it or self.stat

    @property
    def null_rule(self) -> str:
        return NULL_WITHOUT_EVENT

    @abstractmethod
    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        """What is folded over the rows of the frame, by the names that features/values.py knows."""

    def _part(self, frame: str, window: Window, kind: str) -> Part:
        return Part(frame, kind, self.of, self.where, window, self.gaps)


@dataclass(frozen=True)
class Count(Statistic):
    stat, stat_title, stat_en = "cnt", "次数", "count"

    @property
    def null_rule(self) -> str:
        return ZERO

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        return {"n": self._part(frame, window, "count")}


@dataclass(frozen=True)
class DistinctCount(Count):
    """Different values of `of`, told apart by their 64-bit hashes: within one customer they never meet."""

    stat, stat_title, stat_en = "ndist", "去重数", "distinct count"

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        value = f"CASE WHEN {self.of} IS NOT NULL THEN xxhash64({self.of}) END"
        return {"n": Part(frame, "distinct", value, self.where, window)}


@dataclass(frozen=True)
class Occasions(DistinctCount):
    """As DistinctCount, of occasions that several rows may belong to."""

    stat, stat_title, stat_en = Count.stat, Count.stat_title, Count.stat_en


@dataclass(frozen=True)
class Tally(Count):
    """Events of which a row holds several: the sum of `of`."""

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        return {"n": self._part(frame, window, "sum")}


@dataclass(frozen=True)
class Sum(Statistic):
    stat, stat_title, stat_en = "sum", "合计", "sum"

    @property
    def null_rule(self) -> str:
        return ZERO

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        return {"s": self._part(frame, window, "sum")}


@dataclass(frozen=True)
class Average(Statistic):
    stat, stat_title, stat_en = "avg", "均值", "mean"

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        return {"n": self._part(frame, window, "count"), "s": self._part(frame, window, "sum")}


@dataclass(frozen=True)
class Maximum(Statistic):
    stat, stat_title, stat_en = "max", "最大", "maximum"

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        return {"m": self._part(frame, window, self.stat)}


@dataclass(frozen=True)
class Minimum(Maximum):
    stat, stat_title, stat_en = "min", "最小", "minimum"


@dataclass(frozen=True)
class Median(Maximum):
    stat, stat_title, stat_en = "p50", "中位数", "median"

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        return {"m": self._part(frame, window, "p50")}


@dataclass(frozen=True)
class BusiestMonth(Maximum):
    """Most events in one calendar month, as far as the window reaches."""

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        return {"m": self._part(frame, window, "busiest_month")}


@dataclass(frozen=True)
class Deviation(Statistic):
    """Sample standard deviation; null below two events."""

    stat, stat_title, stat_en = "std", "标准差", "standard deviation"

    @property
    def null_rule(self) -> str:
        return "null below 2 events"

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        kinds = {"n": "count", "s": "sum", "d": "deviations"}
        return {key: self._part(frame, window, kind) for key, kind in kinds.items()}


@dataclass(frozen=True)
class Variation(Deviation):
    """Standard deviation over mean; null below two events and where the mean is not positive."""

    stat, stat_title, stat_en = "cv", "变异系数", "coefficient of variation"

    @property
    def null_rule(self) -> str:
        return "null below 2 events or where the mean is not positive"


@dataclass(frozen=True)
class Share(Statistic):
    """Events that meet `where` among those that meet `base`; with `of`, its sum among them."""

    stat, stat_title, stat_en = "share", "占比", "share"

    base: str = ""
    minimum: int = 3

    @property
    def null_rule(self) -> str:
        return f"null below {self.minimum} events" + (
            " or where the total is not positive" if self.of else ""
        )

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        both = f"({self.where}) AND ({self.base})" if self.base else self.where
        counted = {"n": Part(frame, "count", self.of, self.base, window)}
        if not self.of:
            return counted | {"k": Part(frame, "count", "", both, window)}
        return counted | {
            "k": Part(frame, "sum", self.of, both, window),
            "t": Part(frame, "sum", self.of, self.base, window),
        }


@dataclass(frozen=True)
class Rate(Share):
    stat, stat_title, stat_en = "rate", "比率", "rate"
