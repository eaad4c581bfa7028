"""Towns that an address names otherwise than the table: under a former kind, without one, or abolished since."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from gridtag.models.addresses.divisions import ALIAS, FORMER, FULL, table

_HAN = "[一-鿿]"
THING = (
    "[东南西北中上下前后内外新老]?[一二三四五六七八九十]?(?:路|街|巷|弄|道|桥|里|村|苑|园|城|府|湾|寺|庙|塔|湖|山)|大(?:道|街|厦|桥|酒店|学|院)|"
    "胡同|花园|小区|新村|公寓|广场|家园|人家|名邸|国际|商|医院|中学|小学|学校|学院|饭店|宾馆|酒店|银行|火车|车站|机场|站|店|厂|馆|庄|屯|"
    "社区|街道|镇|乡|省|市|县|区|旗|州|盟|港|岛|边|人|味|菜|[东西南北中]大街"
)
"""Words after a short form of a division that make it a part of another name: 南京路, 北京商场."""
ADDRESS_FOLLOWS = re.compile(
    f"(?!{THING})(?:(?![镇乡]){_HAN}){{2,7}}?(?:路|街(?!道)|大道|村|社区|[0-9]+[组队社])"
)
_KIND = re.compile(
    "(?:街道(?:办事处|办)?|[^路街村区市县]{1,4}族[乡镇]|乡|镇)(?!村|路(?:$|[0-9]))|街(?=[^0-9]{2,6}?(?:路|街|大道))"
)
_NAMED = re.compile(
    "([^路街村区市县号栋幢弄巷0-9a-zA-Z]{1,8}?[路街]?)(街道办事处|街道办|街道|[^路街村区市县]{1,4}族[乡镇]|乡|镇|苏木|地区办事处)"
    "(?![政口]|路(?:$|[0-9]))|([0-9]{1,3}团)(?!部)|([^路街区市县号栋幢弄巷0-9a-zA-Z]{1,5}村[^村]{0,2}[乡镇])(?=[^路街]{1,7}村)|(市[中区郊](?:街道|镇|乡))"
)


@dataclass(slots=True)
class Located:
    """`code`: the division that is sure, empty for none · `counties`: codes of those it may be in · `town`: as named
    where the table has no such town · `start`, `end`: of what was read · `kind`: the weakest evidence used · `named`:
    names read · `special`: Hong Kong, Macao or Taiwan, which are left alone."""

    code: str = ""
    counties: frozenset[str] = frozenset()
    town: str | None = None
    start: int = 0
    end: int = 0
    kind: int = FULL
    named: int = 0
    special: bool = False


def read_town(text: str, located: Located) -> None:
    """Read on after the county, where a town follows that is not there by its full name. One that a county had under
    a former name may lie in a neighbour today (绍兴县孙端镇)."""
    at = located.end
    if _by_stem(text, at, located, located.counties or (located.code[:6],)):
        return
    found = _NAMED.match(text, at)
    if found and located.kind == FORMER:
        neighbours = table().counties.get(located.code[:4], ())
        if _by_stem(text, at, located, neighbours):
            return
    if not found:
        return
    stem, kind, *whole = found.groups()
    if kind is None or len(stem) > 1 or kind != "乡":
        located.town = next(filter(None, whole), None) or stem + ("街道" if kind.startswith("街道") else kind)
        located.end = found.end()


def _by_stem(text: str, at: int, located: Located, counties: Iterable[str]) -> bool:
    """A town of one of the counties only, by its stem: 九堡镇 is 九堡街道 today."""
    stems = table().stems
    for length in (5, 4, 3, 2, 1):
        stem, end = text[at : at + length], at + length
        codes = {code for county in counties if (code := stems.get((county, stem)))}
        if len(codes) != 1:
            continue
        kind = _KIND.match(text, end)
        if kind or (length > 1 and stem[-1] not in "路街" and ADDRESS_FOLLOWS.match(text, end)):
            located.code, located.end = codes.pop(), kind.end() if kind else end
            located.counties = frozenset((located.code[:6],))
            located.kind = located.kind if kind else max(located.kind, ALIAS)
            return True
    return False
