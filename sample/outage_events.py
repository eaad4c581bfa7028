"""How many outages of each kind there are, when they begin, how long they last and whom they reach."""

from dataclasses import dataclass

import numpy as np

from gridtag.sample.climate import Climate
from gridtag.sample.clock import DAY, HOUR, SPRING_FESTIVALS, History, festival_window, to_date
from gridtag.sample.draws import generator, normal, spread, weighted, whole
from gridtag.sample.network import URBAN, Network
from gridtag.sample.parameters import number, numbers

LEVELS = ("mv", "tg", "lv", "own")
MV, TG, LV, OWN = range(4)


@dataclass
class Events:
    """Events before their scope is known: level, unit (feeder or area), day, kind."""

    level: np.ndarray
    unit: np.ndarray
    day: np.ndarray
    planned: np.ndarray


class Maker:
    def __init__(
        self,
        network: Network,
        later_feeder: np.ndarray,
        move_day: int,
        climate: Climate,
        told: History,
        seed: int,
    ) -> None:
        self.network, self.climate, self.told = network, climate, told
        self.later_feeder, self.move_day = later_feeder, move_day
        self.random = generator(seed, "outages")
        self.days = np.arange(told.first_day, told.last_day + 1)
        self.years = len(self.days) / 365.25
        storm = climate.storm[told.first_day - climate.first_day :]
        self.fault_days = 1 + 6 * (storm - 1)
        months = np.array([to_date(int(day)).month for day in self.days])
        weekday = (self.days + 3) % 7
        work = np.where(weekday < 5, 1.0, 0.15) * np.where(np.isin(months, (7, 8)), 0.4, 1.0)
        for year in SPRING_FESTIVALS:
            begin, end = festival_window(year)
            work[(self.days >= begin) & (self.days <= end)] = 0.0
        self.plan_days = work

    def events(self, level: int, planned: bool) -> Events:
        network = self.network
        feeders = level == MV
        county = network.feeder_county if feeders else network.area_county
        urban = network.feeder_urban if feeders else network.area_class == URBAN
        factor = network.feeder_factor if feeders else network.feeder_factor[network.area_feeder]
        usable = np.ones(len(county)) if feeders else (~network.area_private).astype(float)
        rate = (
            np.where(urban, _rate(level, planned, True), _rate(level, planned, False)) * usable * self.years
        )
        if not planned:
            rate = rate * factor
        if level == TG and not planned:
            rate = np.where(network.area_private, number("user_outage_rate") * self.years, rate)
        order = self.random.permutation(len(rate))
        many = np.zeros(len(rate), dtype=np.int64)
        many[order] = whole(rate[order], self.random)
        unit = np.repeat(np.arange(len(rate)), many)
        day = np.empty(len(unit), dtype=np.int64)
        if planned:
            day[:] = self.days[weighted(self.plan_days, len(unit), self.random)]
        else:
            for index in np.unique(county[unit]):
                here = np.flatnonzero(county[unit] == index)
                day[here] = self.days[weighted(self.fault_days[:, index], len(here), self.random)]
        if feeders:
            serving = self._serving(unit, day)
            unit, day = unit[serving], day[serving]
        return Events(np.full(len(unit), level), unit, day, np.full(len(unit), planned))

    def _serving(self, feeder: np.ndarray, day: np.ndarray) -> np.ndarray:
        """Whether the feeder has transformer areas on the day: where all have been moved off, nobody is cut off."""
        size = len(self.network.feeder_county)
        before, after = (
            np.bincount(of, minlength=size) > 0 for of in (self.network.area_feeder, self.later_feeder)
        )
        return np.where(day >= self.move_day, after[feeder], before[feeder])

    def members(self, feeder: int, day: int) -> np.ndarray:
        chosen = self.later_feeder if day >= self.move_day else self.network.area_feeder
        return np.flatnonzero(chosen == feeder)

    def scope(self, events: Events) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(number of areas by event, area, customers)."""
        many, areas, customers = [], [], []
        sizes = self.network.area_customers
        for level, unit, day in zip(
            events.level.tolist(), events.unit.tolist(), events.day.tolist(), strict=True
        ):
            if level == MV:
                inside = self.members(unit, day)
                if self.random.random() < 0.6:
                    part = max(1, int(len(inside) * self.random.uniform(0.2, 0.6)))
                    begin = int(self.random.integers(0, len(inside) - part + 1))
                    inside = inside[begin : begin + part]
                affected = sizes[inside]
            else:
                inside = np.array([unit])
                affected = sizes[inside]
                if level == LV:
                    affected = np.maximum(1, np.round(affected * self.random.uniform(0.1, 0.4))).astype(
                        np.int64
                    )
            many.append(len(inside))
            areas.append(inside)
            customers.append(affected)
        return np.array(many, dtype=np.int64), np.concatenate(areas), np.concatenate(customers)

    def hours(self, events: Events) -> np.ndarray:
        uniform = spread(len(events.unit), self.random)
        median = np.where(events.level == MV, number("feeder_fault_median"), number("area_fault_median"))
        fault = median * np.exp(0.8 * normal(uniform))
        planned = number("planned_hours") * np.exp(0.4 * normal(uniform) - 0.08)
        return np.clip(np.where(events.planned, planned, fault), 0.1, 26)

    def starts(self, events: Events) -> np.ndarray:
        size = len(events.unit)
        fault = weighted(numbers("fault_hours"), size, self.random) * HOUR + self.random.integers(
            0, HOUR, size
        )
        planned = (7 * 4 + self.random.integers(0, 9, size)) * HOUR // 4
        return events.day * DAY + np.where(events.planned, planned, fault)


def _rate(level: int, planned: bool, urban: bool) -> float:
    """Events per feeder or area and year that give the hours per customer aimed at."""
    hours = number("saidi_urban") if urban else number("saidi_rural")
    share = number("planned_time_share")
    if planned:
        part = {MV: 0.6, TG: 0.4, LV: 0.0}[level]
        mean = number("planned_hours") * (0.64 if level == MV else 1.0)
        return hours * share * part / mean
    part = float(numbers("fault_levels")[level])
    median = number("feeder_fault_median") if level == MV else number("area_fault_median")
    mean = median * np.exp(0.32) * {MV: 0.64 * 0.75, TG: 1.0, LV: 0.25}[level]
    return float(hours * (1 - share) * part / mean)
