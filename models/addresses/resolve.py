"""Where an address lies: the names of divisions at its head, taken as far as they fit each other.

Names are read from the left, the longest first; of the meanings of a name those stay that lie in what was read before.
What is left ambiguous is not guessed: only the levels that all meanings share are told, and the counties in question
are kept for comparing addresses.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from gridtag.models.addresses.divisions import (
    ALIAS,
    COUNTY,
    FORMER,
    FULL,
    PROVINCE,
    TOWN,
    Name,
    ancestors,
    table,
)
from gridtag.models.addresses.sounds import sound
from gridtag.models.addresses.towns import ADDRESS_FOLLOWS, THING, Located, read_town

GIVEN, TYPO = 4, 5
"""Evidence besides the kinds of names: what the caller knows, and a name misspelt."""
Meanings = tuple[Name, ...]

_IS_THING = re.compile(THING)
_IS_ROAD = re.compile("(?:[路弄街]|大道|大街)(?=$|[0-9])")
_SPECIAL = re.compile(
    f"(?:中国)?(?:(?:香港|澳门)(?:特别行政区|特区)?|台湾省?)(?!{THING})|(?:台北|新北|桃园|台中|台南|高雄|基隆|新竹|嘉义)[市县]"
    "|(?:宜兰|苗栗|彰化|南投|云林|屏东|台东|花莲|澎湖)县|(?:香港|台湾)(?:岛|新界|[^路街]{2,8}?(?:市|县))"
)
_SPECIAL_HEADS = frozenset("中香澳台新桃高基嘉宜苗彰南云屏花澎")
_PASSED_OVER = re.compile(
    "市辖区|(?:省|自治区)?直辖县级?(?:行政区划|行政单位)?|[^0-9路街村镇乡]{0,5}?(?:高新(?:技术)?(?:产业)?(?:开发)?区|"
    "经济(?:技术)?开发区|经开区|(?:工业)?园区|开发区|产业集聚区|示范区|(?<=..)新区)(?![路街村镇乡])"
    "|[^路街村镇乡号栋幢0-9]{2,4}?[县区市](?=[^路街]{1,6}(?:镇|乡|街道))"
)
"""Zones, which are no divisions, and counties that are no more and lie in several today."""
_PART = re.compile("[路街巷弄村镇乡号栋幢组队室]")
_KINDS = frozenset("市县区州旗盟")
CAPITAL = "0100"
"""How the codes of the capitals of provinces end."""
FURTHEST = 20
"""How far into a text its first division may stand, in characters."""


class Walk(NamedTuple):
    """Meanings of what was read, the end of it, the weakest kind of name, and the number of names."""

    known: Meanings
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


def _surest(meanings: Meanings) -> int:
    return meanings[0].kind if len(meanings) == 1 else min([one.kind for one in meanings])


def _next(text: str, at: int, before: Meanings | None) -> tuple[Meanings, int, int]:
    """The longest name at a place that fits: its meanings, its end and the surest kind among them."""
    divisions = table()
    for length in divisions.lengths.get(text[at : at + 2], ()):
        end = at + length
        meanings = divisions.names.get(text[at:end])
        found = fitting(meanings, before) if meanings else ()
        if not found:
            continue
        kind = _surest(found)
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


def _walk(text: str, at: int, before: Meanings | None) -> Walk:
    """Read names from a place on."""
    known, weakest, named = before, FULL, 0
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
    return Walk(known or (), at, weakest, named)


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
        alike = {name for name in fit if sound(name) == sound(word)}
        sure = (follows & alike) or follows or alike or (set(fit) if length > 3 else set())
        if len(sure) == 1:
            return fit[sure.pop()], at + length, TYPO
    return (), at, FULL


@lru_cache(maxsize=4096)
def given(city: str | None, county: str | None) -> Meanings | None:
    """The division that the caller knows the address to lie in."""
    known: Meanings | None = None
    for name in (city, county):
        if name:
            known = fitting(table().names.get(name, ()), known) or known
    return known


def locate(text: str, context: Meanings | None = None, year: int | None = None) -> Located:
    """Divisions at the head of a cleaned text; `context` see `given`; former names that were in force in `year`
    count as full ones."""
    if text[:1] in _SPECIAL_HEADS and _SPECIAL.match(text):
        return Located(special=True)
    if context:
        walk = _walk(text, 0, context)
        walk = walk._replace(weakest=max(walk.weakest, GIVEN) if walk.named else GIVEN)
        if not walk.named:
            free = _free(text)
            walk = free if free.named and len(_best(free.known, year)) == 1 else walk
    else:
        walk = _free(text)
    end = walk.end + 3 if text.startswith("街道办事处", walk.end - 2) else walk.end
    located = Located(end=end, kind=walk.weakest, named=walk.named)
    _settle(located, _best(walk.known, year))
    if len(located.code) <= 6:
        read_town(text, located)
    return located


def _free(text: str) -> Walk:
    """Read from the start, else from the first full name behind words that are no part of an address."""
    walk = _walk(text, 0, None)
    if walk.named > 1 or (walk.named and not _doubtful(text, walk)):
        return walk
    lengths, names = table().lengths, table().names
    for at in range(1, min(len(text) - 2, FURTHEST)):
        if _PART.match(text, at - 1):
            break
        for length in lengths.get(text[at : at + 2], ()):
            meanings = names.get(text[at : at + length], ())
            if length > 2 and meanings and meanings[0].kind == FULL and meanings[0].level < TOWN:
                return _walk(text, at, None)
    return Walk((), 0, FULL, 0)


def _doubtful(text: str, walk: Walk) -> bool:
    """A short form that stands alone: of a county always, else unless an address follows."""
    if walk.weakest != ALIAS:
        return False
    if min(one.level for one in walk.known) >= COUNTY:
        return True
    return walk.end < len(text) and not ADDRESS_FOLLOWS.match(text, walk.end)


def _best(known: Meanings, year: int | None) -> Meanings:
    """The surest meanings; of a prefecture and what lies in it, and of a province or its capital and anything else, the
    upper one."""
    if len(known) < 2:
        return known
    kinds = [
        FULL if one.kind == FORMER and year and year <= int(one.until or 0) else one.kind for one in known
    ]
    best = tuple([one for one, kind in zip(known, kinds, strict=True) if kind == min(kinds)])
    for one in best:
        if (
            one.level == PROVINCE
            or one.code.endswith(CAPITAL)
            or all(one.code in other.within or other.code == one.code for other in best)
        ):
            return (one,)
    return best


def _settle(located: Located, best: Meanings) -> None:
    """The division that all meanings share, and the counties in question."""
    if len(best) == 1:
        located.code = best[0].code
        if best[0].level >= COUNTY:
            located.counties = frozenset((located.code[:6],))
    elif best:
        shared = set.intersection(*[{*ancestors(one.code), one.code} for one in best]) & table().paths.keys()
        located.code = max(shared, key=lambda one: (len(one), one[2:] != "0000", one[4:] != "00"), default="")
        located.counties = frozenset(one.code[:6] for one in best if one.level >= COUNTY)
