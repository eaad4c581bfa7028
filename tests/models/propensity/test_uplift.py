"""Models of uplift find whom treatment helps, whatever the share treated, and say where arms are not alike."""

from __future__ import annotations

import numpy as np
import pytest

from gridtag.models.propensity.boosting import fit_lightgbm
from gridtag.models.propensity.inputs import learn
from gridtag.models.propensity.uplift import Uplift, assignment, class_transformation, t_learner
from tests.models.propensity.planted import Campaign, campaign

OTHERS = campaign(10_000, 9)
VALUES = learn(OTHERS.features).matrix(OTHERS.features)


def both(told: Campaign, chance: np.ndarray) -> dict[str, Uplift]:
    inputs = learn(told.features)
    given = (fit_lightgbm, inputs, inputs.matrix(told.features), told.label, told.treated)
    return {"t learner": t_learner(*given), "class transformation": class_transformation(*given, chance)}


@pytest.mark.parametrize("share", [0.5, 0.8])
def test_the_planted_effect_is_found(share: float) -> None:
    told = campaign(20_000, 1, treated_share=share)
    for model in both(told, told.arm_chance).values():
        found = model(VALUES)
        assert np.corrcoef(found, OTHERS.effect)[0, 1] > 0.4
        assert found.mean() == pytest.approx(OTHERS.effect.mean(), abs=0.02)


def test_without_the_weights_unequal_arms_would_be_read_as_effect() -> None:
    told = campaign(20_000, 1, treated_share=0.8)
    equal = both(told, np.full(20_000, 0.5))["class transformation"](VALUES)
    assert abs(equal.mean() - OTHERS.effect.mean()) > 0.1


def test_assignment_at_random_is_one_share_and_other_is_learnt() -> None:
    for biased in (False, True):
        told = campaign(8_000, 2, treated_share=0.6, biased=biased)
        inputs = learn(told.features)
        values = inputs.matrix(told.features)
        came = assignment(inputs, values, told.treated, np.arange(6_000), np.arange(6_000, 8_000))
        assert came.is_random is not biased
        assert np.abs(came.chance - told.arm_chance).max() < 0.15
