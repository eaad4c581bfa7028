import numpy as np
import pytest
from scipy.optimize import linprog

from gridtag.models.campaign_planning.selection import plan


@pytest.mark.parametrize("seed", range(12))
def test_feasible_and_within_one_per_cent_of_the_linear_program(seed):
    random = np.random.default_rng(seed)
    n, cost, capacity = 600, np.array([5, 60, 300]), random.integers(30, 250, 3)
    budget = int(random.integers(5_000, 50_000))
    value = random.beta(1, 6, (n, 1)) * 4000 * random.uniform(0.5, 1.5, (n, 3)) - cost
    value[random.random((n, 3)) < 0.2] = -np.inf
    found = plan(value, cost, capacity, budget)
    chosen = found.offer[found.offer >= 0]
    assert (np.bincount(chosen, minlength=3) <= capacity).all() and cost[chosen].sum() <= budget
    assert np.isfinite(found.value)
    rows = [np.kron(np.eye(n), np.ones(3)), np.tile(np.eye(3), n), np.tile(cost, n)[None]]
    limits = np.concatenate([np.ones(n), capacity, [budget]])
    flat = np.where(np.isfinite(value), value, -1e6).ravel()
    optimum = -linprog(-flat, np.vstack(rows), limits, bounds=(0, 1)).fun
    assert 0.99 * optimum <= found.value <= optimum + 1e-6 <= found.bound + 1e-3
