"""A front door by the names under which it may be asked for."""

from __future__ import annotations

from gridtag.models.addresses.address import Address


def doors(address: Address) -> tuple[str, ...]:
    """Names of the door an address leads to, the surest first: within its estate, on its road, in its village, each
    also without the unit, which people leave out. None where the county is unknown or no door is told."""
    where = _division(address)
    if where is None:
        return ()
    found = []
    for place, is_told in (
        (_named("estate", address.estate, address.phase), address.building or address.room),
        (_named("road", address.road, address.lane, address.road_number), address.road_number),
        (_named("village", address.village, address.group, address.road_number), address.road_number),
    ):
        if place and is_told:
            for unit in dict.fromkeys((address.unit, None)):
                inside = _named("door", address.building, unit, address.room)
                found.append(" ".join(filter(None, (where, place, inside))))
    return tuple(dict.fromkeys(found))


def _division(address: Address) -> str | None:
    """The county, or a city without counties."""
    if len(address.counties) == 1:
        return next(iter(address.counties))
    return address.city if address.city and not address.counties else None


def _named(kind: str, *parts: str | None) -> str | None:
    """None where the first part of a place is unknown."""
    if kind != "door" and parts[0] is None:
        return None
    return f"{kind}:{'/'.join(part or '' for part in parts)}"
