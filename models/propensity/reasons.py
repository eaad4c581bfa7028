"""Why a score is high, in words, from exact contributions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

LEAST = 0.5e-3
"""Contributions below it are not told."""


def reasons(
    contributions: np.ndarray, above: np.ndarray, high: Sequence[str], low: Sequence[str], most: int = 3
) -> list[list[str]]:
    """For every row the inputs that raise its score most, in words; ties go to the earlier input.

    `contributions` and `above` are rows × inputs: on the log-odds scale, and whether the value is above its mean;
    `high` and `low` say what either means.
    """
    order = np.argsort(-contributions, axis=1, kind="stable")[:, :most]
    return [
        [(high if above[row, index] else low)[index] for index in chosen if contributions[row, index] > LEAST]
        for row, chosen in enumerate(order)
    ]
