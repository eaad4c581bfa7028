"""A planted distortion is undone; a ranking is kept or refused, never turned."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import logit

from gridtag.errors import GridtagError
from gridtag.models.propensity.calibration import Calibration, anchored, fit
from tests.models.propensity.planted import people


def test_a_planted_distortion_is_undone() -> None:
    crowd = people(40_000, 1)
    margin = 2.5 * logit(crowd.chance) + 1.0
    line = fit(margin, crowd.label)
    assert line.slope == pytest.approx(1 / 2.5, rel=0.05)
    assert line.intercept == pytest.approx(-1 / 2.5, abs=0.06)
    assert np.abs(line.probability(margin) - crowd.chance).max() < 0.02


def test_an_anchored_line_meets_the_rate() -> None:
    crowd = people(2_000, 3)
    margin = logit(crowd.chance) - 2
    assert anchored(0.7, margin, crowd.label).probability(margin).mean() == pytest.approx(
        crowd.label.mean(), abs=1e-5
    )


def test_a_reversed_ranking_is_refused() -> None:
    crowd = people(2_000, 2)
    with pytest.raises(GridtagError, match="the wrong way round"):
        fit(-logit(crowd.chance), crowd.label)
    with pytest.raises(GridtagError, match="one label only"):
        fit(logit(crowd.chance), np.zeros(2_000))


@given(st.floats(0.01, 5), st.floats(-3, 3), st.lists(st.integers(-300, 300), min_size=2, unique=True))
def test_the_ranking_is_kept(slope: float, intercept: float, hundredths: list[int]) -> None:
    margin = np.sort(np.array(hundredths)) / 100
    assert (np.diff(Calibration(slope, intercept).probability(margin)) > 0).all()
