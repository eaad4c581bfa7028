"""What a month's use costs, in whole fen: annual ladder, time of use, business and two-part tariffs."""

from dataclasses import dataclass

import numpy as np

from gridtag.sample.parameters import numbers

AGRICULTURE = ("300", "301", "302")
HOUSEHOLD = ("200", "201", "202")


@dataclass(frozen=True)
class Charge:
    amount: np.ndarray
    tier2: np.ndarray
    tier3: np.ndarray
    peak: np.ndarray
    flat: np.ndarray
    valley: np.ndarray


def charge(
    energy: np.ndarray,
    year_before: np.ndarray,
    household: np.ndarray,
    time_of_use: np.ndarray,
    elec_type: np.ndarray,
    capacity: np.ndarray,
    valley_share: np.ndarray,
) -> Charge:
    """Prices are 1/1000 yuan per kWh and energy is Wh, so a product is 1/10,000 fen."""
    first, second = (numbers("tier_limits_month") * 12 * 1000).astype(np.int64)
    used = np.maximum(energy, 0)
    after = year_before + used
    tier3 = np.clip(after - second, 0, used)
    tier2 = np.clip(after - first, 0, used) - tier3
    tier2, tier3 = np.where(household, tier2, 0), np.where(household, tier3, 0)
    valley = np.where(time_of_use, (used * valley_share).astype(np.int64) // 10 * 10, 0)
    flat = np.where(time_of_use & ~household, (used - valley) // 30 * 10, 0)
    peak = np.where(time_of_use, used - valley - flat, 0)
    home = _ladder(used, tier2, tier3, time_of_use, peak, valley)
    business = _business(used, elec_type, time_of_use, (peak, flat, valley), capacity)
    amount = (np.where(household, home, business) + 5000) // 10000
    return Charge(np.where(energy < 0, 0, amount), tier2, tier3, peak, flat, valley)


def _ladder(
    used: np.ndarray,
    tier2: np.ndarray,
    tier3: np.ndarray,
    time_of_use: np.ndarray,
    peak: np.ndarray,
    valley: np.ndarray,
) -> np.ndarray:
    price, high, low = (
        numbers(name).astype(np.int64) for name in ("price_tier", "price_tier_peak", "price_tier_valley")
    )
    steps = tier2 * (price[1] - price[0]) + tier3 * (price[2] - price[0])
    return np.asarray(np.where(time_of_use, peak * high[0] + valley * low[0], used * price[0]) + steps)


def _business(
    used: np.ndarray,
    elec_type: np.ndarray,
    time_of_use: np.ndarray,
    periods: tuple[np.ndarray, np.ndarray, np.ndarray],
    capacity: np.ndarray,
) -> np.ndarray:
    total = np.zeros(len(used), dtype=np.int64)
    large = elec_type == "100"
    farm = np.isin(elec_type.astype(str), AGRICULTURE)
    for name, chosen in (
        ("price_industry", large),
        ("price_agriculture", farm),
        ("price_business", ~large & ~farm),
    ):
        prices = numbers(name).astype(np.int64)
        by_period = sum(
            (period * price for period, price in zip(periods, prices, strict=True)), np.zeros_like(used)
        )
        total = np.where(chosen, np.where(time_of_use, by_period, used * prices[1]), total)
    basic = np.where(large, capacity * int(numbers("price_capacity")) * 1000, 0)
    return np.asarray(total + basic)
