"""A logistic regression whose every score can be taken apart: contribution = coefficient × centred value."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

import numpy as np
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from gridtag.models.propensity.inputs import Inputs

CLIP = (0.01, 0.99)
DECIMALS = 6
SEED = 20261031
NUMBER = -1


@dataclass(frozen=True)
class Logistic:
    """`names` are the inputs. The other arrays go by term: `source` is the term's input, `level` the category that
    it marks, or -1 for a number. Numbers are made logarithms where so marked, clipped to [low, high], centred and
    scaled; an unknown value counts as the mean, so it contributes nothing."""

    names: tuple[str, ...]
    source: tuple[int, ...]
    level: tuple[int, ...]
    logarithm: tuple[bool, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    coefficient: tuple[float, ...]
    intercept: float

    @property
    def text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @property
    def digest(self) -> str:
        return sha256(self.text.encode()).hexdigest()[:8]

    def standardised(self, values: np.ndarray) -> np.ndarray:
        """Rows × terms as the regression sees them, of rows of input values (NaN = unknown)."""
        clipped = np.clip(_terms(values, self.source, self.level, self.logarithm), self.low, self.high)
        centred = (clipped - np.array(self.mean)) / np.array(self.scale)
        return np.where(np.isnan(centred), 0.0, centred)

    def contributions(self, values: np.ndarray) -> np.ndarray:
        """Rows × inputs on the log-odds scale; a row's sum plus the intercept is its margin."""
        by_term = self.standardised(values) * np.array(self.coefficient)
        belongs = np.equal.outer(np.array(self.source, dtype=int), np.arange(len(self.names)))
        return np.asarray(by_term @ belongs)

    def margin(self, values: np.ndarray) -> np.ndarray:
        """Log-odds."""
        return np.asarray(self.standardised(values) @ np.array(self.coefficient) + self.intercept)

    def score(self, values: np.ndarray) -> np.ndarray:
        """Probabilities as the regression gives them."""
        return np.asarray(np.round(expit(self.margin(values)), DECIMALS))


def fit(inputs: Inputs, values: np.ndarray, label: np.ndarray, weight: np.ndarray | None = None) -> Logistic:
    """The model of these rows (inputs.matrix); their order decides nothing but the last digit."""
    source, level = _layout(inputs)
    logarithm = tuple(inputs.logarithm[index] for index in source)
    terms = _terms(values, source, level, logarithm)
    is_number = np.array(level, dtype=int) == NUMBER
    known = np.where(np.isnan(terms).all(axis=0), 0.0, terms)
    low, high = np.nanquantile(known, CLIP, axis=0)
    low, high = np.where(is_number, low, 0.0), np.where(is_number, high, 1.0)
    clipped = np.clip(known, low, high)
    mean, spread = np.nanmean(clipped, axis=0), np.nanstd(clipped, axis=0)
    scale = np.where(is_number & (spread > 0), spread, 1.0)
    centred = np.nan_to_num((clipped - mean) / scale, nan=0.0)
    regression = LogisticRegression(C=1.0, solver="lbfgs", max_iter=2000, tol=1e-8, random_state=SEED)
    regression.fit(centred, label, weight)
    return Logistic(
        inputs.names, source, level, logarithm, _kept(low), _kept(high), _kept(mean),
        tuple(max(one, 10**-DECIMALS) for one in _kept(scale)),
        _kept(regression.coef_[0]), round(float(regression.intercept_[0]), DECIMALS),
    )  # fmt: skip


def read(told: Mapping[str, Any]) -> Logistic:
    """From what `text` says, parsed."""
    arrays: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in told.items()
    }
    return Logistic(**arrays)


def _kept(array: np.ndarray) -> tuple[float, ...]:
    return tuple(round(float(value), DECIMALS) for value in array)


def _layout(inputs: Inputs) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """(source, level) of every term: one of a number, one for each category of a text."""
    terms = [
        (index, place)
        for index, levels in enumerate(inputs.levels)
        for place in ([NUMBER] if levels is None else range(len(levels)))
    ]
    return tuple(index for index, _ in terms), tuple(place for _, place in terms)


def _terms(
    values: np.ndarray, source: tuple[int, ...], level: tuple[int, ...], logarithm: tuple[bool, ...]
) -> np.ndarray:
    spread = values[:, np.array(source, dtype=int)]
    places = np.array(level, dtype=int)
    marked = np.where(np.isnan(spread), np.nan, spread == places)
    tamed = np.where(np.array(logarithm, dtype=bool), np.sign(spread) * np.log1p(np.abs(spread)), spread)
    return np.where(places == NUMBER, tamed, marked)
