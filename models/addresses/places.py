"""Which village or estate an address lies in; none where the address names none.

A place is the administrative village or the housing estate, without phase, building and room. Roads with
numbers, shops, factories and communities are not places.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import pyarrow as pa

from gridtag.models.addresses.address import Address
from gridtag.models.addresses.parse import parse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyspark.sql import DataFrame

VILLAGE, ESTATE, TRANSFORMER = "village", "estate", "transformer"
PLACE_SCHEMA = "address STRING, place_name STRING, level STRING, road STRING, road_number INT"
_TYPES = {"place_name": pa.string(), "level": pa.string(), "road": pa.string(), "road_number": pa.int32()}


@dataclass(frozen=True)
class Place:
    name: str
    level: str


def place_of(address: str | None) -> Place | None:
    """The village or estate the address names, None where it names none."""
    return _place(parse(address))


def _place(parts: Address) -> Place | None:
    if parts.estate:
        return Place(parts.estate, ESTATE)
    if parts.village and not parts.village.endswith("社区"):
        return Place(parts.village, VILLAGE)
    return None


def place_id(county: str, name: str) -> str:
    """Stable identifier of a place: the same name in another county is another place."""
    return "P" + sha256(f"{county}|{name}".encode()).hexdigest()[:15]


def _parsed(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        rows = [_row(parse(address)) for address in batch.column("address").to_pylist()]
        columns = list(zip(*rows, strict=True)) or [()] * len(_TYPES)
        told = [pa.array(column, kind) for column, kind in zip(columns, _TYPES.values(), strict=True)]
        yield pa.RecordBatch.from_arrays([batch.column("address"), *told], names=["address", *_TYPES])


def _row(parts: Address) -> tuple[str | None, str | None, str | None, int | None]:
    place, number = _place(parts), parts.road_number or ""
    door = int(number) if number.isdecimal() and len(number) < 6 else None
    return (place.name, place.level, parts.road, door) if place else (None, None, parts.road, door)


def places(addresses: DataFrame) -> DataFrame:
    """One row per distinct `address` of the frame: address, place_name and level (village | estate), null if none, road
    and road_number where it names them."""
    distinct = addresses.select("address").where("address IS NOT NULL").distinct()
    return distinct.mapInArrow(_parsed, PLACE_SCHEMA)
