"""All learners on one table: fitted, calibrated on a window, judged on rows that neither saw."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from scipy.special import expit

from gridtag.errors import GridtagError
from gridtag.models.propensity import qini, uplift
from gridtag.models.propensity.inputs import Inputs, learn
from gridtag.models.propensity.metrics import quality
from gridtag.models.propensity.model import LEARNERS, champion, train
from gridtag.models.propensity.splits import Split

COLUMNS = (
    "model", "split", "auc", "alift", "lift_10", "capture_50", "brier", "ece_before", "ece_after", "ece_chance",
    "auc_low", "auc_high", "brier_before", "rows_train", "rows_test", "positives", "ships",
)  # fmt: skip
EFFECT_COLUMNS = ("qini", "qini_low", "qini_high", "auuc", "auuc_low", "auuc_high", "auuc_random")
LEAST_OF_EACH = 10
DECIMALS = 6
UPLIFT_LEARNERS = ("logistic", "lightgbm")

Say = Callable[[str], None]


@dataclass(frozen=True)
class Sample:
    """`features` are the inputs alone; label and treated are 0 or 1 by row."""

    features: pa.Table
    label: np.ndarray
    treated: np.ndarray | None = None

    @property
    def strata(self) -> np.ndarray:
        return self.label if self.treated is None else 2 * self.treated + self.label


@dataclass(frozen=True)
class Judged:
    """Rows as COLUMNS (and EFFECT_COLUMNS) name them, and remarks for who reads them."""

    rows: list[dict[str, Any]]
    remarks: list[str]


def evaluate(sample: Sample, split: Split, say: Say = lambda line: None) -> Judged:
    """A row for every model. `ships` says which one a campaign would use: logistic regression unless LightGBM is
    better by more than chance, if it could be calibrated; and the best model of uplift only where its Qini and its
    gain in Qini over that one are above 0 by more than chance."""
    _refuse_too_few(sample, split)
    inputs = learn(sample.features.take(split.train))
    unseen = inputs.refuse_unseen(sample.features.take(split.test))
    values = inputs.matrix(sample.features)
    remarks = [
        f"{split.name} split: {count} of {len(split.test)} rows have a value of {name} that training hardly met; "
        "scored as unknown"
        for name, count in unseen.items()
    ]
    rows, margins = {}, {}
    for name in LEARNERS:
        say(f"{split.name} split: {name}")
        margins[name], rows[name], remark = _judged(name, inputs, values, sample.label, split)
        remarks += remark
    best = champion(margins["logistic"], margins["lightgbm"], sample.label[split.test])
    rows[best]["ships"] = "ece_after" in rows[best]
    if sample.treated is not None:
        told, remark = _effects(sample, sample.treated, split, inputs, values, margins, best, say)
        remarks += remark
        for name, row in told.items():
            rows[name] = rows.get(name, {}) | row
    common = {"split": split.name, "rows_train": len(split.train), "rows_test": len(split.test),
              "positives": int(sample.label[split.test].sum())}  # fmt: skip
    return Judged(
        [_rounded({"model": name, "ships": False} | common | row) for name, row in rows.items()], remarks
    )


def _judged(
    name: str, inputs: Inputs, values: np.ndarray, label: np.ndarray, split: Split
) -> tuple[np.ndarray, dict[str, Any], list[str]]:
    """(log-odds of the test rows, the row, remarks)"""
    early, window = ((values[rows], label[rows]) for rows in (split.early, split.window))
    made = train(LEARNERS[name], inputs, early, window)
    margin, truth = made.scorer.margin(values[split.test]), label[split.test]
    raw = quality(expit(margin), truth)
    told = {key: value for key, value in asdict(raw).items() if key not in ("brier", "ece", "ece_chance")}
    told |= {"brier_before": raw.brier, "ece_before": raw.ece}
    if made.calibration is None:
        return margin, told, [f"{split.name} split: {name} is not calibrated: {made.why}"]
    after = quality(made.calibration.probability(margin), truth)
    return margin, told | {"brier": after.brier, "ece_after": after.ece, "ece_chance": after.ece_chance}, []


def _effects(
    sample: Sample, treated: np.ndarray, split: Split, inputs: Inputs, values: np.ndarray,
    margins: dict[str, np.ndarray], best: str, say: Say,
) -> tuple[dict[str, dict[str, Any]], list[str]]:  # fmt: skip
    """Rows of EFFECT_COLUMNS of all models, those of propensity too."""
    train, test, label = split.train, split.test, sample.label
    came = uplift.assignment(inputs, values, treated, train, test)
    remarks = [] if came.is_random else [
        f"{split.name} split: the inputs tell who was treated (AUC {came.auc:.3f}); rows are weighted by 1 / "
        "probability of their arm, and what the inputs do not hold may still bias the effect"
    ]  # fmt: skip
    scores = dict(margins)
    for name, model in _uplift_models(
        inputs, values[train], label[train], treated[train], came.chance[train]
    ):
        say(f"{split.name} split: {name}")
        scores[name] = model(values[test])
    weight = np.ones(len(test)) if came.is_random else uplift.inverse(came.chance[test], treated[test])
    say(f"{split.name} split: {qini.REPLICATES} resamplings")
    found = qini.effects(scores, label[test], treated[test], weight, reference=best)
    rows: dict[str, dict[str, Any]] = {
        name: {key: value for key, value in asdict(effect).items() if key in EFFECT_COLUMNS}
        for name, effect in found.items()
    }
    if (chosen := qini.proven(found, [name for name in found if name not in margins])) is not None:
        rows[chosen]["ships"] = True
    return rows, remarks


def _uplift_models(
    inputs: Inputs, values: np.ndarray, label: np.ndarray, treated: np.ndarray, chance: np.ndarray
) -> Iterator[tuple[str, uplift.Uplift]]:
    for name in UPLIFT_LEARNERS:
        yield f"t_learner_{name}", uplift.t_learner(LEARNERS[name], inputs, values, label, treated)
        yield (
            f"class_transformation_{name}",
            uplift.class_transformation(LEARNERS[name], inputs, values, label, treated, chance),
        )


def _refuse_too_few(sample: Sample, split: Split) -> None:
    kinds = range(2 if sample.treated is None else 4)
    of = "label" if sample.treated is None else "label and arm"
    for part, rows in (("training", split.early), ("calibration", split.window), ("test", split.test)):
        least = min(int((sample.strata[rows] == kind).sum()) for kind in kinds)
        if least < LEAST_OF_EACH:
            raise GridtagError(
                f"{split.name} split: only {least} of {len(rows)} {part} rows have the rarest {of}; "
                f"{LEAST_OF_EACH} are needed"
            )


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {
        key: round(float(value), DECIMALS) if isinstance(value, float) else value
        for key, value in row.items()
    }
