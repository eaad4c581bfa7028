"""Intention-to-treat effect of a campaign, with the arms as drawn whoever was reached."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
import pandas as pd
from scipy.stats import norm

from gridtag.errors import GridtagError


@dataclass(frozen=True)
class Effect:
    """Difference of the adoption rates (treated − held out) with its interval; gross: adopters in the treated arm;
    expected: those there would have been without the campaign; incremental: gross − expected."""

    difference: float
    low: float
    high: float
    gross: int
    expected: float
    incremental: float


def wilson(adopted: int, assigned: int, level: float = 0.95) -> tuple[float, float]:
    """Score interval of a proportion (Wilson: JASA 22, 1927)."""
    z = float(norm.ppf((1 + level) / 2))
    rate, square = adopted / assigned, z * z / assigned
    reach = z * sqrt(rate * (1 - rate) / assigned + square / (4 * assigned))
    return (rate + square / 2 - reach) / (1 + square), (rate + square / 2 + reach) / (1 + square)


def newcombe(a: int, m: int, b: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Interval of a/m − b/n by the hybrid score method (Newcombe: Statistics in Medicine 17, 1998, method 10)."""
    p, q = a / m, b / n
    (p_low, p_high), (q_low, q_high) = wilson(a, m, level), wilson(b, n, level)
    return (
        p - q - sqrt((p - p_low) ** 2 + (q_high - q) ** 2),
        p - q + sqrt((p_high - p) ** 2 + (q - q_low) ** 2),
    )


def intention_to_treat(a: int, m: int, b: int, n: int, level: float = 0.95) -> Effect:
    """Of `a` adopters among `m` treated and `b` among `n` held out; raises GridtagError where an arm is empty."""
    if min(m, n) < 1:
        raise GridtagError("no effect without both arms: an arm has no customers")
    return Effect(a / m - b / n, *newcombe(a, m, b, n, level), a, m * b / n, a - m * b / n)


def post_stratified(counts: pd.DataFrame, level: float = 0.95) -> Effect:
    """`counts`: unit, treated, treated_adopted, held, held_adopted, one row per unit. Units weigh by their treated
    customers; Wald interval (Miratrix, Sekhon, Yu: JRSS B 75, 2013). Raises GridtagError where a unit lacks an arm."""
    lacking = counts.loc[(counts["treated"] < 2) | (counts["held"] < 2), "unit"]
    if len(lacking):
        raise GridtagError(
            f"unit {lacking.iloc[0]}: fewer than 2 customers in an arm; join it to another unit"
        )
    m, n = counts["treated"].to_numpy(float), counts["held"].to_numpy(float)
    p, q = counts["treated_adopted"].to_numpy(float) / m, counts["held_adopted"].to_numpy(float) / n
    weight = m / m.sum()
    difference = float(weight @ (p - q))
    variance = weight**2 @ (p * (1 - p) / (m - 1) + q * (1 - q) / (n - 1))
    reach = float(norm.ppf((1 + level) / 2) * np.sqrt(variance))
    gross, expected = int(counts["treated_adopted"].sum()), float(m @ q)
    return Effect(difference, difference - reach, difference + reach, gross, expected, gross - expected)


def cost_per_incremental(cost_fen: int, effect: Effect) -> float | None:
    """Fen; None where the campaign won nobody."""
    return cost_fen / effect.incremental if effect.incremental > 0 else None
