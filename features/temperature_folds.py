"""Folds of days whose value holds energy and temperature in one number: energy_wh * DEGREES + degrees + OFFSET.

`degrees` are twentieths of a degree. float64 by key, NaN for null, independent of the order of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from gridtag.features.reducers import Floats, Integers, added
from gridtag.features.temperature import (
    BALANCE,
    COOLING_FROM,
    DEGREE,
    DEGREES,
    EXTREME_DAYS,
    HEATING_FROM,
    OFFSET,
    TINY,
)

Fold = Callable[[Integers, Integers, Integers, int], Floats]


@dataclass(frozen=True)
class Fit:
    """Energy per twentieth of a degree of cooling and of heating, NaN where days do not differ in it; `base` without
    either; `cooled` all twentieths of cooling, `heated` of heating; `explained` share of the variance."""

    cooling: Floats
    heating: Floats
    base: Floats
    cooled: Floats
    heated: Floats
    explained: Floats


def _split(value: Integers) -> tuple[Integers, Integers]:
    """Energy and degrees."""
    return value // DEGREES, value % DEGREES - OFFSET


def _fit(key: Integers, value: Integers, size: int) -> Fit:
    order = np.lexsort((value, key))
    return _fit_sorted(key[order], value[order], size, HEATING_FROM)


def _fit_sorted(key: Integers, value: Integers, size: int, heating_from: int) -> Fit:
    """Normal equations of the sums; those stay whole numbers."""
    energy, degrees = _split(value)
    e = energy.astype(np.float64)
    c = np.maximum(degrees - COOLING_FROM * DEGREE, 0).astype(np.float64)
    h = np.maximum(heating_from * DEGREE - degrees, 0).astype(np.float64)

    def total(numbers: Floats) -> Floats:
        return added(key, numbers, size)

    n = np.bincount(key, minlength=size).astype(np.float64)
    se, sc, sh = total(e), total(c), total(h)
    cc, hh, ch = n * total(c * c) - sc * sc, n * total(h * h) - sh * sh, -sc * sh
    ce, he = n * total(c * e) - sc * se, n * total(h * e) - sh * se
    mean = se / np.maximum(n, 1)
    spread = total((e - mean[key]) ** 2) * n
    cooling, heating, alike = _solve(cc, hh, ch, ce, he)
    by_cooling, by_heating = np.nan_to_num(cooling), np.nan_to_num(heating)
    known = ~(np.isnan(cooling) & np.isnan(heating)) & (spread > 0)
    explained = (by_cooling * ce + by_heating * he) / np.where(known, spread, 1)
    base = mean - (by_cooling * sc + by_heating * sh) / np.maximum(n, 1)
    return Fit(cooling, heating, np.where(alike, np.nan, base), sc, sh, np.where(known, explained, np.nan))


def _solve(cc: Floats, hh: Floats, ch: Floats, ce: Floats, he: Floats) -> tuple[Floats, Floats, np.ndarray]:
    """Both coefficients, and where they cannot be told from each other."""
    determinant = cc * hh - ch * ch
    two = (cc > 0) & (hh > 0)
    alike = two & (determinant <= TINY * cc * hh)
    clear = np.where(two & ~alike, determinant, 1)

    def coefficient(own: Floats, own_energy: Floats, other: Floats, other_energy: Floats) -> Floats:
        alone = np.where((own > 0) & (other <= 0), own_energy / np.where(own > 0, own, 1), np.nan)
        return np.where(two & ~alike, (own_energy * other - other_energy * ch) / clear, alone)

    return coefficient(cc, ce, hh, he), coefficient(hh, he, cc, ce), alike


def cooling_slope(key: Integers, step: Integers, value: Integers, size: int) -> Floats:
    return _fit(key, value, size).cooling * DEGREE


def heating_slope(key: Integers, step: Integers, value: Integers, size: int) -> Floats:
    return _fit(key, value, size).heating * DEGREE


def temperature_base(key: Integers, step: Integers, value: Integers, size: int) -> Floats:
    return _fit(key, value, size).base


def temperature_explained(key: Integers, step: Integers, value: Integers, size: int) -> Floats:
    return _fit(key, value, size).explained


def _energy(coefficient: Floats, degrees: Floats) -> Floats:
    """None where use falls, or no day calls for it."""
    return np.where(degrees == 0, 0.0, np.maximum(coefficient, 0) * degrees)


def cooling_energy(key: Integers, step: Integers, value: Integers, size: int) -> Floats:
    fit = _fit(key, value, size)
    return _energy(fit.cooling, fit.cooled)


def heating_energy(key: Integers, step: Integers, value: Integers, size: int) -> Floats:
    fit = _fit(key, value, size)
    return _energy(fit.heating, fit.heated)


def balance_temperature(key: Integers, step: Integers, value: Integers, size: int) -> Floats:
    """The base of heating that explains most, among whole degrees of BALANCE; the lowest among equals, NaN where use
    rises below none."""
    order = np.lexsort((value, key))
    fits = [_fit_sorted(key[order], value[order], size, degree) for degree in BALANCE]
    explained = np.array([np.where(fit.heating > 0, fit.explained, np.nan) for fit in fits])
    explained = np.where(np.isnan(explained), -np.inf, explained)
    best = explained.max(axis=0)
    first = (explained >= best - TINY).argmax(axis=0)
    return np.where(np.isneginf(best), np.nan, np.array(BALANCE)[first])


def _extreme_mean(key: Integers, step: Integers, value: Integers, size: int, sign: int) -> Floats:
    """Mean energy of the EXTREME_DAYS days with the greatest degrees (`sign` 1) or least; the last among equals."""
    energy, degrees = _split(value)
    order = np.lexsort((value, step, sign * degrees, key))
    key, energy = key[order], energy[order]
    counts = np.bincount(key, minlength=size)
    place = np.arange(len(key)) - (np.cumsum(counts) - counts)[key]
    chosen = place >= counts[key] - EXTREME_DAYS
    sums = np.bincount(key[chosen], weights=energy[chosen].astype(np.float64), minlength=size)
    held = np.minimum(counts, EXTREME_DAYS)
    return np.where(held > 0, sums / np.maximum(held, 1), np.nan)


def hottest_mean(key: Integers, step: Integers, value: Integers, size: int) -> Floats:
    return _extreme_mean(key, step, value, size, 1)


def coldest_mean(key: Integers, step: Integers, value: Integers, size: int) -> Floats:
    return _extreme_mean(key, step, value, size, -1)


FOLDS: Mapping[str, Fold] = {
    "cooling_slope": cooling_slope,
    "heating_slope": heating_slope,
    "temperature_base": temperature_base,
    "temperature_explained": temperature_explained,
    "cooling_energy": cooling_energy,
    "heating_energy": heating_energy,
    "balance_temperature": balance_temperature,
    "hottest_mean": hottest_mean,
    "coldest_mean": coldest_mean,
}
