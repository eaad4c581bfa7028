"""Who is contacted by which offer (channel in a wave): prices of what is scarce by linear program, then rounding."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, eye_array, hstack, vstack

SAMPLED = 5_000
"""Customers of whom the linear program is made; where there are more, every n-th by unit and value stands for n."""


@dataclass(frozen=True)
class Limits:
    """`cost` (fen per contact) and `capacity` (contacts) by offer, `budget` in fen, `least` contacts by unit."""

    cost: np.ndarray
    capacity: np.ndarray
    budget: int
    least: np.ndarray


@dataclass(frozen=True)
class Plan:
    """`offer` by customer (-1: none), its total `value`, `bound`: no plan that keeps the minima is worth more (weak
    duality), and by unit the contacts `short` of its minimum."""

    offer: np.ndarray
    value: float
    bound: float
    short: np.ndarray

    @property
    def gap(self) -> float:
        """Share of the bound that the plan may lack."""
        return 1 - self.value / self.bound if self.bound > 0 else 0.0


@dataclass(frozen=True)
class _Prices:
    """Fen per contact by offer, per fen of budget, and the reward per contact of a unit below its minimum."""

    offer: np.ndarray
    fen: float
    unit: np.ndarray


def plan(value: np.ndarray, unit: np.ndarray, limits: Limits, sampled: int = SAMPLED) -> Plan:
    """`value` customers × offers in fen, net of cost, -inf where barred; `unit` the place of each customer's unit in
    `limits.least`; rows in the order of customer keys, which decides ties.

    Capacity and budget are always kept. Minima come first, as far as customers, capacity and budget go. Prices: duals
    of the linear relaxation (Geoffrion: Mathematical Programming Study 2, 1974).
    """
    possible = np.isfinite(value).any(axis=1)
    least = np.minimum(limits.least, np.bincount(unit[possible], minlength=len(limits.least)))
    if not possible.any():
        return Plan(np.full(len(value), -1), 0.0, 0.0, limits.least - least)
    kept = Limits(limits.cost, limits.capacity, limits.budget, least)
    chosen = _sample(value, unit, np.flatnonzero(possible), sampled)
    prices = _prices(value[chosen], unit[chosen], kept, possible.sum() / len(chosen))
    reduced = value - prices.offer - prices.fen * limits.cost + prices.unit[unit][:, None]
    bound = np.maximum(reduced.max(axis=1), 0).sum() + prices.offer @ limits.capacity
    bound += prices.fen * limits.budget - prices.unit @ least
    offer = _rounded(value, reduced, unit, kept)
    taken = np.flatnonzero(offer >= 0)
    short = np.maximum(limits.least - np.bincount(unit[taken], minlength=len(least)), 0)
    return Plan(offer, float(value[taken, offer[taken]].sum()), float(bound), short)


def _sample(value: np.ndarray, unit: np.ndarray, rows: np.ndarray, most: int) -> np.ndarray:
    """Every n-th of the rows by unit and value; all where there are few."""
    order = rows[np.lexsort((value[rows].max(axis=1), unit[rows]))]
    many = min(most, len(order))
    return order[((2 * np.arange(many) + 1) * len(order)) // (2 * many)]


def _prices(value: np.ndarray, unit: np.ndarray, limits: Limits, weight: float) -> _Prices:
    """Duals of: most value, each customer at most one offer, limits kept; each row stands for `weight` customers. A
    contact below a minimum costs more than any contact is worth, so that minima out of reach leave a plan."""
    people, offers = value.shape
    units = len(limits.least)
    row, offer = np.nonzero(np.isfinite(value))
    many, columns = len(row), np.arange(len(row))
    once = csr_array((np.ones(many), (row, columns)), shape=(people, many))
    full = csr_array((np.full(many, weight), (offer, columns)), shape=(offers, many))
    purse = csr_array((weight * limits.cost[offer], (np.zeros(many, int), columns)), shape=(1, many))
    served = csr_array((np.full(many, -weight), (unit[row], columns)), shape=(units, many))
    none = csr_array((people + offers + 1, units))
    lacking = vstack([none, -eye_array(units)])
    matrix = hstack([vstack([once, full, purse, served]), lacking]).tocsr()
    bounds = np.concatenate([np.ones(people), limits.capacity, [limits.budget], -limits.least])
    dear = 10 * max(1.0, float(np.abs(value[row, offer]).max()))
    gain = np.concatenate([-weight * value[row, offer], np.full(units, dear)])
    solved = linprog(gain, matrix, bounds, bounds=(0, None), method="highs")
    duals = np.maximum(-solved.ineqlin.marginals[people:], 0)
    return _Prices(duals[:offers], float(duals[offers]), duals[offers + 1 :])


def _rounded(value: np.ndarray, reduced: np.ndarray, unit: np.ndarray, limits: Limits) -> np.ndarray:
    """Minima first, then whoever is worth a contact; both by the best reduced value."""
    offer = np.full(len(value), -1)
    left, purse = limits.capacity.astype(np.int64), int(limits.budget)
    if limits.least.any():
        finite = np.where(np.isfinite(value), reduced, -np.inf)
        needed = _foremost(finite.max(axis=1), unit, limits.least)
        finite[~needed] = -np.inf
        left, purse = _fill(offer, value, finite, limits.cost, left, purse)
    rest = np.where(value > 0, reduced, -np.inf)
    rest[offer >= 0] = -np.inf
    _fill(offer, value, rest, limits.cost, left, purse)
    return offer


def _foremost(best: np.ndarray, unit: np.ndarray, least: np.ndarray) -> np.ndarray:
    """Whether a customer is among the best `least` of its unit."""
    order = np.lexsort((-best, unit))
    first = np.searchsorted(unit[order], np.arange(len(least)))
    chosen = np.zeros(len(best), bool)
    chosen[order] = np.arange(len(best)) - first[unit[order]] < least[unit[order]]
    return chosen


def _fill(
    offer: np.ndarray, value: np.ndarray, open_: np.ndarray, cost: np.ndarray, left: np.ndarray, purse: int
) -> tuple[np.ndarray, int]:
    """Sets `offer` by the best of `open_` until capacity and purse are used; an offer that is full or too dear is
    closed and its suitors ask again. Where the purse is short, what is worth least per fen goes. Gives what is left."""
    open_[:, (left <= 0) | (cost > purse)] = -np.inf
    while len(asking := np.flatnonzero(np.isfinite(open_).any(axis=1))):
        wish = open_[asking].argmax(axis=1)
        order = np.argsort(-open_[asking, wish], kind="stable")
        asking, wish = asking[order], wish[order]
        place = np.empty(len(asking), np.int64)
        for one in range(len(cost)):
            mine = wish == one
            place[mine] = np.arange(mine.sum())
        fits = place < left[wish]
        asking, wish = asking[fits], wish[fits]
        spent = np.maximum(cost[wish], 1e-9)
        order = np.argsort(-value[asking, wish] / spent, kind="stable")
        paid = np.cumsum(cost[wish[order]], dtype=np.int64) <= purse
        kept, refused = order[paid], order[~paid]
        offer[asking[kept]] = wish[kept]
        open_[asking[kept]] = -np.inf
        open_[asking[refused], wish[refused]] = -np.inf
        purse -= int(cost[wish[kept]].sum())
        left = left - np.bincount(wish[kept], minlength=len(cost))
        open_[:, (left <= 0) | (cost > purse)] = -np.inf
    return left, purse
