"""Against the linear relaxation of the whole problem by HiGHS, an upper bound of any plan."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array, kron, vstack

from gridtag.models.campaign_planning.selection import Limits, plan


def drawn(seed: int, n: int, units: int) -> tuple[np.ndarray, np.ndarray, Limits]:
    random = np.random.default_rng(seed)
    cost, capacity = np.array([5, 60, 300]), random.integers(n // 20, n // 3, 3)
    value = random.beta(1, 6, (n, 1)) * 4000 * random.uniform(0.5, 1.5, (n, 3)) - cost
    value[random.random((n, 3)) < 0.2] = -np.inf
    least = random.integers(0, n // 20 // units + 1, units)
    return value, random.integers(0, units, n), Limits(cost, capacity, int(random.integers(9, 80)) * n, least)


def optimum(value: np.ndarray, unit: np.ndarray, limits: Limits) -> float:
    n, offers = value.shape
    in_unit = csr_array((np.ones(n), (unit, np.arange(n))))
    matrix = vstack([kron(np.eye(n), np.ones((1, offers))), kron(np.ones((1, n)), np.eye(offers)),
                     csr_array(np.tile(limits.cost, n)[None]), -kron(in_unit, np.ones((1, offers)))])  # fmt: skip
    bounds = np.concatenate([np.ones(n), limits.capacity, [limits.budget], -limits.least])
    flat = np.where(np.isfinite(value), value, -1e6).ravel()
    return -linprog(-flat, matrix, bounds, bounds=(0, None)).fun


@pytest.mark.parametrize("seed", range(8))
def test_within_one_per_cent_of_the_linear_program(seed: int) -> None:
    value, unit, limits = drawn(seed, 3000, 6)
    found, best = plan(value, unit, limits, sampled=600), optimum(value, unit, limits)
    assert 0.99 * best <= found.value <= best + 1e-6 <= found.bound + 1e-3
    assert not found.short.any()


@given(st.integers(0, 10**6), st.integers(1, 60), st.integers(1, 4))
@settings(max_examples=150, deadline=None)
def test_limits_are_kept_and_who_is_barred_is_left_out(seed: int, n: int, units: int) -> None:
    value, unit, limits = drawn(seed, n + 20, units)
    found = plan(value, unit, limits, sampled=15)
    chosen = np.flatnonzero(found.offer >= 0)
    offers = found.offer[chosen]
    assert np.isfinite(value[chosen, offers]).all()
    assert (np.bincount(offers, minlength=3) <= limits.capacity).all()
    assert limits.cost[offers].sum() <= limits.budget
    reached = np.bincount(unit[chosen], minlength=units)
    assert (found.short == np.maximum(limits.least - reached, 0)).all()


def test_a_minimum_is_met_at_a_loss_and_told_where_it_cannot_be() -> None:
    value = np.array([[9.0], [8.0], [-1.0], [-np.inf]])
    limits = Limits(np.array([1]), np.array([2]), 100, np.array([0, 1, 1]))
    found = plan(value, np.array([0, 0, 1, 2]), limits)
    assert found.offer.tolist() == [0, -1, 0, -1]
    assert found.short.tolist() == [0, 0, 1]
