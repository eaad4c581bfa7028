"""A model that may be kept: its inputs, its learner, its calibration, in a file that is only read, never run."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Protocol

import numpy as np
import pyarrow as pa

from gridtag.errors import GridtagError
from gridtag.models.propensity import boosting, calibration, logistic
from gridtag.models.propensity.calibration import Calibration
from gridtag.models.propensity.inputs import Inputs, learn
from gridtag.models.propensity.metrics import auc_gain

FORMAT = "gridtag propensity 1"


class Scorer(Protocol):
    def margin(self, values: np.ndarray) -> np.ndarray: ...


Fit = Callable[[Inputs, np.ndarray, np.ndarray, np.ndarray | None], Scorer]

LEARNERS: Mapping[str, Fit] = {
    "logistic": logistic.fit,
    "hgb": boosting.fit_hist_gradient_boosting,
    "lightgbm": boosting.fit_lightgbm,
}
"""By name, each of (inputs, matrix, label, weight); hgb is only judged beside the others."""


@dataclass(frozen=True)
class Model:
    """`kind` is logistic or lightgbm."""

    kind: str
    inputs: Inputs
    scorer: logistic.Logistic | boosting.LightGBM
    calibration: Calibration

    def score(self, table: pa.Table | pa.RecordBatch) -> np.ndarray:
        """Calibrated probabilities of rows that have exactly the columns of training, in their order."""
        return self.calibration.probability(self.scorer.margin(self.inputs.matrix(table)))

    def contributions(self, table: pa.Table | pa.RecordBatch) -> np.ndarray:
        """Rows × inputs on the calibrated log-odds scale; a row's sum differs from its log-odds by a constant."""
        return self.calibration.slope * self.scorer.contributions(self.inputs.matrix(table))

    @property
    def text(self) -> str:
        """One JSON object; LightGBM's trees are its own text therein."""
        told = {"format": FORMAT, "kind": self.kind, "inputs": asdict(self.inputs), "scorer": asdict(self.scorer)}
        return json.dumps(told | {"calibration": asdict(self.calibration)}, ensure_ascii=False, sort_keys=True)

    @property
    def digest(self) -> str:
        return sha256(self.text.encode()).hexdigest()[:8]


def read(text: str) -> Model:
    """The model that `text` tells of. Raises GridtagError on anything else."""
    try:
        told = json.loads(text)
        if told["format"] != FORMAT:
            raise ValueError(f"format {told['format']!r}, not {FORMAT!r}")
        given = told["inputs"]
        levels = tuple(one if one is None else tuple(one) for one in given["levels"])
        inputs = Inputs(
            tuple(given["names"]), levels, tuple(given["unknown"]), tuple(given["logarithm"])
        )
        scorer = (
            logistic.read(told["scorer"]) if told["kind"] == "logistic" else boosting.LightGBM(**told["scorer"])
        )
        return Model(told["kind"], inputs, scorer, Calibration(**told["calibration"]))
    except (ValueError, KeyError, TypeError) as error:
        raise GridtagError(f"this is no model file of gridtag, or a damaged one: {error}") from None


def train(kind: str, table: pa.Table, label: np.ndarray, window: pa.Table, window_label: np.ndarray) -> Model:
    """A model of the rows of `table`, calibrated on the later rows of `window`; `kind` is logistic or lightgbm.

    Raises GridtagError where the window's columns are others or the model ranks them the wrong way round.
    """
    inputs = learn(table)
    inputs.refuse_unseen(window)
    fit = {"logistic": logistic.fit, "lightgbm": boosting.fit_lightgbm}[kind]
    scorer = fit(inputs, inputs.matrix(table), label)
    line = calibration.fit(scorer.margin(inputs.matrix(window)), window_label)
    return Model(kind, inputs, scorer, line)


def champion(logistic_score: np.ndarray, boosting_score: np.ndarray, label: np.ndarray) -> str:
    """logistic, unless boosting wins on these rows of the latest window by more than chance: the 95 % interval of
    its gain in AUC lies above 0."""
    return "lightgbm" if auc_gain(boosting_score, logistic_score, label)[1] > 0 else "logistic"
