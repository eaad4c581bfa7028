"""The regression finds what is planted, finds nothing in noise, and every score can be taken apart."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pytest
from scipy.special import expit
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from gridtag.models.propensity.inputs import Inputs, learn
from gridtag.models.propensity.logistic import fit, read
from gridtag.models.propensity.metrics import quality
from tests.models.propensity.planted import people

SIZE = 4_000
INPUTS = Inputs(("a", "b", "c"), (None,) * 3, (0.0,) * 3, (False,) * 3)
CROWD = people(SIZE, 1)


def planted(seed: int, strength: float) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    values = random.normal(size=(SIZE, 3)) * [1, 20, 1] + [0, 100, 0]
    logit = strength * (values[:, 0] - (values[:, 1] - 100) / 20) - 2
    label = (random.random(SIZE) < 1 / (1 + np.exp(-logit))).astype(int)
    values[random.random((SIZE, 3)) < 0.05] = np.nan
    return values, label


def test_a_planted_signal_is_found_on_other_customers() -> None:
    model = fit(INPUTS, *planted(1, 1.0))
    values, label = planted(2, 1.0)
    found = quality(model.score(values), label)
    assert found.auc > 0.7
    assert found.lift_10 > 2
    assert found.ece < 0.03
    assert model.coefficient[0] > 0 > model.coefficient[1]
    assert abs(model.coefficient[2]) < 0.15


def test_noise_gives_nothing() -> None:
    values, label = planted(4, 0.0)
    found = quality(fit(INPUTS, *planted(3, 0.0)).score(values), label)
    assert found.auc_low < 0.5 < found.auc_high + 0.01


def test_against_a_pipeline_of_scikit_learn() -> None:
    """Numbers scaled, categories as columns of their own, as its own transformers do it."""
    features, label = CROWD.features.drop_columns(["age"]), CROWD.label
    frame = features.to_pandas()
    for name in ("bills", "noise"):
        frame[name] = frame[name].clip(*frame[name].quantile([0.01, 0.99]))
    columns = make_column_transformer((StandardScaler(), ["bills", "noise"]), (OneHotEncoder(), ["town"]))
    peer = make_pipeline(columns, LogisticRegression(tol=1e-8, max_iter=2000)).fit(frame, label)
    inputs = learn(features)
    values = inputs.matrix(features)
    ours = fit(inputs, values, label).margin(values)
    assert np.abs(ours - peer.decision_function(frame)).max() < 0.01


def test_contributions_add_up_to_the_score() -> None:
    inputs = learn(CROWD.features, logarithm=["bills"])
    values = inputs.matrix(CROWD.features)
    model = fit(inputs, values, CROWD.label)
    contributions = model.contributions(values)
    assert contributions.shape == (SIZE, 4)
    assert np.allclose(contributions.sum(axis=1) + model.intercept, model.margin(values))
    assert np.allclose(model.score(values), expit(model.margin(values)), atol=1e-6)
    assert not model.contributions(np.full((1, 4), np.nan)).any()


def test_the_order_of_rows_does_not_matter() -> None:
    values, label = planted(6, 1.0)
    order = np.random.default_rng(1).permutation(SIZE)
    first, second = (fit(INPUTS, values[o], label[o]) for o in (np.arange(SIZE), order))
    assert np.allclose(first.coefficient, second.coefficient, atol=2e-6)
    assert fit(INPUTS, values, label).text == first.text


def test_a_weight_counts_like_rows() -> None:
    values, label = planted(7, 1.0)
    values = (values > [0, 100, 0]).astype(float)
    times = np.where(label == 1, 3, 1)
    weighted, repeated = (
        fit(INPUTS, values, label, times),
        fit(INPUTS, values.repeat(times, 0), label.repeat(times)),
    )
    assert weighted.margin(values) == pytest.approx(repeated.margin(values), abs=0.05)


def test_a_constant_or_unknown_input_does_no_harm() -> None:
    values, label = planted(8, 1.0)
    values[:, 1], values[:, 2] = 7.0, np.nan
    model = fit(INPUTS, values, label)
    assert model.coefficient[1:] == (0.0, 0.0)
    assert np.isfinite(model.score(values)).all()


def test_it_comes_back_from_its_text() -> None:
    inputs = learn(pa.table({"户": ["甲", "乙"] * 20, "n": range(40)}))
    values = inputs.matrix(pa.table({"户": ["甲", "乙"] * 20, "n": range(40)}))
    model = fit(inputs, values, np.arange(40) % 4 // 2)
    assert read(json.loads(model.text)) == model
