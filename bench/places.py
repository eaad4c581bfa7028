"""`gridtag bench places`: which place each ticket's address means, in a sample province whose places are known.

Beside the register, two simpler ways: the name that the address has by itself, and the text of the address as it
stands, where the archive has it. `without homes` is the register when no ticket names its customer.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gridtag.models.addresses.parse import parse
from gridtag.models.addresses.places import ESTATE, VILLAGE, place_of
from gridtag.models.addresses.register import Register, Spoken, resolved

COLUMNS = ("way", "customers", "tickets", "precision", "recall")


@dataclass(frozen=True)
class County:
    """`archive`: address by customer. `tickets`: customer, address and the true place of each; None where it is neither
    estate nor village."""

    archive: Mapping[str, str]
    tickets: list[tuple[str, str, str | None]]


def found_again(customers: int, folder: Path, say: Callable[[str], None] = print) -> Iterator[dict[str, Any]]:
    """One row per way; precision over the tickets it answers, recall over those of estates and villages."""
    from gridtag.jobs.demo import province
    from gridtag.jobs.output import Progress

    say(f"generating {customers:,} customers")
    province(folder, customers, Progress(1, quiet=True))
    counties = _counties(folder)
    for way, answers in WAYS.items():
        say(way)
        pairs = [pair for county in counties for pair in zip(answers(county), county.tickets, strict=True)]
        told = [(found, true) for found, (_, _, true) in pairs]
        right = sum(found is not None and found == true for found, true in told)
        answered, real = (sum(one is not None for one in column) for column in zip(*told, strict=True))
        figures = (right / answered, right / real)
        yield dict(zip(COLUMNS, (way, customers, len(told), *figures), strict=True))


def _counties(folder: Path) -> list[County]:
    places = {row["place_no"]: row for row in _rows(folder / "_truth/places.csv")}
    lives = {row["customer_no"]: row["place_no"] for row in _rows(folder / "_truth/customer_places.csv")}
    archive: dict[str, dict[str, str]] = defaultdict(dict)
    for path in sorted((folder / "customers").rglob("*.csv")):
        for row in _rows(path):
            if row.get("ELEC_ADDR") and row["CONS_NO"] in lives:
                archive[places[lives[row["CONS_NO"]]]["county"]][row["CONS_NO"]] = row["ELEC_ADDR"]
    called: dict[str, str] = {}
    for held in archive.values():
        called |= _called(held, lives)
    tickets: dict[str, list[tuple[str, str, str | None]]] = defaultdict(list)
    for row in _rows(folder / "_truth/ticket_addresses.csv"):
        place = places[row["place_no"]]
        name = called.get(row["place_no"], place["name"])
        true = name if place["kind"] in (ESTATE, VILLAGE) else None
        tickets[place["county"]].append((row["customer_no"], row["address"], true))
    return [County(archive[name], told) for name, told in sorted(tickets.items())]


def _called(archive: Mapping[str, str], lives: Mapping[str, str]) -> dict[str, str]:
    """By place of a county, the name that its residents' addresses are read as (和平里 for 和平里小区); of places that
    are read alike only the one with the most residents is called so."""
    counts: Counter[tuple[str, str]] = Counter()
    for number, address in archive.items():
        if name := _spoken(address).name:
            counts[lives[number], name] += 1
    found: dict[str, str] = {}
    for (place, name), _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if place not in found and name not in found.values():
            found[place] = name
    return found


def _rows(path: Path) -> Iterator[dict[str, str]]:
    """Of a CSV in UTF-8, or in GB18030 with whatever dirt it holds."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")
    return csv.DictReader(text.splitlines())


def _by_register(county: County) -> Iterator[str | None]:
    homes = {number: _spoken(address) for number, address in county.archive.items()}
    told = [
        replace(_spoken(address), home=homes[number].name if number in homes else None, customer=number)
        for number, address, _ in county.tickets
    ]
    yield from (found.name if found else None for found in resolved(Register.of(homes.values()), told))


def _without_homes(county: County) -> Iterator[str | None]:
    register = Register.of(map(_spoken, county.archive.values()))
    told = [_spoken(address) for _, address, _ in county.tickets]
    yield from (found.name if found else None for found in resolved(register, told))


def _by_name(county: County) -> Iterator[str | None]:
    yield from (_spoken(address).name for _, address, _ in county.tickets)


def _by_text(county: County) -> Iterator[str | None]:
    held = {address: _spoken(address).name for address in county.archive.values()}
    yield from (held.get(address) for _, address, _ in county.tickets)


def _spoken(address: str) -> Spoken:
    parts, place = parse(address), place_of(address)
    door = parts.road_number if (parts.road_number or "").isdecimal() else None
    name, level = (place.name, place.level) if place else (None, None)
    return Spoken(name, level, parts.road, int(door) if door else None)


WAYS: Mapping[str, Callable[[County], Iterator[str | None]]] = {
    "register": _by_register,
    "register, without homes": _without_homes,
    "name alone": _by_name,
    "exact text": _by_text,
}
