"""Dimensions group declarations and expand them to the features of the catalogue."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources

from gridtag.features.codes import LastOn
from gridtag.features.frames import FRAMES, STREAM_OF, sources_of
from gridtag.features.statistics import Part, Statistic
from gridtag.features.windows import NOW, Window


@dataclass(frozen=True)
class Planned:
    """A row of features/catalogue.csv: a feature we know, built or not; its id is never given to another."""

    id: str
    name: str
    dimension: str
    title: str
    window: str
    type: str
    privacy: str
    null_rule: str


_TYPES = {"int": "INT", "double": "DOUBLE", "boolean": "BOOLEAN", "string": "STRING"}


@cache
def catalogue() -> dict[str, Planned]:
    """All planned features by name, in the catalogue's order."""
    path = resources.files("gridtag.features").joinpath("catalogue.csv")
    rows = csv.DictReader(path.read_text("utf-8").splitlines())
    return {row["name"]: Planned(**row) for row in rows}


@dataclass(frozen=True)
class Feature:
    """One number, code or flag per customer: a declared statistic in one window."""

    id: str
    name: str
    dimension: str
    title: str
    title_en: str
    declared: Statistic
    window: Window
    frame: str
    privacy: str
    status: str = "live"

    @property
    def stream(self) -> str:
        return STREAM_OF[self.frame]

    @property
    def sources(self) -> tuple[str, ...]:
        return sources_of(self.frame)

    @property
    def unit(self) -> str:
        return self.declared.unit

    @property
    def null_rule(self) -> str:
        return self.declared.null_rule

    @property
    def version(self) -> int:
        return self.declared.version

    @property
    def type(self) -> str:
        return _TYPES[catalogue()[self.name].type]

    @property
    def is_date(self) -> bool:
        """Whether a date is stored and the view shows days since."""
        return isinstance(self.declared, LastOn)

    @property
    def derive(self) -> str:
        """SQL over other features, of a feature that is made of them."""
        return getattr(self.declared, "derive", "")

    @property
    def is_derived(self) -> bool:
        return bool(self.derive)

    @property
    def column(self) -> str:
        """The stored column."""
        return self.name.removesuffix(f"_{self.declared.code}_now") + "_on" if self.is_date else self.name

    @property
    def column_type(self) -> str:
        return "DATE" if self.is_date else self.type

    @cached_property
    def parts(self) -> dict[str, Part]:
        return self.declared.parts(self.frame, self.window)


@dataclass(frozen=True)
class Dimension:
    """`frame` holds for declarations that name none."""

    code: str
    title: str
    title_en: str
    frame: str
    features: tuple[Statistic, ...]

    def expand(self) -> Iterator[Feature]:
        for declared in self.features:
            for window in declared.windows:
                yield self._feature(declared, window)

    def _feature(self, declared: Statistic, window: Window) -> Feature:
        frame = declared.frame or self.frame
        if frame not in FRAMES:
            raise ValueError(f"dimension {self.code}: {declared.name} names no frame: {frame}")
        name = f"{self.code}_{declared.name}_{declared.code}_{window.code}"
        if name not in catalogue():
            raise ValueError(f"dimension {self.code}: {name} is not in features/catalogue.csv")
        words = (declared.title, declared.stat_title, window.title)
        words_en = (declared.title_en, declared.stat_en, window.title_en)
        return Feature(
            id=catalogue()[name].id,
            name=name,
            dimension=self.code.upper(),
            title=declared.title if window == NOW else "-".join(words),
            title_en=declared.title_en if window == NOW else ", ".join(words_en),
            declared=declared,
            window=window,
            frame=frame,
            privacy=catalogue()[name].privacy,
        )
