"""Whether two addresses are the same place, one a part of the other, or different places.

`same`: the same place, told equally precisely · `part`: one is a less precise form of the other, or both lie in one
estate, village, lane or door number, but not in the same building, group or room · `different`: anything else.
Addresses of different counties never match, and a number that differs is never the same. Names are alike when
equal, when they sound alike, when one only adds the institution an estate belongs to, or a landmark only more words.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from gridtag.models.addresses.address import Address
from gridtag.models.addresses.divisions import town_stem
from gridtag.models.addresses.parse import parse
from gridtag.models.addresses.sounds import sound

SAME, PART, DIFFERENT = "same", "part", "different"
_NUMERALS = re.compile("[0-9一二三四五六七八九十]")
_OWNER = re.compile("(?:大学|学院|公司|厂|医院|局|集团|中学|小学)$")
_WEIGHTS = {
    "village": 3.0, "estate": 3.0, "road": 2.0, "lane": 2.0, "road_number": 3.0, "landmark": 2.0, "group": 2.0,
    "phase": 1.0, "building": 2.0, "unit": 1.0, "room": 1.0, "relation": 1.0, "town": 1.0,
}  # fmt: skip
_DETAILS = ("group", "phase", "building", "unit", "room")
_NEARLY, _COUNTY_UNKNOWN = 0.85, 0.9
_BANDS = {SAME: (0.8, 1.0), PART: (0.45, 0.75), DIFFERENT: (0.0, 0.4)}


class Match(NamedTuple):
    """label: same, part or different · score: 0 to 1, the labels in bands that do not meet · why: the deciding fact."""

    label: str
    score: float
    why: str


def match(a: str | Address | None, b: str | Address | None) -> Match:
    """Compare two addresses, as text or parsed."""
    one = a if isinstance(a, Address) else parse(a)
    other = b if isinstance(b, Address) else parse(b)
    alike = {name: _alike(name, getattr(one, name), getattr(other, name)) for name in _WEIGHTS}
    if _same_crossing(one, other):
        alike["road"] = alike["landmark"] = 1.0
    if alike["estate"] == 0.0 and _names_division(one, other):
        alike["estate"] = _NEARLY
    label, why = _label(one, other, alike)
    known = {name: like for name, like in alike.items() if getattr(one, name) or getattr(other, name)}
    weight = sum(_WEIGHTS[name] for name in known)
    agreed = sum(_WEIGHTS[name] * (like or 0.0) for name, like in known.items()) / weight if weight else 1.0
    if not (one.counties and other.counties):
        agreed *= _COUNTY_UNKNOWN
    low, high = _BANDS[label]
    apart = why in ("county", "city", "nothing known")
    return Match(label, 0.0 if apart else round(low + (high - low) * agreed, 3), why)


def _same_crossing(one: Address, other: Address) -> bool:
    """A与B交叉口 is B与A交叉口."""
    crossing = "交" in (one.relation or "") and "交" in (other.relation or "")
    return crossing and bool(one.road) and (one.road, one.landmark) == (other.landmark, other.road)


def _names_division(one: Address, other: Address) -> bool:
    """昌平龙腾苑 is 龙腾苑 in 昌平区."""
    shorter, longer = sorted((one, other), key=lambda address: len(address.estate or ""))
    before = (longer.estate or "").removesuffix(shorter.estate or "")
    return len(before) > 1 and any((name or "").startswith(before) for name in (shorter.county, shorter.city))


def _alike(name: str, one: str | None, other: str | None) -> float | None:
    """1 for equal, a little less for names that are nearly so, 0 for different; None where one is unknown."""
    if one is None or other is None:
        return None
    if name == "town":
        one, other = town_stem(one), town_stem(other)
    elif name == "estate":
        one, other = one.replace("家属区", "家属院"), other.replace("家属区", "家属院")
    if one == other:
        return 1.0
    if name not in ("town", "village", "road", "estate", "landmark", "lane", "group"):
        return 0.0
    if _NUMERALS.findall(one) != _NUMERALS.findall(other) or min(len(one), len(other)) < 2:
        return 0.0
    if sound(one) == sound(other):
        return _NEARLY
    longer, shorter = sorted((one, other), key=len, reverse=True)
    if name == "landmark" and len(shorter) > 3 and shorter in longer:
        return _NEARLY
    return _NEARLY if longer.endswith(shorter) and _OWNER.search(longer.removesuffix(shorter)) else 0.0


def _label(one: Address, other: Address, alike: dict[str, float | None]) -> tuple[str, str]:
    if one.precision == "none" or other.precision == "none":
        return DIFFERENT, "nothing known"
    if one.counties and other.counties and one.counties.isdisjoint(other.counties):
        return DIFFERENT, "county"
    if (one.province and other.province and one.province != other.province) or (
        one.city and other.city and one.city != other.city
    ):
        return DIFFERENT, "city"
    if alike["town"] == 0.0 and not one.county and not other.county:
        return DIFFERENT, "town"
    door = _door(one, other, alike)
    if alike["estate"]:
        if alike["road"] and 0.0 in (alike["road_number"], alike["lane"]):
            return PART, "estate, road number"
        return _details(one, other, alike, "estate")
    if alike["estate"] == 0.0 and not door:
        return DIFFERENT, "estate"
    if alike["lane"] == 0.0:
        return DIFFERENT, "lane"
    if alike["road"] == 0.0:
        return DIFFERENT, "road"
    if door:
        return _at_door(one, other, alike)
    return _at_village(one, other, alike)


def _door(one: Address, other: Address, alike: dict[str, float | None]) -> bool:
    """Whether road and lane or number are told on both sides and the road and lane agree."""
    return bool(alike["road"]) and bool(alike["lane"] or (one.road_number and other.road_number))


def _at_door(one: Address, other: Address, alike: dict[str, float | None]) -> tuple[str, str]:
    if alike["lane"]:
        return _details(one, other, alike, "lane")
    if alike["road_number"]:
        if alike["estate"] == 0.0:
            return PART, "road number"
        return _details(one, other, alike, "road number")
    first, second = str(one.road_number).split("-"), str(other.road_number).split("-")
    return (PART, "part of a road number") if first[0] == second[0] else (DIFFERENT, "road number")


def _at_village(one: Address, other: Address, alike: dict[str, float | None]) -> tuple[str, str]:
    if alike["village"]:
        if alike["town"] == 0.0:
            return DIFFERENT, "town"
        return _details(one, other, alike, "village")
    if alike["village"] == 0.0:
        return DIFFERENT, "village"
    if alike["landmark"]:
        return _details(one, other, alike, "landmark")
    if alike["road"]:
        return _on_road(one, other, alike)
    return _within(one, other, alike)


def _on_road(one: Address, other: Address, alike: dict[str, float | None]) -> tuple[str, str]:
    """The same road, with no number on one side."""
    if alike["landmark"] == 0.0:
        return DIFFERENT, "landmark"
    finer = ("road_number", "estate", "lane", "landmark", "relation", "village", *_DETAILS)
    same = all(getattr(one, name) == getattr(other, name) or alike.get(name) for name in finer)
    return (SAME, "road") if same else (PART, "road")


_PLACES = ("village", "estate", "road", "landmark", "road_number")


def _within(one: Address, other: Address, alike: dict[str, float | None]) -> tuple[str, str]:
    """At most one names a place; the other is the town, county, city or province it lies in, or is not."""
    placed = [any(getattr(address, name) for name in _PLACES) for address in (one, other)]
    if all(placed):
        return DIFFERENT, "no place in common"
    if alike["town"] == 0.0:
        return DIFFERENT, "town"
    levels = ("province", "city", "county", "town")
    same = not any(placed) and all(
        bool(getattr(one, name)) == bool(getattr(other, name)) or name in ("province", "city")
        for name in levels
    )
    return (SAME, "division") if same else (PART, "division")


def _details(one: Address, other: Address, alike: dict[str, float | None], by: str) -> tuple[str, str]:
    """The same place: what is told below it decides between the same and a part."""
    first, second = _below(one, by), _below(other, by)
    for name in first:
        if first[name] != second[name] and not alike.get(name):
            return PART, f"{by}, {name}"
    return SAME, by


def _below(address: Address, by: str) -> dict[str, str | None]:
    """What an address tells below the place; the number in a lane is that of a building."""
    below = {name: getattr(address, name) for name in _DETAILS}
    if by == "lane":
        below["building"] = address.building or address.road_number
    elif by == "village":
        below |= {name: getattr(address, name) for name in ("road_number", "estate", "landmark")}
    elif by == "road number":
        below["estate"] = address.estate or address.landmark
    below["relation"] = address.relation
    return below
