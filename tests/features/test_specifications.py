"""Small tables of events and what every feature must make of them, from engine and oracle."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pytest
from pyspark.sql import SparkSession

from gridtag.features.dimension import Feature
from gridtag.features.registry import features, with_inputs
from tests.features.silver_rows import duckdb_features, spark_features
from tests.features.spec_files import Specification, specifications


def fits(value: Any, wanted: str) -> bool:
    if value is None or wanted == "":
        return value is None and wanted == ""
    if isinstance(value, bool | date):
        return str(value).lower() == wanted
    if isinstance(value, int | float):
        return math.isclose(value, float(wanted), rel_tol=1e-9, abs_tol=1e-9)
    return bool(value == wanted)


def faults(specification: Specification, rows: dict[str, dict[str, Any]]) -> list[str]:
    told = []
    for line in specification.expected:
        if line.value == "absent":
            told += [f"{line.customer_no} is there"] if line.customer_no in rows else []
        elif not fits(rows[line.customer_no][line.feature], line.value):
            told.append(
                f"{line.feature} of {line.customer_no}: {rows[line.customer_no][line.feature]}, not {line.value}"
            )
    return told


def wanted(specification: Specification) -> tuple[Feature, ...]:
    """The features it tells of, and those they are made of."""
    by_column = {feature.column: feature.name for feature in features().values()}
    return with_inputs({by_column[line.feature] for line in specification.expected if line.value != "absent"})


@pytest.mark.parametrize("specification", specifications(), ids=lambda specification: specification.name)
def test_oracle_meets_the_specification(specification: Specification) -> None:
    assert (
        faults(
            specification, duckdb_features(specification.silver, specification.as_of, wanted(specification))
        )
        == []
    )


@pytest.mark.spark
@pytest.mark.parametrize("specification", specifications(), ids=lambda specification: specification.name)
def test_engine_meets_the_specification(spark: SparkSession, specification: Specification) -> None:
    assert (
        faults(
            specification,
            spark_features(spark, specification.silver, specification.as_of, wanted(specification)),
        )
        == []
    )


def test_a_wrong_value_is_noticed() -> None:
    specification = next(one for one in specifications() if one.name == "calls")
    found = duckdb_features(specification.silver, specification.as_of, wanted(specification))
    found["A"] |= {"call_n_all_cnt_7d": 3, "call_last_on": None, "digi_primary_code_365d": "app"}
    told = faults(specification, found)
    assert [fault.split(" of ")[0] for fault in told] == [
        "call_n_all_cnt_7d",
        "call_last_on",
        "digi_primary_code_365d",
    ]
