"""How much each customer uses in a month: level, season, weather, festivals, empty homes, theft."""

from dataclasses import dataclass

import numpy as np

from gridtag.sample.archive import HIGH, LOW_OTHER, Archive
from gridtag.sample.climate import Climate
from gridtag.sample.clock import SPRING_FESTIVALS, Month, day_number, festival_window
from gridtag.sample.draws import generator, normal, spread
from gridtag.sample.network import URBAN
from gridtag.sample.parameters import number, numbers


@dataclass
class Energy:
    """What stays with a customer from month to month."""

    base: np.ndarray
    response: np.ndarray
    festival: np.ndarray
    vacant: np.ndarray
    leaving: np.ndarray
    theft_month: np.ndarray
    zero: np.ndarray
    seed: int


def build(archive: Archive, months: int, seed: int) -> Energy:
    random = generator(seed, "energy")
    size = archive.size
    urban = archive.urban_rural == URBAN
    base = np.zeros(size)
    homes = np.flatnonzero(archive.home)
    rank = np.argsort(np.argsort(0.35 * urban[homes] + random.standard_normal(len(homes)), kind="stable"))
    base[homes] = number("household_median") * np.exp(
        number("household_sigma") * normal((rank + 0.5) / max(len(homes), 1))
    )
    shops = np.flatnonzero(archive.sort == LOW_OTHER)
    base[shops] = number("shop_median") * np.exp(number("shop_sigma") * normal(spread(len(shops), random)))
    works = np.flatnonzero(archive.sort == HIGH)
    tail = np.minimum((1 - spread(len(works), random)) ** (-1 / number("industry_alpha")), 250)
    base[works] = number("industry_minimum_mwh") * 1000 * tail
    archive.capacity[works] = np.maximum(
        archive.capacity[works], (base[works] / 250).astype(np.int64) // 10 * 10
    )
    second = random.random(size) < 0.15
    stay = 1 / number("vacant_months")
    leaving = np.where(second, 0.09, 0.0087) * archive.home
    vacant = random.random(size) < leaving / (leaving + stay)
    usual = np.where(urban, number("festival_urban"), number("festival_rural"))
    festival = np.clip(usual + random.normal(0, 0.25, size), -0.85, 1.5)
    festival[~archive.home] = np.clip(
        number("festival_industry") + random.normal(0, 0.2, int((~archive.home).sum())), -0.95, 0.1
    )
    theft = np.full(size, 10**6)
    thieves = random.choice(size, max(2, round(size * number("theft_share"))), replace=False)
    theft[thieves] = random.integers(4, max(months - 2, 5), len(thieves))
    zero = (random.random(size) < number("zero_use_share")) & archive.home
    response = number("temperature_response") * random.lognormal(0, 0.6, size)
    return Energy(base, response, festival, vacant, leaving, theft, zero, seed)


def festival_share(month: Month) -> float:
    """Share of the month's days that lie in a Spring Festival window."""
    total = 0
    for year in SPRING_FESTIVALS:
        begin, end = festival_window(year)
        total += max(0, min(end, month.first_day + month.days - 1) - max(begin, month.first_day) + 1)
    return total / month.days


def use(energy: Energy, archive: Archive, climate: Climate, month: Month, number_of_month: int) -> np.ndarray:
    """Use of the month in Wh; moves the empty homes on by a month."""
    random = generator(energy.seed, "use", month.text)
    size = archive.size
    season = np.where(
        archive.home,
        numbers("season")[month.month_of_year],
        1 + 0.3 * (numbers("season")[month.month_of_year] - 1),
    )
    anomaly = climate.anomaly(month)[archive.network.area_county[archive.area]]
    weather = np.clip(1 + energy.response * anomaly * np.where(archive.home, 1.0, 0.3), 0.6, 1.8)
    festive = 1 + energy.festival * festival_share(month)
    noise = np.exp(number("kwh_noise") * random.standard_normal(size))
    turn = random.random(size)
    before = energy.vacant
    energy.vacant = np.where(before, turn > 1 / number("vacant_months"), turn < energy.leaving)
    partly = random.random(size)
    lived = np.where(before & energy.vacant, 0.0, np.where(before | energy.vacant, partly, 1.0))
    kwh = energy.base * season * weather * festive * noise * lived
    kwh = np.where((lived < 1) & (kwh < 1), random.choice([0.0, 0.0, 1.2, 3.4], size), kwh)
    kwh = np.where(energy.theft_month <= number_of_month, kwh * 0.3, kwh)
    last = day_number(month.first) + month.days
    present = np.clip((last - archive.connected) / month.days, 0, 1)
    kwh = np.where(energy.zero | ~archive.active, 0.0, kwh * present)
    return np.round(kwh * 1000 / 10).astype(np.int64) * 10
