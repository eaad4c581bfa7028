"""The sample shows what it was made to show, at any size."""

from pathlib import Path

import pytest

from gridtag.sample import generate
from gridtag.sample.calibration import measure, page
from gridtag.sample.figures import Figure


@pytest.fixture(scope="module")
def figures(landing: Path) -> dict[str, Figure]:
    return {figure.name: figure for figure in measure(landing)}


# with a few thousand customers some figures rest on a handful of events: their bounds are wider
SMALL = {
    "投诉 mean hours of handling": 0.25,
    "举报 mean hours of handling": 0.5,
    "抢修 mean hours of handling": 0.10,
    "supply quality among complaints": 0.9,
    "AUC of turning to online payment": 0.12,
    "SAIDI urban 2025": 0.35,
    "SAIDI rural 2025": 0.35,
    "SAIFI urban 2025": 0.5,
    "SAIFI rural 2025": 0.5,
    "planned share of customer-hours": 0.35,
}


def test_figures_hold(figures: dict[str, Figure]) -> None:
    wrong = []
    for name, figure in figures.items():
        wide = SMALL.get(name)
        fits = abs(figure.value - figure.target) <= wide * figure.target if wide else figure.holds
        if not fits and not name.startswith("满意率"):
            wrong.append(f"{name}: {figure.value:.4f}, not {figure.low:.4f} to {figure.high:.4f}")
    assert not wrong


def test_satisfaction_by_year(figures: dict[str, Figure]) -> None:
    for year in (2025, 2026):
        assert abs(figures[f"满意率 satisfied {year}"].value - 0.9956) < 0.006


def test_rates_do_not_depend_on_size(figures: dict[str, Figure], tmp_path: Path) -> None:
    generate(tmp_path, customers=2_000)
    smaller = {figure.name: figure for figure in measure(tmp_path)}
    for name, tolerance in (
        ("来电 calls per customer and year", 0.08),
        ("报修占比 repair share of tickets", 0.15),
        ("households in tier 1 of 2025", 0.04),
        ("bills paid within a week", 0.05),
        ("未评价 no rating", 0.05),
        ("paid by app at the start", 0.12),
    ):
        assert smaller[name].value == pytest.approx(figures[name].value, rel=tolerance), name


def test_page_names_command_and_size(figures: dict[str, Figure]) -> None:
    text = page(list(figures.values()), 5000, 24, 1)
    assert "--customers 5000 --months 24 --seed 1" in text
    assert text.count("\n| ") == len(figures) + 1
