"""Small tables of events and what every feature must make of them, from engine and oracle."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pytest
from pyspark.sql import SparkSession

from gridtag.features.frames import STREAMS
from gridtag.features.registry import features
from tests.features.silver_rows import duckdb_features, spark_features
from tests.features.spec_files import Specification, specifications

STREAM_OF_COLUMN = {feature.column: feature.stream for feature in features().values()}


def fits(value: Any, wanted: str) -> bool:
    if value is None or wanted == "":
        return value is None and wanted == ""
    if isinstance(value, bool | date):
        return str(value).lower() == wanted
    if isinstance(value, int | float):
        return math.isclose(value, float(wanted), rel_tol=1e-9, abs_tol=1e-9)
    return bool(value == wanted)


def faults(specification: Specification, found: dict[str, dict[str, dict[str, Any]]]) -> list[str]:
    told = []
    for line in specification.expected:
        rows = found[STREAM_OF_COLUMN[line.feature]]
        if line.value == "absent":
            told += [f"{line.customer_no} is there"] if line.customer_no in rows else []
        elif not fits(rows[line.customer_no][line.feature], line.value):
            told.append(
                f"{line.feature} of {line.customer_no}: {rows[line.customer_no][line.feature]}, not {line.value}"
            )
    return told


def streams_of(specification: Specification) -> list[Any]:
    wanted = {STREAM_OF_COLUMN[line.feature] for line in specification.expected}
    return [stream for stream in STREAMS if stream.code in wanted]


@pytest.mark.parametrize("specification", specifications(), ids=lambda specification: specification.name)
def test_oracle_meets_the_specification(specification: Specification) -> None:
    found = {
        stream.code: duckdb_features(specification.silver, stream, specification.as_of)
        for stream in streams_of(specification)
    }
    assert faults(specification, found) == []


@pytest.mark.spark
@pytest.mark.parametrize("specification", specifications(), ids=lambda specification: specification.name)
def test_engine_meets_the_specification(spark: SparkSession, specification: Specification) -> None:
    found = {
        stream.code: spark_features(spark, specification.silver, stream, specification.as_of)
        for stream in streams_of(specification)
    }
    assert faults(specification, found) == []


def test_a_wrong_value_is_noticed() -> None:
    specification = next(one for one in specifications() if one.name == "calls")
    stream = next(stream for stream in STREAMS if stream.code == "calls")
    found = {"calls": duckdb_features(specification.silver, stream, specification.as_of)}
    found["calls"]["A"] |= {"call_n_all_cnt_7d": 3, "call_last_on": None, "digi_primary_code_365d": "app"}
    told = faults(
        Specification(
            "",
            specification.as_of,
            {},
            tuple(line for line in specification.expected if STREAM_OF_COLUMN[line.feature] == "calls"),
        ),
        found,
    )
    assert [fault.split(" of ")[0] for fault in told] == [
        "call_n_all_cnt_7d",
        "call_last_on",
        "digi_primary_code_365d",
    ]
