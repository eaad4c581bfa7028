"""The customers: who they are, what they are connected for, whom to call; mutable, for archives change."""

from dataclasses import dataclass

import numpy as np

from gridtag.sample import addresses
from gridtag.sample import places as settlements
from gridtag.sample.clock import DAY, NEVER, History, day_number
from gridtag.sample.draws import generator, pick, spread
from gridtag.sample.network import REMOTE, URBAN, Network
from gridtag.sample.parameters import divisions, mix, number, numbers, words

HIGH, LOW_OTHER, HOME = 1, 2, 3


@dataclass
class Archive:
    """Arrays by customer, ordered by transformer area."""

    network: Network
    places: settlements.Places
    homes: settlements.Homes
    area: np.ndarray
    account: np.ndarray
    former: np.ndarray
    org: np.ndarray
    name: np.ndarray
    address: np.ndarray
    sort: np.ndarray
    elec_type: np.ndarray
    urban_rural: np.ndarray
    capacity: np.ndarray
    status: np.ndarray
    time_of_use: np.ndarray
    prepaid: np.ndarray
    meter: np.ndarray
    meter_type: np.ndarray
    connected: np.ndarray
    cancelled: np.ndarray
    important: np.ndarray
    registered: np.ndarray
    phone: np.ndarray
    other_phone: np.ndarray
    owner: np.ndarray
    birth_year: np.ndarray
    digital: np.ndarray
    caller: np.ndarray
    repeat_caller: np.ndarray

    @property
    def size(self) -> int:
        return len(self.area)

    @property
    def home(self) -> np.ndarray:
        return self.sort == HOME

    @property
    def active(self) -> np.ndarray:
        return (self.status == 0) & (self.cancelled == NEVER)


def phones(size: int, random: np.random.Generator) -> np.ndarray:
    """Eleven digits under leads that no mobile has, so that nobody can be reached."""
    leads = numbers("phone_leads").astype(np.int64)
    return (leads[random.integers(len(leads), size=size)] * 10**8 + random.integers(0, 10**8, size)).astype(
        str
    )


def _names(
    sort: np.ndarray, birth: np.ndarray, county: np.ndarray, random: np.random.Generator
) -> np.ndarray:
    size = len(sort)
    shares = 1 / (np.arange(len(words("surname"))) + 6.0)
    surname = np.array(words("surname"), dtype=object)[pick(shares, random.random(size))]
    given = np.empty(size, dtype=object)
    for kind, chosen in (
        ("given_old", birth < 1962),
        ("given_mid", (birth >= 1962) & (birth < 1988)),
        ("given_new", birth >= 1988),
    ):
        choices = np.array(words(kind), dtype=object)
        given[chosen] = choices[random.integers(len(choices), size=int(chosen.sum()))]
    names = surname + given
    for kind, code in (("company_lv", LOW_OTHER), ("company_hv", HIGH)):
        firms = np.flatnonzero(sort == code)
        heads = np.array(words("company_head"), dtype=object)[
            random.integers(len(words("company_head")), size=len(firms))
        ]
        tails = np.array(words(kind), dtype=object)[random.integers(len(words(kind)), size=len(firms))]
        short = np.array([row["county"][:-1] for row in divisions()], dtype=object)[county[firms]]
        names[firms] = short + heads + tails
    return names


