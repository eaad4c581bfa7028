"""How well scores order people by what a treatment changes: Qini and uplift curves with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

LEVEL = 0.95
REPLICATES = 300
SEED = 20261031
LEAST_AREA = 1e-9
"""Below it no order is better than another, but for rounding."""


@dataclass(frozen=True)
class Effect:
    """qini: area between the Qini curve and the straight line of a random order, over the same area of the best order
    that the outcomes allow: 1 = that order, 0 = random (scikit-uplift's qini_auc_score is the same). auuc: area under
    the uplift curve, in outcomes per person of the list; auuc_random that of a random order, half the mean effect.
    gain: the qini less that of the reference. Bounds are the 95 % percentile interval of a bootstrap within the arms,
    errors its standard deviation."""

    qini: float
    qini_low: float
    qini_high: float
    auuc: float
    auuc_low: float
    auuc_high: float
    auuc_random: float
    qini_error: float
    gain: float
    gain_error: float


class Curves:
    """The curves of one score against outcomes (0, 1) of two arms (treated 1 or 0), for any weights of the rows.

    With n the share of rows contacted, best scores first, and R and N the (weighted) outcomes and rows of an arm
    among them, the Qini curve is R_t − R_c · N_t / N_c (Radcliffe: Using control groups to target on predicted lift,
    2007) and the uplift curve (R_t / N_t − R_c / N_c) · n (Gutierrez, Gérardy: PMLR 67, 2017). Equal scores are one
    straight piece.
    """

    def __init__(self, uplift: np.ndarray, label: np.ndarray, treated: np.ndarray) -> None:
        values, place = np.unique(-uplift, return_inverse=True)
        self.pieces, self.cell = len(values), place * 4 + 2 * treated + label

    def areas(self, weight: np.ndarray) -> tuple[float, float, float]:
        """(qini, auuc, auuc of a random order)"""
        counts = np.bincount(self.cell, weights=weight, minlength=4 * self.pieces)
        total = np.vstack([np.zeros(4), counts.reshape(-1, 4).cumsum(axis=0)])
        controls, treated = total[:, 0] + total[:, 1], total[:, 2] + total[:, 3]
        share = (controls + treated) / (controls[-1] + treated[-1])
        qini = total[:, 3] - total[:, 1] * _ratio(treated, controls)
        uplift = (_ratio(total[:, 3], treated) - _ratio(total[:, 1], controls)) * share
        line = qini[-1] / 2
        best = _best(total[-1]) - line
        area = np.trapezoid(qini, share) - line
        scaled = float(area / best) if best > LEAST_AREA else 0.0
        return scaled, float(np.trapezoid(uplift, share)), float(uplift[-1] / 2)


def _ratio(over: np.ndarray, under: np.ndarray) -> np.ndarray:
    return np.divide(over, under, out=np.zeros_like(over), where=under != 0)


def _best(totals: np.ndarray) -> float:
    """Area under the Qini curve of the best order: treated with the outcome, all without it, controls with it."""
    controls, treated = totals[0] + totals[1], totals[2] + totals[3]
    rows, gained = controls + treated, totals[3]
    last = gained - totals[1] * treated / controls
    share = np.array([0.0, totals[3], rows - totals[1], rows]) / rows
    return float(np.trapezoid([0.0, gained, gained, last], share))


def effects(
    uplifts: Mapping[str, np.ndarray],
    label: np.ndarray,
    treated: np.ndarray,
    weight: np.ndarray,
    reference: str,
    replicates: int = REPLICATES,
) -> dict[str, Effect]:
    """Of every score by name, over the same resampled rows, so that their gains over the score named `reference` are
    paired. `weight` is 1 / probability of the arm a row is in where that differs between people, else all ones."""
    curves = {name: Curves(uplift, label, treated) for name, uplift in uplifts.items()}
    points = {name: curve.areas(weight) for name, curve in curves.items()}
    dice = np.random.default_rng(SEED)
    drawn: dict[str, list[tuple[float, float, float]]] = {name: [] for name in uplifts}
    for _ in range(replicates):
        times = weight * _resampled(treated, dice)
        for name, curve in curves.items():
            drawn[name].append(curve.areas(times))
    spread = {name: np.array(found) for name, found in drawn.items()}
    told = {}
    for name, (qini, auuc, at_random) in points.items():
        low, high = np.quantile(spread[name], [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
        gains = spread[name][:, 0] - spread[reference][:, 0]
        told[name] = Effect(
            qini, float(low[0]), float(high[0]), auuc, float(low[1]), float(high[1]), at_random,
            float(spread[name][:, 0].std()), qini - points[reference][0], float(gains.std()),
        )  # fmt: skip
    return told


def proven(found: Mapping[str, Effect], candidates: Collection[str]) -> str | None:
    """Of the candidates whose Qini and whose gain over the reference are above 0, the one of the highest Qini for its
    error; None where chance could have made the best of so many: the bounds hold for all of them together
    (Bonferroni)."""
    reach = norm.ppf(1 - (1 - LEVEL) / 2 / max(1, len(candidates)))
    sure = [
        name
        for name in candidates
        if found[name].qini > reach * found[name].qini_error
        and found[name].gain > reach * found[name].gain_error
    ]
    return max(sure, key=lambda name: found[name].qini - reach * found[name].qini_error, default=None)


def _resampled(treated: np.ndarray, dice: np.random.Generator) -> np.ndarray:
    """How often each row is drawn; both arms keep their size."""
    times = np.zeros(len(treated), dtype=np.int64)
    for arm in (0, 1):
        rows = np.flatnonzero(treated == arm)
        times[rows] = np.bincount(dice.integers(0, len(rows), len(rows)), minlength=len(rows))
    return times
