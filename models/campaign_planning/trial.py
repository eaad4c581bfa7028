"""Whether the arms came out as drawn, and how small an effect they can show."""

from __future__ import annotations

from math import ceil, sqrt

from scipy.stats import binomtest, chisquare, norm

EXACT_BELOW = 1000


def ratio_p_value(treated: int, held: int, share: float) -> float:
    """p of arms this uneven where `share` was to be treated: exact binomial below 1,000 customers, else chi-square
    (sample-ratio mismatch: Fabijan and others, KDD 2019)."""
    total = treated + held
    if total < EXACT_BELOW:
        return float(binomtest(treated, total, share).pvalue)
    return float(chisquare([treated, held], [total * share, total * (1 - share)]).pvalue)


def treated_needed(p: float, q: float, ratio: float = 1.0, *, alpha: float = 0.05, power: float = 0.8) -> int:
    """Customers of the treated arm that show rate p against q, with `ratio` held out for each, two-sided
    (Fleiss, Levin, Paik: Statistical Methods for Rates and Proportions, 2003, section 4.3, uncorrected)."""
    mean = (p + ratio * q) / (1 + ratio)
    null = norm.ppf(1 - alpha / 2) * sqrt((1 + 1 / ratio) * mean * (1 - mean))
    other = norm.ppf(power) * sqrt(p * (1 - p) + q * (1 - q) / ratio)
    return ceil((null + other) ** 2 / (p - q) ** 2)


def detectable(q: float, treated: int, held: int, *, alpha: float = 0.05, power: float = 0.8) -> float:
    """Smallest gain over rate q that the arms show, by halving; 1 − q where not even that would do."""
    low, high = 0.0, 1 - q
    for _ in range(50):
        middle = (low + high) / 2
        enough = treated_needed(q + middle, q, held / treated, alpha=alpha, power=power) <= treated
        low, high = (low, middle) if enough else (middle, high)
    return high
