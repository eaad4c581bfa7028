"""Where an address lies: the division that the names at its head lead to.

What is left ambiguous is not guessed: only the levels that all meanings share are told, and the counties in question
are kept for comparing addresses.
"""

from __future__ import annotations

import re
from functools import lru_cache

from gridtag.models.addresses.chain import Meanings, Walk, fitting, walk
from gridtag.models.addresses.divisions import ALIAS, COUNTY, FORMER, FULL, PROVINCE, TOWN, ancestors, table
from gridtag.models.addresses.towns import ADDRESS_FOLLOWS, THING, Located, read_town

GIVEN = 4
"""Evidence besides the kinds of names: what the caller knows."""
_SPECIAL = re.compile(
    f"(?:中国)?(?:(?:香港|澳门)(?:特别行政区|特区)?|台湾省?)(?!{THING})|(?:台北|新北|桃园|台中|台南|高雄|基隆|新竹|嘉义)[市县]"
    "|(?:宜兰|苗栗|彰化|南投|云林|屏东|台东|花莲|澎湖)县|(?:香港|台湾)(?:岛|新界|[^路街]{2,8}?(?:市|县))"
)
_SPECIAL_HEADS = frozenset("中香澳台新桃高基嘉宜苗彰南云屏花澎")
_PART = re.compile("[路街巷弄村镇乡号栋幢组队室]")
_NUMBER = re.compile("[0-9]")
CAPITAL = "0100"
"""How the codes of the capitals of provinces end."""
FURTHEST = 20
"""How far into a text its first division may stand, in characters."""


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
        read = head(_before_numbers(text), context)
        read = read._replace(weakest=max(read.weakest, GIVEN) if read.named else GIVEN)
        if not read.named:
            free = _free(text)
            read = free if free.named and len(_best(free.known, year)) == 1 else read
    else:
        read = _free(text)
    end = read.end + 3 if text.startswith("街道办事处", read.end - 2) else read.end
    located = Located(start=read.start, end=end, kind=read.weakest, named=read.named)
    _settle(located, _best(read.known, year))
    if len(located.code) <= 6:
        read_town(text, located)
    return located


def _before_numbers(text: str) -> str:
    number = _NUMBER.search(text)
    return text[: number.start()] if number else text


@lru_cache(maxsize=1 << 15)
def head(text: str, context: Meanings | None) -> Walk:
    """Names up to the first number, kept, as most addresses begin like others."""
    return walk(text, 0, context)


def _free(text: str) -> Walk:
    """Read from the start; else behind words that are no part of an address; else at the end."""
    read = head(_before_numbers(text), None)
    if read.named > 1 or (read.named and not _doubtful(text, read)):
        return read
    for at in range(1, min(len(text) - 2, FURTHEST)):
        if _PART.match(text, at - 1):
            break
        read = _from(text, at)
        if read.named:
            return read._replace(start=0)
    for at in range(2, len(text) - 2):
        read = _from(text, at)
        if read.named and read.end == len(text):
            return read
    return Walk((), 0, 0, FULL, 0)


def _from(text: str, at: int) -> Walk:
    """Read from within: a full name above towns, or more than one name."""
    nothing = Walk((), at, at, FULL, 0)
    if text[at : at + 2] not in table().lengths:
        return nothing
    read = walk(text, at, None)
    if read.named > 1:
        return read
    full = read.weakest == FULL and read.end - at > 2 and any(one.level < TOWN for one in read.known)
    return read if read.named and full else nothing


def _doubtful(text: str, read: Walk) -> bool:
    """A short form that stands alone: of a county always, else unless an address follows."""
    if read.weakest != ALIAS:
        return False
    if min(one.level for one in read.known) >= COUNTY:
        return True
    return read.end < len(text) and not ADDRESS_FOLLOWS.match(text, read.end)


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
