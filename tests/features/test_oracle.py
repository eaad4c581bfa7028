"""Engine and oracle, two ways to the same numbers, agree on every feature of generated dirty rows."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pytest
from pyspark.sql import SparkSession

from gridtag.features.registry import features
from tests.features.province import AS_OF, province
from tests.features.silver_rows import Silver, duckdb_features, spark_features


def same(left: Any, right: Any) -> bool:
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)
    return bool(left == right)


def differences(spark: SparkSession, silver: Silver, as_of: date) -> list[str]:
    left, right = spark_features(spark, silver, as_of), duckdb_features(silver, as_of)
    assert left.keys() == right.keys() and left
    return [
        f"{feature.name} of {number}: engine {left[number][feature.column]}, oracle {right[number][feature.column]}"
        for feature in features().values()
        for number in sorted(left)
        if not same(left[number][feature.column], right[number][feature.column])
    ]


@pytest.mark.spark
def test_every_feature_is_the_same_both_ways(spark: SparkSession) -> None:
    assert differences(spark, province(seed=1), AS_OF) == []
