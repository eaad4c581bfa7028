"""Who contacts the hotline in a month, when and why: outages, bills, cuts, and everything else."""

from dataclasses import dataclass, field

import numpy as np

from gridtag.sample.archive import Archive
from gridtag.sample.clock import DAY, HOUR, NEVER, SPRING_FESTIVALS, Month, day_number
from gridtag.sample.contacts import BASE, CUT, JUMP, OUTAGE, REPEAT, Contacts, contacts
from gridtag.sample.draws import EvenDraws, generator, pick, weighted, whole
from gridtag.sample.outage_events import LV, MV, TG
from gridtag.sample.outages import GOOD, Outages
from gridtag.sample.parameters import mix, number, numbers, raw_mix

LEVEL_ONE = tuple(raw_mix("business"))
_BILLING = ("Q1", "Q3", "Q5", "Q6", "C2", "C3", "C5", "C8", "A3", "A4", "T21", "T22", "T23", "O2")
_LOW_VOLTAGE = ("R31", "R33", "T41", "O4")


@dataclass
class Demand:
    """What stays from month to month: recent calls by customer and how many of each business there were."""

    seed: int
    archive: Archive
    even: EvenDraws
    recent: np.ndarray
    recent_complaints: np.ndarray
    counted: np.ndarray = field(default_factory=lambda: np.zeros(len(LEVEL_ONE)))
    self_served: float = 0.0
    total: float = 0.0

    def calls_in_half_a_year(self) -> np.ndarray:
        return np.asarray(self.recent.sum(axis=0))


def build(archive: Archive, seed: int) -> Demand:
    shape = (6, archive.size)
    return Demand(
        seed, archive, EvenDraws(seed), np.zeros(shape, dtype=np.int16), np.zeros(shape, dtype=np.int16)
    )


def outage_contacts(
    demand: Demand, outages: Outages, chosen: np.ndarray, random: np.random.Generator
) -> Contacts:
    """Callers among the customers of the outages of a month."""
    affected = np.bincount(outages.scope_event, outages.scope_customers, outages.size)[chosen]
    planned = outages.planned_start[chosen] != NEVER
    notified = planned & (outages.notice[chosen] == GOOD)
    hour = outages.start[chosen] // HOUR % 24
    feeder = ~planned & (outages.level[chosen] == MV)
    known, unknown = number("outage_call_notified"), number("outage_call_unnotified")
    chance = np.where(notified, known, np.where(feeder, number("outage_call_feeder"), unknown))
    chance = chance * np.where((hour >= 19) | (hour < 6), number("outage_call_night"), 1.0)
    event = np.repeat(chosen, whole(affected * chance, random))
    size = len(event)
    weight = np.cumsum(outages.scope_customers)
    base = weight[outages.first[event]] - outages.scope_customers[outages.first[event]]
    last = weight[outages.first[event] + outages.many[event] - 1]
    entry = np.searchsorted(weight, base + random.random(size) * (last - base), side="right")
    entry = np.minimum(entry, len(weight) - 1)
    customer = caller_in(demand, outages.scope_area[entry], random)
    length = np.maximum(outages.scope_end[entry] - outages.start[event], 300)
    delay = np.minimum(random.exponential(0.8 * HOUR, size) + 120, length * random.uniform(0.5, 0.98, size))
    code = np.empty(size, dtype=object)
    level = np.where(outages.planned_start[event] != NEVER, 9, outages.level[event])
    for value, name in ((MV, "mv"), (TG, "tg"), (LV, "lv"), (9, "plan")):
        keys, shares = mix(f"outage_leaf_{name}")
        here = np.flatnonzero(level == value)
        code[here] = np.array(keys, dtype=object)[pick(shares, random.random(len(here)))]
    selfserved = (code == "Q2") & (random.random(size) < 0.8)
    return contacts(customer, outages.start[event] + delay, code, OUTAGE, event, selfserved)


