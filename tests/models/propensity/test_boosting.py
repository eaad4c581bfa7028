"""Trees are the same every time, come back from text, and every score can be taken apart."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from gridtag.errors import GridtagError
from gridtag.models.propensity.boosting import LightGBM, fit_hist_gradient_boosting, fit_lightgbm
from gridtag.models.propensity.inputs import learn
from tests.models.propensity.planted import people

CROWD, OTHERS = people(6_000, 1), people(1_500, 2)
INPUTS = learn(CROWD.features)
VALUES, OTHER_VALUES = INPUTS.matrix(CROWD.features), INPUTS.matrix(OTHERS.features)


@pytest.fixture(scope="module")
def trees() -> LightGBM:
    return fit_lightgbm(INPUTS, VALUES, CROWD.label)


def test_contributions_add_up_to_the_score(trees: LightGBM) -> None:
    rest = trees.margin(OTHER_VALUES) - trees.contributions(OTHER_VALUES).sum(axis=1)
    assert trees.contributions(OTHER_VALUES).shape == OTHER_VALUES.shape
    assert np.ptp(rest) < 1e-9


def test_the_same_rows_give_the_same_trees(trees: LightGBM) -> None:
    assert fit_lightgbm(INPUTS, VALUES, CROWD.label) == trees
    first, second = (fit_hist_gradient_boosting(INPUTS, VALUES, CROWD.label) for _ in range(2))
    assert np.array_equal(first.margin(OTHER_VALUES), second.margin(OTHER_VALUES))


def test_trees_travel_as_text(trees: LightGBM) -> None:
    for other in (LightGBM(trees.text), pickle.loads(pickle.dumps(trees))):
        assert np.array_equal(other.margin(OTHER_VALUES), trees.margin(OTHER_VALUES))
    with pytest.raises(GridtagError, match="cannot be read"):
        LightGBM("not a model").margin(OTHER_VALUES)


def test_an_unknown_value_scores_within_what_the_known_ones_do(trees: LightGBM) -> None:
    """An unseen town must not lead to a branch that only one extreme town takes."""
    for model in (trees, fit_hist_gradient_boosting(INPUTS, VALUES, CROWD.label)):
        towns = []
        for town in (*range(4), np.nan):
            values = OTHER_VALUES.copy()
            values[:, 2] = town
            towns.append(model.margin(values).mean())
        assert min(towns[:4]) - 0.05 <= towns[4] <= max(towns[:4]) + 0.05
