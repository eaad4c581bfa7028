"""How a customer's use goes with the temperature: by the year's days that have both.

The day's temperature is the mean of its greatest and least. Use is explained by least squares as a base, plus so much
for each degree above 26 (cooling), plus so much for each below 18 (heating). Frames have `degrees`, the sum of both
temperatures in tenths: twentieths of a degree.
"""

from __future__ import annotations

from dataclasses import dataclass

from gridtag.features.statistics import Part, Statistic
from gridtag.features.windows import Window

DEGREES, OFFSET = 4096, 2048
"""Energy and temperature share a number: the former times DEGREES, the latter plus OFFSET."""
DEGREE = 20
"""Twentieths in one degree."""
COOLING_FROM, HEATING_FROM = 26, 18
"""Bases of cooling and heating, in degrees."""
BALANCE = range(10, 21)
EXTREME_DAYS = 10
TINY = 1e-9
"""Below it a determinant is none, and two fits are as good as each other."""
DAY = f"energy_wh * {DEGREES} + degrees + {OFFSET}"
"""Energy and temperature of a day in one number."""


@dataclass(frozen=True)
class Response(Statistic):
    """What the fold `kind` makes of energy and temperature of the days; null below `minimum` days with both."""

    stat, stat_title, stat_en = "val", "值", "value"

    kind: str = ""
    of: str = DAY
    minimum: int = 180

    @property
    def null_rule(self) -> str:
        return f"null below {self.minimum} days with both, or where temperatures tell nothing of it"

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        return {"n": self._part(frame, window, "count"), "v": self._part(frame, window, self.kind)}


@dataclass(frozen=True)
class ResponseSum(Response):
    stat, stat_title, stat_en = "sum", "合计", "sum"


@dataclass(frozen=True)
class ResponseMean(Response):
    stat, stat_title, stat_en = "avg", "均值", "mean"


@dataclass(frozen=True)
class ResponseShare(Response):
    """Of the energy of the same days."""

    stat, stat_title, stat_en = "share", "占比", "share"

    def parts(self, frame: str, window: Window) -> dict[str, Part]:
        total = Part(frame, "sum", "energy_wh", "degrees IS NOT NULL", window)
        return super().parts(frame, window) | {"t": total}


@dataclass(frozen=True)
class ResponseRatio(ResponseShare):
    """To the mean of all these days."""

    stat, stat_title, stat_en = "ratio", "比值", "ratio"
