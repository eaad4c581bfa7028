"""Areas against adding people one by one; intervals against what was planted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtag.models.propensity.qini import Curves, effects, proven
from tests.models.propensity.planted import campaign

ROWS = st.lists(
    st.tuples(st.sampled_from([-0.2, 0.0, 0.1, 0.3]), st.integers(0, 1), st.integers(0, 1)),
    min_size=8, max_size=80,
).filter(lambda rows: {arm for _, _, arm in rows} == {0, 1})  # fmt: skip


def steps(
    order: np.ndarray, label: np.ndarray, treated: np.ndarray
) -> tuple[list[float], list[float], list[float]]:
    """(share, Qini, uplift) after each group of equal scores, counting every person anew."""
    shares, qini, uplift = [0.0], [0.0], [0.0]
    for value in sorted(set(order), reverse=True):
        among = order >= value
        t, c = among & (treated == 1), among & (treated == 0)
        shares.append(among.mean())
        qini.append(label[t].sum() - (label[c].sum() * t.sum() / c.sum() if c.any() else 0.0))
        of_treated, of_controls = (label[arm].mean() if arm.any() else 0.0 for arm in (t, c))
        uplift.append((of_treated - of_controls) * among.mean())
    return shares, qini, uplift


@given(ROWS)
@settings(max_examples=200, deadline=None)
def test_against_counting(rows: list[tuple[float, int, int]]) -> None:
    score, label, treated = (np.array(column) for column in zip(*rows, strict=True))
    found, auuc, at_random = Curves(score, label, treated).areas(np.ones(len(rows)))
    shares, qini, uplift = steps(score, label, treated)
    best = steps(label * np.where(treated == 1, 1, -1), label, treated)
    line = qini[-1] / 2
    most = np.trapezoid(best[1], best[0]) - line
    assert found == pytest.approx((np.trapezoid(qini, shares) - line) / most if most > 1e-9 else 0.0)
    assert auuc == pytest.approx(np.trapezoid(uplift, shares))
    assert at_random == pytest.approx((label[treated == 1].mean() - label[treated == 0].mean()) / 2)


def test_the_best_order_is_one_and_an_order_by_nothing_is_zero() -> None:
    told = campaign(4_000, 1)
    best = told.label * np.where(told.treated == 1, 1.0, -1.0)
    ones = np.ones(4_000)
    assert Curves(best, told.label, told.treated).areas(ones)[0] == pytest.approx(1.0)
    assert Curves(ones, told.label, told.treated).areas(ones)[0] == pytest.approx(0.0)


def test_a_weight_counts_like_rows() -> None:
    told = campaign(500, 2)
    times = np.random.default_rng(1).integers(0, 4, 500)
    score, label, treated = told.effect, told.label, told.treated
    weighted = Curves(score, label, treated).areas(times.astype(float))
    again = Curves(score.repeat(times), label.repeat(times), treated.repeat(times))
    assert weighted == pytest.approx(again.areas(np.ones(times.sum())))


def test_intervals_cover_what_was_planted() -> None:
    """The area under the uplift curve of the true effect, as in a sample of half a million."""
    large = campaign(500_000, 3)
    truth = Curves(large.effect, large.label, large.treated).areas(np.ones(500_000))
    covered = np.zeros(2)
    for seed in range(40):
        told = campaign(2_000, 100 + seed)
        found = effects({"true": told.effect}, told.label, told.treated, np.ones(2_000), "true", 200)["true"]
        covered += (
            found.qini_low <= truth[0] <= found.qini_high,
            found.auuc_low <= truth[1] <= found.auuc_high,
        )
    assert (covered >= 35).all()


def test_gains_are_paired() -> None:
    told = campaign(4_000, 4)
    scores = {"true": told.effect, "noise": np.random.default_rng(5).random(4_000)}
    found = effects(scores, told.label, told.treated, np.ones(4_000), "noise")
    assert found["true"].gain > 2.5 * found["true"].gain_error > 0
    assert (found["noise"].gain, found["noise"].gain_error) == (0, 0)
    assert proven(found, ["true", "noise"]) == "true"
    assert effects(scores, told.label, told.treated, np.ones(4_000), "noise") == found


def test_the_best_of_several_scores_of_noise_is_hardly_ever_proven() -> None:
    """At 95 % each, the best of four would be in one of ten campaigns."""
    wrong = 0
    for seed in range(80):
        told, dice = campaign(1_000, 200 + seed), np.random.default_rng(seed)
        scores = {name: dice.random(1_000) for name in "abcdr"}
        found = effects(scores, told.label, told.treated, np.ones(1_000), "r", 60)
        wrong += proven(found, list("abcd")) is not None
    assert wrong <= 4
