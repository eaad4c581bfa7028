"""A model that may be kept: its inputs, its learner, its calibration, in a file that is only read, never run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Generic, Protocol, TypeVar

import numpy as np
import pyarrow as pa

from gridtag.errors import GridtagError
from gridtag.models.propensity import boosting, calibration, logistic
from gridtag.models.propensity.calibration import Calibration
from gridtag.models.propensity.inputs import Inputs
from gridtag.models.propensity.metrics import auc_gain

FORMAT = "gridtag propensity 1"


class Scorer(Protocol):
    def margin(self, values: np.ndarray) -> np.ndarray: ...


Rows = tuple[np.ndarray, np.ndarray]
"""inputs.matrix of some rows, and their labels."""
S = TypeVar("S", bound=Scorer, covariant=True)


class Fit(Protocol[S]):
    def __call__(
        self, inputs: Inputs, values: np.ndarray, label: np.ndarray, weight: np.ndarray | None, /
    ) -> S: ...


LEARNERS: Mapping[str, Fit[Scorer]] = {
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
        told = {
            "format": FORMAT,
            "kind": self.kind,
            "inputs": asdict(self.inputs),
            "scorer": asdict(self.scorer),
        }
        return json.dumps(
            told | {"calibration": asdict(self.calibration)}, ensure_ascii=False, sort_keys=True
        )

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
        inputs = Inputs(tuple(given["names"]), levels, tuple(given["unknown"]), tuple(given["logarithm"]))
        scorer = (
            logistic.read(told["scorer"])
            if told["kind"] == "logistic"
            else boosting.LightGBM(**told["scorer"])
        )
        return Model(told["kind"], inputs, scorer, Calibration(**told["calibration"]))
    except (ValueError, KeyError, TypeError) as error:
        raise GridtagError(f"this is no model file of gridtag, or a damaged one: {error}") from None


@dataclass(frozen=True)
class Trained(Generic[S]):
    """`window_margin`: log-odds of the window's rows by a model that had not seen them, to judge it by; `scorer`
    was fitted on the window too. `calibration` is None where that first model ranks the window the wrong way round,
    as `why` tells."""

    scorer: S
    calibration: Calibration | None
    window_margin: np.ndarray
    why: str = ""


def train(fit: Fit[S], inputs: Inputs, early: Rows, window: Rows) -> Trained[S]:
    """A model of the rows of `early` and the later ones of `window`.

    How far its log-odds may be trusted, the slope, is learnt from what a model of `early` alone says of the window;
    the intercept then makes the final model's mean on the window the window's rate: the latest level holds.
    """
    (values, label), (latest, truth) = early, window
    margin = fit(inputs, values, label, None).margin(latest)
    final = fit(inputs, np.vstack([values, latest]), np.concatenate([label, truth]), None)
    try:
        slope = calibration.fit(margin, truth).slope
    except GridtagError as error:
        return Trained(final, None, margin, str(error))
    return Trained(final, calibration.anchored(slope, final.margin(latest), truth), margin)


def champion(logistic_margin: np.ndarray, boosting_margin: np.ndarray, label: np.ndarray) -> str:
    """logistic, unless boosting wins on these rows of the latest window by more than chance: the 95 % interval of
    its gain in AUC lies above 0."""
    return "lightgbm" if auc_gain(boosting_margin, logistic_margin, label)[1] > 0 else "logistic"
