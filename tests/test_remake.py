"""Tables remade from another table's rows without Spark read what Spark reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from pyspark.sql import SparkSession

from gridtag.lake import Lake
from gridtag.remake import File, files_of, remade

GIVEN = pa.schema([("n", pa.int64()), ("text", pa.string()), ("late", pa.string())])
MADE = pa.schema([("twice", pa.int64()), ("told", pa.string())])


def doubled(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        twice = [2 * number for number in batch.column("n").to_pylist()]
        told = [
            f"{text}/{late}"
            for text, late in zip(
                batch.column("text").to_pylist(), batch.column("late").to_pylist(), strict=True
            )
        ]
        yield pa.RecordBatch.from_arrays([pa.array(twice), pa.array(told)], schema=MADE)


@pytest.fixture
def numbers(spark: SparkSession, tmp_path: Path) -> Lake:
    """gold.numbers in several files, one without a column that came later and some with deleted rows."""
    lake = Lake(spark, str(tmp_path / "a lake, 100% 户"))
    lake.create("gold.numbers", ["n BIGINT NOT NULL", "text STRING"], comment="numbers")
    for first in (0, 9_000):
        rows = spark.range(first, first + 9_000).selectExpr("id AS n", "cast(id AS STRING) AS text")
        lake.append("gold.numbers", rows.coalesce(1))
    spark.sql(f"ALTER TABLE {lake.identifier('gold.numbers')} ADD COLUMNS (late STRING)")
    rows = spark.range(18_000, 18_010).selectExpr("id AS n", "cast(id AS STRING) AS text", "'new' AS late")
    lake.append("gold.numbers", rows.coalesce(1))
    lake.delete("gold.numbers", "n % 100 = 7 AND n <> 7 OR n BETWEEN 8000 AND 8300")
    return lake


@pytest.mark.spark
@pytest.mark.parametrize("without_spark", [True, False])
def test_all_rows_that_are_left_are_made_anew(
    numbers: Lake, without_spark: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = [n for n in range(18_010) if (n % 100 != 7 or n == 7) and not 8000 <= n <= 8300]
    assert len(files_of(numbers.path("gold.numbers"))) == 3
    numbers.create("gold.made", ["twice BIGINT", "told STRING", "gone INT"], comment="made")
    numbers.append("gold.made", numbers.spark.sql("SELECT 1L AS twice, 'old' AS told, 1 AS gone"))
    if not without_spark:
        monkeypatch.setattr(Lake, "on_this_machine", property(lambda _: False))
    numbers.remake("gold.made", "gold.numbers", GIVEN, doubled, MADE, ("twice",))
    found = numbers.read("gold.made").orderBy("twice").collect()
    assert [tuple(row) for row in found] == [
        (2 * n, f"{n}/{'new' if n >= 18_000 else None}", None) for n in left
    ]


def test_nothing_is_made_of_nothing(tmp_path: Path) -> None:
    assert remade([], GIVEN, str(tmp_path), doubled, MADE, ("twice",)) == []
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no such\.parquet"):
        remade([File(str(tmp_path / "no such.parquet"), 1)], GIVEN, str(tmp_path), doubled, MADE, ("twice",))
