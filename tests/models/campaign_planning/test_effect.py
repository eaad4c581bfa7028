import numpy as np
import pandas as pd
import pytest

from gridtag.models.campaign_planning.effect import intention_to_treat, newcombe, post_stratified
from gridtag.models.campaign_planning.holdout import arms


def test_newcombes_published_example():
    assert newcombe(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=5e-5)  # 1998, table II, (a)


def test_gross_expected_and_incremental_are_kept_apart():
    effect = intention_to_treat(90, 900, 5, 100)
    assert (effect.gross, effect.expected, effect.incremental) == pytest.approx((90, 45, 45))


def test_planted_effect_is_covered():
    random, covered = np.random.default_rng(7), 0
    for _ in range(400):
        rows = pd.DataFrame({"unit": ["a", "b"], "treated": [900, 1800], "held": [200, 300]})
        rows["treated_adopted"] = random.binomial(rows["treated"], [0.15, 0.25])
        rows["held_adopted"] = random.binomial(rows["held"], [0.10, 0.20])
        effect = post_stratified(rows)
        covered += effect.low <= 0.05 <= effect.high
    assert covered >= 360


def test_arms_depend_on_neither_order_nor_company():
    numbers = [f"33{i:08d}" for i in range(5000)]
    whole, part = arms(numbers, "key", 2026), arms(numbers[:100:-7], "key", 2026)
    known = whole.set_index("customer_no").loc[part["customer_no"]]
    assert known["arm"].tolist() == part["arm"].tolist()
    assert (whole["arm"] == "holdout").mean() == pytest.approx(0.1, abs=0.015)
