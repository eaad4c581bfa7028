"""Every figure against scikit-learn, or against counting pairs, rows and bins one by one."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss, roc_auc_score

from gridtag.models.propensity.metrics import auc_gain, auc_interval, calibration_error, gain, quality
from tests.models.propensity.planted import people

SCORED = st.lists(
    st.tuples(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.8, 1.0]), st.integers(0, 1)), min_size=4, max_size=60
).filter(lambda rows: 1 < sum(label for _, label in rows) < len(rows) - 1)


def arrays(rows: list[tuple[float, int]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([score for score, _ in rows]), np.array([label for _, label in rows])


def drawn_gain(score: np.ndarray, label: np.ndarray, share: float) -> float:
    """Expected share of positives among the first rows, equal scores being drawn at random: row by row."""
    room, reached = share * len(score), 0.0
    for value in sorted(set(score), reverse=True):
        tied = label[score == value]
        taken = min(room, len(tied))
        reached += tied.sum() * taken / len(tied)
        room -= taken
    return reached / label.sum()


@given(SCORED)
@settings(max_examples=200, deadline=None)
def test_against_definitions(rows: list[tuple[float, int]]) -> None:
    score, label = arrays(rows)
    found, rate = quality(score, label), label.mean()
    assert found.auc == pytest.approx(roc_auc_score(label, score))
    assert found.brier == pytest.approx(brier_score_loss(label, score))
    assert found.lift_10 == pytest.approx(drawn_gain(score, label, 0.1) / 0.1)
    assert found.capture_50 == pytest.approx(drawn_gain(score, label, 0.5))
    assert found.alift == pytest.approx(found.auc * (1 - rate) + rate / 2)
    assert 0 <= found.auc_low <= found.auc <= found.auc_high <= 1


@given(SCORED)
@settings(deadline=None)
def test_the_order_of_rows_decides_nothing(rows: list[tuple[float, int]]) -> None:
    first, *others = (asdict(quality(*arrays(order))) for order in (rows, rows[::-1], sorted(rows)))
    assert all(other == pytest.approx(first) for other in others)


def paired_variance(score: np.ndarray, other: np.ndarray, label: np.ndarray) -> float:
    """DeLong's variance of the difference from the matrix of all pairs."""

    def pairs(values: np.ndarray) -> np.ndarray:
        positive, negative = values[label == 1][:, None], values[label == 0][None, :]
        return (positive > negative) + 0.5 * (positive == negative)

    gap = pairs(score) - pairs(other)
    positives, negatives = gap.shape
    return gap.mean(axis=1).var(ddof=1) / positives + gap.mean(axis=0).var(ddof=1) / negatives


def test_delong_against_all_pairs() -> None:
    dice = np.random.default_rng(5)
    label = (dice.random(300) < 0.3).astype(int)
    good, bad = (np.round(strength * label + dice.normal(size=300), 1) for strength in (1.0, 0.5))
    area, low, high = auc_interval(good, label)
    assert (high - low) / 2 == pytest.approx(1.959964 * paired_variance(good, 0 * good, label) ** 0.5)
    gained, low, high = auc_gain(good, bad, label)
    assert gained == pytest.approx(area - roc_auc_score(label, bad))
    assert (high - low) / 2 == pytest.approx(1.959964 * paired_variance(good, bad, label) ** 0.5)


def test_intervals_cover_the_planted_area() -> None:
    """Of normal scores one standard deviation apart the true area is Φ(1/√2)."""
    dice, covered = np.random.default_rng(6), 0
    for _ in range(300):
        label = np.repeat([0, 1], [150, 50])
        _, low, high = auc_interval(dice.normal(size=200) + label, label)
        covered += low <= 0.7602499 <= high
    assert 0.92 <= covered / 300 <= 0.98


def test_calibration_error_of_a_table() -> None:
    score = np.repeat(np.arange(1, 11) / 20, 10)
    label = np.concatenate([np.repeat([1, 0], [ones, 10 - ones]) for ones in (1, 1, 2, 2, 3, 3, 4, 4, 5, 7)])
    assert calibration_error(score, label)[0] == pytest.approx((5 * 0.05 + 0.2) / 10)


def test_equal_scores_share_a_bin() -> None:
    label = np.repeat([1, 0], [300, 700])
    assert calibration_error(np.full(1_000, 0.3), label) == pytest.approx(
        (0.0, (0.21 / 1000 * 2 / np.pi) ** 0.5)
    )


def test_true_probabilities_err_only_by_chance() -> None:
    errors, chances = np.array(
        [calibration_error(one.chance, one.label) for one in (people(2_000, seed) for seed in range(60))]
    ).T
    assert errors.mean() == pytest.approx(chances.mean(), rel=0.05)


def test_gain_of_everybody_is_everybody() -> None:
    assert gain(np.array([0.1, 0.9, 0.1]), np.array([1, 0, 1]), 1.0) == 1.0
