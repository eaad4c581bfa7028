"""Outages of the whole history: planned and temporary work, faults by level, and what the weather adds."""

from dataclasses import dataclass, replace

import numpy as np

from gridtag.sample.climate import Climate
from gridtag.sample.clock import DAY, HOUR, NEVER, History, to_date
from gridtag.sample.draws import pick, spread
from gridtag.sample.network import URBAN, Network
from gridtag.sample.outage_events import LV, MV, OWN, TG, Events, Maker
from gridtag.sample.parameters import mix, number


@dataclass(frozen=True)
class Outages:
    """Arrays by outage; `first` and `many` point into the arrays by affected area."""

    kind: np.ndarray
    level: np.ndarray
    feeder: np.ndarray
    area: np.ndarray
    customer: np.ndarray
    created: np.ndarray
    planned_start: np.ndarray
    planned_end: np.ndarray
    start: np.ndarray
    end: np.ndarray
    cancelled: np.ndarray
    reason: np.ndarray
    notice: np.ndarray
    first: np.ndarray
    many: np.ndarray
    scope_area: np.ndarray
    scope_customers: np.ndarray
    scope_end: np.ndarray

    @property
    def size(self) -> int:
        return len(self.start)

    @property
    def scope_event(self) -> np.ndarray:
        return np.repeat(np.arange(self.size), self.many)


GOOD, LATE, MISSING, UNDELIVERED = range(4)
NOTICE_KINDS = ("good", "late", "missing", "undelivered")


def _scaled(hours: np.ndarray, load: np.ndarray, group: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Durations stretched so that each group's customer-hours come near its target."""
    factor = np.ones(len(target))
    for index in np.unique(group):
        here = group == index
        factor[index] = np.clip(target[index] / max((load * hours)[here].sum(), 1e-9), 0.55, 1.8)
    return hours * factor[group]


def build(
    network: Network, later_feeder: np.ndarray, move_day: int, climate: Climate, told: History, seed: int
) -> Outages:
    maker = Maker(network, later_feeder, move_day, climate, told, seed)
    parts = [
        maker.events(level, planned)
        for level, planned in ((MV, False), (TG, False), (LV, False), (MV, True), (TG, True))
    ]
    events = Events(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("level", "unit", "day", "planned")
        )
    )
    start = maker.starts(events)
    order = np.argsort(start, kind="stable")
    events = Events(events.level[order], events.unit[order], events.day[order], events.planned[order])
    start = start[order]
    many, areas, customers = maker.scope(events)
    first = np.concatenate([[0], np.cumsum(many)[:-1]])
    event = np.repeat(np.arange(len(many)), many)
    faction = np.where(maker.random.random(len(areas)) < 0.5, 1.0, maker.random.uniform(0.3, 1.0, len(areas)))
    faction = np.where((events.level == MV)[event] & ~events.planned[event], faction, 1.0)
    hours = maker.hours(events)
    load = np.bincount(event, customers * faction, len(many))
    year = np.array([to_date(day).year for day in events.day]) - told.start.year
    urban = network.area_class[areas[first]] == URBAN
    group = (year * 2 + urban) * 2 + events.planned
    hours = _scaled(hours, load, group, _targets(network, told, int(group.max()) + 1))
    end = start + np.maximum(300, hours * HOUR).astype(np.int64)
    scope_end = start[event] + np.maximum(240, hours[event] * faction * HOUR).astype(np.int64)
    last = np.maximum.reduceat(scope_end, first)
    plain = _Plain(start, np.where(events.planned, end, last), scope_end, event)
    return _dress(maker, events, plain, (first, many, areas, customers))


def _targets(network: Network, told: History, size: int) -> np.ndarray:
    """Customer-hours by (year, urban, planned) that give the yearly figures aimed at."""
    urban_customers = float(network.area_customers[network.area_class == URBAN].sum())
    rural_customers = float(network.area_customers.sum()) - urban_customers
    years = np.bincount(
        [to_date(day).year - told.start.year for day in range(told.first_day, told.last_day + 1)]
    )
    target = np.zeros(size)
    for index in range(size):
        year, urban, planned = index // 4, index // 2 % 2, index % 2
        hours = number("saidi_urban") * urban_customers if urban else number("saidi_rural") * rural_customers
        share = number("planned_time_share") if planned else 1 - number("planned_time_share")
        target[index] = hours * share * years[year] / 365.25
    return target


@dataclass
class _Plain:
    start: np.ndarray
    end: np.ndarray
    scope_end: np.ndarray
    event: np.ndarray