def _accounts(county: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Ten digits: a four-digit district prefix and a number that tells nothing about the order."""
    row = divisions()
    prefix = np.array(
        [5100 + int(entry["county_org"][3:5]) * 100 + int(entry["county_org"][5:]) for entry in row]
    )
    position = np.arange(len(county)) - np.searchsorted(county, county)
    return (
        (prefix[county].astype(np.int64) * 10**6 + (position * 617_803 + 271_828) % 10**6)
        .astype(str)
        .astype(object)
    )


def _elec_types(sort: np.ndarray, urban: np.ndarray, random: np.random.Generator) -> np.ndarray:
    types = np.where(urban, "202", "201").astype(object)
    for name, code in (("lv_elec_type", LOW_OTHER), ("hv_elec_type", HIGH)):
        keys, shares = mix(name)
        chosen = np.flatnonzero(sort == code)
        types[chosen] = np.array(keys, dtype=object)[pick(shares, spread(len(chosen), random))]
    return types


def _connections(size: int, sort: np.ndarray, told: History, random: np.random.Generator) -> np.ndarray:
    earliest = day_number(told.start) - 36 * 365
    days = earliest + (random.beta(1.6, 1.1, size) * (told.first_day - 40 - earliest)).astype(np.int64)
    new = (random.random(size) < number("new_customer_share")) & (sort != HIGH)
    days[new] = random.integers(
        told.first_day + 5, max(told.last_day - 40, told.first_day + 6), int(new.sum())
    )
    return days


def _owners(county: np.ndarray, home: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """The customer whose owner this account shares; most are their own."""
    owner = np.arange(len(county))
    second = np.flatnonzero((random.random(len(county)) < number("same_owner_share")) & home)
    first = np.maximum(second - random.integers(1, 40, len(second)), 0)
    fits = home[first] & (county[first] == county[second]) & ~np.isin(first, second)
    owner[second[fits]] = first[fits]
    return owner


def _birth_years(size: int, year: int, random: np.random.Generator) -> np.ndarray:
    """Account holders from 19 to 92, 48 on average."""
    rank = np.clip(spread(size, random), 0.001, 0.999)
    age = 19 + 62 * rank**0.95 + random.normal(0, 6, size)
    return np.asarray(year - np.clip(age, 19, 92).astype(np.int64))


def _capacities(sort: np.ndarray, random: np.random.Generator) -> np.ndarray:
    sizes = {HOME: (4, 6, 8, 12), LOW_OTHER: (10, 15, 20, 30, 50), HIGH: (315, 400, 630, 800, 1250, 2000)}
    found = np.zeros(len(sort), dtype=np.int64)
    for kind, choices in sizes.items():
        here = np.flatnonzero(sort == kind)
        found[here] = np.array(choices)[random.integers(len(choices), size=len(here))]
    return found


def _callers(size: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """How readily each customer calls, one on average, and who is planted as a repeat caller."""
    shape = number("call_gamma_shape")
    caller = random.gamma(shape, 1 / shape, size)
    caller = caller / caller.mean()
    repeat = np.zeros(size, dtype=bool)
    repeat[random.choice(size, max(2, round(size * number("repeat_caller_share"))), replace=False)] = True
    caller[repeat] = number("repeat_caller_factor") * random.uniform(0.5, 1.5, int(repeat.sum()))
    return caller, repeat


def build(network: Network, told: History, seed: int) -> Archive:
    random = generator(seed, "archive")
    area = np.repeat(np.arange(len(network.area_county)), network.area_customers)
    size, county = len(area), network.area_county[area]
    private, urban = network.area_private[area], network.area_class[area] == URBAN
    firm = spread(size, random) < number("lv_other_share") / (1 - number("hv_share"))
    sort = np.where(private, HIGH, np.where(firm, LOW_OTHER, HOME))
    home = sort == HOME
    found, of_area = settlements.build(network, seed)
    homes = settlements.settle(network, found, of_area, home)
    owner = _owners(county, home, random)
    birth = _birth_years(size, told.start.year, random)
    name = _names(sort, birth, county, random)[owner]
    birth = birth[owner]
    age = told.start.year - birth
    digital = -0.055 * (age - 48) + 0.5 * np.where(urban, 1, -1) + random.normal(0, 0.9, size)
    caller, repeat = _callers(size, random)
    connected = _connections(size, sort, told, random)
    since = connected + (random.random(size) * np.maximum(told.first_day - connected, 1)).astype(np.int64)
    registered = np.where(connected >= told.first_day, connected, since) * DAY
    return Archive(
        network, found, homes, area, account=_accounts(county, random),
        former=np.full(size, "", dtype=object),
        org=np.array(network.station_org, dtype=object)[network.area_station[area]], name=name,
        address=np.array(addresses.archive(found, homes, random), dtype=object), sort=sort,
        elec_type=_elec_types(sort, urban, random), urban_rural=network.area_class[area],
        capacity=_capacities(sort, random), status=np.zeros(size, dtype=np.int64),
        time_of_use=random.random(size) < np.where(home, number("time_of_use_share"), 0.6),
        prepaid=home & (random.random(size) < number("prepaid_start")),
        meter=(10**11 * 33 + random.permutation(size) * 17 + 5_000_000).astype(str).astype(object),
        meter_type=np.where(random.random(size) < 0.99, "smart", "mechanical").astype(object),
        connected=connected, cancelled=np.full(size, NEVER),
        important=random.random(size) < np.where(private, 0.08, 0.0005),
        registered=registered + random.integers(8 * 3600, 18 * 3600, size),
        phone=phones(size, random)[owner].astype(object), other_phone=phones(size, random).astype(object),
        owner=owner, birth_year=birth, digital=digital, caller=caller, repeat_caller=repeat,
    )  # fmt: skip


def voltage(sort: np.ndarray, capacity: np.ndarray, remote: np.ndarray) -> np.ndarray:
    """220 V for small homes, 380 V for the other low-voltage customers, 10 kV above."""
    low = np.where((sort == HOME) & (capacity <= 8) & (remote <= REMOTE), "AC02202", "AC03802")
    return np.where(sort == HIGH, "AC00101", low)
