"""Areas of weakness: cells that lie among high ones, drawn by Gi* on the posterior; the ranking does not use them."""

from __future__ import annotations

import h3
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from gridtag.models.spatial import getis_ord

RESOLUTION = 6
"""Of H3: 36 km² on average, so a township is a few cells."""
RATE = 0.05
LEAST_CELLS = 20
"""With fewer cells, high and low have no meaning."""


def cells(longitude: pd.Series, latitude: pd.Series) -> pd.Series:
    """The H3 cell of each place, None where a coordinate is missing or impossible."""
    possible = longitude.between(-180, 180) & latitude.between(-90, 90)
    found = [
        h3.latlng_to_cell(y, x, RESOLUTION) if there else None
        for x, y, there in zip(longitude, latitude, possible, strict=True)
    ]
    return pd.Series(found, index=longitude.index, dtype=object)


def centre(cell: str) -> tuple[float, float]:
    """Longitude and latitude."""
    latitude, longitude = h3.cell_to_latlng(cell)
    return longitude, latitude


def touching(names: list[str]) -> csr_array:
    """Which of these cells are neighbours."""
    places = {name: number for number, name in enumerate(names)}
    pairs = [
        (number, places[other])
        for name, number in places.items()
        for other in h3.grid_disk(name, 1)
        if places.get(other, -1) > number
    ]
    left, right = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return getis_ord.adjacency(left, right, len(names))


def drawn(ratio: np.ndarray, neighbours: csr_array) -> np.ndarray:
    """The area of each cell, from 1, 0 for none: cells that are high together with their neighbours, one-sided, at a
    false discovery rate of 5 %. `ratio` are posterior means; their logarithm is taken, so that one cell does not make
    an area."""
    if len(ratio) < LEAST_CELLS:
        return np.zeros(len(ratio), dtype=np.int64)
    z = getis_ord.gi_star(np.log(ratio), neighbours)
    return getis_ord.areas(getis_ord.high(z, RATE), neighbours)
