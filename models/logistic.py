"""A logistic regression whose every score can be taken apart: contribution = coefficient × standardised
value."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from gridtag.errors import GridtagError

CLIP = (0.01, 0.99)
LEAK_AUC = 0.95
BINS = 10
DECIMALS = 6
SEED = 20261031


@dataclass(frozen=True)
class Model:
    """Arrays by input: values are made logarithms where so marked, clipped to [low, high], centred and
    scaled; an unknown value counts as the mean, so it contributes nothing."""

    names: tuple[str, ...]
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
        """Rows of raw input values (NaN = unknown) as the regression sees them."""
        clipped = np.clip(_tamed(values, self.logarithm), self.low, self.high)
        centred = (clipped - np.array(self.mean)) / np.array(self.scale)
        return np.where(np.isnan(centred), 0.0, centred)

    def contributions(self, values: np.ndarray) -> np.ndarray:
        """On the log-odds scale; a row's sum plus the intercept is the logit of its score."""
        return self.standardised(values) * np.array(self.coefficient)

    def score(self, values: np.ndarray) -> np.ndarray:
        logit = self.contributions(values).sum(axis=1) + self.intercept
        return np.asarray(np.round(1 / (1 + np.exp(-logit)), DECIMALS))


def _tamed(values: np.ndarray, logarithm: Sequence[bool]) -> np.ndarray:
    signed = np.sign(values) * np.log1p(np.abs(values))
    return np.where(np.array(logarithm), signed, values)


def fit(names: Sequence[str], logarithm: Sequence[bool], values: np.ndarray, label: np.ndarray) -> Model:
    """The model of these rows; the order of rows decides nothing but the last digit. Refuses leaking
    inputs."""
    refuse_leaks(names, values, label)
    tamed = _tamed(values, logarithm)
    known = np.where(np.isnan(tamed).all(axis=0), 0.0, tamed)
    low, high = np.nanquantile(known, CLIP, axis=0)
    clipped = np.clip(known, low, high)
    mean, scale = np.nanmean(clipped, axis=0), np.nanstd(clipped, axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    centred = np.nan_to_num((clipped - mean) / scale, nan=0.0)
    regression = LogisticRegression(C=1.0, solver="lbfgs", max_iter=2000, tol=1e-8, random_state=SEED)
    regression.fit(centred, label)

    def kept(array: np.ndarray) -> tuple[float, ...]:
        return tuple(round(float(value), DECIMALS) for value in array)

    return Model(
        tuple(names), tuple(logarithm), kept(low), kept(high), kept(mean),
        tuple(max(one, 10**-DECIMALS) for one in kept(scale)),
        kept(regression.coef_[0]), round(float(regression.intercept_[0]), DECIMALS),
    )  # fmt: skip


def refuse_leaks(names: Sequence[str], values: np.ndarray, label: np.ndarray) -> None:
    """Raises GridtagError where one input alone orders the labels almost perfectly: it knows the future."""
    leaking = []
    for index, name in enumerate(names):
        column = values[:, index]
        known = ~np.isnan(column)
        if len(np.unique(label[known])) == 2:
            area = roc_auc_score(label[known], column[known])
            if max(area, 1 - area) > LEAK_AUC:
                leaking.append(name)
    if leaking:
        raise GridtagError(
            f"payment model: {leaking} alone tell the label (AUC above {LEAK_AUC}); they must leak it"
        )


@dataclass(frozen=True)
class Quality:
    """auc; lift10: rate among the top tenth over the mean rate; ece: mean gap of score and rate over 10
    equal bins."""

    auc: float
    lift10: float
    ece: float


def quality(score: np.ndarray, label: np.ndarray, names: np.ndarray) -> Quality | None:
    """None where the labels are all the same. Equal scores are ordered by `names` (customer numbers)."""
    if len(np.unique(label)) < 2:
        return None
    order = np.lexsort([names, -score])
    top = max(1, len(score) // 10)
    lift = label[order[:top]].mean() / label.mean()
    bins = np.array_split(order, min(BINS, len(order)))
    gap = sum(abs(score[part].mean() - label[part].mean()) * len(part) for part in bins) / len(score)
    return Quality(
        round(float(roc_auc_score(label, score)), DECIMALS),
        round(float(lift), DECIMALS),
        round(float(gap), DECIMALS),
    )


def reasons(
    contributions: np.ndarray,
    standardised: np.ndarray,
    high: Sequence[str],
    low: Sequence[str],
    most: int = 3,
) -> list[list[str]]:
    """For every row the inputs that raise its score most, in words; ties go to the earlier input."""
    order = np.argsort(-contributions, axis=1, kind="stable")[:, :most]
    return [
        [
            (high if standardised[row, index] > 0 else low)[index]
            for index in chosen
            if contributions[row, index] > 0.5 * 10**-3
        ]
        for row, chosen in enumerate(order)
    ]
