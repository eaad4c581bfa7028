"""Who is contacted by which offer (channel in a wave): Lagrangian prices of capacity and budget, then rounding."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

ROUNDS = 150


@dataclass(frozen=True)
class Plan:
    """`offer` by customer (-1: none), its total `value`, and `bound`: no plan is worth more (weak duality)."""

    offer: np.ndarray
    value: float
    bound: float


def plan(value: np.ndarray, cost: np.ndarray, capacity: np.ndarray, budget: int) -> Plan:
    """`value` customers × offers, net of cost, -inf where barred, rows in the order of customer keys; `cost` (fen) and
    `capacity` (contacts) by offer. Subgradient with Polyak's step (Fisher: Management Science 27, 1981)."""
    prices, best, bound = np.zeros(len(cost) + 1), None, np.inf
    load = np.vstack([np.eye(len(cost)), cost.astype(float)])
    limits = np.append(capacity, budget).astype(float)
    scale = np.maximum(limits, 1)
    for turn in range(ROUNDS):
        reduced = value - prices @ load
        choice = reduced.argmax(axis=1)
        gained = reduced[np.arange(len(value)), choice]
        taken = np.bincount(choice[gained > 0], minlength=len(cost))
        dual = float(np.maximum(gained, 0).sum() + prices @ limits)
        bound = min(bound, dual)
        if turn % 30 == 0 or turn == ROUNDS - 1:
            offer = _rounded(value, reduced, cost, capacity, budget)
            total = _worth(value, offer)
            best = (offer, total) if best is None or total > best[1] else best
        slope = (load @ taken - limits) / scale
        step = 0.5 * (dual - best[1]) / max(float(slope @ slope), 1e-12)
        prices = np.maximum(prices + step * slope / scale, 0)
    return Plan(best[0], best[1], bound)


def _worth(value: np.ndarray, offer: np.ndarray) -> float:
    chosen = np.flatnonzero(offer >= 0)
    return float(value[chosen, offer[chosen]].sum())


def _rounded(
    value: np.ndarray, reduced: np.ndarray, cost: np.ndarray, capacity: np.ndarray, budget: int
) -> np.ndarray:
    """Best reduced value first; an offer that is full or too dear is closed and its suitors ask again."""
    offer = np.full(len(value), -1)
    left, purse = capacity.astype(np.int64), int(budget)
    open_ = np.where(value > 0, reduced, -np.inf)
    while np.isfinite(open_).any():
        choice = open_.argmax(axis=1)
        top = open_[np.arange(len(value)), choice]
        asking = np.flatnonzero(np.isfinite(top))
        asking = asking[np.argsort(-top[asking], kind="stable")]
        place = np.empty(len(asking), np.int64)
        for k in range(len(cost)):
            mine = choice[asking] == k
            place[mine] = np.arange(mine.sum())
        fits = asking[place < left[choice[asking]]]
        paid = np.cumsum(cost[choice[fits]].astype(np.int64))
        kept = fits[paid <= purse]
        offer[kept] = choice[kept]
        purse -= int(cost[choice[kept]].sum())
        left -= np.bincount(choice[kept], minlength=len(cost))
        open_[kept] = -np.inf
        open_[:, (left <= 0) | (cost > purse)] = -np.inf
        if len(kept) == 0:
            open_[asking[0], choice[asking[0]]] = -np.inf
    return offer
