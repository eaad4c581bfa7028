"""The feature catalogue as one page with search: every feature, what it is made of, and how it is spread."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from markupsafe import Markup

from gridtag.features.dimension import catalogue
from gridtag.features.frames import FRAMES
from gridtag.features.lineage import landing_columns
from gridtag.features.pages import shown_formula
from gridtag.features.profile import Spread
from gridtag.features.registry import DIMENSIONS, features
from gridtag.features.tags.rules import rules
from gridtag.jobs.report import words
from gridtag.jobs.report.environment import environment
from gridtag.models.epay_inputs import NAMES as MODEL_INPUTS

BARS, HEIGHT = 24, 16
MODEL = "epay"


@dataclass(frozen=True)
class Distribution:
    """A feature on the last run; `quantiles` by their names, none of a text."""

    spread: Spread
    quantiles: Mapping[str, float | None]
    psi: float | None
    alerts: Sequence[str]

    @property
    def bars(self) -> Markup:
        return _bars(self.spread)

    @property
    def told(self) -> str:
        """The most frequent values of a text with their shares."""
        held = self.spread.rows - self.spread.histogram.get(None, 0)
        return "，".join(f"{value} {many / held:.0%}" for value, many in self.spread.most(6)) if held else ""


def page(
    distributions: Mapping[str, Distribution] | None = None, as_of: date | None = None, home: str = ""
) -> str:
    """The whole page; without distributions (by feature) only what is declared, the same bytes every time."""
    left_out = [(row, reasons()[name]) for name, row in catalogue().items() if name in reasons()]
    return (
        environment()
        .get_template("features.j2")
        .render(
            features=list(features().values()),
            left_out=left_out,
            groups={one.code.upper(): f"{one.title} {one.title_en}" for one in DIMENSIONS},
            distributions=distributions or {},
            as_of=as_of,
            home=home,
            frames=FRAMES,
            formula=lambda one: one.derive or shown_formula(one),
            landing=landing_columns,
            users=used_by(),
            null_rule=lambda one: words.NULL_RULES.get(one.null_rule, one.null_rule),
        )
    )


@cache
def reasons() -> dict[str, str]:
    """Why a feature of the catalogue is not computed, by name."""
    text = resources.files("gridtag.features").joinpath("left_out.csv").read_text("utf-8")
    return {row["name"]: row["reason"] for row in csv.DictReader(text.splitlines())}


@cache
def used_by() -> dict[str, list[str]]:
    """By feature, the tags whose rule reads it, and the payment model where it does."""
    found: dict[str, list[str]] = {}
    for rule in rules():
        for name in rule.features:
            found.setdefault(name, []).append(rule.tag.id)
    for name in MODEL_INPUTS:
        found.setdefault(name, []).append(MODEL)
    return found


def _bars(spread: Spread) -> Markup:
    """The histogram of numbers as a small drawing: even steps of the logarithm on either side of zero."""
    held = [] if spread.is_text else spread.sorted()
    if not held:
        return Markup()
    places = _drawn([bucket for bucket, _ in held])
    counted = [0] * BARS
    for place, (_, many) in zip(places, held, strict=True):
        counted[min(int((place - places[0]) / (places[-1] - places[0] + 1) * BARS), BARS - 1)] += many
    tall = [max(round(many / max(counted) * HEIGHT, 1), 0.6) if many else 0 for many in counted]
    path = "".join(f"M{at * 4} {HEIGHT}v-{high:g}h3v{high:g}z" for at, high in enumerate(tall) if high)
    return Markup('<svg class="spread" viewBox="0 0 {} {}" aria-hidden="true"><path d="{}"/></svg>').format(
        BARS * 4, HEIGHT, path
    )


def _drawn(buckets: Sequence[int]) -> list[int]:
    """The buckets moved together around zero, so that the smallest number stands beside it."""
    sizes = [abs(bucket) for bucket in buckets if bucket] or [1]
    gap = max((max(sizes) - min(sizes)) // BARS, 1)
    return [(abs(one) - min(sizes) + gap) * (1 if one > 0 else -1) if one else 0 for one in buckets]
