"""People whose probability of the outcome is known, and campaigns whose effect on each of them is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from scipy.special import expit

TOWNS = ("东城", "西城", "南乡", "北乡")
OF_TOWN = np.array([0.6, 0.2, -0.3, -0.9])


@dataclass(frozen=True)
class People:
    """`chance` is the true probability of `label`; features say what models may know."""

    features: pa.Table
    chance: np.ndarray
    label: np.ndarray


def people(rows: int, seed: int, base: float = -2.0) -> People:
    """Bills shape the outcome in steps, age in a hump, the town by level; `noise` does not. A tenth of ages is
    unknown."""
    dice = np.random.default_rng(seed)
    bills, age, town = dice.gamma(2.0, 60.0, rows), dice.integers(20, 80, rows), dice.integers(0, 4, rows)
    hump = 1.2 - ((age - 42) / 16.0) ** 2 * 0.6
    chance = expit(base + 1.1 * (bills > 90) + 0.8 * (bills > 200) + hump + OF_TOWN[town])
    known_age = np.where(dice.random(rows) < 0.1, np.nan, age.astype(float))
    features = pa.table(
        {
            "bills": bills,
            "age": pa.array(known_age, from_pandas=True),
            "town": np.array(TOWNS)[town],
            "noise": dice.normal(size=rows),
        }
    )
    return People(features, chance, (dice.random(rows) < chance).astype(np.int64))


@dataclass(frozen=True)
class Campaign:
    """`effect` is what treatment adds to the probability of the outcome, `arm_chance` that of being treated."""

    features: pa.Table
    effect: np.ndarray
    treated: np.ndarray
    label: np.ndarray
    arm_chance: np.ndarray


def campaign(rows: int, seed: int, treated_share: float = 0.5, biased: bool = False) -> Campaign:
    """Treatment helps those of small `a`, and harms those of large `b`; the outcome without it follows `c`. If
    `biased`, those of large `c` are treated more often."""
    dice = np.random.default_rng(seed)
    a, b, c = dice.normal(size=(3, rows))
    effect = 0.12 * (a < 0) - 0.05 * (b > 1)
    without = np.clip(0.15 + 0.05 * c, 0.06, 0.6)
    arm_chance = expit(np.log(treated_share / (1 - treated_share)) + (1.0 * c if biased else 0.0 * c))
    treated = (dice.random(rows) < arm_chance).astype(np.int64)
    label = (dice.random(rows) < without + effect * treated).astype(np.int64)
    return Campaign(pa.table({"a": a, "b": b, "c": c}), effect, treated, label, arm_chance)
