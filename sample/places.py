"""Estates, villages, streets and parks: invented names in real towns, and the address of every customer."""

from dataclasses import dataclass, field

import numpy as np

from gridtag.sample.draws import generator
from gridtag.sample.network import URBAN, Network
from gridtag.sample.parameters import divisions, words

KINDS = ("estate", "village", "street", "park")
ESTATE, VILLAGE, STREET, PARK = range(4)
NUMERALS = "零一二三四五六七八九十"


@dataclass
class Places:
    """One entry per place; `area` is the transformer area it was first built for."""

    name: list[str] = field(default_factory=list)
    alias: list[str] = field(default_factory=list)
    road: list[str] = field(default_factory=list)
    road_number: list[int] = field(default_factory=list)
    kind: list[int] = field(default_factory=list)
    county: list[int] = field(default_factory=list)
    town: list[int] = field(default_factory=list)
    area: list[int] = field(default_factory=list)

    def add(
        self, kind: int, name: str, alias: str, road: str, number: int, where: tuple[int, int, int]
    ) -> int:
        self.kind.append(kind)
        self.name.append(name)
        self.alias.append(alias)
        self.road.append(road)
        self.road_number.append(number)
        county, town, area = where
        self.county.append(county)
        self.town.append(town)
        self.area.append(area)
        return len(self.name) - 1


class _Names:
    """Invented names, each used once within a county."""

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random
        self._used: set[tuple[int, str]] = set()

    def word(self, kind: str) -> str:
        choices = words(kind)
        return choices[int(self._random.integers(len(choices)))]

    def once(self, county: int, head: str, tail: str, middle: str = "") -> str:
        for attempt in range(60):
            name = self.word(head) + self.word(tail)
            if middle and attempt > 25:
                name = self.word(head) + self.word(middle) + self.word(tail)
            if attempt > 50:
                name = self.word(head) + "东西南北中"[attempt % 5] + self.word(tail)
            if (county, name) not in self._used:
                break
        self._used.add((county, name))
        return name


def build(network: Network, seed: int) -> tuple[Places, list[tuple[int, ...]]]:
    """All places and, for each area, its places (homes first, the street or park of its firms last)."""
    random = generator(seed, "places")
    names = _Names(random)
    places = Places()
    of_area: list[tuple[int, ...]] = []
    roads: dict[tuple[int, int], list[str]] = {}
    for area in range(len(network.area_county)):
        county, town = int(network.area_county[area]), int(network.area_town[area])
        where = (county, town, area)
        road = _road(names, random, roads, county, town)
        if network.area_private[area]:
            of_area.append((_park(names, places, road, where),))
            continue
        homes = []
        urban = network.area_class[area] == URBAN
        before = of_area[-1][0] if of_area else -1
        shared = (
            urban
            and area > 0
            and random.random() < 0.2
            and not network.area_private[area - 1]
            and places.town[before] == town
            and places.county[before] == county
            and places.kind[before] == ESTATE
        )
        if shared:
            homes.append(before)
        for _ in range(1 if shared or urban else 1 + int(random.random() < 0.5)):
            if not shared:
                homes.append(_home(names, places, road, urban, where))
        street = places.add(STREET, road, "", road, 0, where)
        of_area.append((*homes, street))
    return places, of_area


def _road(
    names: _Names,
    random: np.random.Generator,
    roads: dict[tuple[int, int], list[str]],
    county: int,
    town: int,
) -> str:
    known = roads.setdefault((county, town), [])
    if len(known) < 3 or random.random() < 0.35:
        known.append(names.once(county, "road_head", "road_tail"))
    return known[int(random.integers(len(known)))]


def _park(names: _Names, places: Places, road: str, where: tuple[int, int, int]) -> int:
    county = divisions()[where[0]]["county"][:2]
    return places.add(PARK, county + names.word("park"), "", road, len(places.name) % 300 + 1, where)


def _home(names: _Names, places: Places, road: str, urban: bool, where: tuple[int, int, int]) -> int:
    county = where[0]
    if urban:
        name = names.once(county, "estate_head", "estate_tail", "estate_head")
        alias = names.once(county, "estate_head", "estate_tail") if len(name) % 3 == 0 else ""
        return places.add(ESTATE, name, alias, road, len(places.name) * 7 % 480 + 2, where)
    name = names.once(county, "village_head", "village_tail", "village_head") + "村"
    alias = names.once(county, "village_head", "village_tail") + "村" if len(places.name) % 4 == 0 else ""
    return places.add(VILLAGE, name, alias, road, 0, where)


@dataclass(frozen=True)
class Homes:
    """Where in its place each customer lives; in villages: group and house number."""

    place: np.ndarray
    building: np.ndarray
    unit: np.ndarray
    room: np.ndarray


def settle(network: Network, places: Places, of_area: list[tuple[int, ...]], home: np.ndarray) -> Homes:
    """`home` is true for households; firms go to the area's street or park."""
    place = np.zeros(len(home), dtype=np.int64)
    for area, members in enumerate(of_area):
        first = int(network.area_first[area])
        until = first + int(network.area_customers[area])
        inside = np.arange(first, until)
        houses = inside[home[first:until]]
        living = members[:-1] if len(members) > 1 else members
        place[inside] = members[-1]
        place[houses] = np.array(living)[np.arange(len(houses)) * len(living) // max(len(houses), 1)]
    order = np.argsort(place, kind="stable")
    starts = np.searchsorted(place[order], np.arange(len(places.name)))
    position = np.empty(len(home), dtype=np.int64)
    position[order] = np.arange(len(home)) - starts[place[order]]
    kind = np.array(places.kind)[place]
    estate = kind == ESTATE
    building = np.where(estate, position // 24 + 1, np.where(kind == VILLAGE, position // 18 + 1, 0))
    unit = np.where(estate, position % 24 // 12 + 1, 0)
    floor, door = position % 12 // 2 + 1, position % 2 + 1
    room = np.where(
        estate,
        floor * 100 + door,
        np.where(kind == VILLAGE, position % 18 * 3 + position % 3 + 1, position * 2 + 1),
    )
    return Homes(place, building, unit, room)
