"""Organisations, stations, feeders and transformer areas: how many, where, and how weak."""

from dataclasses import dataclass, field

import numpy as np
from scipy.special import gammaincinv

from gridtag.sample.draws import generator, spread
from gridtag.sample.parameters import divisions, number

URBAN, RURAL, REMOTE = 1, 2, 3


@dataclass
class Network:
    """Arrays by county, station, feeder and transformer area; `area_*` are ordered by county and town."""

    county_org: list[str]
    station_county: np.ndarray
    station_org: list[str]
    station_name: list[str]
    feeder_county: np.ndarray
    feeder_station: np.ndarray
    feeder_urban: np.ndarray
    feeder_factor: np.ndarray
    feeder_weak: np.ndarray
    area_county: np.ndarray
    area_town: np.ndarray
    area_station: np.ndarray
    area_feeder: np.ndarray
    area_class: np.ndarray
    area_private: np.ndarray
    area_customers: np.ndarray
    area_longitude: np.ndarray
    area_latitude: np.ndarray
    area_low_voltage: np.ndarray
    area_first: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.area_first = np.concatenate([[0], np.cumsum(self.area_customers)[:-1]])


def shares_to_counts(total: int, weights: np.ndarray) -> np.ndarray:
    """Whole counts in proportion to the weights that add up to the total (largest remainders)."""
    exact = total * weights / weights.sum()
    counts = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - counts), kind="stable")
    counts[order[: total - counts.sum()]] += 1
    return counts


@dataclass
class _Areas:
    county: list[int] = field(default_factory=list)
    town: list[int] = field(default_factory=list)
    kind: list[int] = field(default_factory=list)
    private: list[bool] = field(default_factory=list)
    customers: list[int] = field(default_factory=list)

    def extend(self, county: int, towns: list[int], kind: int, private: bool, sizes: np.ndarray) -> None:
        for position, size in enumerate(sizes):
            self.county.append(county)
            self.town.append(towns[position % len(towns)])
            self.kind.append(kind)
            self.private.append(private)
            self.customers.append(int(size))


def _areas(customers: int, random: np.random.Generator) -> _Areas:
    table = divisions()
    per_county = shares_to_counts(customers, np.array([float(row["weight"]) for row in table]))
    areas = _Areas()
    for county, row in enumerate(table):
        towns = row["towns"].split()
        streets = [index for index, town in enumerate(towns) if town.endswith("街道")]
        outside = [index for index in range(len(towns)) if index not in streets] or streets
        total = int(per_county[county])
        high = round(total * number("hv_share"))
        urban = float(row["urban_share"]) * number("urban_share") / 0.622
        remote = float(row["remote_share"])
        counts = shares_to_counts(total - high, np.array([urban, max(1 - urban - remote, 0.0), remote]))
        for kind, count in zip((URBAN, RURAL, REMOTE), counts, strict=True):
            mean = number("urban_area_customers") if kind == URBAN else number("rural_area_customers")
            if count == 0:
                continue
            pieces = max(1, round(count / mean))
            sizes = shares_to_counts(int(count), np.exp(0.35 * random.standard_normal(pieces)))
            areas.extend(county, streets if kind == URBAN else outside, kind, False, sizes[sizes > 0])
        areas.extend(
            county,
            streets if urban > 0.5 else outside,
            URBAN if urban > 0.5 else RURAL,
            True,
            np.ones(high, dtype=np.int64),
        )
    return areas


def _stations(
    customers: np.ndarray, town_weight: list[np.ndarray]
) -> tuple[list[tuple[int, int]], list[dict[int, int]]]:
    """Stations as (county, first town) and, by county, the station of each town."""
    found: list[tuple[int, int]] = []
    lookup: list[dict[int, int]] = []
    for county, weights in enumerate(town_weight):
        many = int(np.clip(round(customers[county] / number("customers_per_station")), 1, len(weights)))
        chosen = sorted(np.argsort(-weights, kind="stable")[:many].tolist())
        base = len(found)
        found.extend((county, town) for town in chosen)
        lookup.append(
            {
                town: base + min(range(many), key=lambda k: abs(chosen[k] - town))
                for town in range(len(weights))
            }
        )
    return found, lookup


