"""Whom a treatment changes: models of the difference that it makes, from rows of a treated and a control arm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from gridtag.models.propensity import logistic
from gridtag.models.propensity.inputs import Inputs
from gridtag.models.propensity.metrics import auc_interval
from gridtag.models.propensity.model import Fit, Scorer

Uplift = Callable[[np.ndarray], np.ndarray]
"""From rows of inputs.matrix to the difference that treatment makes to the probability of the outcome."""

CLIP = (0.05, 0.95)
RANDOM_AUC = 0.52


def t_learner(
    fit: Fit[Scorer], inputs: Inputs, values: np.ndarray, label: np.ndarray, treated: np.ndarray
) -> Uplift:
    """Two models, one of each arm; the uplift is the difference of their probabilities (Künzel and others: PNAS 116,
    2019)."""
    with_it, without = (fit(inputs, values[treated == arm], label[treated == arm], None) for arm in (1, 0))
    return lambda rows: np.asarray(expit(with_it.margin(rows)) - expit(without.margin(rows)))


def class_transformation(
    fit: Fit[Scorer],
    inputs: Inputs,
    values: np.ndarray,
    label: np.ndarray,
    treated: np.ndarray,
    chance: np.ndarray,
) -> Uplift:
    """One model of Z, which is 1 for treated rows with the outcome and controls without it (Jaskowski, Jaroszewicz:
    ICML workshop on clinical data, 2012). Rows weigh 1 / probability of their arm: only then, as if arms were equal,
    is the uplift 2 · P(Z = 1) − 1. `chance` is the probability of treatment by row."""
    weight = inverse(chance, treated)
    model = fit(inputs, values, (label == treated).astype(np.int64), weight / weight.mean())
    return lambda rows: np.asarray(2 * expit(model.margin(rows)) - 1)


def inverse(chance: np.ndarray, treated: np.ndarray) -> np.ndarray:
    """1 / probability of the arm that a row is in."""
    return np.asarray(1 / np.where(treated == 1, chance, 1 - chance))


@dataclass(frozen=True)
class Assignment:
    """`chance` of treatment by row; `auc` of telling the arms apart by the inputs, on rows not learnt from;
    `is_random` where that is no better than chance allows."""

    chance: np.ndarray
    auc: float
    is_random: bool


def assignment(
    inputs: Inputs, values: np.ndarray, treated: np.ndarray, train: np.ndarray, test: np.ndarray
) -> Assignment:
    """How rows came to their arm: by one share for all, unless the inputs tell the arms of the test rows apart (lower
    bound of the AUC above 0.52); then by a logistic regression, clipped to [0.05, 0.95] (Rosenbaum, Rubin 1983)."""
    model = logistic.fit(inputs, values[train], treated[train])
    area, low, _ = auc_interval(model.margin(values[test]), treated[test])
    if low <= RANDOM_AUC:
        return Assignment(np.full(len(values), treated[train].mean()), area, True)
    return Assignment(np.clip(expit(model.margin(values)), *CLIP), area, False)
