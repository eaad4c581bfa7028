"""Engine and oracle, two ways to the same numbers, agree on every feature of generated dirty rows."""

from __future__ import annotations

import math
from typing import Any

import pytest
from pyspark.sql import SparkSession

from gridtag.features.registry import features
from tests.features.province import AS_OF, province
from tests.features.silver_rows import duckdb_features, folded_features, spark_features

Rows = dict[str, dict[str, Any]]


def same(left: Any, right: Any) -> bool:
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)
    return bool(left == right)


def differences(left: Rows, right: Rows) -> list[str]:
    assert left.keys() == right.keys() and left
    return [
        f"{feature.name} of {number}: {left[number][feature.column]}, oracle {right[number][feature.column]}"
        for feature in features().values()
        for number in sorted(left)
        if feature.column in left[number]
        and not same(left[number][feature.column], right[number][feature.column])
    ]


@pytest.mark.spark
def test_every_feature_is_the_same_both_ways(spark: SparkSession) -> None:
    silver = province(seed=1)
    engine = spark_features(spark, silver, AS_OF)
    assert all(feature.column in row for feature in features().values() for row in engine.values())
    assert differences(engine, duckdb_features(silver, AS_OF)) == []


@pytest.mark.parametrize("seed", range(2, 5))
def test_the_fold_gives_what_the_oracle_gives(seed: int) -> None:
    silver = province(seed)
    assert differences(folded_features(silver, AS_OF), duckdb_features(silver, AS_OF)) == []
