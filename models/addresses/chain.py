"""Names of divisions read one after the other, as far as they fit each other.

Names are read from the left, the longest first; of the meanings of a name those stay that lie in what was read before.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from gridtag.models.addresses.divisions import (
    ALIAS,
    FULL,
    PROVINCE,
    TOWN,
    Name,
    table,
)
from gridtag.models.addresses.sounds import sound, sounds_near
from gridtag.models.addresses.towns import THING

TYPO = 5
"""Evidence besides the kinds of names: a name misspelt."""
Meanings = tuple[Name, ...]

_IS_THING = re.compile(THING)
_IS_ROAD = re.compile("(?:[路弄街]|大道|大街)(?=$|[0-9])")
_PASSED_OVER = re.compile(
    "市辖区|(?:省|自治区)?直辖县级?(?:行政区划|行政单位)?|[^0-9路街村镇乡]{0,5}?(?:高新(?:技术)?(?:产业)?(?:开发)?[东西南北]?区|"
    "经济(?:技术)?开发区|经开区|(?:工业)?园区|开发区|产业集聚区|示范区|(?<=..)新区)(?![路街村镇乡])"
    "|[^路街村镇乡号栋幢0-9]{2,4}?[县区市](?=[^路街]{1,6}(?:镇|乡|街道))"
)
"""Zones, which are no divisions, and counties that are no more and lie in several today."""
_KINDS = frozenset("市县区州旗盟")


class Walk(NamedTuple):
    """Meanings of what was read, its start and end, the weakest kind of name, and the number of names."""

    known: Meanings
    start: int
    end: int
    weakest: int
    named: int


def fitting(meanings: Meanings, before: Meanings | None) -> Meanings:
    """Those that lie in one of the divisions read before, or are one of them or above."""
    if before is None:
        return meanings
    if len(before) == 1:
        code, upper = before[0].code, before[0].within
        if len(meanings) == 1 and code in meanings[0].within:
            return meanings
        return tuple([one for one in meanings if code in one.within or one.code == code or one.code in upper])
    codes = {one.code for one in before}
    above = {code for one in before for code in one.within}
    return tuple(
        [
            one
            for one in meanings
            if not one.within.isdisjoint(codes) or one.code in codes or one.code in above
        ]
    )


def surest(meanings: Meanings) -> int:
    return meanings[0].kind if len(meanings) == 1 else min([one.kind for one in meanings])


def _next(text: str, at: int, before: Meanings | None) -> tuple[Meanings, int, int]:
    """The longest name at a place that fits: its meanings, its end and the surest kind among them."""
    divisions = table()
    for length in divisions.lengths.get(text[at : at + 2], ()):
        end = at + length
        meanings = divisions.names.get(text[at:end]) if end <= len(text) else None
        found = fitting(meanings, before) if meanings else ()
        if not found:
            continue
        kind = surest(found)
        if kind == ALIAS and _part_of_name(text, at, end, found):
            continue
        if found[0].level != TOWN or not _IS_ROAD.match(text, end):
            return found, end, kind
    return (), at, FULL


def _part_of_name(text: str, at: int, end: int, found: Meanings) -> bool:
    """A short form before a word of things, unless a division follows (杭州下城区), or of what was read already."""
    if text.find(text[at:end], 0, at) >= 0:
        return True
    return bool(_IS_THING.match(text, end)) and not _next(text, end, found)[0]


def _narrowed(found: Meanings, before: Meanings | None) -> Meanings:
    """What is known after `found` was read: a name said twice, or one above, adds nothing but a choice."""
    if before is None or (len(before) == len(found) == 1 and before[0].code in found[0].within):
        return found
    codes = {one.code for one in before}
    deeper = tuple([one for one in found if one.code not in codes and not one.within.isdisjoint(codes)])
    if deeper:
        return deeper
    said = {one.code for one in found}
    return tuple(one for one in before if one.code in said or not said.isdisjoint(one.within)) or before


def walk(text: str, at: int, before: Meanings | None) -> Walk:
    """Read names from a place on."""
    known, start, weakest, named = before, at, FULL, 0
    while named < 8:
        found, end, kind = _next(text, at, known)
        if not found and not _KINDS.isdisjoint(text[at + 2 : at + 5]):
            found, end, kind = _misspelt(text, at, known)
        if not found:
            passed = _PASSED_OVER.match(text, at) if named else None
            if passed is None:
                break
            at = passed.end()
            continue
        known, at, named = _narrowed(found, known), end, named + 1
        weakest = max(weakest, kind)
    return Walk(known or (), start, at, weakest, named)


@cache
def _masks() -> dict[str, tuple[str, ...]]:
    """Names of prefectures and counties by the name with one character hidden."""
    found: dict[str, list[str]] = {}
    for name, meanings in table().names.items():
        if len(name) > 2 and any(one.kind == FULL and PROVINCE < one.level < TOWN for one in meanings):
            for place in range(len(name) - 1):
                found.setdefault(f"{name[:place]}?{name[place + 1 :]}", []).append(name)
    return {mask: tuple(names) for mask, names in found.items()}


def _misspelt(text: str, at: int, before: Meanings | None) -> tuple[Meanings, int, int]:
    """A prefecture or county with one wrong character, if one only fits: by its sound, by what follows, or long."""
    for length in (3, 4, 5):
        word = text[at : at + length]
        if len(word) < length or word[-1] not in _KINDS:
            continue
        masks = [f"{word[:place]}?{word[place + 1 :]}" for place in range(length - 1)]
        near = {name for mask in masks for name in _masks().get(mask, ()) if name != word}
        fit = {name: found for name in sorted(near) if (found := fitting(table().names[name], before))}
        follows = {name for name, found in fit.items() if _next(text, at + length, found)[0]}
        alike = {name for name in fit if sound(name) == sound(word) or (before and sounds_near(name, word))}
        sure = (follows & alike) or follows or alike or (set(fit) if length > 3 else set())
        if len(sure) == 1:
            return fit[sure.pop()], at + length, TYPO
    return (), at, FULL
