"""Which village or estate an address lies in, by regular rules over the text; abstains where nothing names
one.

A place is the administrative village or the housing estate, without phase, building and room. Roads with
numbers, shops, factories and communities are not places. Later versions match against the place list; names
and ids stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import pyarrow as pa

from gridtag.models.address_text import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyspark.sql import DataFrame

VILLAGE, ESTATE, TRANSFORMER = "village", "estate", "transformer"
PLACE_SCHEMA = "address STRING, place_name STRING, level STRING"


@dataclass(frozen=True)
class Place:
    name: str
    level: str


_HAN = "[一-鿿]"
_PROVINCE = re.compile(f"^(?:{_HAN}{{2,3}}?省|{_HAN}{{2,8}}?自治区|(?:北京|天津|上海|重庆)市)")
_CITY = re.compile(f"^{_HAN}{{2,8}}?(?:市(?![镇乡街路村场民政中花])|自治州|地区|盟)")
_COUNTY = re.compile(
    f"^{_HAN}{{1,8}}?(?:自治县|县|(?<![小社园校厂院景库])区|市(?![镇乡街路村场民政中花]))(?![镇乡街路村])"
)
_TOWN = re.compile(f"^{_HAN}{{1,6}}?(?:街道办事处|街道办|街道|镇|乡)(?![村路])")
_COMMUNITY = re.compile(f"^{_HAN}{{1,8}}?社区(?:居委会)?")
_ROAD = re.compile(
    f"^{_HAN}{{1,8}}?(?:大道|大街|路|街|巷|弄|胡同)(?:[东南西北中]段)?(?:\\d+弄)?(?:\\d+(?:-\\d+)?号(?!楼))?"
)
_NUMBER = re.compile("^\\d+(?:-\\d+)?号(?!楼)")
_LEVELS = (_PROVINCE, _CITY, _COUNTY, _TOWN, _COMMUNITY, _ROAD, _NUMBER)

_ESTATE_ENDS = (
    "花园|花苑|家园|公寓|新村|新城|人家|名邸|雅苑|华庭|豪庭|名苑|佳苑|嘉苑|山庄|别墅|宿舍|大院|家属院|广场|"
    "庄园|府邸|苑|庭|府|园|城|郡|居|邸|轩|阁|墅|里|寓|湾"
)
_ESTATE_END = re.compile(f"(?:{_ESTATE_ENDS})$")
_ENDS_ALONE = {*_ESTATE_ENDS.split("|"), "小区", "村", "自然村", "行政村"}
_BUILDING = "(?:\\d+期)?(?:[东南西北ABCDEF\\d]+区)?[A-Za-z]?\\d*(?:号楼|栋|幢|座|单元|#)"
_ESTATE = re.compile(f"^({_HAN}{{2,12}}?)(小区)?(?={_BUILDING}|\\d|[东南西北A-F]区|[A-F]座|$)")
_IS_BUILDING = re.compile(f"^{_BUILDING}")
_VILLAGE = re.compile(f"^({_HAN}{{1,8}}?)(?:行政|自然)?村(?:民委员会|委会)?(?![镇乡街路口])")
_GROUP = re.compile(f"^({_HAN}{{2,6}}?)\\d+(?:组|队|社)(?!区)")
_NOT_HOUSING = re.compile(
    "(?:公司|厂|店|院|学|站|局|中心|超市|酒店|银行|园区|开发区|大厦|商场|市场|餐馆|药房)$"
)


def _village(text: str) -> Place | None:
    found = _VILLAGE.match(text)
    if found and not found.group(1).endswith("新"):
        return Place(f"{found.group(1)}村", VILLAGE)
    group = _GROUP.match(text)
    if group:
        return Place(f"{group.group(1).removesuffix('村')}村", VILLAGE)
    return None


def _estate(text: str) -> Place | None:
    found = _ESTATE.match(text)
    if not found:
        return None
    stem, tail = found.group(1), text[found.end() :]
    named = found.group(2) is not None or _ESTATE_END.search(stem) is not None
    if not named and (not _IS_BUILDING.match(tail) or _NOT_HOUSING.search(stem)):
        return None
    return Place(stem if _ESTATE_END.search(stem) else f"{stem}小区", ESTATE)


def _remainders(text: str) -> list[str]:
    """What is left after each level of division, road and number taken off the front, the shortest first."""
    left = [text]
    for level in _LEVELS:
        shorter = level.sub("", left[-1], count=1)
        if shorter != left[-1]:
            left.append(shorter)
    return left[::-1]


def place_of(address: str | None) -> Place | None:
    """The village or estate the address names, None where it names none.

    Divisions, road and number are taken off the front as far as a name is left (阳光城市花园 is no city).
    """
    for rest in _remainders(normalise(address or "")):
        place = _village(rest) or _estate(rest)
        if rest and not (place and place.name in _ENDS_ALONE):
            return place
    return None


def place_id(county: str, name: str) -> str:
    """Stable identifier of a place: the same name in another county is another place."""
    return "P" + sha256(f"{county}|{name}".encode()).hexdigest()[:15]


def _parsed(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        places = [place_of(address) for address in batch.column("address").to_pylist()]
        yield pa.RecordBatch.from_arrays(
            [
                batch.column("address"),
                pa.array([place and place.name for place in places], pa.string()),
                pa.array([place and place.level for place in places], pa.string()),
            ],
            names=["address", "place_name", "level"],
        )


def places(addresses: DataFrame) -> DataFrame:
    """One row per distinct `address` of the frame: address, place_name, level (village | estate), null if
    none."""
    distinct = addresses.select("address").where("address IS NOT NULL").distinct()
    return distinct.mapInArrow(_parsed, PLACE_SCHEMA)
