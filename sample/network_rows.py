"""Reference extracts: organisations, feeders, transformer areas, topology, resources, knowledge."""

import numpy as np
import polars as pl

from gridtag.sample.archive import Archive
from gridtag.sample.clock import NEVER, dates
from gridtag.sample.columns import table, texts
from gridtag.sample.draws import generator
from gridtag.sample.network import Network, area_number, feeder_number
from gridtag.sample.parameters import divisions, words
from gridtag.sample.places import KINDS
from gridtag.sample.reform import Reform

_LONG_AGO = "2012-01-01"


def organisations(network: Network, found: Reform, merged: bool) -> pl.DataFrame:
    """All companies; after the merger the old ones end and the stations have new numbers."""
    rows: list[tuple[str | None, ...]] = [
        ("0", "客户服务中心", None, "hq", None, None),
        ("33", "浙江省电力公司", "0", "province", "330000", None),
    ]
    for row in {row["city_org"]: row for row in divisions()}.values():
        name, division = f"{row['city'][:-1]}供电公司", row["division"][:4] + "00"
        rows.append((row["city_org"], name, "33", "city", division, None))
    heir = network.county_org[found.heir]
    for index, row in enumerate(divisions()):
        successor = heir if merged and index == found.gone else None
        name = f"{row['county']}供电公司"
        rows.append((row["county_org"], name, row["city_org"], "county", row["division"], successor))
    for station, org in enumerate(network.station_org):
        county = int(network.station_county[station])
        successor = found.station_after[station] if merged and county == found.gone else None
        division = divisions()[county]["division"]
        name = network.station_name[station]
        rows.append((org, name, network.county_org[county], "station", division, successor))
        if successor:
            rows.append((successor, name, heir, "station", division, None))
    names = ("ORG_NO", "ORG_NAME", "P_ORG_NO", "ORG_LEVEL", "DIVISION", "SUCCESSOR_NO")
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    day = dates(np.array([found.merge_day]))[0]
    new = pl.col("ORG_NO").is_in(list(found.station_after)) & ~pl.col("ORG_NO").is_in(network.station_org)
    return frame.with_columns(
        pl.when(new).then(pl.lit(day)).otherwise(pl.lit(_LONG_AGO)).alias("VALID_FROM"),
        pl.when(pl.col("SUCCESSOR_NO").is_not_null()).then(pl.lit(day)).alias("VALID_TO"),
    )


def _substation(network: Network, feeder: int) -> int:
    """Four feeders of a county share a substation."""
    county = int(network.feeder_county[feeder])
    first = int(np.searchsorted(network.feeder_county, county))
    return county * 100 + (feeder - first) // 4


def feeders(network: Network, stations: list[str], seed: int) -> pl.DataFrame:
    random = generator(seed, "feeders")
    size = len(network.feeder_county)
    names = [
        f"{words('feeder')[index % len(words('feeder'))]}{1000 + index * 7 % 900}线" for index in range(size)
    ]
    counties = [row["county"][:-1] for row in divisions()]
    places = [_substation(network, feeder) for feeder in range(size)]
    length = np.where(
        network.feeder_urban, random.uniform(2500, 9000, size), random.uniform(9000, 38000, size)
    )
    return table({
        "LINE_NO": feeder_number(network), "LINE_NAME": names,
        "SUBS_NO": [f"S{place:05d}" for place in places],
        "SUBS_NAME": [f"110千伏{counties[place // 100]}{place % 100 + 1}号变" for place in places],
        "ORG_NO": [stations[station] for station in network.feeder_station],
        "VOLT_KV": ["10"] * size, "LENGTH_M": length.astype(np.int64).astype(str),
        "LINE_TYPE": ["public"] * size,
    })  # fmt: skip


