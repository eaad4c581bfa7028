"""Addresses as people write and say them, taken apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from gridtag.models.addresses.address import FIELDS, PRECISIONS, Address
from gridtag.models.addresses.chain import TYPO
from gridtag.models.addresses.clean import clean, in_digits
from gridtag.models.addresses.divisions import ALIAS, FORMER, FULL, VARIANT, table
from gridtag.models.addresses.resolve import GIVEN, given, locate
from gridtag.models.addresses.tail import Tail, read
from gridtag.models.addresses.towns import Located

if TYPE_CHECKING:
    from gridtag.models.addresses.divisions import Divisions

_SURENESS = {FULL: 1.0, FORMER: 0.95, VARIANT: 0.9, ALIAS: 0.85, GIVEN: 0.9, TYPO: 0.75}
"""Confidence by the weakest evidence used; orders evidence, no measured frequency."""
_ONE_NAME, _TOWN_ALONE, _NO_COUNTY, _UNKNOWN = 0.9, 0.7, 0.6, 0.3
_FINEST = tuple((FIELDS.index(part), name) for part, name in PRECISIONS)
SCHEMA = pa.schema([(name, pa.float64() if name == "confidence" else pa.string()) for name in FIELDS])


def parse(
    text: str | None, *, city: str | None = None, county: str | None = None, year: int | None = None
) -> Address:
    """The parts of an address, see `Address`. `city` and `county`, where given, are where the caller knows it to be
    (the unit that took the ticket): used where the text is silent or ambiguous, not where it says otherwise. With
    the `year` in which the text was written, names that were official then count like those of today.
    """
    if not text:
        return Address()
    cleaned = clean(text)
    located = locate(cleaned, given(city, county) if city or county else None, year)
    if located.special:
        return Address()
    rest = in_digits(cleaned[: located.start] + cleaned[located.end :])
    return _address(located, read(rest, _rural(located)), table())


def _rural(located: Located) -> bool:
    """Whether the town is named and no 街道."""
    town = located.town or (table().paths[located.code][3] if len(located.code) > 6 else None)
    return bool(town) and not str(town).endswith("街道")


def _address(located: Located, tail: Tail, divisions: Divisions) -> Address:
    province, city, county, town = divisions.paths.get(located.code, (None, None, None, None))
    town = town or located.town
    parts = (
        *(province, city, county, town, tail.village, tail.group, tail.road, tail.lane, tail.road_number),
        *(tail.estate, tail.phase, tail.building, tail.unit, tail.room, tail.landmark, tail.relation),
    )
    precision = next((name for place, name in _FINEST if parts[place]), "none")
    placed = bool(county or (city and located.code[:6] in divisions.undivided))
    return Address(*parts, precision, _confidence(located, placed), located.counties)


def _confidence(located: Located, placed: bool) -> float:
    if not located.code and not located.counties:
        return 0.0
    if not placed:
        return _NO_COUNTY if located.code else _UNKNOWN
    sure = _SURENESS[located.kind]
    if located.named < 2 and located.kind != GIVEN:
        sure *= _TOWN_ALONE if len(located.code) > 6 and located.named else _ONE_NAME
    return round(sure, 3)


def parse_all(
    texts: pa.Array | pa.ChunkedArray | Sequence[str | None],
    *,
    city: str | None = None,
    county: str | None = None,
) -> pa.Table:
    """A row per text with the columns of SCHEMA; equal texts are parsed once."""
    column = texts if isinstance(texts, pa.Array | pa.ChunkedArray) else pa.array(texts, pa.string())
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    coded = column.cast(pa.string()).dictionary_encode()
    parsed = [parse(text, city=city, county=county) for text in coded.dictionary.to_pylist()]
    columns = {name: [getattr(one, name) for one in parsed] for name in FIELDS}
    distinct = pa.table(columns, schema=SCHEMA)
    rows = coded.indices
    empty = pa.table({name: [getattr(Address(), name)] for name in FIELDS}, schema=SCHEMA)
    return pa.concat_tables([distinct, empty]).take(rows.fill_null(len(parsed)))
