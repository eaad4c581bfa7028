"""A few simulated campaigns: what is planted is found, and gross tells more than the campaign did."""

from __future__ import annotations

import pytest

from gridtag.bench import campaign_effect


def test_the_planted_effect_is_found() -> None:
    found = list(campaign_effect.campaigns(8_000, 6, lambda _: None))
    told = campaign_effect.summary(found)
    assert set(campaign_effect.COLUMNS) == set(found[0]) and told["campaigns"] == 6
    assert told["covered"] >= 4 and told["gross_above"] == 6
    assert told["found"] == pytest.approx(told["planted"], abs=0.03)
    assert found == list(campaign_effect.campaigns(8_000, 6, lambda _: None))