def _feeders(areas: _Areas, order: np.ndarray) -> tuple[np.ndarray, list[int]]:
    """Feeder of each area (areas in `order`) and the county of each feeder; a feeder is urban or rural."""
    county = np.array(areas.county)[order]
    rural = np.array(areas.kind)[order] != URBAN
    group = county * 2 + rural
    feeder = np.zeros(len(order), dtype=np.int64)
    counties: list[int] = []
    for key in np.unique(group):
        members = np.flatnonzero(group == key)
        pieces = max(1, round(len(members) / number("areas_per_feeder")))
        feeder[members] = len(counties) + np.arange(len(members)) * pieces // len(members)
        counties.extend([int(key) // 2] * pieces)
    return feeder, counties


def _factors(feeder_customers: np.ndarray, urban: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """How outage-prone each feeder is; the customers' mean is one in town and in the country."""
    shape = number("feeder_gamma_shape")
    factors = np.zeros(len(urban))
    for kind in (True, False):
        members = np.flatnonzero(urban == kind)
        raw = gammaincinv(shape, spread(len(members), random)) / shape
        raw = np.maximum(raw, 0.05)
        factors[members] = raw * feeder_customers[members].sum() / (raw * feeder_customers[members]).sum()
    return factors


def _coordinates(
    areas: _Areas, order: np.ndarray, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    table = divisions()
    longitude, latitude = np.zeros(len(order)), np.zeros(len(order))
    county, town = np.array(areas.county)[order], np.array(areas.town)[order]
    for index, row in enumerate(table):
        west, east, south, north = (float(row[side]) for side in ("west", "east", "south", "north"))
        places = generator(7, "towns", index).uniform(0.15, 0.85, (len(row["towns"].split()), 2))
        here = np.flatnonzero(county == index)
        spot = places[town[here]] + 0.05 * random.standard_normal((len(here), 2))
        spot = np.clip(spot, 0.01, 0.99)
        longitude[here] = np.round(west + spot[:, 0] * (east - west), 6)
        latitude[here] = np.round(south + spot[:, 1] * (north - south), 6)
    return longitude, latitude


def area_number(network: Network) -> np.ndarray:
    """Eleven digits: province, city and county, then a running number."""
    prefix = np.array([int("33" + org[3:]) for org in network.county_org])[network.area_county]
    return (prefix * 10**5 + 10_000 + np.arange(len(prefix))).astype(str).astype(object)


def feeder_number(network: Network) -> np.ndarray:
    """Ten digits: the county company and a running number."""
    counties = network.feeder_county.tolist()
    numbers_of = [f"{network.county_org[county]}{index:03d}" for index, county in enumerate(counties)]
    return np.array(numbers_of, dtype=object)


def _weakest(factor: np.ndarray) -> np.ndarray:
    """The most outage-prone tenth of the feeders."""
    weak = np.zeros(len(factor), dtype=bool)
    many = max(1, round(len(factor) * number("weak_feeder_share")))
    weak[np.argsort(-factor, kind="stable")[:many]] = True
    return weak


def _low_voltage(kinds: np.ndarray, private: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A few public areas with low voltage, most of them rural."""
    public = np.flatnonzero(~private)
    weights = np.where(kinds[public] == URBAN, 0.4, 1.5)
    many = max(1, round(len(public) * number("low_voltage_share")))
    found = np.zeros(len(kinds), dtype=bool)
    found[random.choice(public, many, replace=False, p=weights / weights.sum())] = True
    return found


def build(customers: int, seed: int) -> Network:
    random = generator(seed, "network")
    areas = _areas(customers, random)
    keys = (areas.private, areas.town, np.array(areas.kind) != URBAN, areas.county)
    order = np.lexsort([np.asarray(key) for key in keys])
    feeder, feeder_county = _feeders(areas, order)
    county, town, sizes, kinds, private = (
        np.array(values)[order]
        for values in (areas.county, areas.town, areas.customers, areas.kind, areas.private)
    )
    towns = [row["towns"].split() for row in divisions()]
    weights = [
        np.bincount(town[county == index], sizes[county == index], len(names))
        for index, names in enumerate(towns)
    ]
    stations, lookup = _stations(np.bincount(county, sizes, len(towns)), weights)
    station = np.array([lookup[c][t] for c, t in zip(county, town, strict=True)])
    first_area = np.searchsorted(feeder, np.arange(len(feeder_county)))
    urban = kinds[first_area] == URBAN
    factor = _factors(np.bincount(feeder, sizes, len(feeder_county)), urban, random)
    longitude, latitude = _coordinates(areas, order, random)
    names = [towns[c][t].removesuffix("街道").removesuffix("镇") + "供电所" for c, t in stations]
    counties = [c for c, _ in stations]
    return Network(
        county_org=[row["county_org"] for row in divisions()], station_county=np.array(counties),
        station_org=_station_numbers(counties), station_name=names, feeder_county=np.array(feeder_county),
        feeder_station=station[first_area], feeder_urban=urban, feeder_factor=factor,
        feeder_weak=_weakest(factor), area_county=county, area_town=town, area_station=station,
        area_feeder=feeder, area_class=kinds, area_private=private, area_customers=sizes,
        area_longitude=longitude, area_latitude=latitude,
        area_low_voltage=_low_voltage(kinds, private, random),
    )  # fmt: skip


def _station_numbers(counties: list[int]) -> list[str]:
    seen: dict[int, int] = {}
    numbers = []
    for county in counties:
        seen[county] = seen.get(county, 0) + 1
        numbers.append(f"{divisions()[county]['county_org']}{seen[county]:02d}")
    return numbers
