"""Numbers of an address, put where the word after them or what was read before says they belong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gridtag.models.addresses.words import GROUP_UNITS

if TYPE_CHECKING:
    from gridtag.models.addresses.tail import Tail


def read_number(found: Tail, token: re.Match[str], after: str) -> None:
    """Put a token of `words.TOKEN` where it belongs; `after`: the next few characters."""
    if token["relation"]:
        found.relation = found.relation or token["relation"]
    elif token["highway"]:
        found.road = found.road or token["highway"].upper()
    elif token["letter"]:
        _letter(found, token["letter"].upper(), token["kind"])
    elif token["unit"]:
        _counted(found, _plain(token["number"]), token["unit"], token["sub"], after)
    else:
        _bare(found, _plain(token["number"]).split("-"))


def _letter(found: Tail, letter: str, kind: str | None) -> None:
    if kind == "区":
        found.phase = found.phase or f"{letter}区"
    elif kind == "单元":
        found.unit = found.unit or letter
    elif kind == "室":
        found.room = found.room or letter
    elif kind or any(character.isdigit() for character in letter):
        first, _, room = letter.partition("-")
        found.building = found.building or first
        found.room = found.room or room or None


def _counted(found: Tail, number: str, unit: str, sub: str | None, after: str) -> None:
    if sub and sub in "甲乙丙丁":
        number = sub + number
    elif sub:
        number = f"{number}-{_plain(sub.strip('附之-号'))}"
    if unit in ("号楼", "栋", "幢", "座", "#"):
        found.building = found.building or number
    elif unit in ("单元", "门"):
        found.unit = found.unit or number
    elif unit in ("室", "房", "户"):
        _room(found, number)
    elif unit in GROUP_UNITS:
        found.group = found.group or number
    elif unit == "支弄" and found.lane:
        found.lane = f"{found.lane}-{number}"
    elif unit in ("弄", "巷", "支弄"):
        found.lane = found.lane or number
    elif unit in ("期", "区"):
        found.phase = found.phase or number + unit
    elif unit in ("层", "楼", "F", "f"):
        _floor(found, number, unit, after)
    elif unit.startswith("号"):
        _house(found, number)


def _room(found: Tail, number: str) -> None:
    """2-501室 after a building is unit 2, room 501; 3-2-501室 is building, unit and room."""
    parts = number.split("-")
    if len(parts) > 1 and found.building is None and found.unit is None:
        found.building = parts.pop(0)
    if len(parts) > 1 and found.unit is None:
        found.unit = parts.pop(0)
    if found.room is None or found.room.endswith("层"):
        found.room = "-".join(parts)


def _floor(found: Tail, number: str, unit: str, after: str) -> None:
    """金桂花园3楼2单元 is a building, 大厦3楼 and 3楼301 are floors."""
    same = re.match("[0-9]+", after)
    floor = unit != "楼" or (same is not None and same[0][:-2] == number)
    if not floor and found.building is None and (found.estate or found.village):
        found.building = number
    elif found.room is None and (found.landmark or not found.village):
        found.room = f"{number}层"


def _house(found: Tail, number: str) -> None:
    """A number of a road, lane or village; behind an estate, or the second one, that of a building."""
    if found.unit and found.room is None:
        found.room = number
    elif found.building is None and (found.estate or found.road_number):
        found.building = number
    elif found.road_number is None:
        found.road_number = number
    elif found.room is None:
        found.room = number


def _bare(found: Tail, parts: list[str]) -> None:
    """Numbers without a word: 3-2-501, 15-301, 501, 12; longer ones are post codes and the like."""
    parts = [part for part in parts if len(part) < 6]
    if not parts:
        return
    placed = found.estate or found.road_number or found.building or found.lane or found.phase
    if not placed and (found.road or found.village):
        found.road_number = "-".join(parts)
        return
    if not found.building and not found.unit and (len(parts) > 1 or (found.estate and len(parts[0]) < 3)):
        found.building = parts.pop(0)
    short = bool(parts) and len(parts[0]) < 3 and bool(found.building) and not found.room
    if not found.unit and (len(parts) > 1 or short):
        found.unit = parts.pop(0)
    if parts:
        _room(found, "-".join(parts))


def _plain(number: str) -> str:
    """0501 → 501, 12-03 → 12-3."""
    if "0" not in number:
        return number
    return "-".join(part.lstrip("0") or "0" for part in number.split("-"))
