"""An address in its parts."""

from __future__ import annotations

from typing import NamedTuple

PRECISIONS = (
    ("room", "room"),
    ("unit", "unit"),
    ("building", "building"),
    ("road_number", "number"),
    ("landmark", "landmark"),
    ("estate", "estate"),
    ("lane", "lane"),
    ("group", "group"),
    ("road", "road"),
    ("village", "village"),
    ("town", "town"),
    ("county", "county"),
    ("city", "city"),
    ("province", "province"),
)
"""Fields from the finest to the coarsest, and what an address is precise to when it is the first one known."""


class Address(NamedTuple):
    """Parts of an address as text, None where unknown; numbers in digits.

    province, city, county: today's official names; a municipality is its own city, a county directly under its
    province has no city, a city without counties no county · town · village: ends in 村, 社区 or 嘎查 · group: number
    or name of 组, 队, 社 or hamlet · road · lane: 1200-3 is 1200弄3支弄, a name stands below the road · road_number: of
    the door on the road, in the lane or village · estate · phase: 2期, 东区 · building, unit, room: a floor alone is
    3层 · landmark: shop, firm or building named · relation: 对面, 附近 … · precision: see PRECISIONS, else `none` ·
    confidence: 0 to 1, how surely the divisions are known.
    """

    province: str | None = None
    city: str | None = None
    county: str | None = None
    town: str | None = None
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
    precision: str = "none"
    confidence: float = 0.0
    counties: frozenset[str] = frozenset()
    """Codes of the counties it may lie in: one where known, several where the name is ambiguous."""

    def __str__(self) -> str:
        """The canonical form, which reads as the same parts."""
        head = [
            self.province,
            self.city if self.city != self.province else None,
            self.county,
            self.town,
            self.village,
        ]
        crossing = self.landmark and self.relation if "交" in (self.relation or "") else None
        landmark = None if crossing else self.landmark
        parts = [
            *head,
            self.group and f"{self.group}组",
            self.road,
            crossing and f"与{self.landmark}{crossing}",
            _lane(self.lane),
            self.road_number and f"{self.road_number}号",
            self.estate,
            None if self.estate else landmark,
            self.phase,
            self.building and f"{self.building}幢",
            self.unit and f"{self.unit}单元",
            self.room and (self.room if self.room.endswith("层") else f"{self.room}室"),
            landmark if self.estate else None,
            None if crossing else self.relation,
        ]
        return "".join(filter(None, parts))


def _lane(lane: str | None) -> str | None:
    if lane is None or not lane[0].isdigit():
        return lane
    first, _, second = lane.partition("-")
    return f"{first}弄" + (f"{second}支弄" if second else "")


FIELDS = tuple(name for name in Address._fields if name != "counties")
"""Names of the parts, in the order of tables."""
