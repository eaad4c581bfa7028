"""Random numbers that depend on the seed and on what they are for, never on the order of the work."""

import hashlib

import numpy as np
from scipy.special import ndtri

_GOLDEN = (5**0.5 - 1) / 2


def generator(seed: int, *labels: object) -> np.random.Generator:
    digest = hashlib.blake2b("/".join(map(str, labels)).encode(), digest_size=8).digest()
    return np.random.default_rng([seed, int.from_bytes(digest, "big")])


def pick(shares: np.ndarray, uniform: np.ndarray) -> np.ndarray:
    """Index of the share into which each uniform number falls."""
    edges = np.cumsum(shares)
    return np.minimum(np.searchsorted(edges / edges[-1], uniform, side="right"), len(shares) - 1)


def weighted(weights: np.ndarray, size: int, random: np.random.Generator) -> np.ndarray:
    """Indexes drawn with replacement in proportion to their weights."""
    edges = np.cumsum(weights)
    return np.searchsorted(edges, random.random(size) * edges[-1], side="right").astype(np.int64)


def whole(expected: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Whole numbers whose running total follows that of the expectations: small noise at any size."""
    edges = np.floor(np.cumsum(expected) + random.random())
    return np.diff(edges, prepend=0.0).astype(np.int64)


def spread(size: int, random: np.random.Generator) -> np.ndarray:
    """Uniform numbers, one in each of `size` equal steps, shuffled."""
    return (random.permutation(size) + random.random(size)) / max(size, 1)


def normal(uniform: np.ndarray) -> np.ndarray:
    return ndtri(np.clip(uniform, 1e-12, 1 - 1e-12))


class EvenDraws:
    """Evenly spread uniform numbers that go on from draw to draw, so that rare shares hold."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._next: dict[str, float] = {}

    def draw(self, label: str, size: int) -> np.ndarray:
        start = self._next.get(label)
        if start is None:
            start = float(generator(self._seed, "even", label).random())
        numbers = (start + _GOLDEN * np.arange(size)) % 1.0
        self._next[label] = (start + _GOLDEN * size) % 1.0
        return numbers

    def normal(self, label: str, size: int) -> np.ndarray:
        return normal(self.draw(label, size))
