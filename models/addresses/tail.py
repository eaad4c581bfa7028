"""What follows the divisions: village, road and number, estate, building, unit and room, told apart by their words.

The text is cut at its numbers; the word after a number says what it counts, and what stands between numbers is cut at
the words that end names of roads, villages and estates. Where a word is missing, what was read before decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gridtag.models.addresses.numbered import read_number
from gridtag.models.addresses.words import (
    ALONE,
    BUILDING_UNITS,
    EDGES,
    ESTATE_END,
    ESTATE_WORD,
    GROUP_UNITS,
    NAMED,
    NAMED_IN_TOWN,
    NAMED_IN_VILLAGE,
    NOT_HOUSING,
    NUMBERED_VILLAGE,
    TOKEN,
)


@dataclass(slots=True)
class Tail:
    """Parts below the town, None where the text names none; numbers in digits without leading zeros."""

    village: str | None = None
    group: str | None = None
    road: str | None = None
    lane: str | None = None
    road_number: str | None = None
    estate: str | None = None
    phase: str | None = None
    building: str | None = None
    unit: str | None = None
    room: str | None = None
    landmark: str | None = None
    relation: str | None = None


def read(text: str, rural: bool = False) -> Tail:
    """Read the text after the divisions, numbers in digits; `rural` in a town that is no 街道."""
    found, at = Tail(), 0
    outside = NAMED_IN_TOWN if rural else NAMED
    for token in TOKEN.finditer(text):
        start, end = token.span()
        if token["numbered"]:
            _names(found, text[at:end], None, outside)
        else:
            if start > at:
                _names(found, text[at:start], token, outside)
            read_number(found, token, text[end : end + 4])
        at = end
    if at < len(text):
        _names(found, text[at:], None, outside)
    return found


def estate_name(name: str) -> str:
    """金桂花园小区 → 金桂花园, 东方小区 and 东方 → 东方小区."""
    stem = name.removesuffix("小区")
    return stem if ESTATE_END.search(stem) and len(stem) > 1 else f"{stem}小区"


def _names(found: Tail, text: str, follows: re.Match[str] | None, outside: re.Pattern[str]) -> None:
    """Cut a piece between numbers at the words that end names."""
    at = 0
    while at < len(text):
        named = (NAMED_IN_VILLAGE if found.village else outside).match(text, at)
        if named is None:
            break
        kind, name, whole = named.lastgroup or "", EDGES.sub("", named["name"]), named[0]
        at = named.end()
        _name(found, kind, name, EDGES.sub("", whole), follows if at == len(text) else None)
    rest = EDGES.sub("", text[at:])
    if rest:
        _rest(found, rest, follows)


def _name(found: Tail, kind: str, name: str, whole: str, follows: re.Match[str] | None) -> None:
    if not name:
        return
    if kind == "road" or (kind == "lane" and found.road is None):
        if found.road is None:
            found.road = whole
        elif whole.endswith("胡同"):
            found.lane = found.lane or whole
        elif found.landmark is None:
            found.landmark = whole
    elif kind == "lane":
        found.lane = found.lane or whole
    elif kind in ("community", "village"):
        _village(found, kind, name, whole, follows)
    elif kind == "estate":
        if NOT_HOUSING.search(whole):
            found.landmark = found.landmark or whole
        else:
            found.estate = found.estate or estate_name(whole)
    else:
        hamlet = kind == "hamlet" and whole[-1] not in "队社"
        found.group = found.group or (whole.removesuffix("组") if hamlet else name)


def _village(found: Tail, kind: str, name: str, whole: str, follows: re.Match[str] | None) -> None:
    unit = follows["unit"] if follows else None
    if kind == "village" and unit in BUILDING_UNITS and NUMBERED_VILLAGE.search(whole):
        found.estate = found.estate or whole
    elif found.village is not None:
        found.group = found.group or name
    elif kind == "community":
        found.village = name + "社区"
    else:
        found.village = name + ("嘎查" if "嘎查" in whole[len(name) :] else "村")


def _rest(found: Tail, text: str, follows: re.Match[str] | None) -> None:
    """A name without a word that says what it is."""
    if ALONE.fullmatch(text):
        if text == "大队部":
            found.landmark = found.landmark or text
        return
    unit = follows["unit"] if follows else None
    housing = ESTATE_END.search(text) and not NOT_HOUSING.search(text)
    if unit in GROUP_UNITS and found.village is None and 1 < len(text) < 7:
        found.village = text.removesuffix("村") + "村"
    elif unit == "号" and _takes_number(found, text):
        return
    elif (
        follows is not None
        and _before_building(follows)
        and (text[-2:] == "公园" or not NOT_HOUSING.search(text))
    ):
        found.estate = found.estate or estate_name(text)
    elif found.village and found.group is None and _is_hamlet(text):
        found.group = text
    elif housing and (found.village is None or ESTATE_WORD.search(text)):
        found.estate = found.estate or estate_name(text)
    else:
        found.landmark = found.landmark or text


def _is_hamlet(text: str) -> bool:
    return 1 < len(text) < 5 and not NOT_HOUSING.search(text) and not ESTATE_WORD.search(text)


def _takes_number(found: Tail, text: str) -> bool:
    """里宣12号 in a village is a hamlet, 丁家桥87号 elsewhere is a road."""
    if len(text) > 6 or NOT_HOUSING.search(text):
        return False
    if found.village and found.group is None:
        found.group = text
    elif found.village is None and found.road is None and not ESTATE_END.search(text):
        found.road = text
    else:
        return False
    return True


def _before_building(token: re.Match[str]) -> bool:
    if token["number"]:
        return token["unit"] in BUILDING_UNITS or token["unit"] is None
    return bool(token["letter"] and token["kind"] != "室")
