"""`gridtag bench campaign-effect`: campaigns planned and measured over customers whose response is planted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from gridtag.models.campaign_planning.holdout import HOLDOUT, TREATMENT, arms
from gridtag.models.campaign_planning.outcome import measured
from gridtag.models.campaign_planning.planning import planned
from gridtag.models.campaign_planning.settings import Settings

COLUMNS = (
    "campaign", "treated", "held", "planted", "found", "low", "high", "covered",
    "gross", "planted_incremental", "incremental",
)  # fmt: skip
REACHED, WITHDRAWN = 0.72, 0.03
"""Shares of the planned whom a contact reaches, and who leave the list before."""
UNITS = 12


def campaigns(customers: int, many: int, say: Callable[[str], None] = print) -> Iterator[dict[str, Any]]:
    """One row per campaign; `planted` is the mean over the treated of what contacting changes of their chance."""
    for turn in range(many):
        say(f"campaign {turn + 1} of {many}")
        yield {
            "campaign": turn + 1,
            **_campaign(np.random.default_rng([20261031, turn]), customers, f"key {turn}"),
        }


def _campaign(random: np.random.Generator, customers: int, secret: str) -> dict[str, Any]:
    """Customers adopt by themselves with a chance near their score; who is reached gains 3 to 8 points."""
    settings = Settings(holdout=0.2)
    numbers = [f"33{number:08d}" for number in range(customers)]
    own = random.beta(1.5, 12, customers)
    gained = random.uniform(0.03, 0.08, customers) * REACHED * (1 - WITHDRAWN)
    people = arms(numbers, secret, 2026, holdout=settings.holdout, explore=settings.explore).assign(
        score=np.clip(own * random.lognormal(0, 0.3, customers), 0, 1), uplift=None, rule=None,
        unit=random.integers(0, UNITS, customers).astype(str), elderly=random.random(customers) < 0.2,
        own=own, gained=gained,
    )  # fmt: skip
    plan = planned(people[["customer_no", "arm", "arm_probability", "score", "uplift", "unit", "elderly", "rule"]],
                   settings, secret)  # fmt: skip
    rows = plan.rows[["customer_no", "arm", "cost_fen"]].merge(people.drop(columns="arm"), on="customer_no")
    treated = rows["arm"] != HOLDOUT
    chance = rows["own"] + np.where(treated, rows["gained"], 0)
    rows["adopted"], rows["persisted"] = random.random(len(rows)) < chance, None
    contacts = rows.loc[treated, ["customer_no", "cost_fen"]].assign(reached=True, complained=False)
    share = (1 - settings.holdout) * (1 - settings.explore)
    outcome = measured(rows, contacts, share / (share + settings.holdout))
    planted = float(rows.loc[rows["arm"] == TREATMENT, "gained"].mean())
    effect = outcome.effect
    return {
        "treated": outcome.treated, "held": outcome.held, "planted": planted, "found": effect.difference,
        "low": effect.low, "high": effect.high, "covered": effect.low <= planted <= effect.high,
        "gross": effect.gross, "planted_incremental": planted * outcome.treated, "incremental": effect.incremental,
    }  # fmt: skip


def summary(found: Sequence[dict[str, Any]]) -> dict[str, Any]:
    frame = pd.DataFrame(found)
    return {
        "campaigns": len(frame),
        "covered": int(frame["covered"].sum()),
        "planted": float(frame["planted"].mean()),
        "found": float(frame["found"].mean()),
        "gross_above": int((frame["gross"] > frame["incremental"]).sum()),
    }
