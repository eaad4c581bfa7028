import pytest

from gridtag.models.campaign_planning.trial import detectable, ratio_p_value, treated_needed


def test_ratio():
    assert ratio_p_value(9, 1, 0.5) == pytest.approx(22 / 1024)
    assert ratio_p_value(5098, 4902, 0.5) == pytest.approx(0.05, abs=1e-3)  # 1.96 standard errors of 50


def test_power():
    assert treated_needed(0.65, 0.85) == 73  # by hand: (1.96·√.375 + .8416·√.355)² / .04 = 72.4
    gain = detectable(0.1, 9000, 1000)
    assert treated_needed(0.1 + gain, 0.1, 1 / 9) <= 9000 < treated_needed(0.1 + gain * 0.99, 0.1, 1 / 9)
