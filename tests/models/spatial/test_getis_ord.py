"""Gi* against esda, against the dense formula, and what it draws."""

from __future__ import annotations

import time
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array, csr_matrix
from scipy.stats import norm

from gridtag.models.spatial.getis_ord import adjacency, adjusted, areas, gi_star, high


def grid(rows: int, columns: int) -> csr_array:
    """Cells of a grid that share a side or a corner."""
    places = np.arange(rows * columns).reshape(rows, columns)
    pairs = [
        (places[:, :-1], places[:, 1:]),
        (places[:-1], places[1:]),
        (places[:-1, :-1], places[1:, 1:]),
        (places[:-1, 1:], places[1:, :-1]),
    ]
    left, right = (np.concatenate([pair[side].ravel() for pair in pairs]) for side in (0, 1))
    return adjacency(left, right, rows * columns)


def dense(x: np.ndarray, touching: np.ndarray) -> np.ndarray:
    """Ord and Getis 1995, equation 14, written out."""
    weights = touching + np.eye(len(x))
    n, total = len(x), weights.sum(axis=1)
    spread = np.sqrt((x**2).sum() / n - x.mean() ** 2)
    below = spread * np.sqrt((n * (weights**2).sum(axis=1) - total**2) / (n - 1))
    return (weights @ x - x.mean() * total) / below


@pytest.mark.parametrize(("rows", "columns", "seed"), [(20, 20, 1), (7, 31, 2), (5, 4, 3)])
def test_gi_star_is_esdas(rows: int, columns: int, seed: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from esda.getisord import G_Local
        from libpysal.weights import WSP

        x = np.random.default_rng(seed).gamma(0.7, 3, rows * columns)
        touching = grid(rows, columns)
        weights = WSP(csr_matrix(touching)).to_W(silence_warnings=True)
        peer = G_Local(x, weights, transform="B", permutations=0, star=True)
    assert np.abs(gi_star(x, touching) - peer.Zs).max() < 1e-8


@given(st.integers(2, 30), st.floats(0, 0.6), st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_gi_star_is_the_dense_formula(cells: int, share: float, seed: int) -> None:
    random = np.random.default_rng(seed)
    x = random.gamma(0.5, 2, cells)
    upper = np.triu(random.random((cells, cells)) < share, 1)
    touching = adjacency(*np.nonzero(upper), cells)
    assert (touching.toarray() == (upper | upper.T)).all()
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = dense(x, (upper | upper.T).astype(float))
    touched_by_all = (upper | upper.T).sum(axis=1) == cells - 1
    assert gi_star(x, touching)[~touched_by_all] == pytest.approx(expected[~touched_by_all], abs=1e-8)
    assert (gi_star(x, touching)[touched_by_all] == 0).all()


def test_pairs_may_come_twice_and_turned() -> None:
    once = adjacency(np.array([0, 1]), np.array([1, 2]), 4)
    more = adjacency(np.array([0, 1, 1, 2, 3]), np.array([1, 0, 2, 1, 3]), 4)
    assert (once.toarray() == more.toarray()).all()


def test_alike_cells_stand_nowhere_above_others() -> None:
    assert (gi_star(np.full(9, 0.1), grid(3, 3)) == 0).all()
    assert gi_star(np.array([4.0]), grid(1, 1)).tolist() == [0.0]
    assert len(adjusted(np.array([]))) == 0


def benjamini_hochberg(p: np.ndarray, rate: float) -> set[int]:
    """The step-up rule: the largest k with p_(k) <= k rate / m, and all below it."""
    order = np.argsort(p, kind="stable")
    passing = [k for k, place in enumerate(order, 1) if p[place] <= k * rate / len(p)]
    return set(order[: max(passing, default=0)].tolist())


@given(st.lists(st.floats(-4, 6), min_size=1, max_size=40), st.sampled_from([0.01, 0.05, 0.2]))
@settings(max_examples=100, deadline=None)
def test_high_cells_are_those_of_the_step_up_rule(z: list[float], rate: float) -> None:
    found = set(np.flatnonzero(high(np.array(z), rate)).tolist())
    assert found == benjamini_hochberg(norm.sf(z), rate)


def test_a_planted_patch_is_one_area_and_chance_is_none() -> None:
    random = np.random.default_rng(11)
    x = random.normal(0, 1, (40, 40))
    touching = grid(40, 40)
    assert not high(gi_star(x.ravel(), touching)).any()
    x[10:15, 20:25] += 3
    x[30:34, 3:8] += 3
    found = areas(high(gi_star(x.ravel(), touching)), touching).reshape(40, 40)
    assert found[11:14, 21:24].min() == found[11:14, 21:24].max() > 0
    assert found[31:33, 4:7].min() == found[31:33, 4:7].max() > 0
    assert found[12, 22] < found[32, 5]
    outside = found.copy()
    outside[9:16, 19:26] = outside[29:35, 2:9] = 0
    assert not outside.any()


def test_areas_are_numbered_by_their_first_cell() -> None:
    chosen = np.array([False, True, True, False, True, False])
    assert areas(chosen, grid(1, 6)).tolist() == [0, 1, 1, 0, 2, 0]
    assert areas(np.zeros(6, dtype=bool), grid(1, 6)).tolist() == [0] * 6


def test_a_million_cells_take_well_below_a_second() -> None:
    touching, x = grid(1000, 1000), np.random.default_rng(1).random(1_000_000)
    began = time.process_time()
    z = gi_star(x, touching)
    assert time.process_time() - began < 1
    assert z[500_500] == pytest.approx(
        (x.reshape(1000, 1000)[499:502, 499:502] - x.mean()).sum()
        / (x.std() * np.sqrt((9e6 - 81) / 999_999)),
        abs=1e-8,
    )