def transformers(
    archive: Archive, stations: list[str], feeder: np.ndarray, mistaken: np.ndarray, seed: int
) -> pl.DataFrame:
    """Transformer areas; `mistaken` ones carry coordinates of zero, put right in a later delivery."""
    network = archive.network
    random = generator(seed, "transformers")
    size = len(network.area_county)
    numbers_of = feeder_number(network)
    capacity = np.array([100, 200, 315, 400, 630, 800])[
        np.clip(np.searchsorted([40, 70, 100, 140, 200], network.area_customers), 0, 5)
    ]
    capacity = np.where(network.area_private, archive.capacity[network.area_first], capacity)
    built = 14_000 + random.integers(0, 5500, size)
    home = archive.homes.place[network.area_first]
    names = [
        f"{archive.places.name[place]}{area % 9 + 1}号{'专' if network.area_private[area] else '公'}变"
        for area, place in enumerate(home.tolist())
    ]
    return table({
        "TG_NO": area_number(archive.network), "TG_NAME": names, "LINE_NO": numbers_of[feeder],
        "ORG_NO": [stations[station] for station in network.area_station], "TG_CAP": capacity.astype(str),
        "PUB_PRIV_FLAG": np.where(network.area_private, "02", "01").astype(object),
        "URBAN_RURAL_FLAG": np.char.add("0", network.area_class.astype(str)),
        "RUN_STATUS_CODE": ["01"] * size, "PUT_DATE": dates(built),
        "LONGITUDE": np.where(mistaken, 0.0, network.area_longitude).astype(str),
        "LATITUDE": np.where(mistaken, 0.0, network.area_latitude).astype(str),
    })  # fmt: skip


def topology(archive: Archive, found: Reform, moved: bool) -> pl.DataFrame:
    """Feeders below substations and areas below feeders; moved areas end on one and start on another."""
    network = archive.network
    size, areas = len(network.feeder_county), len(network.area_county)
    number_of, area = feeder_number(network), area_number(archive.network)
    ends = np.full(areas, NEVER)
    if moved:
        ends[found.moved] = found.move_day
    old = table({
        "CHILD_NO": [*number_of, *area], "CHILD_KIND": ["feeder"] * size + ["transformer"] * areas,
        "PARENT_NO": [*(f"S{_substation(network, feeder):05d}" for feeder in range(size)),
                      *number_of[network.area_feeder]],
        "PARENT_KIND": ["substation"] * size + ["feeder"] * areas, "VALID_FROM": [_LONG_AGO] * (size + areas),
        "VALID_TO": dates(np.concatenate([np.full(size, NEVER), ends])),
    })  # fmt: skip
    if not moved:
        return old
    new = table({
        "CHILD_NO": area[found.moved], "CHILD_KIND": ["transformer"] * len(found.moved),
        "PARENT_NO": number_of[found.feeder_after[found.moved]], "PARENT_KIND": ["feeder"] * len(found.moved),
        "VALID_FROM": dates(np.full(len(found.moved), found.move_day)),
        "VALID_TO": dates(np.full(len(found.moved), NEVER)),
    })  # fmt: skip
    return pl.concat([old, new])


def place_rows(archive: Archive, customers: np.ndarray) -> pl.DataFrame:
    """The truth about places: names, aliases, where they are and how many customers live there."""
    places, network = archive.places, archive.network
    area = np.array(places.area)
    rows = [divisions()[county] for county in places.county]
    return table({
        "place_no": np.arange(len(area)), "kind": [KINDS[kind] for kind in places.kind],
        "name": places.name, "alias": texts(np.array(places.alias, dtype=object)),
        "city": [row["city"] for row in rows], "county": [row["county"] for row in rows],
        "division": [row["division"] for row in rows],
        "town": [row["towns"].split()[town] for row, town in zip(rows, places.town, strict=True)],
        "road": places.road, "longitude": network.area_longitude[area],
        "latitude": network.area_latitude[area],
        "customers": np.bincount(customers, minlength=len(area)),
    })  # fmt: skip
