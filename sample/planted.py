"""Places given a source-side fault in both Spring Festivals, and test tickets."""

from dataclasses import dataclass

import numpy as np

from gridtag.sample.archive import Archive
from gridtag.sample.clock import DAY, HOUR, History, Month, festival_window, to_date
from gridtag.sample.contacts import PLANTED, TEST, Contacts, contacts
from gridtag.sample.draws import generator
from gridtag.sample.outages import Outages, low_voltage
from gridtag.sample.parameters import number
from gridtag.sample.places import ESTATE, VILLAGE

_CODES = ("R21", "R22", "R24", "R23")


@dataclass(frozen=True)
class Festival:
    """Planted faults: place, festival year, caller, second, code and which planted outage."""

    place: np.ndarray
    year: np.ndarray
    customer: np.ndarray
    time: np.ndarray
    code: np.ndarray
    outage: np.ndarray
    outages: Outages


def festivals(told: History) -> list[int]:
    """Years whose Spring Festival window lies inside the history."""
    years = range(told.start.year, told.end.year + 1)
    return [
        year
        for year in years
        if festival_window(year)[0] >= told.first_day and festival_window(year)[1] <= told.last_day
    ]


def festival_faults(archive: Archive, told: History, seed: int) -> Festival:
    """The same places in every festival; one in ten has two faults in one of them."""
    random = generator(seed, "festival places")
    kinds = np.array(archive.places.kind)
    steady = archive.home & (archive.connected < told.first_day)
    inhabited = np.bincount(archive.homes.place[steady], minlength=len(kinds))
    usable = np.flatnonzero(np.isin(kinds, (ESTATE, VILLAGE)) & (inhabited >= 8))
    many = max(int(number("festival_place_minimum")), round(number("festival_place_share") * len(kinds)))
    chosen = np.sort(random.choice(usable, min(many, len(usable)), replace=False))
    calls: list[tuple[int, int, int, int, int]] = []
    events: list[tuple[int, int, int]] = []
    for year in festivals(told):
        begin, end = festival_window(year)
        for place in np.repeat(chosen, 1 + (random.random(len(chosen)) < 0.106)).tolist():
            living = np.flatnonzero((archive.homes.place == place) & steady)
            area = int(np.bincount(archive.area[living]).argmax())
            living = living[archive.area[living] == area]
            start = int(random.integers(begin, end + 1)) * DAY + int(random.integers(7, 21)) * HOUR
            events.append((area, max(2, len(living) // 3), start))
            for caller in range(1 + int(random.random() < 0.3)):
                customer = int(living[int(random.integers(len(living)))])
                calls.append((place, year, customer, start + 400 + 700 * caller, len(events) - 1))
    area_of, affected, starts = np.array(events, dtype=np.int64).reshape(-1, 3).T
    hours = random.uniform(0.8, 3.0, len(events))
    found = low_voltage(area_of, affected, archive.network.area_feeder[area_of], starts, hours)
    place_of, years, customers, times, outage = np.array(calls, dtype=np.int64).reshape(-1, 5).T
    code = np.array(_CODES, dtype=object)[random.integers(len(_CODES), size=len(calls))]
    return Festival(place_of, years, customers, times, code, outage, found)


def festival_contacts(found: Festival, month: Month, base: int) -> Contacts:
    """The planted callers of a month; their outages start at position `base`."""
    first = month.first_day * DAY
    here = np.flatnonzero((found.time >= first) & (found.time < first + month.days * DAY))
    return contacts(
        found.customer[here], found.time[here], found.code[here], PLANTED, base + found.outage[here]
    )


def test_contacts(archive: Archive, month: Month, months: int, seed: int) -> Contacts:
    """Test tickets, all of one customer: 114 of them where the province is large enough."""
    random = generator(seed, "tests", month.text)
    total = int(np.clip(round(number("test_ticket_share") * 0.4 * archive.size * months / 24), 4, 114))
    many = (month.number + 1) * total // months - month.number * total // months
    customer = np.full(many, archive.size // 2)
    when = (month.first_day + random.integers(0, month.days, many)) * DAY + random.integers(
        9, 17, many
    ) * HOUR
    return contacts(customer, when, np.full(many, "C8", dtype=object), TEST)


def place_years(place: np.ndarray, seconds: np.ndarray, told: History) -> dict[int, set[int]]:
    """Festival years in which each place had a fault at one of these seconds."""
    found: dict[int, set[int]] = {}
    day = seconds // DAY
    for year in festivals(told):
        begin, end = festival_window(year)
        for index in np.flatnonzero((day >= begin) & (day <= end)):
            found.setdefault(int(place[index]), set()).add(to_date(begin + 10).year)
    return found
