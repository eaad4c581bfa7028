"""Columns that know the future, count rows or tell the time stop the run by name; honest ones pass."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from sklearn.metrics import roc_auc_score

from gridtag.errors import GridtagError
from gridtag.models.propensity.checks import refuse, refuse_leaks, told_by
from tests.models.propensity.planted import people

ROWS = 3_000
CROWD = people(ROWS, 1)
WHEN = np.sort(np.random.default_rng(2).integers(0, 400, ROWS)).astype(float)
DICE = np.random.default_rng(3)
LATE = np.where(CROWD.label == 1, DICE.random(ROWS) * 50, np.nan)
SPENT = np.where((CROWD.label == 1) & (DICE.random(ROWS) < 0.4), DICE.gamma(2, 50, ROWS), 0.0)

WRONG = {
    "copy": (CROWD.label, "is a copy of the label"),
    "copy_in_words": (np.where(CROWD.label == 1, "bought", "left"), "is a copy of the label"),
    "nearly": (CROWD.label + DICE.normal(0, 0.25, ROWS), "knows it|almost alone"),
    "backwards": (-CROWD.label + DICE.normal(0, 0.3, ROWS), "almost alone|knows it"),
    "hump": (np.where(CROWD.label == 1, 0, DICE.choice([-1, 1], ROWS)) + DICE.normal(0, 0.2, ROWS), "label"),
    "filled_in_later": (pa.array(LATE, from_pandas=True), "copy of the label or knows it"),
    "spent": (SPENT, "rows where it is not 0.0 are positive"),
    "account": (np.array([f"A{n * 7919 % 100_003:06}" for n in range(ROWS)]), "is an identifier"),
    "row": (DICE.permutation(ROWS), "is an identifier"),
    "clock": (WHEN // 7 + DICE.normal(0, 2, ROWS), "is a clock"),
    "month": (np.array([f"{int(day) // 30:02}" for day in WHEN]), "is a clock"),
    "same": (np.full(ROWS, "x"), "is 'x' in all rows"),
    "nothing": (pa.nulls(ROWS), "is None in all rows"),
    "day": (pa.array((np.arange(ROWS) % 300).astype("datetime64[D]")), "is of type date32"),
}


@pytest.mark.parametrize("name", WRONG)
def test_the_column_is_named_with_what_is_wrong(name: str) -> None:
    values, says = WRONG[name]
    with pytest.raises(GridtagError, match=f"{name} .*({says}).*leave out: {name}"):
        refuse(CROWD.features.append_column(name, pa.array(values)), CROWD.label, WHEN)
    refuse(CROWD.features.append_column(name, pa.array(values)), CROWD.label, WHEN, keep=[name])


def test_honest_columns_pass() -> None:
    amounts = DICE.gamma(2.0, 6_000.0, ROWS).astype(int)
    weekday = np.array([str(int(day) % 7) for day in WHEN])
    honest = CROWD.features.append_column("fen", pa.array(amounts)).append_column(
        "weekday", pa.array(weekday)
    )
    refuse(honest, CROWD.label, WHEN)
    refuse(honest, CROWD.label)


def test_all_faults_are_told_at_once() -> None:
    both = CROWD.features.append_column("a", pa.array(CROWD.label)).append_column(
        "b", pa.array(np.ones(ROWS))
    )
    with pytest.raises(GridtagError, match=r"leave out: a,b"):
        refuse(both, CROWD.label)


def test_leaks_alone_stop_a_model_that_may_hold_constants() -> None:
    refuse_leaks(CROWD.features.append_column("b", pa.array(np.ones(ROWS))), CROWD.label)
    with pytest.raises(GridtagError, match="leave out: a"):
        refuse_leaks(CROWD.features.append_column("a", pa.array(CROWD.label)), CROWD.label)


def test_a_category_learns_nothing_from_its_own_rows() -> None:
    """In-sample rates of many categories would seem to tell the label; crossed ones do not."""
    codes = DICE.integers(0, 1_000, ROWS)
    label = DICE.integers(0, 2, ROWS)
    rates = np.bincount(codes, weights=label, minlength=1_000) / np.maximum(
        np.bincount(codes, minlength=1_000), 1
    )
    assert roc_auc_score(label, rates[codes]) > 0.75
    assert told_by(codes, label) == pytest.approx(0.5, abs=0.03)
