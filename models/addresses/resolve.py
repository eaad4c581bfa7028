"""Where an address lies: the names of divisions at its head, taken as far as they fit each other.

Names are read from the left, the longest first; of the meanings of a name those stay that lie in what was read before.
What is left ambiguous is not guessed: only the levels that all meanings share are told, and the counties in question
are kept for comparing addresses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from gridtag.models.addresses.divisions import ALIAS, COUNTY, FULL, PROVINCE, TOWN, Name, ancestors, table
from gridtag.models.addresses.sounds import sound

GIVEN, TYPO = 4, 5
Meanings = tuple[Name, ...]

_HAN = "[一-鿿]"
_THING = (
    "[东南西北中上下前后内外新老]?[一二三四五六七八九十]?(?:路|街|巷|弄|道|桥|里|村|苑|园|城|府|湾|寺|庙|塔|湖|山)|大(?:道|街|厦|桥|酒店|学|院)|"
    "胡同|花园|小区|新村|公寓|广场|家园|人家|名邸|国际|商|医院|中学|小学|学校|学院|饭店|宾馆|酒店|银行|火车|车站|机场|站|店|厂|馆|庄|屯|"
    "社区|街道|镇|乡|省|市|县|区|旗|州|盟|港|岛|边|人|味|菜|[东西南北中]大街"
)
_IS_THING = re.compile(_THING)
"""After a short form: then it is part of another name (南京路, 北京华联商场), no division."""
_IS_ROAD = re.compile("[路弄]|大道|街(?!道)")
_SPECIAL = re.compile(
    f"(?:中国)?(?:(?:香港|澳门)(?:特别行政区)?|台湾省?)(?!{_THING})|(?:台北|新北|桃园|台中|台南|高雄|基隆|新竹|嘉义)[市县]"
    "|(?:宜兰|苗栗|彰化|南投|云林|屏东|台东|花莲|澎湖)县|(?:香港|台湾)(?:新界|[^路街]{2,8}?(?:市|县))|澳门特区|香港岛"
)
_TOWN = re.compile(
    "([^路街村区市县号栋幢弄巷0-9a-zA-Z]{1,8}?[路街]?)(街道办事处|街道办|街道|[^路街村区市县]{1,4}族乡|乡|镇|苏木|地区办事处)"
    "(?![路政口])|([0-9]{1,3}团)(?!部)"
)
_TOWN_KIND = re.compile("(?:街道(?:办事处|办)?|[^路街村区市县]{1,4}族乡|乡|镇)(?![路村])")
_ZONE = re.compile(
    "(?!.{0,5}[路街村镇乡])[^0-9]{0,5}?(?:高新(?:技术)?(?:产业)?(?:开发)?区|经济(?:技术)?开发区|经开区|(?:工业)?园区|开发区|产业集聚区|示范区)"
)
_UNKNOWN = re.compile("[^路街村镇乡号栋幢0-9]{2,4}?[县区市](?=[^路街]{1,6}(?:镇|乡|街道))")
_AFTER_STEM = re.compile(f"(?!{_THING}){_HAN}{{2,7}}?(?:路|街(?!道)|大道|村|社区|[0-9]+[组队社])")
_PART = re.compile("[路街巷弄村镇乡号栋幢组队室]")
FURTHEST = 20


@dataclass(frozen=True, slots=True)
class Located:
    """`code`: the division sure, empty for none · `counties`: codes it may be in · `town`: as named where the table
    has no such town · `end`: characters read · `kind`: the weakest evidence used · `named`: divisions read."""

    code: str = ""
    counties: frozenset[str] = frozenset()
    town: str | None = None
    end: int = 0
    kind: int = FULL
    named: int = 0
    special: bool = False
    start: int = 0


def fitting(meanings: Meanings, before: Meanings | None) -> Meanings:
    """Those that lie in one of the divisions read before, or are one of them or above."""
    if before is None:
        return meanings
    if len(before) == 1:
        code, above = before[0].code, before[0].within
        return tuple([one for one in meanings if code in one.within or one.code == code or one.code in above])
    codes = {one.code for one in before}
    above = {code for one in before for code in one.within}
    return tuple(one for one in meanings if not one.within.isdisjoint(codes) or one.code in codes or one.code in above)


def _next(text: str, at: int, before: Meanings | None) -> tuple[Meanings, int, int]:
    """The longest name at a place that fits: its meanings, its end and the surest kind among them."""
    divisions = table()
    for length in divisions.lengths.get(text[at : at + 2], ()):
        end = at + length
        meanings = divisions.names.get(text[at:end])
        if meanings is None:
            continue
        found = fitting(meanings, before)
        if found and _part_of_name(text, at, end, found):
            continue
        if found and not (found[0].level == TOWN and _IS_ROAD.match(text, end)):
            return found, end, min(one.kind for one in found)
    return (), at, FULL


def _part_of_name(text: str, at: int, end: int, found: Meanings) -> bool:
    """A short form before a word of things, unless a division follows (杭州下城区), or of what was read already."""
    if min(one.kind for one in found) < ALIAS:
        return False
    if text.find(text[at:end], 0, at) >= 0:
        return True
    if not _IS_THING.match(text, end):
        return False
    return not _next(text, end, found)[0]


def _narrowed(found: Meanings, before: Meanings | None) -> Meanings:
    """What is known after `found` was read: a name said twice, or one above, adds nothing but a choice."""
    if before is None:
        return found
    codes = {one.code for one in before}
    deeper = tuple(one for one in found if not one.within.isdisjoint(codes) and one.code not in codes)
    if deeper:
        return deeper
    said = {one.code for one in found}
    return tuple(one for one in before if one.code in said or not said.isdisjoint(one.within)) or before


def _walk(text: str, at: int, before: Meanings | None) -> tuple[Meanings, int, int, int]:
    """Meanings, end, weakest kind and number of names, from a place on."""
    known, weakest, named = before, FULL, 0
    while named < 8:
        found, end, kind = _next(text, at, known)
        if not found:
            found, end, kind = _misspelt(text, at, known)
        if not found:
            zone = _ZONE.match(text, at) if known else None
            if zone is None or zone.end() == at or named == 0:
                break
            at = zone.end()
            continue
        known, at, named = _narrowed(found, known), end, named + 1
        weakest = max(weakest, kind)
    return known or (), at, weakest, named


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
        if len(word) < length or word[-1] not in "市县区州旗盟":
            continue
        near = {name for place in range(length - 1) for name in _masks().get(f"{word[:place]}?{word[place + 1:]}", ())}
        fit = {name: fitting(table().names[name], before) for name in near if name != word}
        fit = {name: found for name, found in fit.items() if found}
        follows = {name: found for name, found in fit.items() if _next(text, at + length, found)[0]}
        alike = {name: found for name, found in fit.items() if sound(name) == sound(word)}
        sure = (follows.keys() & alike.keys()) or follows.keys() or alike.keys() or (fit.keys() if length > 3 else ())
        if len(sure) == 1:
            return fit[next(iter(sure))], at + length, TYPO
    return (), at, FULL


@lru_cache(maxsize=4096)
def given(city: str | None, county: str | None) -> Meanings | None:
    """The division that the caller knows the address to lie in."""
    known: Meanings | None = None
    for name in (city, county):
        if name:
            known = fitting(table().names.get(name, ()), known) or known
    return known


def locate(text: str, context: Meanings | None = None) -> Located:
    """Divisions at the head of a cleaned text; `context` see `given`."""
    if _SPECIAL.match(text):
        return Located(special=True)
    start = 0
    if context:
        known, end, weakest, named = _walk(text, 0, context)
        weakest = max(weakest, GIVEN) if named else GIVEN
        if not named:
            free = _free(text)
            if free[3] and len(_best(free[0])) == 1:
                known, end, weakest, named, start = free
    else:
        known, end, weakest, named, start = _free(text)
    return _told(text, known, Located(end=end, kind=weakest, named=named, start=start))


def _free(text: str) -> tuple[Meanings, int, int, int, int]:
    """Read from the start, else from the first full name behind words that are no part of an address."""
    found = _walk(text, 0, None)
    if found[3] > 1 or (found[3] and not _doubtful(text, found)):
        return *found, 0
    lengths, names = table().lengths, table().names
    for at in range(1, min(len(text) - 2, FURTHEST)):
        if _PART.match(text, at - 1):
            break
        for length in lengths.get(text[at : at + 2], ()):
            meanings = names.get(text[at : at + length], ())
            if length > 2 and meanings and meanings[0].kind == FULL and meanings[0].level < TOWN:
                return *_walk(text, at, None), at
    return (), 0, FULL, 0, 0


def _doubtful(text: str, found: tuple[Meanings, int, int, int]) -> bool:
    """A short form that stands alone: of a county always, else unless an address follows."""
    meanings, end, kind, _ = found
    if kind != ALIAS:
        return False
    return min(one.level for one in meanings) >= COUNTY or not _AFTER_STEM.match(text, end)


def _best(known: Meanings) -> Meanings:
    """The surest meanings; of a prefecture and what lies in it, and of a province and anything, the upper one."""
    if len(known) < 2:
        return known
    surest = min(one.kind for one in known)
    best = tuple(one for one in known if one.kind == surest)
    for one in best:
        if one.level == PROVINCE or all(one.code in other.within or other.code == one.code for other in best):
            return (one,)
    return best


def _told(text: str, known: Meanings, located: Located) -> Located:
    """The division all meanings share, and a town that the table lacks or calls otherwise."""
    best = _best(known)
    if len({one.code for one in best}) == 1:
        code = best[0].code
    else:
        shared = [set((*ancestors(one.code), one.code)) for one in best]
        common = set.intersection(*shared) & table().paths.keys() if shared else set()
        code = max(common, key=lambda one: (len(one), one[2:] != "0000", one[4:] != "00"), default="")
    counties = frozenset(one.code[:6] for one in best if one.level >= COUNTY)
    located = replace(located, code=code, counties=counties)
    if len(code) > 6:
        return located
    return _with_town(text, located)


def _with_town(text: str, located: Located) -> Located:
    """A town under another kind than today's or without one; else, by its word, one that the table lacks."""
    at = located.end
    unknown = _UNKNOWN.match(text, at)
    if unknown and not located.counties:
        at = unknown.end()
    counties = located.counties or {located.code[:6]}
    for length in (5, 4, 3, 2, 1):
        stem = text[at : at + length]
        codes = {code for county in counties if (code := table().stems.get((county, stem)))}
        kind = _TOWN_KIND.match(text, at + length)
        if len(codes) == 1 and (kind or (length > 1 and _AFTER_STEM.match(text, at + length))):
            end = kind.end() if kind else at + length
            weakest = located.kind if kind else max(located.kind, ALIAS)
            return replace(located, code=codes.pop(), end=end, kind=weakest)
    found = _TOWN.match(text, at)
    if not found:
        return located
    stem, kind_word, farm = found.groups()
    if farm or len(stem) > 1 or kind_word == "镇":
        name = farm or stem + kind_word.replace("街道办事处", "街道").replace("街道办", "街道")
        return replace(located, town=name, end=found.end())
    return located
