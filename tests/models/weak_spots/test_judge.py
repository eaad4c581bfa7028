"""Posteriors against scipy, tiers by hand, and ranks with their intervals."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from gridtag.models.weak_spots import CHANNELS, YEARS, ranking
from gridtag.models.weak_spots.judge import Judged, Posterior, judged
from gridtag.models.weak_spots.region import stacked, unstacked

UNITS = 400
PLANTED = 17


@pytest.fixture(scope="module")
def found() -> Judged:
    random = np.random.default_rng(5)
    level = 2 * random.gamma(6, 1 / 6, (UNITS, 1, 1))
    events = random.poisson(level, (UNITS, YEARS, len(CHANNELS)))
    events[PLANTED] = 8
    events[PLANTED, :, CHANNELS.index("heavy_load")] = 0
    exposure = np.full(events.shape, 36_500)
    exposure[:, :, CHANNELS.index("heavy_load")] = 0
    groups = [("33", "01" if unit % 2 else "02") for unit in range(UNITS)]
    return judged(events, exposure, np.full(UNITS, 100), groups)


def test_expectations_of_a_group_sum_to_its_events_by_year_and_channel(found: Judged) -> None:
    for kind in (0, 1):
        own = np.arange(UNITS) % 2 == kind
        assert found.expected[own].sum(axis=0) == pytest.approx(found.events[own].sum(axis=0), rel=1e-12)
    assert not found.events[:, :, CHANNELS.index("heavy_load")].any()


def test_posteriors_are_scipys(found: Judged) -> None:
    for one in (*found.channels, *found.years, found.whole):
        gamma = stats.gamma(one.shape + one.events, scale=1 / (one.shape + one.expected))
        assert one.ratio == pytest.approx(gamma.mean(), rel=1e-10)
        assert one.low == pytest.approx(gamma.ppf(0.05), rel=1e-8)
        assert one.probability == pytest.approx(gamma.sf(1.5), abs=1e-10)
    gamma = stats.gamma(
        found.whole.shape + found.whole.events, scale=1 / (found.whole.shape + found.whole.expected)
    )
    assert ranking.bound(found.whole) == pytest.approx(gamma.ppf(0.01), rel=1e-8)


def test_the_planted_unit_comes_first_in_every_draw(found: Judged) -> None:
    assert found.tier[PLANTED] == 1
    assert (found.years_risky[PLANTED], found.channels_risky[PLANTED]) == (3, 4)
    assert ranking.order(found)[0] == PLANTED
    weak = found.of(found.tier > 0)
    low, high = ranking.intervals(weak)
    places = ranking.places(weak)
    assert (low <= places).all()
    assert (places <= high).all()
    assert (low[0], high[0]) == (1, 1) or places[0] != 1
    assert [end.tolist() for end in ranking.intervals(weak)] == [low.tolist(), high.tolist()]


def test_excess_is_told_in_events_and_in_customers(found: Judged) -> None:
    above = max(found.whole.low[PLANTED] - 1, 0)
    per_year = found.expected[PLANTED].sum(axis=0) / YEARS
    reach = np.array([1, 100, 1, 1, 100])
    assert found.excess[PLANTED] == pytest.approx(above * per_year.sum())
    assert found.excess_customers[PLANTED] == pytest.approx(above * (per_year * reach).sum())
    assert ((found.tier == 0) == (found.excess == 0)).all()


@pytest.mark.parametrize(
    ("years", "channels", "tier"), [(2, 2, 1), (3, 1, 2), (0, 2, 2), (1, 1, 3), (0, 0, 3)]
)
def test_tiers(years: int, channels: int, tier: int) -> None:
    """Risky is 30 events where 10 are expected, calm 10; in all they lie above their like."""

    def posteriors(risky: int, all_: int) -> tuple[Posterior, ...]:
        sure = [np.array([30 if number < risky else 10]) for number in range(all_)]
        return tuple(Posterior(events, np.array([10.0]), np.array([10.0])) for events in sure)

    whole = Posterior(np.array([60]), np.array([30.0]), np.array([10.0]))
    nothing = np.zeros((1, YEARS, len(CHANNELS)))
    told = Judged(nothing, nothing, np.ones(1), posteriors(channels, 5), posteriors(years, 3), whole)
    assert told.tier.tolist() == [tier]


def test_units_survive_being_stacked(found: Judged) -> None:
    again = unstacked(stacked(found))
    assert ranking.order(again).tolist() == ranking.order(found).tolist()
    assert again.whole.low.tolist() == pytest.approx(found.whole.low.tolist(), rel=1e-12)
    assert again.tier.tolist() == found.tier.tolist()


def test_nobody_and_nothing_are_not_weak() -> None:
    shape = (1, YEARS, len(CHANNELS))
    alone = judged(np.full(shape, 3), np.full(shape, 365), np.ones(1), [("33", "01")])
    assert alone.tier.tolist() == [0]
    empty = judged(np.zeros((0, *shape[1:]), int), np.zeros((0, *shape[1:]), int), np.zeros(0), [])
    assert empty.tier.tolist() == []
    assert [end.tolist() for end in ranking.intervals(empty)] == [[], []]
    unexposed = judged(np.full(shape, 3), np.zeros(shape, int), np.ones(1), [("33", "01")])
    assert (unexposed.whole.events.tolist(), unexposed.tier.tolist()) == ([0], [0])
