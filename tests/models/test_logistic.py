"""The regression finds what is planted, finds nothing in noise, and every score can be taken apart."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from gridtag.errors import GridtagError
from gridtag.models.epay_inputs import INPUTS, NAMES, check
from gridtag.models.logistic import fit, quality, reasons

SIZE = 4_000
COLUMNS = ("a", "b", "c")


def planted(seed: int, strength: float) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    values = random.normal(size=(SIZE, 3)) * [1, 20, 1] + [0, 100, 0]
    logit = strength * (values[:, 0] - (values[:, 1] - 100) / 20) - 2
    label = (random.random(SIZE) < 1 / (1 + np.exp(-logit))).astype(int)
    values[random.random((SIZE, 3)) < 0.05] = np.nan
    return values, label


def test_a_planted_signal_is_found_on_other_customers() -> None:
    model = fit(COLUMNS, (False, False, False), *planted(1, 1.0))
    values, label = planted(2, 1.0)
    found = quality(model.score(values), label, np.arange(SIZE).astype(str))
    assert found is not None
    assert found.auc > 0.7
    assert found.lift10 > 2
    assert found.ece < 0.03
    assert model.coefficient[0] > 0 > model.coefficient[1]
    assert abs(model.coefficient[2]) < 0.15


def test_noise_gives_nothing() -> None:
    model = fit(COLUMNS, (False, False, False), *planted(3, 0.0))
    values, label = planted(4, 0.0)
    found = quality(model.score(values), label, np.arange(SIZE).astype(str))
    assert found is not None
    assert found.auc == pytest.approx(0.5, abs=0.05)


def test_contributions_add_up_to_the_score() -> None:
    values, label = planted(5, 1.0)
    model = fit(COLUMNS, (False, True, False), values, label)
    logit = model.contributions(values).sum(axis=1) + model.intercept
    assert np.allclose(model.score(values), 1 / (1 + np.exp(-logit)), atol=1e-6)
    unknown = np.full((1, 3), np.nan)
    assert not model.contributions(unknown).any()


def test_the_order_of_rows_does_not_matter() -> None:
    values, label = planted(6, 1.0)
    order = np.random.default_rng(1).permutation(SIZE)
    first, second = (fit(COLUMNS, (False,) * 3, values[o], label[o]) for o in (np.arange(SIZE), order))
    assert np.allclose(first.coefficient, second.coefficient, atol=2e-6)
    assert fit(COLUMNS, (False,) * 3, values, label).text == first.text


def test_an_input_that_knows_the_future_is_refused() -> None:
    values, label = planted(7, 1.0)
    values[:, 2] = label + np.random.default_rng(2).normal(0, 0.1, SIZE)
    with pytest.raises(GridtagError, match="'c'"):
        fit(COLUMNS, (False,) * 3, values, label)


def test_a_constant_or_unknown_input_does_no_harm() -> None:
    values, label = planted(8, 1.0)
    values[:, 1], values[:, 2] = 7.0, np.nan
    model = fit(COLUMNS, (False,) * 3, values, label)
    assert model.coefficient[1:] == (0.0, 0.0)
    assert np.isfinite(model.score(values)).all()


def test_quality_against_its_definitions() -> None:
    score = np.repeat(np.arange(1, 11) / 10, 10)
    label = np.array([number % 10 < round(10 * s) - 1 for number, s in enumerate(score)]).astype(int)
    found = quality(score, label, np.arange(100).astype(str))
    assert found is not None
    assert found.auc == pytest.approx(roc_auc_score(label, score), abs=1e-6)
    assert found.lift10 == pytest.approx(0.9 / 0.45)
    assert found.ece == pytest.approx(0.1)
    assert quality(score, np.zeros(100, dtype=int), score.astype(str)) is None


def test_reasons_say_which_way_a_value_lies() -> None:
    contributions = np.array([[0.5, -0.2, 0.8, 0.0]])
    standardised = np.array([[1.0, 1.0, -2.0, 0.0]])
    high, low = ["high a", "high b", "high c", "high d"], ["low a", "low b", "low c", "low d"]
    assert reasons(contributions, standardised, high, low) == [["low c", "high a"]]


def test_inputs_are_plain_words_over_features_that_may_be_used() -> None:
    texts = [text for one in INPUTS for text in (one.high, one.low)]
    assert len(set(texts)) == len(texts)
    assert not [text for text in texts if "_" in text]
    allowed = dict.fromkeys(NAMES, "P2")
    check(allowed)
    with pytest.raises(GridtagError, match="does not give"):
        check(dict.fromkeys(NAMES[1:], "P2"))
    with pytest.raises(GridtagError, match="must not be model inputs"):
        check(allowed | {NAMES[0]: "P4"})
