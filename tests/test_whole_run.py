"""The main job on a small province, from landing files to deliverables: once and twice."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from deltalake import DeltaTable, QueryBuilder
from pyspark.sql import SparkSession

from gridtag.jobs import pipeline
from gridtag.jobs.check import accounting
from gridtag.jobs.cli import main
from gridtag.jobs.context import Context
from gridtag.jobs.output import Progress
from gridtag.lake import Lake
from tests.contents import content, digests, tables
from tests.province import Province

pytestmark = pytest.mark.slow


def test_the_books_balance_and_every_step_left_something(province: Province) -> None:
    books = accounting(province.context.lake)
    assert [row for row in books if not row["balanced"]] == []
    figures = {row["item"].strip(): row["figure"] for row in pipeline.summary(province.context)}
    assert figures["rows landed"] == sum(row["landed"] for row in books) > 10_000
    assert figures["features"] >= 120 and figures["tags"] >= 40
    assert figures["rows quarantined"] > 0 and figures["customers"] > 300


def test_deliverables_are_there(province: Province) -> None:
    out = province.context.out
    for name in (
        "index.html",
        "quality/index.html",
        "campaign/targets.csv",
        "campaign/targets.xlsx",
        "weak_spots/weak_spots.gpkg",
        "weak_spots/weak_spots.xlsx",
        "repeat_places/repeat_places.xlsx",
    ):
        assert (out / name).stat().st_size > 0, name
    assert (out / "campaign/targets.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_polars_and_delta_rs_read_every_table(province: Province) -> None:
    root = Path(province.context.lake.root)
    assert len(tables(root)) > 55
    with_vectors = 0
    for name in tables(root):
        table = DeltaTable(str(root / name))
        by_sql = QueryBuilder().register("t", table).execute("SELECT count(*) AS n FROM t").read_all()
        by_spark = province.context.lake.read(name.replace("/", ".")).count()
        assert int(by_sql["n"][0].as_py()) == pl.scan_delta(str(root / name)).collect().height == by_spark, (
            name
        )
        with_vectors += table.metadata().configuration.get("delta.enableDeletionVectors") == "true"
    assert with_vectors == len(tables(root))


def test_a_table_with_deletion_vectors_is_read_by_others(spark: SparkSession, tmp_path: Path) -> None:
    lake = Lake(spark, str(tmp_path))
    lake.create("gold.numbers", ["n BIGINT NOT NULL", "text STRING"], comment="numbers")
    lake.append(
        "gold.numbers", spark.range(1000).selectExpr("id AS n", "cast(id AS STRING) AS text").coalesce(1)
    )
    lake.delete("gold.numbers", "n % 100 = 7")
    assert list((tmp_path / "gold/numbers").glob("deletion_vector_*")), "no deletion vector was written"
    kept = pl.scan_delta(str(tmp_path / "gold/numbers")).collect()
    assert sorted(kept["n"]) == [n for n in range(1000) if n % 100 != 7]
    query = QueryBuilder().register("t", DeltaTable(str(tmp_path / "gold/numbers")))
    assert query.execute("SELECT sum(n) AS s FROM t").read_all()["s"][0].as_py() == sum(kept["n"])


def test_a_second_run_leaves_every_table_and_file_as_it_was(province: Province) -> None:
    root, out = Path(province.context.lake.root), province.context.out
    before, files = content(root), digests(out)
    pipeline.run(province.context, pipeline.chosen(""), Progress(9, quiet=True))
    assert content(root) == before
    assert digests(out) == files


def test_an_earlier_day_does_not_see_what_came_later(
    province: Province, spark: SparkSession, tmp_path: Path
) -> None:
    landing = shutil.copytree(Path(province.context.landing) / "calls", tmp_path / "landing/calls").parent
    early = Context(
        Lake(spark, str(tmp_path / "lake")), date(2025, 2, 28), landing=str(landing), out=tmp_path / "out"
    )
    pipeline.chosen("ingest")[0].run(early)
    late = early.lake.read("silver.calls").where("started_at >= TIMESTAMP '2025-03-01'").count()
    assert late == 0 and early.lake.read("silver.calls").count() > 0


def test_the_command_line_reads_the_lake(province: Province, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check", "--lake", province.context.lake.root, "--format", "json"])
    assert ended.value.code == 0 and '"balanced": true' in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["weak-spots", "--limit", "3", "--lake", province.context.lake.root, "--format", "csv"])
    assert capsys.readouterr().out.splitlines()[0].startswith("as_of,level,unit_no")


def test_unknown_steps_are_named(province: Province) -> None:
    context: Context = province.context
    with pytest.raises(Exception, match="no such step: dance; steps are ingest, quality"):
        pipeline.run(context, pipeline.chosen("ingest,dance"), Progress(1, quiet=True))
