"""Scores and their reasons for every row of a features frame, batch by batch where the rows lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pyarrow as pa

from gridtag.models.epay_inputs import INPUTS, MODEL_INPUTS
from gridtag.models.propensity.logistic import Logistic
from gridtag.models.propensity.reasons import reasons

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

SCHEMA = "customer_no STRING, score DOUBLE, reasons ARRAY<STRING>"


def scored(features: DataFrame, model: Logistic) -> DataFrame:
    """customer_no, score, reasons of a frame with customer_no and the model's inputs as DOUBLE."""
    high, low = [one.high for one in INPUTS], [one.low for one in INPUTS]

    def score(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            values = MODEL_INPUTS.matrix(batch.select(model.names))
            told = reasons(model.contributions(values), model.standardised(values) > 0, high, low)
            yield pa.RecordBatch.from_arrays(
                [
                    batch.column("customer_no"),
                    pa.array(model.score(values)),
                    pa.array(told, pa.list_(pa.string())),
                ],
                names=["customer_no", "score", "reasons"],
            )

    return features.mapInArrow(score, SCHEMA)