def caller_in(demand: Demand, area: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A customer of each area, the frequent callers more often."""
    network = demand.archive.network
    edges = np.concatenate([[0.0], np.cumsum(np.sqrt(demand.archive.caller) + 0.15)])
    low = edges[network.area_first[area]]
    high = edges[network.area_first[area] + network.area_customers[area]]
    found = np.searchsorted(edges, low + random.random(len(area)) * (high - low), side="right") - 1
    return np.minimum(found, demand.archive.size - 1)


def bill_contacts(
    demand: Demand, jumped: np.ndarray, bill_day: np.ndarray, random: np.random.Generator
) -> Contacts:
    daily = number("calls_per_customer_year") / 365
    hazard = number("jump_call_hazard") * daily * 5 * demand.archive.caller
    pool = np.flatnonzero(jumped)
    many = round(float(hazard[pool].sum()))
    customer = (
        pool[weighted(hazard[pool], many, random)] if many and len(pool) else np.zeros(0, dtype=np.int64)
    )
    hour = weighted(numbers("hour_billing"), len(customer), random)
    when = (bill_day[customer] + 1 + random.integers(0, 5, len(customer))) * DAY + hour * HOUR
    keys, shares = mix("jump_leaf")
    code = np.array(keys, dtype=object)[pick(shares, random.random(len(customer)))]
    served = (code == "Q1") & (random.random(len(customer)) < 0.6)
    return contacts(customer, when + random.integers(0, HOUR, len(customer)), code, JUMP, None, served)


def cut_contacts(
    demand: Demand, customer: np.ndarray, cut: np.ndarray, random: np.random.Generator
) -> Contacts:
    daily = number("calls_per_customer_year") / 365
    chance = number("cut_call_hazard") * daily * 2 * demand.archive.caller[customer] + 0.08
    calling = np.flatnonzero(random.random(len(customer)) < chance)
    keys, shares = mix("cut_leaf")
    code = np.array(keys, dtype=object)[pick(shares, random.random(len(calling)))]
    when = cut[calling] + (random.exponential(3 * HOUR, len(calling)) + 300).astype(np.int64)
    return contacts(customer[calling], when, code, CUT)


def base_contacts(demand: Demand, month: Month, others: Contacts, random: np.random.Generator) -> Contacts:
    """The rest of the month's contacts, so that volume and business mix come out as aimed at."""
    profile = numbers("month_profile")
    active = int(demand.archive.active.sum())
    aim = (
        active
        * number("calls_per_customer_year")
        * month.days
        / 365
        * profile[month.month_of_year]
        / profile.mean()
    )
    demand.total += aim
    phones = float(others.phone.sum())
    size = round(max(aim - phones, 0.35 * aim) / 1.04)
    self_aim = demand.total * number("ivr_self_share")
    served = int(
        np.clip(round(self_aim - demand.self_served - float(others.self_served.sum())), 0, 0.6 * size)
    )
    agents = size - served
    first = np.array([str(code)[:1] for code in others.code])
    now = np.array([float(((first == key) & ~others.self_served).sum()) for key in LEVEL_ONE])
    demand.counted += now
    shares = np.array(list(raw_mix("business").values())) / 100
    missing = np.clip(shares * (demand.counted.sum() + agents) - demand.counted, 0, None)
    level = np.repeat(np.arange(len(LEVEL_ONE)), whole(missing / max(missing.sum(), 1e-9) * agents, random))
    demand.counted += np.bincount(level, minlength=len(LEVEL_ONE))
    level = np.concatenate([level, np.zeros(served, dtype=np.int64)])
    code = _leaves(demand, level)
    demand.self_served += served + float(others.self_served.sum())
    chosen = contacts(_callers(demand, code, random), _moments(code, month, random), code, BASE, None,
                      np.arange(len(level)) >= len(level) - served)  # fmt: skip
    return chosen


def _leaves(demand: Demand, level: np.ndarray) -> np.ndarray:
    code = np.empty(len(level), dtype=object)
    for index, key in enumerate(LEVEL_ONE):
        here = np.flatnonzero(level == index)
        if key == "U":
            code[here] = "U"
            continue
        keys, shares = mix(f"leaf_{key}")
        code[here] = np.array(keys, dtype=object)[pick(shares, demand.even.draw(f"leaf {key}", len(here)))]
        if key == "X":
            code[here] = ""
    return code


def _callers(demand: Demand, code: np.ndarray, random: np.random.Generator) -> np.ndarray:
    archive = demand.archive
    weight = archive.caller * archive.active
    customer = weighted(weight, len(code), random)
    names = code.astype(str)
    low = np.flatnonzero(np.isin(names, _LOW_VOLTAGE) & (random.random(len(code)) < 0.6))
    weak_area = archive.network.area_low_voltage[archive.area]
    if len(low) and weak_area.any():
        customer[low] = weighted((weight + 0.3) * weak_area, len(low), random)
    often = np.flatnonzero(names == "T43")
    factor = archive.network.feeder_factor[archive.network.area_feeder[archive.area]]
    customer[often] = weighted((weight + 0.2) * factor**2, len(often), random)
    return customer


def _moments(code: np.ndarray, month: Month, random: np.random.Generator) -> np.ndarray:
    names = code.astype(str)
    billing = np.isin(names, _BILLING)
    days = np.arange(month.first_day, month.first_day + month.days)
    quiet = np.ones(len(days))
    for first in SPRING_FESTIVALS.values():
        eve = day_number(first) - 1
        quiet[(days >= eve) & (days <= eve + 4)] = number("festival_billing")
    weekday = numbers("weekday_billing")[(days + 3) % 7]
    day = np.where(
        billing,
        days[weighted(weekday * quiet, len(code), random)],
        days[weighted(0.6 + 0.4 * quiet, len(code), random)],
    )
    hour = np.where(
        billing,
        weighted(numbers("hour_billing"), len(code), random),
        weighted(numbers("hour_repair"), len(code), random),
    )
    return np.asarray(day * DAY + hour * HOUR + random.integers(0, HOUR, len(code)))


def repeats(found: Contacts, month: Month, seed: int) -> Contacts:
    """Demands that come back within a week, within the month; half of them urge."""
    random = generator(seed, "repeats", month.text)
    heavy = np.array([str(code)[:1] in ("R", "T", "A", "O") for code in found.code])
    again = np.flatnonzero(heavy & (random.random(found.size) < number("repeat_contact_share") / 0.4 * 0.5))
    when = found.time[again] + (random.uniform(0.2, 6, len(again)) * DAY).astype(np.int64)
    inside = when < (month.first_day + month.days) * DAY
    again, when = again[inside], when[inside]
    code = np.where(random.random(len(again)) < 0.5, "U", found.code[again].astype(str)).astype(object)
    return contacts(found.customer[again], when, code, REPEAT)


def other_channels(demand: Demand, month: Month, many: int, random: np.random.Generator) -> Contacts:
    """Demands by app, web and other channels, mostly from the more digital customers."""
    shares = np.array(list(raw_mix("business").values()))
    shares[LEVEL_ONE.index("U")] = 0
    code = _leaves(demand, np.sort(pick(shares, demand.even.draw("other channels", many))))
    weight = (
        demand.archive.active
        * (0.3 + demand.archive.caller)
        * np.exp(0.8 * np.clip(demand.archive.digital, -3, 3))
    )
    found = contacts(weighted(weight, many, random), _moments(code, month, random), code, BASE)
    found.phone[:] = False
    return found


def remember(demand: Demand, found: Contacts) -> None:
    """Rolls the six months of recent calls on by one."""
    complaint = np.array([str(code)[:1] == "T" for code in found.code], dtype=bool)
    for ring, rows in (
        (demand.recent, np.ones(found.size, dtype=bool)),
        (demand.recent_complaints, complaint),
    ):
        ring[:-1] = ring[1:]
        ring[-1] = np.bincount(found.customer[rows], minlength=ring.shape[1])
