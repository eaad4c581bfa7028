"""All learners side by side on planted people: oracle figures are met, drift and bad windows are told."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from scipy.special import logit

from gridtag.errors import GridtagError
from gridtag.models.propensity.evaluate import COLUMNS, EFFECT_COLUMNS, Judged, Sample, evaluate
from gridtag.models.propensity.metrics import quality
from gridtag.models.propensity.splits import random_split, time_split
from tests.models.propensity.planted import campaign, people

ROWS = 8_000


@pytest.fixture(scope="module")
def judged() -> Judged:
    crowd = people(ROWS, 1)
    return evaluate(Sample(crowd.features, crowd.label), random_split(crowd.label))


def test_every_model_has_a_row_with_all_figures(judged: Judged) -> None:
    assert [row["model"] for row in judged.rows] == ["logistic", "hgb", "lightgbm"]
    assert all(set(row) == set(COLUMNS) for row in judged.rows)
    assert judged.remarks == []
    assert [row["ships"] for row in judged.rows].count(True) == 1


def test_figures_come_near_the_oracle(judged: Judged) -> None:
    crowd = people(ROWS, 1)
    test = random_split(crowd.label).test
    oracle = quality(crowd.chance[test], crowd.label[test])
    rows = {row["model"]: row for row in judged.rows}
    assert rows["lightgbm"]["ships"]
    for boosting in ("hgb", "lightgbm"):
        row = rows[boosting]
        assert row["auc"] > oracle.auc - 0.02
        assert row["lift_10"] > 0.85 * oracle.lift_10
        assert row["capture_50"] > oracle.capture_50 - 0.03
        assert row["brier"] < oracle.brier + 0.006
        assert row["ece_after"] < oracle.ece + 0.01
    assert rows["logistic"]["auc"] < rows["lightgbm"]["auc"]


def test_a_later_rise_is_calibrated_away() -> None:
    """Outcomes become more frequent for good before the window that calibrates: what is learnt from all training
    rows says too little, what the window says is right."""
    early, late = people(8_000, 1, base=-3.0), people(8_000, 2, base=-1.5)
    features = pa.concat_tables([early.features, late.features])
    label = np.concatenate([early.label, late.label])
    for row in evaluate(Sample(features, label), time_split(np.arange(16_000.0))).rows:
        assert row["split"] == "time"
        assert row["ece_after"] < row["ece_before"]


def test_a_window_ranked_the_wrong_way_round_is_told_and_not_calibrated() -> None:
    dice = np.random.default_rng(1)
    signal, when = dice.normal(size=6_000), np.arange(6_000.0)
    split = time_split(when)
    turned = np.where(np.isin(np.arange(6_000), split.window), -1.0, 1.0)
    label = (dice.random(6_000) < 1 / (1 + np.exp(-2 * signal * turned))).astype(int)
    judged = evaluate(Sample(pa.table({"signal": signal}), label), split)
    assert len(judged.remarks) == 3
    assert all("is not calibrated: the model ranks the window" in remark for remark in judged.remarks)
    assert all("ece_after" not in row and row["ece_before"] > 0 for row in judged.rows)
    assert not any(row["ships"] for row in judged.rows)


def test_unseen_categories_are_told() -> None:
    crowd = people(ROWS, 3)
    town = crowd.features["town"].to_pylist()
    town[-100:] = ["新村"] * 100
    features = crowd.features.set_column(2, "town", pa.array(town))
    judged = evaluate(Sample(features, crowd.label), time_split(np.arange(float(ROWS))))
    assert judged.remarks[0].startswith("time split: 100 of 2000 rows have a value of town")


def test_uplift_is_found_where_it_is_and_not_where_it_is_not() -> None:
    told = campaign(8_000, 1)
    sample = Sample(told.features, told.label, told.treated)
    rows = {row["model"]: row for row in evaluate(sample, random_split(sample.strata)).rows}
    assert set(EFFECT_COLUMNS) <= set.intersection(*(set(row) for row in rows.values()))
    assert rows["t_learner_logistic"]["qini_low"] > 0
    assert [name for name, row in rows.items() if row["ships"]] == ["logistic", "t_learner_logistic"]
    assert rows["class_transformation_logistic"]["qini"] > rows["logistic"]["qini"]
    dice = np.random.default_rng(2)
    nothing = Sample(told.features, (dice.random(8_000) < 0.2).astype(int), told.treated)
    for row in evaluate(nothing, random_split(nothing.strata)).rows:
        assert abs(row["qini"]) < 0.1
        assert not (row["ships"] and "auc" not in row)


def test_arms_that_are_not_alike_are_told() -> None:
    told = campaign(8_000, 3, biased=True)
    sample = Sample(told.features, told.label, told.treated)
    judged = evaluate(sample, random_split(sample.strata))
    assert any("the inputs tell who was treated" in remark for remark in judged.remarks)


def test_too_few_of_a_kind_are_refused() -> None:
    crowd = people(400, 1, base=-6.0)
    told = campaign(400, 1)
    unanswered = Sample(told.features, told.label * told.treated, told.treated)
    with pytest.raises(GridtagError, match="rows have the rarest label and arm"):
        evaluate(unanswered, random_split(unanswered.strata))
    with pytest.raises(
        GridtagError, match=r"random split: only .* rows have the rarest label; 10 are needed"
    ):
        evaluate(Sample(crowd.features, crowd.label), random_split(np.zeros(400)))


def test_the_oracle_is_what_it_says() -> None:
    crowd = people(ROWS, 1)
    assert quality(crowd.chance, crowd.label).ece < 0.015
    assert np.isfinite(logit(crowd.chance)).all()
