"""Training sets: what was known on a day, whatever came since."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gridtag.contract import Source
from gridtag.errors import GridtagError
from gridtag.features.registry import features
from gridtag.jobs import ingest, training
from gridtag.jobs.cli import main
from gridtag.jobs.context import Context
from gridtag.lake import Lake
from gridtag.sources import SOURCES
from tests.landing_files import content, land
from tests.province import DAY, SPRING, Province

NAMES = ("pay_n_cnt_30d", "kwh_month_sum_m1")


def spine_file(folder: Path, text: str) -> Path:
    path = folder / "spine.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("customer_no,day\nA,2026-09-01\n", "has no column as_of; its header must name"),
        ("customer_no,as_of\nA,2026-09-01\nB,2026-02-30\n", "line 3: as_of takes a day as YYYY-MM-DD, not"),
        ("customer_no,as_of\n ,2026-09-01\n", "line 2: customer_no is empty"),
        ("customer_no,as_of\nA\n", "line 2: as_of takes a day as YYYY-MM-DD, not ''"),
        ("customer_no,as_of\n", "has no lines"),
        ("", "has no column customer_no"),
    ],
)  # fmt: skip
def test_a_spine_that_cannot_be_read_is_named(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(GridtagError, match=told):
        training.spine(spine_file(tmp_path, text))


def test_a_spine_is_read_by_day_and_customer(tmp_path: Path) -> None:
    text = "\ufefflabel,as_of,customer_no\n1,2026-09-01,B\n0,2026-08-01,A\n1,2026-09-01, A\n1,2026-09-01,B\n"
    found = training.spine(spine_file(tmp_path, text))
    assert list(found.items()) == [(date(2026, 8, 1), {"A"}), (date(2026, 9, 1), {"A", "B"})]


def worse(source: Source, row: Mapping[str, Any], number: int) -> dict[str, Any]:
    """The row as a later file brings it: other figures and, every second time, another key."""
    told = {name: row[name] for name in source.raw_columns if row[name] is not None}
    keys = [column for column in source.columns if column.name in source.key]
    for column in source.columns:
        if column.raw in told and column.type in ("fen", "wh", "double") and column not in keys:
            told[column.raw] = str(90 + number)
    changing = next((column for column in reversed(keys) if column.type == "string"), None)
    if number % 2 and changing is not None and changing.name != "customer_no":
        told[changing.raw] = f"{told[changing.raw]}x"
    return told


def poison(context: Context) -> tuple[int, int]:
    """Brings more rows of every source, all of days before; gives how many were replaced and how many are new."""
    for source in SOURCES:
        table = context.lake.read(f"bronze.{source.name}").where("_error IS NULL")
        rows = [row.asDict() for row in table.orderBy("_file", "_row").limit(5_000).collect()][-300:]
        later = [worse(source, row, number) for number, row in enumerate(rows)]
        land(context.landing, source.name, f"later.{source.format}", content(source, later), context.as_of)
    ingest.run(context)
    batch = f"_batch = '{context.as_of}'"
    new = sum(context.lake.read(f"silver.{source.name}").where(batch).count() for source in SOURCES)
    replaced = "kept_file LIKE '%/later.%' AND reason = 'corrected'"
    old = context.lake.read("silver.superseded").where(replaced).count()
    return old, new - old


def test_what_comes_after_the_day_changes_no_bit(
    province: Province, spring_features: pa.Table, tmp_path: Path
) -> None:
    landing, lake = (
        shutil.copytree(folder, tmp_path / name)
        for name, folder in (("landing", province.context.landing), ("lake", province.context.lake.root))
    )
    later = Context(
        Lake(province.context.lake.spark, str(lake)),
        DAY + timedelta(days=2),
        landing=str(landing),
        out=tmp_path / "out",
    )
    replaced, added = poison(later)
    assert replaced > 1_000 and added > 1_000
    wanted = set(spring_features["customer_no"].to_pylist())
    (told,) = training.write(later, {SPRING: wanted}, str(tmp_path / "after"), list(features()))
    assert told["customers"] == len(wanted) and told["without_account"] >= 1
    before, after = spring_features, pq.read_table(tmp_path / "after", partitioning=None)
    assert len(before) == len(wanted) and len(before.column_names) > 900
    assert [name for name in before.column_names if before[name] != after[name]] == []


def test_the_command_line_writes_files_by_day(province: Province, tmp_path: Path, capsys: Any) -> None:
    lake, to = province.context.lake, tmp_path / "training"
    number = lake.read("gold.features_archive").agg({"customer_no": "max"}).collect()[0][0]
    spine = spine_file(tmp_path, f"customer_no,as_of\n{number},2026-10-31\nnobody,2026-10-31\n")
    command = ["features", "as-of", "--spine", str(spine), "--names", ",".join(NAMES), "--to", str(to)]
    command += ["--lake", lake.root, "--format", "csv", "--quiet"]
    with pytest.raises(SystemExit) as ended:
        main(command)
    assert ended.value.code == 0
    assert capsys.readouterr().out == "as_of,customers,without_account\n2026-10-31,2,1\n"
    rows = {row["customer_no"]: row for row in pq.read_table(next(to.glob("*/*.parquet"))).to_pylist()}
    view = {row["customer_no"]: row for row in lake.read("gold.features_payments").collect()}
    assert rows[number][NAMES[0]] == view[number][NAMES[0]] is not None
    assert rows["nobody"] == {"customer_no": "nobody", **dict.fromkeys(NAMES)}
    with pytest.raises(SystemExit):
        main(command)
    assert "is not empty; give another folder with --to" in capsys.readouterr().err
    late = spine_file(tmp_path, f"customer_no,as_of\n{number},2026-11-01\n")
    with pytest.raises(SystemExit):
        main(["features", "as-of", "--spine", str(late), "--lake", lake.root, "--to", str(tmp_path / "late")])
    assert (
        "2026-11-01 is after the last day that the lake has taken in, 2026-10-31" in capsys.readouterr().err
    )
