"""Reasons say what raises a score, the strongest first."""

from __future__ import annotations

import numpy as np

from gridtag.models.propensity.reasons import reasons


def test_reasons_say_which_way_a_value_lies() -> None:
    contributions = np.array([[0.5, -0.2, 0.8, 0.0]])
    above = np.array([[True, True, False, False]])
    high, low = ["high a", "high b", "high c", "high d"], ["low a", "low b", "low c", "low d"]
    assert reasons(contributions, above, high, low) == [["low c", "high a"]]
    assert reasons(contributions, above, high, low, most=1) == [["low c"]]
