"""Scores and their reasons for every row of a features frame, batch by batch where the rows lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from gridtag.models.epay_inputs import INPUTS
from gridtag.models.logistic import Model, reasons

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

SCHEMA = "customer_no STRING, score DOUBLE, reasons ARRAY<STRING>"


def matrix(batch: pa.RecordBatch | pa.Table, names: tuple[str, ...]) -> np.ndarray:
    """Rows × inputs as doubles, null as NaN."""
    columns = [
        batch.column(name).cast(pa.float64()).to_numpy(zero_copy_only=False)
        if isinstance(batch, pa.RecordBatch)
        else batch.column(name).cast(pa.float64()).to_numpy()
        for name in names
    ]
    return np.column_stack(columns) if columns else np.empty((batch.num_rows, 0))


def scored(features: DataFrame, model: Model) -> DataFrame:
    """customer_no, score, reasons of a frame with customer_no and the model's inputs as DOUBLE."""
    high, low = [one.high for one in INPUTS], [one.low for one in INPUTS]

    def score(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            values = matrix(batch, model.names)
            told = reasons(model.contributions(values), model.standardised(values), high, low)
            yield pa.RecordBatch.from_arrays(
                [
                    batch.column("customer_no"),
                    pa.array(model.score(values)),
                    pa.array(told, pa.list_(pa.string())),
                ],
                names=["customer_no", "score", "reasons"],
            )

    return features.mapInArrow(score, SCHEMA)
