"""Numbers made of other features, other than rates."""

from __future__ import annotations

from dataclasses import dataclass

from gridtag.features.codes import Attribute


@dataclass(frozen=True)
class DerivedAverage(Attribute):
    """A mean made of other features."""

    stat, stat_title, stat_en = "avg", "均值", "mean"


@dataclass(frozen=True)
class Rating(Attribute):
    """By the rule of its formula; null where the formula says so."""

    stat, stat_title, stat_en = "score", "评分", "score"

    @property
    def null_rule(self) -> str:
        return "null where what the rule needs is unknown"


@dataclass(frozen=True)
class Points(Attribute):
    """Points of a rule added up, between 0 and 100."""

    stat, stat_title, stat_en = "score", "评分", "score"

    @property
    def null_rule(self) -> str:
        return "what is unknown gives no points"
