"""Events by unit, year and channel."""

from __future__ import annotations

import numpy as np
import pandas as pd

from gridtag.models.weak_spots import CHANNELS, YEAR_DAYS, YEARS


def counted(events: pd.DataFrame, unit: np.ndarray, units: int, end: int) -> np.ndarray:
    """How many events each of `units` had: whole numbers (units, YEARS, CHANNELS); year 0 is the latest.

    `unit` is the unit of each event, 0 … units - 1, or -1 where none is known; `end` the second after the last day.
    Events of one root count once in a unit, so that an outage of a feeder is one event of the feeder, and one of each
    of its transformers.
    """
    year = (end - 1 - events["started"].to_numpy()) // (YEAR_DAYS * 86_400)
    held = (unit >= 0) & (year >= 0) & (year < YEARS)
    channel, root = events["channel"].to_numpy(), events["root"].to_numpy()
    held &= ~_again(unit, channel, root, held)
    index = (unit[held] * YEARS + year[held]) * len(CHANNELS) + channel[held]
    shape = (units, YEARS, len(CHANNELS))
    return np.bincount(index.astype(np.int64), minlength=int(np.prod(shape))).reshape(shape)


def _again(unit: np.ndarray, channel: np.ndarray, root: np.ndarray, held: np.ndarray) -> np.ndarray:
    """Which events repeat a root within their unit."""
    found = np.zeros(len(unit), dtype=bool)
    rooted = np.flatnonzero((root >= 0) & held)
    keys = pd.DataFrame({"unit": unit[rooted], "channel": channel[rooted], "root": root[rooted]})
    found[rooted] = keys.duplicated().to_numpy()
    return found
