"""How good scores are: ranking, gains, calibration; every figure independent of the order of rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm, rankdata

BINS = 10
LEVEL = 0.95


@dataclass(frozen=True)
class Quality:
    """auc with its 95 % interval (DeLong 1988); alift: area under the curve of cumulative gains; lift_10: rate among
    the best-scored tenth over the mean rate; capture_50: share of all positives in the best-scored half; brier: mean
    squared gap of score and label; ece: expected calibration error over ten bins of equally many rows; ece_chance:
    what a perfectly calibrated model would show there by chance."""

    auc: float
    auc_low: float
    auc_high: float
    alift: float
    lift_10: float
    capture_50: float
    brier: float
    ece: float
    ece_chance: float


def quality(score: np.ndarray, label: np.ndarray) -> Quality:
    """Of probabilities against labels 0 and 1, of which both must occur."""
    area, low, high = auc_interval(score, label)
    return Quality(
        area, low, high, alift(score, label), gain(score, label, 0.1) / 0.1, gain(score, label, 0.5),
        float(np.mean((score - label) ** 2)), *calibration_error(score, label),
    )  # fmt: skip


def auc_interval(score: np.ndarray, label: np.ndarray) -> tuple[float, float, float]:
    """Area under the ROC curve and its interval by DeLong, DeLong, Clarke-Pearson (Biometrics 44, 1988)."""
    areas, covariance = _delong(np.array([score]), label)
    reach = _reach(covariance[0, 0])
    area = float(areas[0])
    return area, max(0.0, area - reach), min(1.0, area + reach)


def auc_gain(score: np.ndarray, other: np.ndarray, label: np.ndarray) -> tuple[float, float, float]:
    """AUC of `score` less that of `other` on the same rows, with the interval of this paired difference (DeLong)."""
    areas, covariance = _delong(np.array([score, other]), label)
    gained = float(areas[0] - areas[1])
    reach = _reach(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])
    return gained, gained - reach, gained + reach


def _reach(variance: float) -> float:
    return float(norm.ppf((1 + LEVEL) / 2) * np.sqrt(max(0.0, variance)))


def _delong(scores: np.ndarray, label: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Areas of the models (models × rows) and their covariance, by midranks (Sun, Xu: IEEE SPL 21, 2014)."""
    positive, negative = scores[:, label == 1], scores[:, label == 0]
    many, few = negative.shape[1], positive.shape[1]
    together = rankdata(np.hstack([positive, negative]), axis=1)
    beaten = (together[:, :few] - rankdata(positive, axis=1)) / many
    beating = 1 - (together[:, few:] - rankdata(negative, axis=1)) / few
    return beaten.mean(axis=1), _of_mean(beaten) + _of_mean(beating)


def _of_mean(samples: np.ndarray) -> np.ndarray:
    """Covariance of the means of rows of samples; nothing is known of it from a single one."""
    many = samples.shape[1]
    return np.atleast_2d(np.cov(samples)) / many if many > 1 else np.full((len(samples),) * 2, np.inf)


def gains(score: np.ndarray, label: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The curve of cumulative gains from (0, 0) to (1, 1): share of rows contacted, best scores first, and share of
    all positives among them; equal scores are one straight piece, as if drawn at random."""
    values, place = np.unique(-score, return_inverse=True)
    rows, positives = np.bincount(place), np.bincount(place, weights=label, minlength=len(values))
    return (
        np.concatenate([[0.0], rows.cumsum() / len(score)]),
        np.concatenate([[0.0], positives.cumsum() / label.sum()]),
    )


def gain(score: np.ndarray, label: np.ndarray, share: float) -> float:
    """Share of all positives among the best-scored `share` of rows."""
    return float(np.interp(share, *gains(score, label)))


def alift(score: np.ndarray, label: np.ndarray) -> float:
    """Area under the curve of cumulative gains, 0.5 at random (Moro, Cortez, Rita: Decision Support Systems 62,
    2014). It equals AUC · (1 − rate) + rate / 2."""
    contacted, reached = gains(score, label)
    return float(np.trapezoid(reached, contacted))


def calibration_error(score: np.ndarray, label: np.ndarray) -> tuple[float, float]:
    """(ece, ece_chance): mean gap of mean score and rate over ten bins of equally many rows, weighted by rows
    (Naeini, Cooper, Hauskrecht: AAAI 2015, there with bins of equal width); equal scores share a bin.

    The second is its expectation if every score were the true probability, bins taken as normal.
    """
    bins = ((rankdata(score) - 0.5) / len(score) * BINS).astype(int)
    rows = np.maximum(np.bincount(bins, minlength=BINS), 1)
    gap = np.bincount(bins, weights=score - label, minlength=BINS) / rows
    variance = np.bincount(bins, weights=score * (1 - score), minlength=BINS) / rows**2
    share = np.bincount(bins, minlength=BINS) / len(score)
    return float(share @ np.abs(gap)), float(share @ np.sqrt(variance * 2 / np.pi))
