"""Use that follows the temperature by known coefficients, and what fold and oracle make of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any

import numpy as np
import pytest

from gridtag.features.registry import features
from gridtag.features.temperature import DEGREES, OFFSET
from gridtag.features.temperature_folds import FOLDS
from tests.features.dice import AS_OF
from tests.features.silver_rows import duckdb_features, folded_features
from tests.features.test_oracle import same

DAYS = 200
TEMPERATURES = (32, 28, 22, 20, 16, 10)
HOMES: dict[str, tuple[int, Callable[[int], int]]] = {
    "both": (DAYS, lambda warm: 5000 + 300 * max(warm - 26, 0) + 200 * max(18 - warm, 0)),
    "few": (179, lambda warm: 5000 + 300 * max(warm - 26, 0)),
    "enough": (180, lambda warm: 5000 + 300 * max(warm - 26, 0)),
    "none": (DAYS, lambda warm: 5000),
    "less": (DAYS, lambda warm: 9000 - 100 * max(warm - 26, 0) - 50 * max(18 - warm, 0)),
    "empty": (DAYS, lambda warm: 0),
}
NAMES = tuple(name for name in features() if name.startswith("seas_") and name.endswith("_365d"))


def _warm(back: int) -> int:
    return TEMPERATURES[back % len(TEMPERATURES)]


@cache
def silver() -> dict[str, list[dict[str, Any]]]:
    days = [AS_OF - timedelta(days=back) for back in range(DAYS)]
    weather = [
        {"org_no": "3340101", "day": day, "max_celsius": _warm(back) + 3, "min_celsius": _warm(back) - 3}
        for back, day in enumerate(days)
    ]
    weather += [
        {"org_no": "3340102", "day": day, "max_celsius": 25, "min_celsius": 21 + back % 2}
        for back, day in enumerate(days)
    ]
    meters = [
        {"customer_no": home, "day": day, "energy_wh": use(_warm(back)), "collected": "true"}
        for home, (length, use) in HOMES.items()
        for back, day in enumerate(days[:length])
    ]
    meters += [
        {"customer_no": "mild", "day": day, "energy_wh": 4000 + back % 2 * 1000, "collected": "true"}
        for back, day in enumerate(days)
    ]
    customers = [{"customer_no": home, "org_no": "334010101"} for home in HOMES]
    customers.append({"customer_no": "mild", "org_no": "334010201"})
    return {"customers": customers, "weather": weather, "meter_daily": meters}


HOT, COLD = (sum(_warm(back) == warm for back in range(DAYS)) for warm in (32, 10))
WARM, COOL = (sum(_warm(back) == warm for back in range(DAYS)) for warm in (28, 16))
COOLED = 0.3 * (6 * HOT + 2 * WARM)
HEATED = 0.2 * (8 * COLD + 2 * COOL)
USED = 5 * DAYS + COOLED + HEATED
EXPECTED: dict[str, dict[str, float | None]] = {
    "both": {
        "beta_cdd_val": 0.3,
        "beta_hdd_val": 0.2,
        "base_val": 5,
        "r2_val": 1,
        "balance_temp_val": 18,
        "cooling_kwh_sum": COOLED,
        "cooling_kwh_share": COOLED / USED,
        "heating_kwh_sum": HEATED,
        "heating_kwh_share": HEATED / USED,
        "hot10_avg": 6.8,
        "hot10_ratio": 6.8 / (USED / DAYS),
        "cold10_avg": 6.6,
        "cold10_ratio": 6.6 / (USED / DAYS),
    },
    "few": {name.removeprefix("seas_").removesuffix("_365d"): None for name in NAMES},
    "enough": {"beta_cdd_val": 0.3, "beta_hdd_val": 0, "base_val": 5, "heating_kwh_sum": 0},
    "none": {"beta_cdd_val": 0, "r2_val": None, "balance_temp_val": None, "cooling_kwh_share": 0},
    "less": {"beta_cdd_val": -0.1, "cooling_kwh_sum": 0, "heating_kwh_share": 0, "balance_temp_val": None},
    "empty": {"base_val": 0, "cooling_kwh_sum": 0, "cooling_kwh_share": None, "hot10_ratio": None},
    "mild": {
        "beta_cdd_val": None,
        "beta_hdd_val": None,
        "base_val": 4.5,
        "r2_val": None,
        "cooling_kwh_sum": 0,
        "hot10_avg": 5,
        "cold10_avg": 4,
    },
}


@pytest.mark.parametrize("found", [folded_features, duckdb_features])
def test_coefficients_are_found_again(found: Callable[..., dict[str, dict[str, Any]]]) -> None:
    rows = found(silver(), AS_OF, tuple(features()[name] for name in NAMES))
    for home, expected in EXPECTED.items():
        for short, wanted in expected.items():
            told = rows[home][f"seas_{short}_365d"]
            assert same(told, wanted if wanted is None else float(wanted)), (home, short, told)


@pytest.mark.parametrize("kind", FOLDS)
def test_the_order_of_days_does_not_matter(kind: str) -> None:
    dice = np.random.default_rng(7)
    key, step = np.repeat(np.arange(5), 40), np.tile(np.arange(40), 5)
    value = dice.integers(0, 9000, 200) * DEGREES + dice.integers(-300, 800, 200) + OFFSET
    order = dice.permutation(200)
    one, other = FOLDS[kind](key, step, value, 6), FOLDS[kind](key[order], step[order], value[order], 6)
    assert np.array_equal(one, other, equal_nan=True)
    assert np.isfinite(one[:5]).any() and not np.isfinite(one[5] or np.nan)


def test_days_that_cannot_be_told_apart_give_no_coefficients() -> None:
    """Either 30 degrees or 8: a day's cooling tells its heating."""
    degrees = np.tile([600, 160], 100)
    value = (5000 + degrees) * DEGREES + degrees + OFFSET
    key, step = np.zeros(200, dtype=np.int64), np.arange(200)
    for kind in ("cooling_slope", "heating_slope", "temperature_base", "temperature_explained"):
        assert np.isnan(FOLDS[kind](key, step, value, 1)).all(), kind
