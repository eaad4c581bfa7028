"""The gamma-Poisson figures against scipy.stats and plain integration, and what small groups fall back on."""

from __future__ import annotations

import warnings
from decimal import Decimal

import numpy as np
import pytest
from scipy import integrate, stats

from gridtag.models.posterior import (
    LEAST_VARIANCE,
    MOST_VARIANCE,
    Moments,
    above,
    priors,
    ratio,
    ratio_low,
)

CASES = [(0, 0.4, 2.0), (3, 3.0, 1.0), (12, 4.5, 0.7), (40, 38.0, 25.0), (1, 0.01, 100.0)]


@pytest.mark.parametrize(("events", "expected", "shape"), CASES)
def test_posterior_against_scipy_and_integration(events: int, expected: float, shape: float) -> None:
    """The mean by integrating prior times likelihood, the bound by the quantile of scipy's gamma."""
    prior = stats.gamma(shape, scale=1 / shape)

    def weight(theta: float) -> float:
        return float(prior.pdf(theta) * stats.poisson.pmf(events, expected * theta))

    whole = integrate.quad(weight, 0, 60, points=[0.1, 1, 3, 8], limit=400)[0]
    mean = (
        integrate.quad(lambda theta: theta * weight(theta), 0, 60, points=[0.1, 1, 3, 8], limit=400)[0]
        / whole
    )
    given = (np.array([events]), np.array([expected]), np.array([shape]))
    assert ratio(*given)[0] == pytest.approx(mean, rel=1e-5)
    bound = stats.gamma.ppf(0.05, shape + events, scale=1 / (shape + expected))
    assert ratio_low(*given)[0] == pytest.approx(bound, rel=1e-9)


def moments(events: list[int], days: list[int]) -> Moments:
    squares = sum(Decimal(y) * y / d for y, d in zip(events, days, strict=True))
    return Moments(len(events), sum(events), sum(days), Decimal(squares))


def test_variance_is_that_of_marshalls_moments() -> None:
    random = np.random.default_rng(5)
    days = random.integers(2_000, 40_000, 400)
    events = random.poisson(random.gamma(0.8, 1 / 0.8, 400) * days * 1e-4)
    expected = days * events.sum() / days.sum()
    spread = (expected * (events / expected - 1) ** 2).sum() / expected.sum()
    found = moments(events.tolist(), days.tolist())
    assert found.variance == pytest.approx(spread - len(days) / expected.sum(), rel=1e-9)
    assert 1 / found.variance == pytest.approx(0.8, rel=0.3)
    prior = priors({("33401", "01"): found})["33401", "01"]
    assert prior.rate == pytest.approx(events.sum() / days.sum())
    assert prior.shape == pytest.approx(1 / found.variance)
    assert prior.basis == "group"


def test_small_groups_borrow_from_wider_ones() -> None:
    random = np.random.default_rng(6)
    varied = moments(random.poisson(random.gamma(1, 3, 60)).tolist(), [10_000] * 60)
    tiny = moments([3, 0], [10_000, 10_000])
    even = moments([3] * 30, [10_000] * 30)
    found = priors({("A", "01"): varied, ("B", "01"): tiny, ("C", "02"): even, ("D", "03"): tiny})
    assert [found[key].basis for key in sorted(found)] == ["group", "kind", "group", "all"]
    kind = varied + tiny
    assert found["B", "01"].rate == pytest.approx(kind.events / kind.days)
    assert found["B", "01"].shape == pytest.approx(1 / kind.variance)
    everything = varied + tiny + even + tiny
    assert even.variance < 0
    assert found["C", "02"].rate == pytest.approx(3 / 10_000)
    assert found["C", "02"].shape == pytest.approx(1 / everything.variance)


def test_variance_stays_within_its_bounds() -> None:
    calm = priors({("A", "01"): moments([3] * 30, [10_000] * 30)})["A", "01"]
    wild = priors({("A", "01"): moments([0] * 199 + [400], [10_000] * 200)})["A", "01"]
    assert (calm.shape, wild.shape) == (1 / LEAST_VARIANCE, 1 / MOST_VARIANCE)


def test_nothing_happened_anywhere() -> None:
    found = priors({("A", "01"): moments([0] * 30, [10_000] * 30)})["A", "01"]
    assert (found.rate, found.basis) == (0.0, "all")
    assert ratio(np.array([0]), np.array([0.0]), np.array([found.shape]))[0] == 1


@pytest.mark.parametrize("seed", range(3))
def test_shrunken_rates_are_esdas_empirical_bayes(seed: int) -> None:
    """Marshall's closed form over one group, and so over each of several."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from esda.smoothing import Empirical_Bayes
    random = np.random.default_rng(seed)
    region, days = random.integers(0, 3, 300), random.integers(1_000, 60_000, 300)
    events = random.poisson(random.gamma(0.9, 1 / 0.9, 300) * days * np.array([1e-4, 3e-4, 6e-4])[region])
    for inside in (np.ones(300, dtype=bool), *(region == one for one in range(3))):
        found = priors({("33401", "01"): Moments.of(events[inside], days[inside])})["33401", "01"]
        assert LEAST_VARIANCE < 1 / found.shape < MOST_VARIANCE
        shrunken = found.rate * ratio(events[inside], found.rate * days[inside], np.array(found.shape))
        peer = Empirical_Bayes(events[inside], days[inside]).r.ravel()
        assert np.abs(shrunken / peer - 1).max() < 1e-9


def test_moments_of_units_do_not_depend_on_their_order() -> None:
    random = np.random.default_rng(8)
    days, events = random.integers(1, 9_999, 5_000), random.poisson(3, 5_000)
    order = random.permutation(5_000)
    assert Moments.of(events, days) == Moments.of(events[order], days[order])
    assert float(Moments.of(events, days).squares) == pytest.approx(
        float(moments(events.tolist(), days.tolist()).squares)
    )


@pytest.mark.parametrize(("events", "expected", "shape"), CASES)
def test_probability_of_exceeding_is_scipys(events: int, expected: float, shape: float) -> None:
    found = above(np.array([events]), np.array([expected]), np.array([shape]), 1.5)
    assert found[0] == pytest.approx(
        stats.gamma.sf(1.5, shape + events, scale=1 / (shape + expected)), rel=1e-9
    )
    low = ratio_low(np.array([events]), np.array([expected]), np.array([shape]))[0]
    assert above(np.array([events]), np.array([expected]), np.array([shape]), low)[0] == pytest.approx(0.95)
