"""Plans over people drawn at random: limits, arms, and who never gets into a file."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from gridtag.errors import GridtagError
from gridtag.models.campaign_planning.export import files, talking_points
from gridtag.models.campaign_planning.holdout import arms
from gridtag.models.campaign_planning.planning import planned
from gridtag.models.campaign_planning.settings import Channel, Settings, parsed

UNITS = ("3340101", "3340102", "3340103")


def people(random: np.random.Generator, many: int, secret: str, settings: Settings) -> pd.DataFrame:
    numbers = [f"33{number:08d}" for number in random.permutation(10_000)[:many]]
    drawn = arms(numbers, secret, 2026, holdout=settings.holdout, explore=settings.explore)
    care = random.random(many) < 0.15
    return drawn.assign(
        score=random.beta(1, 6, many), uplift=np.where(random.random(many) < 0.5, None, 0.1),
        unit=random.choice(UNITS, many), elderly=random.random(many) < 0.3,
        care=care, rule=np.where(care, "care", None),
    )  # fmt: skip


def some_settings(random: np.random.Generator) -> Settings:
    share, whole = float(random.uniform(0.05, 0.4)), float(random.integers(1, 60))
    return Settings(
        channels={
            "sms": Channel("短信", 5, share, 0.3),
            "voice": Channel("外呼", 300, whole, 1.0, assisted=True),
        },
        waves=int(random.integers(1, 4)),
        budget_fen=int(random.integers(0, 60_000)),
        holdout=float(random.uniform(0.05, 0.4)),
        explore=float(random.uniform(0.01, 0.05)),
        least={UNITS[0]: int(random.integers(0, 15))},
    )


def test_no_care_customer_in_any_file_of_1000_plans() -> None:
    random, listed = np.random.default_rng(20261031), 0
    for turn in range(1000):
        settings = some_settings(random)
        all_ = people(random, int(random.integers(20, 120)), f"key {turn}", settings)
        found = planned(all_, settings, f"key {turn}")
        joined_since = set(random.choice(all_["customer_no"], 5))
        made, steps = files(found.rows, {"care": joined_since})
        out = pd.concat(made.values()) if made else found.rows.iloc[:0]
        listed += len(out)
        cared = set(all_.loc[all_["care"], "customer_no"]) | joined_since
        assert not cared & set(out["customer_no"])
        assert "holdout" not in set(out["arm"]) and out["customer_no"].is_unique
        assert steps[0][2] - steps[1][1] == steps[1][2] == len(out)
        sent = found.rows[found.rows["arm"] != "holdout"]
        assert sent["cost_fen"].sum() <= settings.budget_fen
        voice = sent[sent["channel"] == "voice"].groupby("wave").size()
        assert (voice <= settings.channels["voice"].capacity).all()
        elderly = set(all_.loc[all_["elderly"], "customer_no"])
        assert not elderly & set(sent.loc[sent["channel"] == "sms", "customer_no"])
    assert listed > 10_000


def test_the_held_out_are_as_the_treated_and_exploration_is_logged() -> None:
    random, settings = np.random.default_rng(5), Settings(explore=0.05, holdout=0.3, waves=2)
    all_ = people(random, 8000, "key", settings)
    found = planned(all_, settings, "key")
    rows = found.rows.merge(all_[["customer_no", "score"]], on="customer_no")
    means = rows.groupby("arm")["value_fen"].mean()
    assert means["treatment"] == pytest.approx(means["holdout"], rel=0.1)
    assert means["explore"] < means["treatment"] / 2
    assert found.many("holdout") / (found.many("holdout") + found.many("treatment")) == pytest.approx(
        0.3 / (0.3 + 0.7 * 0.95), abs=0.03
    )
    assert found.ratio_p > 0.001 and 0 < found.detectable < 0.5 and found.gap < 0.01
    explored = rows[rows["arm"] == "explore"]
    assert len(explored) == sum(
        np.ceil(np.ceil(each * (~all_["care"]).sum()) * 0.05) for each in (0.06, 0.04, 0.06, 0.04)
    )
    assert (explored["arm_probability"] < 0.7 * 0.05).all()
    again = planned(all_.sample(frac=1, random_state=1), settings, "key")
    pd.testing.assert_frame_equal(again.rows, found.rows)


def test_minima_of_units_are_met_or_told() -> None:
    random = np.random.default_rng(6)
    settings = Settings(least={UNITS[1]: 90, "nowhere": 3})
    all_ = people(random, 3000, "key", settings)
    all_.loc[all_["unit"] == UNITS[1], ["score", "uplift"]] = 1e-9, None
    found = planned(all_, settings, "key")
    rows = found.rows.merge(all_[["customer_no", "unit"]], on="customer_no")
    reached = ((rows["unit"] == UNITS[1]) & (rows["arm"] == "treatment")).sum()
    assert reached >= 80 and found.short.get(UNITS[1], 0) == max(0, 90 - reached)
    assert found.short["nowhere"] == 3


def test_nobody_to_contact_is_an_empty_plan() -> None:
    all_ = people(np.random.default_rng(1), 30, "key", Settings()).assign(rule="no_consent")
    found = planned(all_, Settings(), "key")
    assert found.rows.empty and found.gap == 0
    with pytest.raises(GridtagError, match="twice"):
        planned(pd.concat([all_, all_]), Settings(), "key")


WRONG = {
    "holdout = 1.5": "holdout",
    "explore = 0.2": "explore",
    "contact_to = 22:00:00": "21:00",
    "contact_from = 07:00:00": "08:00",
    "wave = 2": "no wave; there are channels, waves",
    "waves = 0": "waves",
    "[channels.sms]\ntitle = '短信'": "cost_fen",
    "[channels.sms]\nprice = 3": "no price",
    "channels = 3": "items",
}


@pytest.mark.parametrize("text", WRONG)
def test_wrong_settings_are_told(text: str) -> None:
    import tomllib

    with pytest.raises(GridtagError, match=WRONG[text]):
        parsed(tomllib.loads(text))


def test_settings_from_a_document() -> None:
    told = {
        "waves": 2,
        "never_with": ["H1"],
        "channels": {"hall": {"title": "厅", "cost_fen": 1, "capacity": 9}},
    }
    found = parsed(told)
    assert found == dataclasses.replace(
        Settings(), waves=2, never_with=("H1",), channels={"hall": Channel("厅", 1, 9)}
    )
    assert [(offer.wave, offer.name) for offer in found.offers()] == [(1, "hall"), (2, "hall")]


def test_offline_ways_stay_and_the_elderly_are_helped() -> None:
    young, old = (talking_points(["已绑定微信公众号"], "网上国网", elderly) for elderly in (False, True))
    assert "已绑定微信公众号" in young[1] and "线下缴费方式照常保留" in young[-1] == old[-1]
    assert any("协助" in point for point in old) and not any("协助" in point for point in young)
