import numpy as np
import pandas as pd
import pytest

from gridtag.models.campaign_planning.outcome import by_score, measured, qini_curve
from gridtag.models.propensity.qini import Curves


def campaign() -> tuple[pd.DataFrame, pd.DataFrame]:
    """90 treated (18 adopt, 9 persist), 30 held out (3 adopt, 3 persist), 5 explorers who all adopt."""
    arm = ["treatment"] * 90 + ["holdout"] * 30 + ["explore"] * 5
    adopted = np.array([True] * 18 + [False] * 72 + [True] * 3 + [False] * 27 + [True] * 5)
    people = pd.DataFrame(
        {"arm": arm, "adopted": adopted, "persisted": adopted, "score": np.linspace(1, 0, 125)}
    )
    people.loc[:8, "persisted"] = False
    people["customer_no"], people["unit"] = [f"C{n:03d}" for n in range(125)], ["A", "B"] * 62 + ["A"]
    contacts = people.loc[[*range(80), 120, 121], ["customer_no"]].assign(
        reached=True, complained=False, cost_fen=300
    )
    contacts.loc[:1, "complained"] = True
    contacts.loc[70:79, "reached"] = False
    return people, contacts


def test_gross_expected_and_incremental_by_hand() -> None:
    found = measured(*campaign(), treated_share=0.75)
    assert (found.effect.gross, found.effect.expected, found.effect.incremental) == pytest.approx((18, 9, 9))
    assert found.effect.difference == pytest.approx(0.1)
    assert found.effect.low < 0.1 < found.effect.high
    assert found.ratio_p == 1 and found.by_unit is not None
    assert (found.contacts, found.reached, found.cost_fen) == (82, 72, 82 * 300)
    assert found.per_adopter == pytest.approx(80 * 300 / 9), "of the treated, not of the explorers"
    assert found.complaints[0] == pytest.approx(2 / 82 * 1e4)
    assert found.persisting == (0.5, 1.0)


def test_before_its_time_nothing_is_said_of_persistence() -> None:
    people, contacts = campaign()
    assert measured(people.assign(persisted=None), contacts, 0.75).persisting is None
    assert measured(people, contacts.iloc[:0], 0.75).complaints == (0, 0, 1e4)


def test_bins_hold_everyone_compared() -> None:
    rows = by_score(campaign()[0])
    assert rows["customers"].sum() == 120 and set(rows["bin"]) == set(range(1, 11))


def test_the_curve_ends_at_what_was_won_and_has_the_area_of_the_qini() -> None:
    random = np.random.default_rng(3)
    score, adopted, treated = (
        random.random(500).round(2),
        random.integers(0, 2, 500),
        random.integers(0, 2, 500),
    )
    share, won = qini_curve(score, adopted, treated)
    rates = [adopted[treated == arm].mean() for arm in (1, 0)]
    assert won[-1] == pytest.approx((rates[0] - rates[1]) * treated.sum())
    flat = np.trapezoid(won, share) - won[-1] / 2
    assert np.sign(flat) == np.sign(Curves(score, adopted, treated).areas(np.ones(500))[0])
