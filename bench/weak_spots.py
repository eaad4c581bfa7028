"""`gridtag bench weak-spots`: planted weak cells found again, beside four simpler rankings in the same run; and size.

A square of 14,400 cells, one in a hundred of them weak (`weak_spots_truth`), in calm years and in stormy ones, once
per seed. With k detectable cells, precision is the share of planted cells among the first k of a ranking; planted cells
that are not detectable are left out of the rankings. `tiny` is the share of cells with fewer than 100
customers among those of the first k that were not planted.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from gridtag.bench import weak_spots_complaints as complaints
from gridtag.bench import weak_spots_truth as truth
from gridtag.models import posterior
from gridtag.models.spatial import getis_ord
from gridtag.models.weak_spots import attribution, ranking, region
from gridtag.models.weak_spots.judge import Judged
from gridtag.models.weak_spots.major_days import major_days

COLUMNS = ("years", "ranking", "seeds", "plants", "precision", "least", "most", "tiny")
SIZE_COLUMNS = (
    "cells",
    "reports",
    "events",
    "made_s",
    "events_s",
    "judged_s",
    "ranked_s",
    "areas_s",
    "all_s",
    "peak_mb",
)
TINY = 100
DAY = 86_400
SCALE = 0.62
"""Of what happens, so that a cell has ten events."""


def found_again(
    seeds: int, say: Callable[[str], None], side: int = truth.SIDE, first: int = 1
) -> Iterator[dict[str, Any]]:
    """A row for each ranking in calm and in stormy years."""
    for name, stormy in (("calm", False), ("stormy", True)):
        told: dict[str, list[tuple[float, int, int]]] = {}
        plants = 0
        for seed in range(first, first + seeds):
            made = truth.make(seed, stormy, side=side)
            plants += int(made.detectable.sum())
            for ranked, order in rankings(made, side).items():
                told.setdefault(ranked, []).append(score(made, order))
            say(f"{name} years, seed {seed}")
        for ranked, scores in told.items():
            shares = [share for share, _, _ in scores]
            false, tiny = (sum(one[place] for one in scores) for place in (1, 2))
            mean = round(float(np.mean(shares)), 3)
            ends = (round(min(shares), 3), round(max(shares), 3), round(tiny / max(false, 1), 3))
            yield dict(zip(COLUMNS, (name, ranked, seeds, plants, mean, *ends), strict=True))


def score(made: truth.Truth, order: np.ndarray) -> tuple[float, int, int]:
    """Precision of the first k, how many of them are false, and how many of these tiny."""
    counted = order[~(made.weak & ~made.detectable)[order]]
    first = counted[: made.detectable.sum()]
    false = first[~made.weak[first]]
    return float(made.weak[first].mean()), len(false), int((made.customers[false] < TINY).sum())


def rankings(made: truth.Truth, side: int) -> dict[str, np.ndarray]:
    """Cells, the weakest first: by the model, by its keys in another order, and by four simple rankings."""
    reports = np.bincount(made.reports["place"], minlength=len(made.x))
    rate = reports / made.customers
    one = posterior.Moments.of(reports, made.customers)
    prior = posterior.priors({("", ""): one})["", ""]
    shrunk = posterior.ratio(reports, prior.rate * made.customers, np.full(len(rate), prior.shape))
    found = judged(made)
    lexicographic = np.lexsort((-found.excess_customers, -found.channels_risky, -found.years_risky))
    z = getis_ord.gi_star(rate, neighbours(side))
    return {
        "gridtag": ranking.order(found),
        "years, channels, excess customers": lexicographic,
        "raw count": np.argsort(-reports, kind="stable"),
        "raw rate": np.argsort(-rate, kind="stable"),
        "empirical Bayes, national": np.argsort(-shrunk, kind="stable"),
        "Gi* on rates": np.argsort(-z, kind="stable"),
    }


def judged(made: truth.Truth) -> Judged:
    """All cells judged, each province by itself."""
    transformers = as_transformers(made)
    reports = made.reports.assign(major=on_major_days(made))
    parts, places = [], []
    for province in np.unique(made.province):
        own = made.province == province
        held = reports[own[reports["place"]]]
        (found,) = region.units(transformers[own], held, str(province), truth.END, kinds=("transformer",))
        parts.append(region.stacked(found.found))
        places.append(found.listed["unit"].to_numpy())
    table = pd.concat(parts, ignore_index=True)
    return region.unstacked(table.iloc[np.argsort(np.concatenate(places))])


def as_transformers(made: truth.Truth) -> pd.DataFrame:
    """The cells as the model wants its transformers."""
    cells = len(made.x)
    days = dict.fromkeys(region.DAYS, made.customers * 365) | dict.fromkeys(region.DEVICE_DAYS, 365)
    return pd.DataFrame(
        {"transformer_no": np.arange(cells), "place": np.arange(cells), "feeder_no": None, "cell": None}
        | {"customers": made.customers, "urban_rural": np.where(made.rural, "02", "01")} | days
    )  # fmt: skip


def on_major_days(made: truth.Truth) -> np.ndarray:
    """Which reports fall on a major-event day of their province."""
    day = ((made.reports["started"] - truth.START) // DAY).to_numpy()
    place = made.reports["place"].to_numpy()
    code, names = pd.factorize(made.province)
    shape = (len(names), int(day.max()) + 1)
    index = code[place] * shape[1] + day
    weight = made.reports["minutes"].to_numpy() * made.customers[place]
    minutes = np.bincount(index, weight, minlength=shape[0] * shape[1]).reshape(shape)
    days = pd.to_datetime(truth.START + np.arange(shape[1]) * DAY, unit="s")
    served = np.bincount(code, made.customers)
    major = [
        days.isin(major_days(pd.Series(one / all_, days))) for one, all_ in zip(minutes, served, strict=True)
    ]
    return np.array(major).ravel()[index]


def neighbours(side: int) -> Any:
    """Cells of a square that share an edge."""
    cell = np.arange(side * side).reshape(side, side)
    left = np.concatenate([cell[:, :-1].ravel(), cell[:-1].ravel()])
    right = np.concatenate([cell[:, 1:].ravel(), cell[1:].ravel()])
    return getis_ord.adjacency(left, right, side * side)


def attributed(seeds: int, first: int = 1) -> dict[str, Any]:
    """Planted causes of complaints found again: the share that is right, in all and of the worst cause."""
    right = []
    for seed in range(first, first + seeds):
        made = complaints.make(seed)
        cause = attribution.causes(made.drop(columns="truth"), complaints.LIMITS)
        right.append(pd.DataFrame({"truth": made["truth"], "right": cause == made["truth"]}))
    found = pd.concat(right)
    by_cause = found.groupby("truth")["right"].mean()
    return {
        "complaints": len(found), "accuracy": round(float(found["right"].mean()), 4),
        "least": round(float(by_cause.min()), 4), "of": str(by_cause.idxmin()),
    }  # fmt: skip


def size(cells: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Seconds from reports to ranked cells with areas, of about ten events a cell, and the peak of memory."""
    side = round(cells**0.5)
    clock = [time.perf_counter()]
    made = truth.make(1, stormy=False, side=side, scale=SCALE)
    clock.append(time.perf_counter())
    say(f"{len(made.reports):,} reports")
    reports = made.reports.assign(major=on_major_days(made))
    happened = region.happened(reports)
    clock.append(time.perf_counter())
    say(f"{sum(len(one) for one in happened):,} events")
    found = region.of_kind("transformer", as_transformers(made), happened, "", truth.END, loaded=False).found
    clock.append(time.perf_counter())
    ranking.order(found)
    ranking.intervals(found.of(found.tier > 0))
    clock.append(time.perf_counter())
    region.areas.drawn(found.whole.ratio, neighbours(side))
    clock.append(time.perf_counter())
    made_s, *parts = np.diff(clock).round(1).tolist()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = (
        side * side,
        len(made.reports),
        sum(len(one) for one in happened),
        made_s,
        *parts,
        round(sum(parts), 1),
        peak,
    )
    return dict(zip(SIZE_COLUMNS, told, strict=True))
