"""The bench of weak spots: what must hold in every run of it, on two seeds and a smaller size."""

from __future__ import annotations

import numpy as np
import pytest

from gridtag.bench import weak_spots, weak_spots_truth


@pytest.mark.parametrize(("years", "least"), [("calm", 0.60), ("stormy", 0.45)])
def test_planted_cells_are_found_better_than_by_simpler_rankings(years: str, least: float) -> None:
    found = {
        row["ranking"]: row for row in weak_spots.found_again(2, lambda _: None) if row["years"] == years
    }
    ours = found.pop("gridtag")
    assert ours["precision"] >= least
    for name, other in found.items():
        assert ours["precision"] > other["precision"], name


def test_causes_are_found() -> None:
    assert weak_spots.attributed(1)["accuracy"] >= 0.90


def test_size_tells_its_parts() -> None:
    told = weak_spots.size(2_500, lambda _: None)
    assert told["cells"] == 2_500
    assert told["reports"] > told["events"] > told["cells"]


def test_the_truth_is_the_same_for_the_same_seed_and_plants_one_in_a_hundred() -> None:
    made, again = (weak_spots_truth.make(3, stormy=True, side=40) for _ in range(2))
    assert made.weak.sum() == 16
    assert (made.detectable <= made.weak).all()
    assert made.reports.equals(again.reports)
    assert np.array_equal(made.customers, again.customers)
