"""A kept model scores the same from its file, in the trained order only, near the true probability."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pytest
from scipy.special import logit

from gridtag.errors import GridtagError
from gridtag.models.propensity.boosting import fit_lightgbm
from gridtag.models.propensity.inputs import learn
from gridtag.models.propensity.logistic import fit as fit_logistic
from gridtag.models.propensity.metrics import gain, quality
from gridtag.models.propensity.model import Model, champion, read, train
from tests.models.propensity.planted import people

CROWD, WINDOW, OTHERS = people(12_000, 1), people(4_000, 2), people(8_000, 3)


@pytest.fixture(scope="module", params=["logistic", "lightgbm"])
def model(request: pytest.FixtureRequest) -> Model:
    fit = {"logistic": fit_logistic, "lightgbm": fit_lightgbm}[request.param]
    inputs = learn(CROWD.features)
    early, window = ((inputs.matrix(one.features), one.label) for one in (CROWD, WINDOW))
    made = train(fit, inputs, early, window)
    assert made.calibration is not None
    return Model(request.param, inputs, made.scorer, made.calibration)


def test_the_top_tenth_comes_near_the_oracle_and_probabilities_hold(model: Model) -> None:
    score = model.score(OTHERS.features)
    best = gain(OTHERS.chance, OTHERS.label, 0.1)
    assert gain(score, OTHERS.label, 0.1) >= (0.85 if model.kind == "lightgbm" else 0.7) * best
    assert quality(score, OTHERS.label).ece <= (0.02 if model.kind == "lightgbm" else 0.04)
    if model.kind == "lightgbm":
        assert np.abs(score - OTHERS.chance).mean() < 0.05


def test_a_file_holds_all_of_it(model: Model) -> None:
    again = read(model.text)
    assert again == model
    assert again.digest == model.digest
    assert np.array_equal(again.score(OTHERS.features), model.score(OTHERS.features))
    assert set(json.loads(model.text)) == {"format", "kind", "inputs", "scorer", "calibration"}


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", '{"format": "other 9"}', '{"format": "gridtag propensity 1"}']
)
def test_what_is_no_model_file_is_refused(text: str) -> None:
    with pytest.raises(GridtagError, match="no model file"):
        read(text)


def test_reasons_follow_the_calibrated_score(model: Model) -> None:
    margin = logit(model.score(OTHERS.features))
    rest = margin - model.contributions(OTHERS.features).sum(axis=1)
    assert np.ptp(rest) < 1e-6


def test_shuffled_columns_are_refused_by_name(model: Model) -> None:
    shuffled = OTHERS.features.select(["age", "bills", "town", "noise"])
    with pytest.raises(GridtagError, match="column 1 is age where the model was trained with bills"):
        model.score(shuffled)
    batch = OTHERS.features.combine_chunks().to_batches()[0]
    assert np.array_equal(model.score(batch), model.score(pa.Table.from_batches([batch])))


def test_boosting_ships_only_where_it_wins_by_more_than_chance() -> None:
    dice = np.random.default_rng(1)
    label = OTHERS.label
    noisy = logit(OTHERS.chance) + dice.normal(size=len(label))
    assert champion(noisy, logit(OTHERS.chance), label) == "lightgbm"
    assert champion(logit(OTHERS.chance), noisy, label) == "logistic"
    assert champion(noisy, noisy + dice.normal(scale=0.01, size=len(label)), label) == "logistic"
