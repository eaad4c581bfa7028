"""Whom a year's campaigns leave alone, and whom they contact at random to explore: drawn by key before scoring."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from gridtag.errors import GridtagError
from gridtag.privacy import uniform_draw

HOLDOUT, EXPLORE, TREATMENT = "holdout", "explore", "treatment"
EXPLORED = (0.01, 0.05)


def arms(
    customers: Iterable[str], secret: str, year: int, *, holdout: float = 0.1, explore: float = 0.02
) -> pd.DataFrame:
    """customer_no, arm, arm_probability: one row per customer; only customer, key and year decide.

    arm_probability is that of the arm drawn, not yet that of being contacted. `explore` is a share of those not held
    out, 0.01 to 0.05; raises GridtagError where a share is out of range.
    """
    if not 0 < holdout < 1:
        raise GridtagError(f"holdout {holdout}: give a share between 0 and 1")
    if not EXPLORED[0] <= explore <= EXPLORED[1]:
        raise GridtagError(f"explore {explore}: give a share from 0.01 to 0.05")
    chance = {HOLDOUT: holdout, EXPLORE: (1 - holdout) * explore, TREATMENT: (1 - holdout) * (1 - explore)}
    numbers = list(customers)
    drawn = [_arm(number, secret, year, holdout, explore) for number in numbers]
    return pd.DataFrame(
        {
            "customer_no": pd.Series(numbers, dtype=object),
            "arm": drawn,
            "arm_probability": [chance[arm] for arm in drawn],
        }
    )


def explore_order(secret: str, number: str) -> float:
    """Where a customer stands in the queue of those contacted at random."""
    return uniform_draw(secret, "epay explore order", number)


def _arm(number: str, secret: str, year: int, holdout: float, explore: float) -> str:
    if uniform_draw(secret, f"epay holdout {year}", number) < holdout:
        return HOLDOUT
    return EXPLORE if uniform_draw(secret, f"epay explore {year}", number) < explore else TREATMENT
