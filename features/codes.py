"""Statistics that are no plain numbers: days, attributes, flags, the commonest value of a column, entropy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from gridtag.features.statistics import Part, Statistic
from gridtag.features.windows import Window


@dataclass(frozen=True)
class LastOn(Statistic):
    """The day of the last event (of `of`, else the event day): stored as a date, shown as days since."""

    stat: ClassVar[str] = "dsl"
    kind: ClassVar[str] = "max"

    unit: str = "天"

    @property
    def null_rule(self) -> str:
        return "null where it never happened"

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        return {"d": Part(frame, self.kind, f"unix_date({self.of or 'day'})", self.where, window)}


@dataclass(frozen=True)
class FirstOn(LastOn):
    """The day of the first event."""

    kind = "min"


@dataclass(frozen=True)
class Attribute(Statistic):
    """`of` a frame with one row per customer, or `derive`: SQL over other features of the same stream."""

    derive: str = ""

    @property
    def null_rule(self) -> str:
        return "null where unknown"

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        return {} if self.derive else {"v": Part(frame, "row", self.of)}


@dataclass(frozen=True)
class Code(Attribute):
    stat, stat_title, stat_en = "code", "类别", "code"


@dataclass(frozen=True)
class Value(Attribute):
    stat, stat_title, stat_en = "val", "值", "value"


@dataclass(frozen=True)
class DerivedRate(Attribute):
    """A rate made of other features."""

    stat, stat_title, stat_en = "rate", "比率", "rate"


@dataclass(frozen=True)
class Flag(Attribute):
    """As Attribute, or whether any event meets `where`."""

    stat, stat_title, stat_en = "flag", "是否", "flag"

    @property
    def null_rule(self) -> str:
        return "false where unknown"

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        if self.where:
            return {"v": Part(frame, "count", "", self.where, window)}
        return super().parts(frame, window)


@dataclass(frozen=True)
class Reaches(Flag):
    """Whether each of `spans` has at least, and if given at most, so many events that meet `where`."""

    spans: tuple[Window, ...] = ()
    at_least: int = 1
    at_most: int = 0

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        return {
            f"n{index}": Part(frame, "count", "", self.where, span) for index, span in enumerate(self.spans)
        }


@dataclass(frozen=True)
class OverValues(Statistic):
    """A statistic of how events spread over the `values` of column `of`; other values count as none."""

    values: tuple[str, ...] = ()

    kind: ClassVar[str] = ""

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        places = " ".join(f"WHEN '{value}' THEN {place}" for place, value in enumerate(self.values))
        return {"v": Part(frame, self.kind, f"CASE {self.of} {places} END", self.where, window)}


@dataclass(frozen=True)
class Dominant(OverValues):
    """The commonest value; among equals the one used last, then the one listed first."""

    stat, stat_title, stat_en = "code", "类别", "code"
    kind = "commonest"


@dataclass(frozen=True)
class SecondDominant(Dominant):
    """The value that comes after the commonest one; null where there is but one."""

    kind = "second_commonest"


@dataclass(frozen=True)
class Entropy(OverValues):
    """Shannon entropy in nats."""

    stat, stat_title, stat_en = "ent", "熵", "entropy"
    kind = "entropy"

    unit: str = "nat"
