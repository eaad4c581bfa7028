"""A made-up grid for the bench of weak spots: which cells are weak is drawn first, then what is reported of them.

Nothing here is shared with the model: cells differ by a lognormal factor that lasts and one that does not, each event
is told by several reports, and storms strike cells by how exposed they are that day, weak or not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import poisson

SIDE, BLOCK = 120, 60
YEARS = 4
"""Four are told; the model looks back three, and takes the first to know what a common day is."""
START = np.datetime64("2022-01-01").astype("datetime64[s]").astype(np.int64)
DAYS = YEARS * 365
END = int(START + DAYS * 86_400)
KINDS = ("fault", "outage", "low_voltage", "complaint")
PER_CUSTOMER = {"fault": 0.005, "low_voltage": 0.0008, "complaint": 0.0008}
PER_CELL = {"outage": 0.5}
RURAL = 2.0
LASTING, PASSING = 0.25, 0.25
MEAN_REPORTS, REPORT_HOURS = 1.4, 0.8


@dataclass(frozen=True)
class Truth:
    """`weak` are the planted cells, `detectable` those that a test with the right expectation would find in four of
    five cases at one false alarm in a thousand; `reports` has place, report_no, kind, started, root, minutes."""

    x: np.ndarray
    y: np.ndarray
    customers: np.ndarray
    province: np.ndarray
    rural: np.ndarray
    weak: np.ndarray
    detectable: np.ndarray
    reports: pd.DataFrame


def make(seed: int, stormy: bool, risk: float = 3.0, side: int = SIDE, scale: float = 1.0) -> Truth:
    """A square of side x side cells; one in a hundred is weak in every channel by the factor `risk`; `scale` is how
    much happens."""
    random = np.random.default_rng((seed, int(stormy)))
    cells = side * side
    x, y = np.arange(cells) % side, np.arange(cells) // side
    province = (x // BLOCK) + 1000 * (y // BLOCK)
    near = np.hypot(x % BLOCK - BLOCK / 2, y % BLOCK - BLOCK / 2)
    rural = near > random.normal(BLOCK / 4, 3, cells)
    customers = np.clip(np.rint(random.lognormal(np.log(np.where(rural, 150, 300)), 0.8)), 3, 4000).astype(
        int
    )
    weak = np.zeros(cells, dtype=bool)
    weak[random.choice(cells, cells // 100, replace=False)] = True
    level = _levels(province, random) * np.where(rural, RURAL, 1.0)
    level *= scale
    factor = level * random.lognormal(-(LASTING**2) / 2, LASTING, cells) * np.where(weak, risk, 1.0)
    rates = {kind: rate * customers for kind, rate in PER_CUSTOMER.items()}
    rates |= {kind: np.full(cells, rate) for kind, rate in PER_CELL.items()}
    usual = 3 * level * sum(rates.values())
    limit = poisson.ppf(0.999, usual)
    found = _events(rates, factor, random) + (_storms(x, y, side, random) if stormy else [])
    return Truth(
        x, y, customers, province, rural, weak, weak & (poisson.sf(limit, risk * usual) >= 0.8),
        _reports(found, random),
    )  # fmt: skip


def _levels(province: np.ndarray, random: np.random.Generator) -> np.ndarray:
    names, place = np.unique(province, return_inverse=True)
    return np.exp(random.normal(0, 0.4, len(names)))[place]


def _events(
    rates: dict[str, np.ndarray], factor: np.ndarray, random: np.random.Generator
) -> list[pd.DataFrame]:
    found = []
    for kind, rate in rates.items():
        for year in range(YEARS):
            passing = random.lognormal(-(PASSING**2) / 2, PASSING, len(rate))
            counts = random.poisson(rate * factor * passing)
            day = year * 365 + random.integers(0, 365, counts.sum())
            found.append(_at(np.repeat(np.arange(len(rate)), counts), kind, day, random))
    return found


def _storms(x: np.ndarray, y: np.ndarray, side: int, random: np.random.Generator) -> list[pd.DataFrame]:
    """A few great ones a year and many small, each over a disc; how hard a cell is hit is drawn anew each time."""
    found = []
    for _ in range(round(YEARS * 10 * (side / SIDE) ** 2)):
        radius, hardness = (25, 1.2) if random.random() < 0.4 else (8, 0.8)
        far = np.hypot(x - random.uniform(0, side), y - random.uniform(0, side))
        hit = np.flatnonzero(far < radius)
        day = int(random.integers(0, DAYS))
        for kind, share in (("fault", 1.0), ("outage", 0.6), ("complaint", 0.1)):
            counts = random.poisson(hardness * share * random.lognormal(-0.32, 0.8, len(hit)))
            found.append(_at(np.repeat(hit, counts), kind, np.full(counts.sum(), day), random))
    return found


def _at(place: np.ndarray, kind: str, day: np.ndarray, random: np.random.Generator) -> pd.DataFrame:
    seconds = START + day * 86_400 + random.integers(0, 86_400, len(place))
    minutes = random.lognormal(np.log(90), 0.8, len(place)) if kind == "outage" else np.zeros(len(place))
    return pd.DataFrame({"place": place, "kind": KINDS.index(kind), "started": seconds, "minutes": minutes})


def _reports(found: list[pd.DataFrame], random: np.random.Generator) -> pd.DataFrame:
    """Each event is told by one report or more, within hours, in any order."""
    events = pd.concat(found, ignore_index=True)
    times = np.where(
        events["kind"] == KINDS.index("outage"), 1, random.geometric(1 / MEAN_REPORTS, len(events))
    )
    rows = events.loc[np.repeat(events.index, times)].reset_index(drop=True)
    later = rows.duplicated().to_numpy()
    rows["started"] += np.where(later, random.exponential(REPORT_HOURS * 3600, len(rows)), 0).astype(np.int64)
    rows = rows.sample(frac=1, random_state=int(random.integers(2**31))).reset_index(drop=True)
    return rows.assign(report_no=np.arange(len(rows)), root=-1)
