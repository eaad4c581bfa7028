"""Complaints about outages with the cause that was planted, as records tell it: with gaps and other troubles."""

from __future__ import annotations

import numpy as np
import pandas as pd

from gridtag.models.weak_spots.attribution import Limits

HOUR, DAY = 3_600, 86_400
LIMITS = Limits(
    notice={"plan": 7 * DAY, "temp": DAY}, restore={"01": 225 * 60, "02": 330 * 60, "03": 360 * 60}
)
COUNT = 4_000
SHARES = {
    "weak_grid": 0.35, "notice": 0.25, "late_restoration": 0.2, "customer_side": 0.1, "unknown": 0.1,
}  # fmt: skip
MISSING, BESIDE = 0.02, 0.04
"""Of records without one of their times, and of complaints with a second trouble that was not what people minded."""
FILED = {
    "weak_grid": ("T43", "O4", "T33"), "notice": ("T31", "O3"), "late_restoration": ("T33", "O3"),
    "customer_side": ("T43", "O3"), "unknown": ("O3", "T32"),
}  # fmt: skip


def make(seed: int, count: int = COUNT) -> pd.DataFrame:
    """What `attribution.causes` wants, and `truth`."""
    random = np.random.default_rng(seed)
    truth = random.choice(list(SHARES), count, p=list(SHARES.values()))
    rows = pd.DataFrame([_one(cause, random) for cause in truth])
    for name in ("told", "planned_end", "restored"):
        rows.loc[random.random(count) < MISSING, name] = np.nan
    return rows


def _one(cause: str, random: np.random.Generator) -> dict[str, object]:
    beside = random.random(4) < BESIDE
    place = str(random.choice(["01", "02"]))
    planned = cause == "notice" or (cause in ("late_restoration", "unknown") and random.random() < 0.5)
    kind = str(random.choice(["plan", "temp"] if planned else ["fault", "urgent"]))
    started = float(random.integers(0, 365 * DAY))
    promised = started + 6 * HOUR
    late = cause == "late_restoration" or beside[0]
    limit = 6 * HOUR if planned else LIMITS.restore[place]
    lasted = limit + random.uniform(1, 6) * HOUR if late else limit * random.uniform(0.2, 0.95)
    return {
        "truth": cause,
        "business": str(random.choice(FILED[cause])),
        "own_side": cause == "customer_side" and random.random() < 0.97,
        "kind": kind,
        "reason": str(random.choice(["equip", "nature", "external"])),
        "urban_rural": place,
        "told": _told(kind, started, cause == "notice" or bool(beside[1]), random) if planned else np.nan,
        "started": started,
        "planned_end": promised if planned else np.nan,
        "restored": started + lasted,
        "weak": bool((cause == "weak_grid" and random.random() < 0.9) or beside[2]),
        "frequent": bool((cause == "weak_grid" and random.random() < 0.6) or beside[3]),
    }


def _told(kind: str, started: float, short: bool, random: np.random.Generator) -> float:
    limit = LIMITS.notice[kind]
    if not short:
        return started - limit * random.uniform(1.05, 2)
    return np.nan if random.random() < 0.5 else started - limit * random.uniform(0.05, 0.9)
