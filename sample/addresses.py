"""How addresses are written in the archive, and the many ways in which they come out in a call."""

import numpy as np

from gridtag.sample.parameters import divisions, raw_mix
from gridtag.sample.places import ESTATE, NUMERALS, PARK, VILLAGE, Homes, Places

PROVINCE = "浙江省"
_HOMOPHONES = (
    ("小区", "小去"),
    ("花园", "花圆"),
    ("公寓", "公遇"),
    ("新村", "新春"),
    ("家园", "佳园"),
    ("村", "邨"),
)
_TRADITIONAL = str.maketrans("区号栋东门园龙云双县镇乡树", "區號棟東門園龍雲雙縣鎮鄉樹")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_BUILDING_WORDS = ("{}号楼", "{}栋", "{}座", "{}#", "{}-", "{}楼")


def numeral(value: int) -> str:
    if value <= 10:
        return NUMERALS[value]
    if value < 20:
        return "十" + NUMERALS[value - 10]
    if value < 100:
        return NUMERALS[value // 10] + "十" + (NUMERALS[value % 10] if value % 10 else "")
    return str(value)


def archive(places: Places, homes: Homes, random: np.random.Generator) -> list[str]:
    """The address of each customer as the archive keeps it; one in eight leaves out the province."""
    towns = [row["towns"].split() for row in divisions()]
    heads = [row["city"] + row["county"] for row in divisions()]
    short = random.random(len(homes.place)) < 0.12
    written = []
    for customer, place in enumerate(homes.place.tolist()):
        county = places.county[place]
        head = ("" if short[customer] else PROVINCE) + heads[county] + towns[county][places.town[place]]
        written.append(
            head
            + tail(
                places,
                place,
                int(homes.building[customer]),
                int(homes.unit[customer]),
                int(homes.room[customer]),
            )
        )
    return written


def tail(places: Places, place: int, building: int, unit: int, room: int) -> str:
    kind, name, road = places.kind[place], places.name[place], places.road[place]
    if kind == ESTATE:
        return f"{road}{places.road_number[place]}号{name}{building}幢{unit}单元{room}室"
    if kind == VILLAGE:
        return f"{name}{building}组{room}号"
    if kind == PARK:
        return f"{name}{road}{places.road_number[place]}号厂房"
    return f"{road}{room}号"


class Speaker:
    """Writes an address as an agent hears it, with the kinds of noise it got."""

    def __init__(self, places: Places, homes: Homes, random: np.random.Generator) -> None:
        self._places, self._homes, self._random = places, homes, random
        noise = raw_mix("noise")
        self._kinds = tuple(noise)
        self._shares = np.array([noise[kind] / 100 for kind in self._kinds])

    def kinds(self, size: int) -> list[list[str]]:
        """Noise kinds for a number of addresses."""
        hits = self._random.random((size, len(self._kinds))) < self._shares
        return [[kind for kind, hit in zip(self._kinds, row, strict=True) if hit] for row in hits.tolist()]

    def say(self, customer: int, noise: list[str]) -> tuple[str, list[str]]:
        """The spoken address and the kinds of noise that made a difference."""
        place = int(self._homes.place[customer])
        plain = self._write(customer, place, [])
        used = [kind for kind in noise if self._write(customer, place, [kind]) != plain]
        return self._write(customer, place, noise), used

    def _write(self, customer: int, place: int, noise: list[str]) -> str:
        places = self._places
        row = divisions()[places.county[place]]
        county = row["former"] if "former" in noise and row["former"] else row["county"]
        city = "" if "omit_city" in noise else PROVINCE + row["city"]
        county = "" if "omit_county" in noise else county
        town = row["towns"].split()[places.town[place]]
        town = "" if "omit_town" in noise else town
        rest = self._tail(customer, place, noise)
        return _overall(city + county + town + rest, noise)

    def _tail(self, customer: int, place: int, noise: list[str]) -> str:
        places, homes = self._places, self._homes
        kind = places.kind[place]
        name = places.alias[place] if "alias" in noise and places.alias[place] else places.name[place]
        building, unit = int(homes.building[customer]), int(homes.unit[customer])
        room = int(homes.room[customer])
        if kind == ESTATE:
            road = "" if "omit_road" in noise else f"{places.road[place]}{places.road_number[place]}号"
            word = _BUILDING_WORDS[customer % len(_BUILDING_WORDS)] if "building_word" in noise else "{}幢"
            middle = "" if "omit_unit" in noise else (f"{unit}-" if word == "{}-" else f"{unit}单元")
            return f"{road}{name}{word.format(building)}{middle}{room}{'' if word == '{}-' else '室'}"
        if kind == VILLAGE:
            group = f"{numeral(building)}组" if "numerals" in noise else f"{building}组"
            group = f"{building}队" if "building_word" in noise and "numerals" not in noise else group
            if "landmark" in noise:
                side = ("东侧", "附近", "对面", "旁边")[customer % 4]
                landmark = ("村委会", "小学", "祠堂", "卫生室")[customer // 4 % 4]
                return f"{name}{group}{landmark}{side}"
            return name + group + ("" if "no_number" in noise else f"{room}号")
        return tail(places, place, building, unit, room)


def _overall(text: str, noise: list[str]) -> str:
    if "homophone" in noise:
        for right, wrong in _HOMOPHONES:
            if right in text:
                text = text.replace(right, wrong)
                break
    if "traditional" in noise:
        text = text.translate(_TRADITIONAL)
    if "fullwidth" in noise:
        text = text.translate(_FULL_WIDTH)
    if "spaces" in noise:
        text = text[: len(text) // 2] + " " + text[len(text) // 2 :]
    return text
