"""What a campaign changed: effect as drawn, costs, complaints, persistence, and how well its scores ordered people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gridtag.models.campaign_planning.effect import (
    Effect,
    cost_per_incremental,
    intention_to_treat,
    post_stratified,
    wilson,
)
from gridtag.models.campaign_planning.holdout import HOLDOUT, TREATMENT
from gridtag.models.campaign_planning.trial import ratio_p_value

BINS = 10


@dataclass(frozen=True)
class Outcome:
    """`effect` over all, `by_unit` with units as strata (None where a unit has fewer than two of an arm); `cost_fen` of
    the contacts made; `per_adopter` fen per incremental adopter (None: none won); `complaints` per 10,000 contacts
    with interval; `persisting`: (of treated, of held out) adopters those still online (None: too early)."""

    treated: int
    held: int
    effect: Effect
    by_unit: Effect | None
    ratio_p: float
    contacts: int
    reached: int
    cost_fen: int
    per_adopter: float | None
    complaints: tuple[float, float, float]
    persisting: tuple[float, float] | None


def measured(people: pd.DataFrame, contacts: pd.DataFrame, treated_share: float) -> Outcome:
    """`people`: arm, unit, adopted, persisted (null: too early), one row per customer of the plan, whoever was reached
    or withdrawn since; `contacts`: customer_no, reached, complained, cost_fen, one row per contact made. Explorers
    count in costs and complaints, not in the effect: they were not chosen as the held out were."""
    treated, held = (people[people["arm"] == arm] for arm in (TREATMENT, HOLDOUT))
    effect = intention_to_treat(
        int(treated["adopted"].sum()), len(treated), int(held["adopted"].sum()), len(held)
    )
    of_treated = contacts["customer_no"].isin(treated["customer_no"])
    spent = int(contacts.loc[of_treated, "cost_fen"].sum())
    complained, many = int(contacts["complained"].sum()), len(contacts)
    low, high = wilson(complained, many) if many else (0.0, 1.0)
    rate = complained / many if many else 0.0
    known = people["persisted"].notna().any()
    kept = tuple(_share(one.loc[one["adopted"], "persisted"]) for one in (treated, held))
    return Outcome(
        len(treated), len(held), effect, _by_unit(people), ratio_p_value(len(treated), len(held), treated_share),
        many, int(contacts["reached"].sum()), int(contacts["cost_fen"].sum()),
        cost_per_incremental(spent, effect), (rate * 1e4, low * 1e4, high * 1e4),
        (kept[0], kept[1]) if known else None,
    )  # fmt: skip


def _share(flags: pd.Series) -> float:
    return float(flags.astype(float).mean()) if len(flags) else float("nan")


def _by_unit(people: pd.DataFrame) -> Effect | None:
    counts = pd.DataFrame({"unit": sorted(people["unit"].unique())})
    for arm, name in ((TREATMENT, "treated"), (HOLDOUT, "held")):
        grouped = people[people["arm"] == arm].groupby("unit")["adopted"]
        counts[name] = counts["unit"].map(grouped.size()).fillna(0)
        counts[f"{name}_adopted"] = counts["unit"].map(grouped.sum()).fillna(0)
    few = (counts["treated"] < 2) | (counts["held"] < 2)
    return None if few.any() else post_stratified(counts)


def by_score(people: pd.DataFrame) -> pd.DataFrame:
    """bin (1: highest scores), arm, customers, score (mean), rate (of adoption): both arms in the same bins of about as
    many customers."""
    compared = people[people["arm"].isin((TREATMENT, HOLDOUT))].sort_values(
        ["score", "customer_no"], ascending=[False, True], kind="stable"
    )
    place = np.arange(len(compared)) * BINS // max(1, len(compared)) + 1
    grouped = compared.assign(bin=place).groupby(["bin", "arm"], sort=True)
    return grouped.agg(
        customers=("adopted", "size"), score=("score", "mean"), rate=("adopted", "mean")
    ).reset_index()


def qini_curve(score: np.ndarray, adopted: np.ndarray, treated: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Share of the plan contacted, best scores first, and adopters won until then: R_t − R_c · N_t / N_c (Radcliffe
    2007); equal scores are one straight piece."""
    values, place = np.unique(-score, return_inverse=True)
    cells = (
        np.bincount(place * 4 + 2 * treated + adopted, minlength=4 * len(values))
        .reshape(-1, 4)
        .cumsum(axis=0)
    )
    controls, others = cells[:, 0] + cells[:, 1], cells[:, 2] + cells[:, 3]
    scaled = np.divide(others, controls, out=np.zeros(len(values)), where=controls > 0)
    won = cells[:, 3] - cells[:, 1] * scaled
    return np.append(0.0, (controls + others) / len(score)), np.append(0.0, won)
