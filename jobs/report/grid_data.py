"""Weak spots and repeat places, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class WeakSpot:
    """A unit of the network with more events than its like; see gold.weak_spots."""

    rank: int
    unit_no: str
    unit_name: str
    feeder: str
    county: str
    urban_rural: str
    customers: int
    events: int
    expected: float
    risk_ratio: float
    risk_ratio_low: float
    excess: float
    fault_tickets: int
    outages: int
    outage_minutes: int
    complaints: int
    last_event_on: date | None
    evidence: tuple[str, ...]
    longitude: float | None
    latitude: float | None


@dataclass(frozen=True)
class RepeatPlace:
    """A place with supply-side faults in the same festival of two years; see gold.repeat_places."""

    festival: str
    first_year: int
    later_year: int
    place_id: str
    place_name: str
    level: str
    county: str
    faults_first: int
    faults_later: int
    tickets_first: tuple[str, ...]
    tickets_later: tuple[str, ...]
    transformer_no: str | None
    feeder: str | None
    causes: tuple[str, ...]
    customers: int | None
    first_fault_on: date | None
    last_fault_on: date | None
    longitude: float | None
    latitude: float | None


@dataclass(frozen=True)
class CountyCount:
    """Of one county: places found, their customers, the events or faults there."""

    county: str
    places: int
    customers: int
    events: int


@dataclass(frozen=True)
class WeakSpots:
    """The first of `total`, by rank, of `looked_at` units; `counties` covers all of them."""

    items: tuple[WeakSpot, ...]
    total: int
    looked_at: int
    counties: tuple[CountyCount, ...]


@dataclass(frozen=True)
class RepeatPlaces:
    """The first of `total`, most faults first; `counties` covers all of them."""

    items: tuple[RepeatPlace, ...]
    total: int
    counties: tuple[CountyCount, ...]
