"""What frames with one row per customer hold ready: a column for each window, scores made by rule, days to go."""

from __future__ import annotations

from dataclasses import dataclass

from gridtag.features.codes import Attribute
from gridtag.features.statistics import ZERO, Part
from gridtag.features.windows import Window


@dataclass(frozen=True)
class Held(Attribute):
    """The columns `of`_<window> of the frame."""

    def column(self, window: Window) -> str:
        return f"{self.of}_{window.code}"

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        return {"v": Part(frame, "row", self.column(window))}


@dataclass(frozen=True)
class HeldCount(Held):
    """Events of the place where the customer hangs on the grid, not of the customer alone."""

    stat, stat_title, stat_en = "cnt", "次数", "count"

    @property
    def null_rule(self) -> str:
        return ZERO


@dataclass(frozen=True)
class HeldSum(Held):
    stat, stat_title, stat_en = "sum", "合计", "sum"

    @property
    def null_rule(self) -> str:
        return ZERO


@dataclass(frozen=True)
class HeldRate(Held):
    """Events of the place over its customers; null below `minimum` customers, which the frame sees to."""

    stat, stat_title, stat_en = "rate", "比率", "rate"

    minimum: int = 3

    @property
    def null_rule(self) -> str:
        return f"null below {self.minimum} customers"


@dataclass(frozen=True)
class HeldCode(Held):
    """A code of the window."""

    stat, stat_title, stat_en = "code", "类别", "code"


@dataclass(frozen=True)
class Score(Attribute):
    """Between 0 and 1, by the rule that the frame's statement tells."""

    stat, stat_title, stat_en = "score", "评分", "score"

    @property
    def null_rule(self) -> str:
        return "null where the rule lacks a month"


@dataclass(frozen=True)
class DaysLeft(Attribute):
    """Days from the snapshot to a day still to come."""

    stat, stat_title, stat_en = "days", "天数", "days"

    unit: str = "天"

    @property
    def null_rule(self) -> str:
        return "null where no day is set"


@dataclass(frozen=True)
class AmongPeers(Held):
    """How the customer stands among peers."""

    @property
    def null_rule(self) -> str:
        return "null below 10 peers"


@dataclass(frozen=True)
class PeerRank(AmongPeers):
    """Share of the other peers that are below."""

    stat, stat_title, stat_en = "rank", "排名分位", "rank"


@dataclass(frozen=True)
class PeerRatio(AmongPeers):
    """Over the mean of all peers."""

    stat, stat_title, stat_en = "ratio", "比值", "ratio"


@dataclass(frozen=True)
class PeerDifference(AmongPeers):
    """Less the mean of all peers."""

    stat, stat_title, stat_en = "diff", "差值", "difference"


@dataclass(frozen=True)
class PeerScore(AmongPeers):
    """Distance from the mean of all peers, 0 to 1 at four standard deviations."""

    stat, stat_title, stat_en = "score", "评分", "score"
