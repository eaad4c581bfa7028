"""From a model's log-odds to probabilities that hold: a straight line on the log-odds scale (Platt 1999, Cox 1958).

A line of positive slope keeps the ranking, takes two numbers from a window of any size and goes into the model file.
Isotonic regression would make ties of what the model told apart, and needs thousands of positives.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from gridtag.errors import GridtagError

DECIMALS = 6
FARTHEST = 50.0
"""Of an intercept, in log-odds."""


@dataclass(frozen=True)
class Calibration:
    """probability = 1 / (1 + exp(−(intercept + slope · log-odds)))"""

    slope: float = 1.0
    intercept: float = 0.0

    def probability(self, margin: np.ndarray) -> np.ndarray:
        return np.asarray(expit(self.intercept + self.slope * margin))


def fit(margin: np.ndarray, label: np.ndarray) -> Calibration:
    """The line by maximum likelihood, from rows that the model was not fitted on.

    Raises GridtagError where its slope is not above 0: there the model ranks the window the wrong way round, and
    a line through it would turn every list upside down.
    """
    if label.min() == label.max():
        raise GridtagError("the window that calibrates has one label only; take a longer one")
    line = LogisticRegression(C=np.inf, tol=1e-8, max_iter=1000).fit(margin[:, None], label)
    slope, intercept = round(float(line.coef_[0, 0]), DECIMALS), round(float(line.intercept_[0]), DECIMALS)
    if slope <= 0:
        raise GridtagError(
            f"the model ranks the window that calibrates the wrong way round (slope {slope:g})"
        )
    return Calibration(slope, intercept)


def anchored(slope: float, margin: np.ndarray, label: np.ndarray) -> Calibration:
    """The line of this slope under which these rows' mean probability is their rate."""

    def excess(intercept: float) -> float:
        return float(expit(intercept + slope * margin).mean() - label.mean())

    return Calibration(slope, round(float(brentq(excess, -FARTHEST, FARTHEST)), DECIMALS))
