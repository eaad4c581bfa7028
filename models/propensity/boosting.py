"""Gradient-boosted trees, by LightGBM and by scikit-learn; one thread, same rows, same trees."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from gridtag.errors import GridtagError
from gridtag.models.propensity.inputs import Inputs

SEED = 20261031
TREES, RATE, LEAVES, LEAST_IN_LEAF, SHRINKAGE = 200, 0.04, 15, 50, 5.0
LIGHTGBM = {
    "objective": "binary", "learning_rate": RATE, "num_leaves": LEAVES, "min_data_in_leaf": LEAST_IN_LEAF,
    "lambda_l2": SHRINKAGE, "num_threads": 1, "deterministic": True, "force_row_wise": True, "seed": SEED,
    "verbosity": -1,
}  # fmt: skip


@dataclass(frozen=True)
class LightGBM:
    """Trees as LightGBM's own text, which holds numbers only: reading it runs nothing."""

    text: str

    @cached_property
    def _trees(self) -> Any:
        import lightgbm

        try:
            return lightgbm.Booster(model_str=self.text)
        except lightgbm.basic.LightGBMError as error:
            raise GridtagError(f"the model's trees cannot be read: {error}") from None

    def __getstate__(self) -> dict[str, str]:
        """Without the trees that were built from the text: workers build their own."""
        return {"text": self.text}

    def margin(self, values: np.ndarray) -> np.ndarray:
        """Log-odds of rows of inputs.matrix."""
        return np.asarray(self._trees.predict(values, raw_score=True, num_threads=1))

    def contributions(self, values: np.ndarray) -> np.ndarray:
        """Rows × inputs on the log-odds scale, exact Shapley values of the trees (Lundberg and others 2020); a row's
        sum and the mean margin of training are its margin."""
        return np.asarray(self._trees.predict(values, pred_contrib=True, num_threads=1))[:, :-1]


def fit_lightgbm(
    inputs: Inputs, values: np.ndarray, label: np.ndarray, weight: np.ndarray | None = None
) -> LightGBM:
    """The model of these rows (inputs.matrix)."""
    import lightgbm

    data = lightgbm.Dataset(
        values, label, weight=weight, categorical_feature=inputs.categorical, params={"verbosity": -1}
    )
    return LightGBM(lightgbm.train(LIGHTGBM, data, num_boost_round=TREES).model_to_string())


@dataclass(frozen=True)
class HistGradientBoosting:
    """A yardstick: it is judged beside the others and never kept, as it has neither a file format without pickle nor
    exact contributions for categories."""

    estimator: Any

    def margin(self, values: np.ndarray) -> np.ndarray:
        return np.asarray(self.estimator.decision_function(values))


def fit_hist_gradient_boosting(
    inputs: Inputs, values: np.ndarray, label: np.ndarray, weight: np.ndarray | None = None
) -> HistGradientBoosting:
    """The model of these rows (inputs.matrix)."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    estimator = HistGradientBoostingClassifier(
        max_iter=TREES, learning_rate=RATE, max_leaf_nodes=LEAVES, min_samples_leaf=LEAST_IN_LEAF,
        l2_regularization=SHRINKAGE, early_stopping=False, categorical_features=inputs.categorical or None,
        random_state=SEED,
    )  # fmt: skip
    with threadpool_limits(1, "openmp"):
        return HistGradientBoosting(estimator.fit(values, label, weight))
