"""The page of a made-up campaign: figures, warnings, charts, and nobody's number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from gridtag.jobs.campaign_outcomes import Measured
from gridtag.jobs.report.campaign_effect import page
from gridtag.models.campaign_planning.outcome import measured
from tests.jobs.report.reader import read


@pytest.fixture(scope="module")
def found() -> Measured:
    random = np.random.default_rng(8)
    treated = random.random(800) < 0.8
    score = random.beta(1, 6, 800)
    people = pd.DataFrame({
        "customer_no": [f"33{number:08d}" for number in range(800)],
        "arm": np.where(treated, "treatment", "holdout"), "unit": random.choice(["A", "B"], 800),
        "score": score, "adopted": random.random(800) < score + 0.1 * treated, "persisted": None,
    })  # fmt: skip
    contacts = people.loc[treated, ["customer_no"]].assign(reached=True, complained=False, cost_fen=300)
    outcome = measured(people, contacts, 0.8)
    days = (date(2026, 10, 31), date(2027, 2, 28), date(2027, 3, 1))
    return Measured("EPAY-2026-10-31", *days, people, outcome, {"accepted": 40, "unreached": 7}, {})


def test_figures_charts_and_nobodys_number(found: Measured) -> None:
    html = page(found)
    told = read(html)
    assert (
        told.faults == []
        and "<script" not in html
        and "http" not in html.replace("http-equiv", "").replace("http://www.w3.org/", "")
    )
    effect = found.outcome.effect
    assert told.figures["gross"].strip() == str(effect.gross)
    assert float(told.figures["incremental"]) == pytest.approx(effect.incremental, abs=0.06)
    assert told.figures["persisting"].strip() == "—" and "暂时数字" not in html and "不可信" not in html
    assert html.count('<svg class="chart"') == 4 and "33000" not in html and "未接通" in html
    assert page(found) == html


def test_what_is_too_early_or_broken_is_said(found: Measured) -> None:
    broken = replace(found.outcome, ratio_p=1e-9, persisting=(0.7, 0.8), per_adopter=None)
    html = page(replace(found, measured_on=date(2026, 12, 1), outcome=broken))
    assert "暂时数字" in html and "不可信" in html and "留出组 80.0%" in html


def test_a_campaign_nobody_adopted_in_has_a_page(found: Measured) -> None:
    none = found.people.assign(adopted=False)
    outcome = measured(
        none, pd.DataFrame({"customer_no": [], "reached": [], "complained": [], "cost_fen": []}), 0.8
    )
    told = read(page(replace(found, people=none, outcome=outcome)))
    assert told.faults == [] and told.figures["gross"].strip() == "0"
