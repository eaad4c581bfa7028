"""Tags that mark nobody or everybody are listed with their reasons."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from gridtag.features.tags import extremes
from gridtag.jobs.demo import END
from gridtag.jobs.extreme_tags import extreme_tags
from gridtag.lake import Lake
from tests.province import Province

MANY = 100_000
REASONS = {(row["id"], row["marks"]): row["reason"] for row in extremes()}


def test_tags_listed_as_of_nobody_mark_nobody_in_a_smaller_province(province: Province) -> None:
    """Where customers are few, others mark nobody, too, and say no reason; T040 is of nobody by chance."""
    found = {(row["tag_id"], row["marks"]): row["reason"] for row in extreme_tags(province.context.lake)}
    assert REASONS and all(REASONS.values())
    assert {key: reason for key, reason in found.items() if reason}.items() <= REASONS.items()
    assert REASONS.keys() - found.keys() <= {("T040", "nobody")}
    assert {marks for _, marks in found} == {"nobody"}


@pytest.mark.soak
@pytest.mark.spark
@pytest.mark.timeout(5400)
def test_the_list_is_that_of_a_hundred_thousand_customers(spark: SparkSession, tmp_path: Path) -> None:
    landing, lake = tmp_path / "landing", tmp_path / "lake"
    for words in (
        ["sample", "--customers", str(MANY), "--out", str(landing)],
        ["run", "--from", str(landing), "--as-of", str(END), "--steps", "ingest,features,tags", "--lake", str(lake)],
    ):  # fmt: skip
        subprocess.run([sys.executable, "-m", "gridtag.jobs.cli", *words], check=True)
    found = {(row["tag_id"], row["marks"]) for row in extreme_tags(Lake(spark, str(lake)))}
    assert found == REASONS.keys()