def _dress(
    maker: Maker,
    events: Events,
    plain: _Plain,
    scope: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
) -> Outages:
    """Kinds, plans, notices and reasons."""
    random, size = maker.random, len(events.unit)
    first, many, areas, customers = scope
    temporary = events.planned & (random.random(size) < number("temporary_share"))
    urgent = ~events.planned & (events.level == MV) & (random.random(size) < 0.06)
    own = (events.level == TG) & ~events.planned & maker.network.area_private[areas[first]]
    month = np.array([to_date(day).month for day in events.day])
    ration = temporary & np.isin(month, (7, 8)) & (random.random(size) < number("ration_share"))
    kind = np.select([ration, temporary, events.planned, urgent, own],
                     ["ration", "temp", "plan", "urgent", "user"], "fault").astype(object)  # fmt: skip
    start, end = plain.start, plain.end
    planned_start = np.where(events.planned, start // 900 * 900, NEVER)
    late = events.planned & (spread(size, random) < number("late_restore_share"))
    length = np.where(late, (end - start) * 0.7, end - start + random.integers(0, 5400, size)).astype(
        np.int64
    )
    planned_end = np.where(events.planned, (start + length) // 900 * 900 + 900, NEVER)
    ahead = np.where(temporary, 1.1 + random.random(size) * 1.4, 7.2 + random.random(size) * 4) * DAY
    failing = events.planned & (spread(size, random) < number("notice_failure"))
    notice = np.where(failing, random.integers(LATE, UNDELIVERED + 1, size), GOOD)
    created = np.where(
        events.planned, start - ahead.astype(np.int64), start + random.integers(180, 900, size)
    )
    cancelled = events.planned & ~failing & (spread(size, random) < number("cancelled_share"))
    reason = _reasons(maker, events, areas[first], own)
    feeder = np.where(events.level == MV, events.unit, maker.network.area_feeder[areas[first]])
    moved = (events.level != MV) & (events.day >= maker.move_day)
    feeder[moved] = maker.later_feeder[areas[first]][moved]
    area = np.where(events.level == MV, -1, areas[first])
    return Outages(kind, events.level, feeder, area, np.full(size, -1), created, planned_start, planned_end,
                   start, end, cancelled, reason, notice, first, many, areas, customers,
                   plain.scope_end)  # fmt: skip


def _reasons(maker: Maker, events: Events, area: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Causes by kind of outage; what breaks on a storm day is put down to nature."""
    reason = np.empty(len(area), dtype=object)
    for name, chosen in (("plan_reason", events.planned), ("fault_reason", ~events.planned)):
        keys, shares = mix(name)
        reason[chosen] = np.array(keys, dtype=object)[pick(shares, maker.random.random(int(chosen.sum())))]
    county = maker.network.area_county[area]
    stormy = maker.climate.storm[events.day - maker.climate.first_day, county] > 1
    reason[stormy & ~events.planned] = "nature"
    reason[own] = "user"
    return reason


def joined(parts: list[Outages]) -> Outages:
    """Several sets of outages as one."""
    shift = np.cumsum([0, *(len(part.scope_area) for part in parts)])
    moved = [replace(part, first=part.first + shift[index]) for index, part in enumerate(parts)]
    return Outages(**{name: np.concatenate([getattr(part, name) for part in moved])
                      for name in Outages.__dataclass_fields__})  # fmt: skip


def single(
    customer: np.ndarray, area: np.ndarray, feeder: np.ndarray, start: np.ndarray, end: np.ndarray, kind: str
) -> Outages:
    """Outages of one household: faults of its own line, and cuts for arrears."""
    size = len(customer)
    none, zeros = np.zeros(0, dtype=np.int64), np.zeros(size, dtype=np.int64)
    never = np.full(size, NEVER)
    reason = np.full(size, "user" if kind == "arrears" else "equip", dtype=object)
    kinds = np.full(size, kind, dtype=object)
    good = np.full(size, GOOD)
    return Outages(kinds, np.full(size, OWN), feeder, area, customer, start + 300, never, never, start, end,
                   np.zeros(size, dtype=bool), reason, good, zeros, zeros, none, none, none)  # fmt: skip


def low_voltage(
    area: np.ndarray, customers: np.ndarray, feeder: np.ndarray, start: np.ndarray, hours: np.ndarray
) -> Outages:
    """Low-voltage faults at given areas (what is planted)."""
    size = len(area)
    end = start + (hours * HOUR).astype(np.int64)
    never = np.full(size, NEVER)
    kinds, reason = np.full(size, "fault", dtype=object), np.full(size, "equip", dtype=object)
    ones = np.ones(size, dtype=np.int64)
    nobody, level, good = np.full(size, -1), np.full(size, LV), np.full(size, GOOD)
    return Outages(kinds, level, feeder, area, nobody, start + 300, never, never, start, end, never > 0,
                   reason, good, np.arange(size), ones, area, customers, end)  # fmt: skip
