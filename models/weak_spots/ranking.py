"""Who comes first, and how sure the place in the list is.

Order: tier, then `bound`, the risk ratio that the unit exceeds with 99 % certainty: it asks for more evidence of
small units than the 5 % bound does, which puts lucky draws of tiny units high. Then years, channels and excess
customers, then the unit's number.
"""

from __future__ import annotations

import numpy as np
from scipy.special import gammaincinv

from gridtag.models.weak_spots.judge import Judged, Posterior

CERTAIN = 0.01
DRAWS = 100
ENDS = (0.05, 0.95)
SEED = 20_170_128


def bound(whole: Posterior) -> np.ndarray:
    """The risk ratio that is exceeded with 99 % certainty."""
    return np.asarray(gammaincinv(whole.shape + whole.events, CERTAIN) / (whole.shape + whole.expected))


def order(found: Judged) -> np.ndarray:
    """Units, the weakest first, those that are not weak last; ties in the order they are given."""
    tiers = found.tier
    keys = (-found.excess_customers, -found.channels_risky, -found.years_risky, -bound(found.whole))
    return np.lexsort((*keys, np.where(tiers, tiers, 4)))


def places(found: Judged) -> np.ndarray:
    """The rank of each unit, from 1."""
    ranks = np.empty(len(found.events), dtype=np.int64)
    ranks[order(found)] = np.arange(1, len(ranks) + 1)
    return ranks


def intervals(weak: Judged, draws: int = DRAWS, seed: int = SEED) -> tuple[np.ndarray, np.ndarray]:
    """rank_low, rank_high of units that are all weak: between which ranks each lies in 90 % of the draws, and its own.

    Each draw gives every event a Poisson weight of mean 1 (the Poisson bootstrap), keeps what is expected and ranks
    anew.
    """
    own = places(weak)
    if not len(own):
        return own, own
    random = np.random.default_rng(seed)
    drawn = np.array([places(weak.with_events(random.poisson(weak.events))) for _ in range(draws)])
    low, high = np.quantile(drawn, ENDS, axis=0, method="inverted_cdf")
    return np.minimum(low, own).astype(np.int64), np.maximum(high, own).astype(np.int64)
