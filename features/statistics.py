"""What a dimension declares: a measure, a filter, a statistic and its windows, over the rows of one frame.

`of` and `where` are Spark SQL over the frame's columns and yield whole numbers and booleans, so that no
result depends on the order of rows; `scale` turns the smallest unit into the one shown. Each statistic says
which parts it is made of (what the engine folds) and how they make its value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from gridtag.features.windows import NOW, Window

ZERO = "0 where the source covers the customer, null where it does not"
NULL_WITHOUT_EVENT = "null without an event"


Shared = dict[str, Any]
"""Arguments that several declarations have in common."""


@dataclass(frozen=True)
class Part:
    """One aggregate over a frame: `kind` of `value` over the events of `window` that meet `where`.

    Kinds: count, sum, square (sum of squares), max, min, distinct, median, and row (the value of a frame that
    has one row per customer).
    """

    frame: str
    kind: str
    value: str = ""
    where: str = ""
    window: Window = NOW

    @property
    def additive(self) -> bool:
        """Whether no event means zero."""
        return self.kind in ("count", "sum", "square", "distinct")


@dataclass(frozen=True)
class Statistic:
    """`stat` is the statistic's word in the feature name; `minimum` the fewest events a ratio is told for."""

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

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        raise NotImplementedError

    def formula(self, window: Window) -> str:
        raise NotImplementedError

    def _scaled(self, value: str) -> str:
        return value if self.scale == 1 else f"{value} / {self.scale}"

    def _part(self, frame: str, window: Window, kind: str) -> Part:
        return Part(frame, kind, self.of, self.where, window)


@dataclass(frozen=True)
class Count(Statistic):
    stat, stat_title, stat_en = "cnt", "次数", "count"

    @property
    def null_rule(self) -> str:
        return ZERO

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        return {"n": self._part(frame, window, "count")}

    def formula(self, window: Window) -> str:
        return "{n}"


@dataclass(frozen=True)
class DistinctCount(Count):
    stat, stat_title, stat_en = "ndist", "去重数", "distinct count"

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        return {"n": self._part(frame, window, "distinct")}


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

    def formula(self, window: Window) -> str:
        return self._scaled("cast({s} AS DOUBLE)")


@dataclass(frozen=True)
class Average(Statistic):
    stat, stat_title, stat_en = "avg", "均值", "mean"

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        return {"n": self._part(frame, window, "count"), "s": self._part(frame, window, "sum")}

    def formula(self, window: Window) -> str:
        return self._scaled("cast({s} AS DOUBLE) / nullif({n}, 0)")


@dataclass(frozen=True)
class Maximum(Statistic):
    stat, stat_title, stat_en = "max", "最大", "maximum"

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        return {"m": self._part(frame, window, self.stat)}

    def formula(self, window: Window) -> str:
        return self._scaled("cast({m} AS DOUBLE)")


@dataclass(frozen=True)
class Minimum(Maximum):
    stat, stat_title, stat_en = "min", "最小", "minimum"


@dataclass(frozen=True)
class Median(Maximum):
    stat, stat_title, stat_en = "p50", "中位数", "median"

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        return {"m": self._part(frame, window, "median")}


@dataclass(frozen=True)
class Deviation(Statistic):
    """Sample standard deviation, from exact sums of values and squares; null below two events."""

    stat, stat_title, stat_en = "std", "标准差", "standard deviation"

    @property
    def null_rule(self) -> str:
        return "null below 2 events"

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        kinds = {"c": "count", "s": "sum", "q": "square"}
        return {key: self._part(frame, window, kind) for key, kind in kinds.items()}

    def formula(self, window: Window) -> str:
        return self._scaled(_DEVIATION)


_SPREAD = "{c} * {q} - cast({s} AS DECIMAL(19,0)) * cast({s} AS DECIMAL(19,0))"
_DEVIATION = f"CASE WHEN {{c}} > 1 THEN sqrt(cast({_SPREAD} AS DOUBLE) / ({{c}} * ({{c}} - 1))) END"


@dataclass(frozen=True)
class Variation(Deviation):
    """Standard deviation over mean; null below two events and where the mean is not positive."""

    stat, stat_title, stat_en = "cv", "变异系数", "coefficient of variation"

    @property
    def null_rule(self) -> str:
        return "null below 2 events or where the mean is not positive"

    def formula(self, window: Window) -> str:
        return f"CASE WHEN {{s}} > 0 THEN {_DEVIATION} * {{c}} / {{s}} END"


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

    def formula(self, window: Window) -> str:
        if self.of:
            return f"CASE WHEN {{n}} >= {self.minimum} AND {{t}} > 0 THEN cast({{k}} AS DOUBLE) / {{t}} END"
        return f"CASE WHEN {{n}} >= {self.minimum} THEN cast({{k}} AS DOUBLE) / {{n}} END"


@dataclass(frozen=True)
class Rate(Share):
    stat, stat_title, stat_en = "rate", "比率", "rate"
