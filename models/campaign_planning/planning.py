"""A campaign's plan: who of those who may be contacted is contacted when and how, and who is their control."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gridtag.errors import GridtagError
from gridtag.models.campaign_planning import selection
from gridtag.models.campaign_planning.holdout import EXPLORE, HOLDOUT, TREATMENT, explore_order
from gridtag.models.campaign_planning.settings import Offer, Settings, contacts
from gridtag.models.campaign_planning.trial import detectable, ratio_p_value

COLUMNS = ("customer_no", "arm", "arm_probability", "wave", "channel", "rank", "value_fen", "cost_fen")


@dataclass(frozen=True)
class Planned:
    """`rows`: COLUMNS, one row per customer contacted or held out; `gap`: share of the best plan's value that this one
    may lack; `short`: contacts below the minimum by unit; `ratio_p`: of the arms as uneven as they came out;
    `detectable`: the smallest gain in adoption that the arms show with power 0.8."""

    rows: pd.DataFrame
    gap: float
    short: dict[str, int]
    ratio_p: float
    detectable: float

    def many(self, arm: str) -> int:
        return int((self.rows["arm"] == arm).sum())


def planned(people: pd.DataFrame, settings: Settings, secret: str) -> Planned:
    """`people`: customer_no, arm, arm_probability (as `holdout.arms` drew them before scoring), score, uplift (may be
    null), unit, elderly, rule (null where none bars the customer); one row per customer.

    Treated and held out are chosen together without a look at the arm, so that the held out are what the treated would
    have been: limits are those of the treated share, and where chance gives more treated than a limit takes, the list
    is cut from its end in both arms. Explorers are contacted by draw, whatever their score. Who is barred is in no
    row; the elderly get assisted offers alone.
    """
    _must_be_single(people)
    able = people[people["rule"].isna()].sort_values("customer_no", kind="stable").reset_index(drop=True)
    offers = settings.offers()
    capacity = np.array([contacts(offer.channel, len(able)) for offer in offers], np.int64)
    explored = np.ceil(capacity * settings.explore).astype(np.int64)
    value = _value(able, offers, settings)
    random = _explored(able, value, explored, settings.budget_fen, offers, secret)
    spent = int(random["cost_fen"].sum())
    left = selection.Limits(_costs(offers), capacity - explored, settings.budget_fen - spent, np.zeros(0))
    chosen, found, short = _chosen(able, value, offers, left, settings)
    rows = pd.concat([chosen, random], ignore_index=True)
    treated, held = ((rows["arm"] == arm).sum() for arm in (TREATMENT, HOLDOUT))
    untreated = able.loc[able["customer_no"].isin(rows.loc[rows["arm"] == HOLDOUT, "customer_no"]), "score"]
    told = treated > 0 and held > 0
    return Planned(
        rows[list(COLUMNS)], found.gap, short,
        ratio_p_value(treated, held, _treated_share(settings)) if treated + held else 1.0,
        detectable(float(untreated.mean()), treated, held) if told else float("nan"),
    )  # fmt: skip


def _must_be_single(people: pd.DataFrame) -> None:
    if people["customer_no"].duplicated().any():
        raise GridtagError(
            "a customer is there twice among those to plan for; score each customer once a day"
        )


def _treated_share(settings: Settings) -> float:
    """Of treated and held out together."""
    treated = (1 - settings.holdout) * (1 - settings.explore)
    return treated / (treated + settings.holdout)


def _costs(offers: list[Offer]) -> np.ndarray:
    return np.array([offer.channel.cost_fen for offer in offers], np.int64)


def _value(able: pd.DataFrame, offers: list[Offer], settings: Settings) -> np.ndarray:
    """Fen by customer and offer, net of cost; uplift counts where there is one. Later waves win as much later: among
    equals the first wave goes first, by order."""
    gained = able["uplift"].astype(float).fillna(able["score"]).to_numpy(float)[:, None]
    response = np.array([offer.channel.response for offer in offers])
    value = gained * response * settings.value_fen - _costs(offers)
    barred = able["elderly"].to_numpy(bool)[:, None] & ~np.array([offer.channel.assisted for offer in offers])
    return np.where(barred, -np.inf, value)


def _explored(
    able: pd.DataFrame, value: np.ndarray, places: np.ndarray, purse: int, offers: list[Offer], secret: str
) -> pd.DataFrame:
    """Explorers in the order of a keyed draw, offer by offer; their probability is that of the draw and the place."""
    rows = np.flatnonzero(able["arm"] == EXPLORE)
    order = rows[np.argsort([explore_order(secret, one) for one in able["customer_no"].to_numpy()[rows]])]
    free, found = dict.fromkeys(order.tolist()), []
    for place, (offer, many) in enumerate(zip(offers, places, strict=True)):
        affordable = purse // offer.channel.cost_fen if offer.channel.cost_fen else len(order)
        fit = [row for row in free if np.isfinite(value[row, place])]
        taken = fit[: min(int(many), affordable)]
        purse -= len(taken) * offer.channel.cost_fen
        part = _rows(able, np.array(taken, int), np.full(len(taken), place), offers, value)
        part["arm_probability"] *= len(taken) / max(1, len(fit))
        found.append(part)
        for row in taken:
            del free[row]
    return pd.concat(found, ignore_index=True)


def _chosen(
    able: pd.DataFrame, value: np.ndarray, offers: list[Offer], left: selection.Limits, settings: Settings
) -> tuple[pd.DataFrame, selection.Plan, dict[str, int]]:
    """Rows of both arms within the limits of the treated."""
    share = _treated_share(settings)
    drawn = np.flatnonzero(able["arm"] != EXPLORE)
    units, unit = np.unique(able["unit"].fillna("").to_numpy(str)[drawn], return_inverse=True)
    least = np.array([settings.least.get(name, 0) for name in units], np.int64)
    grown = selection.Limits(
        left.cost, np.floor(left.capacity / share).astype(np.int64), int(left.budget / share),
        np.ceil(least / share).astype(np.int64),
    )  # fmt: skip
    found = selection.plan(value[drawn], unit, grown)
    taken = np.flatnonzero(found.offer >= 0)
    rows = _rows(able, drawn[taken], found.offer[taken], offers, value)
    rows = _cut(rows, found.offer[taken], left)
    reached = able.set_index("customer_no")["unit"].reindex(rows.loc[rows["arm"] == TREATMENT, "customer_no"])
    served = reached.fillna("").value_counts()
    short = {name: many - int(served.get(name, 0)) for name, many in sorted(settings.least.items())}
    return rows, found, {name: many for name, many in short.items() if many > 0}


def _rows(
    able: pd.DataFrame, rows: np.ndarray, offer: np.ndarray, offers: list[Offer], value: np.ndarray
) -> pd.DataFrame:
    part = able.iloc[rows][["customer_no", "arm", "arm_probability"]].reset_index(drop=True)
    part["wave"] = [offers[one].wave for one in offer]
    part["channel"] = [offers[one].name for one in offer]
    part["value_fen"] = value[rows, offer] if len(rows) else np.zeros(0)
    part["cost_fen"] = _costs(offers)[offer] if len(rows) else np.zeros(0, np.int64)
    order = part.sort_values(["value_fen", "customer_no"], ascending=[False, True], kind="stable").index
    part.loc[order, "rank"] = np.arange(1, len(part) + 1)
    return part.astype({"rank": "int64", "wave": "int64", "channel": "object"})


def _cut(rows: pd.DataFrame, offer: np.ndarray, left: selection.Limits) -> pd.DataFrame:
    """Both arms of an offer up to its last treated customer within capacity, then within budget, by rank."""
    rows = rows.assign(offer=offer).sort_values("rank", kind="stable")
    treated = (rows["arm"] == TREATMENT).astype(int)
    within = treated.groupby(rows["offer"]).cumsum() <= left.capacity[rows["offer"].to_numpy()]
    rows = rows[within]
    paid = (rows["cost_fen"] * (rows["arm"] == TREATMENT)).cumsum()
    rows = rows[paid <= left.budget].drop(columns="offer")
    return rows.assign(rank=np.arange(1, len(rows) + 1))
