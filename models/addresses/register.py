"""The places of a county as its customers' archive knows them, and which of them an address means.

An address is tried step by step, the surest first, and every answer says which step gave it. Only places of one county
are ever compared: two villages in three have a namesake elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from gridtag.models.addresses.sounds import sound

_ENDING = re.compile(r"(?<=..)(?:小区|社区|村民委员会|村委会|行政村|自然村|村)$")
_TELLING = frozenset("0123456789一二三四五六七八九十东南西北中上下前后左右内外大小新老")
"""Characters that tell neighbours apart: where these differ, so do the places."""
LEAST_STEM = 3
"""Characters a name must have to be known with one of them wrong."""
LEAST_WITNESSES, LEAST_SHARE = 2, 0.8
"""Customers who must call their home by a name that the archive does not have, and the share of them who live in one
place, for the name to become that place's."""
STEPS: Mapping[str, str] = {
    "exact": "名称与档案一致",
    "alias": "去掉小区、村等字后一致",
    "road": "路名与门牌属该地点",
    "sound": "读音一致且唯一",
    "edit": "相差一字且唯一",
    "witness": "多户以此名称呼其住处",
    "customer": "按该户档案地址",
    "new": "档案中没有，按工单地址自成一处",
}
"""In the order they are tried."""


@dataclass(frozen=True)
class Spoken:
    """What an address names, and the registered place where its customer lives; None where that is not known."""

    name: str | None
    level: str | None
    road: str | None = None
    number: int | None = None
    home: str | None = None
    customer: str | None = None


@dataclass(frozen=True)
class Found:
    name: str
    level: str
    step: str


@dataclass(frozen=True)
class Register:
    """Of one county: level by name, and name by road and number where no other place has them."""

    levels: Mapping[str, str]
    roads: Mapping[tuple[str, int], str]

    @classmethod
    def of(cls, homes: Iterable[Spoken]) -> Register:
        """From the addresses of the county's customers."""
        levels: dict[str, Counter[str]] = defaultdict(Counter)
        doors: dict[tuple[str, int], set[str]] = defaultdict(set)
        for home in homes:
            if home.name and home.level:
                levels[home.name][home.level] += 1
                if home.road and home.number:
                    doors[home.road, home.number].add(home.name)
        roads = {door: next(iter(names)) for door, names in doors.items() if len(names) == 1}
        return cls(
            {name: min(told, key=lambda one: (-told[one], one)) for name, told in levels.items()}, roads
        )

    @cached_property
    def _stems(self) -> dict[str, set[str]]:
        return _gathered((stem(name), name) for name in self.levels)

    @cached_property
    def _sounds(self) -> dict[str, set[str]]:
        return _gathered((sound(text), name) for name in self.levels for text in (name, stem(name)))

    @cached_property
    def _near(self) -> dict[str, set[str]]:
        """By every text that a stem becomes when a character is left out, and by the stem."""
        long = (name for name in self.levels if len(stem(name)) >= LEAST_STEM)
        return _gathered((text, name) for name in long for text in _shorter(stem(name)))

    def meant(self, spoken: Spoken, witnessed: Mapping[str, str]) -> Found | None:
        """The place, where the address names one or its customer's home is known; `witnessed` are names of places by
        what their own customers call them."""
        name = spoken.name
        if not name:
            return self._found(spoken.home, "customer") if spoken.home in self.levels else None
        return self.named(spoken) or self._otherwise(spoken, name, witnessed)

    def _otherwise(self, spoken: Spoken, name: str, witnessed: Mapping[str, str]) -> Found:
        if name in witnessed:
            return self._found(witnessed[name], "witness")
        if spoken.home in self.levels and self.levels[spoken.home or ""] == spoken.level:
            return self._found(spoken.home, "customer")
        return Found(name, spoken.level or "", "new")

    def named(self, spoken: Spoken) -> Found | None:
        """The registered place that the address itself means, whoever lives where."""
        name = spoken.name or ""
        if name in self.levels:
            return self._found(name, "exact")
        if only := _only(self._stems.get(stem(name))):
            return self._found(only, "alias")
        if spoken.road and spoken.number and (only := self.roads.get((spoken.road, spoken.number))):
            return self._found(only, "road")
        heard = {other for text in (name, stem(name)) for other in self._sounds.get(sound(text), ())}
        if only := _only({other for other in heard if _may_be(name, other)}):
            return self._found(only, "sound")
        if len(stem(name)) >= LEAST_STEM and (only := _only(self._one_off(name))):
            return self._found(only, "edit")
        return None

    def _one_off(self, name: str) -> set[str]:
        near = {other for text in _shorter(stem(name)) for other in self._near.get(text, ())}
        return {other for other in near if _one_apart(stem(name), stem(other)) and _may_be(name, other)}

    def _found(self, name: str | None, step: str) -> Found:
        assert name is not None
        return Found(name, self.levels[name], step)


def resolved(register: Register, spoken: Iterable[Spoken]) -> Iterator[Found | None]:
    """For each address the place it means; names that only customers use are learned from all of them first."""
    given = list(spoken)
    witnesses: dict[str, dict[str, str]] = defaultdict(dict)
    for one in given:
        if one.name and one.customer and one.home in register.levels and not register.named(one):
            witnesses[one.name][one.customer] = one.home or ""
    witnessed = {name: home for name, told in witnesses.items() if (home := _agreed(told.values()))}
    for one in given:
        yield register.meant(one, witnessed)


def _agreed(homes: Iterable[str]) -> str | None:
    counts = Counter(homes)
    home, many = min(counts.items(), key=lambda item: (-item[1], item[0]))
    return home if many >= LEAST_WITNESSES and many >= LEAST_SHARE * counts.total() else None


def stem(name: str) -> str:
    """Without the word for what it is, where two characters are left."""
    return _ENDING.sub("", name)


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for key, name in pairs:
        found[key].add(name)
    return found


def _only(names: set[str] | None) -> str | None:
    return next(iter(names)) if names and len(names) == 1 else None


def _shorter(text: str) -> Iterator[str]:
    yield text
    for place in range(len(text)):
        yield text[:place] + text[place + 1 :]


def _one_apart(one: str, other: str) -> bool:
    """Whether one character is another, missing or too many."""
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    return len(long) == len(short) + 1 and short in set(_shorter(long))


def _may_be(one: str, other: str) -> bool:
    """Whether what tells neighbours apart is the same in both."""
    return Counter(c for c in stem(one) if c in _TELLING) == Counter(c for c in stem(other) if c in _TELLING)
