"""Audiences counted on the index are those that SQL counts over features, tags and the archive."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pyroaring import BitMap
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from gridtag.errors import GridtagError
from gridtag.features.audiences import runs
from gridtag.features.audiences.expression import sql
from gridtag.features.audiences.indexed import INDEXED
from gridtag.features.registry import features
from gridtag.features.tags import TAGS
from gridtag.jobs import audience_index as job
from gridtag.jobs import campaign, changed_customers, customer_ids, saved_audiences, tag_stats, tags
from gridtag.jobs.audiences import Index, understood
from gridtag.jobs.cli import main
from gridtag.jobs.context import Context
from gridtag.lake import Lake
from tests.jobs.lakes import fill
from tests.jobs.test_tags import giving

pytestmark = pytest.mark.spark
DAY = date(2026, 10, 31)
MANY = 400
TAGGED = {"T001": 0.5, "T050": 0.1, "T069": 0.9}
VALID = "2020-01-01"
OFFICES = (
    {"org_no": "33", "level": "province", "valid_from": VALID},
    {"org_no": "33401", "level": "city", "parent_org_no": "33", "valid_from": VALID},
    {"org_no": "3340101", "level": "county", "parent_org_no": "33401", "valid_from": VALID, "valid_to": "2026-01-01",
     "successor_org_no": "3340102"},
    {"org_no": "3340102", "level": "county", "parent_org_no": "33401", "valid_from": VALID},
    {"org_no": "334010101", "level": "station", "parent_org_no": "3340101", "valid_from": VALID},
    {"org_no": "334010201", "level": "station", "parent_org_no": "3340102", "valid_from": VALID},
)  # fmt: skip
STATIONS = ("334010101", "334010201", "999", None)
"""The first two are of counties that have become one; the third is of no office that is known."""


def rows(numbers: range) -> tuple[list[dict[str, Any]], list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Archive, features and tags of customers."""
    dice = np.random.default_rng(numbers.start)
    archive, held, assigned = [], [], []
    for number in numbers:
        name = f"33{number:08}"
        archive.append(
            {"customer_no": name, "org_no": STATIONS[number % 4], "valid_from": "2020-01-01 00:00:00"}
        )
        kinds = {"INT": int(dice.integers(0, 5)), "DOUBLE": float(dice.integers(0, 9)) / 4}
        kinds |= {"BOOLEAN": bool(dice.random() < 0.3), "STRING": f"0{dice.integers(1, 4)}"}
        held.append(
            (name, *(None if dice.random() < 0.2 else kinds[features()[one].type] for one in INDEXED))
        )
        assigned += [
            (name, tag, "{}", date(2026, 10, 1), None, 1)
            for tag, share in TAGGED.items()
            if dice.random() < share
        ]
        assigned += [(name, "T044", "{}", date(2026, 10, 1), DAY, 1)]
    return archive, held, assigned


@pytest.fixture(scope="module")
def made(
    spark: SparkSession, empty_lake: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Context]:
    """The index of DAY and, as a view, what it is made of; features are given while it is there."""
    folder = shutil.copytree(empty_lake, tmp_path_factory.mktemp("index") / "lake")
    context = Context(Lake(spark, str(folder)), DAY)
    archive, held, assigned = rows(range(MANY))
    fill(context, {"customers": archive, "organisations": OFFICES}, known="2026-10-01 00:00:00")
    lake = context.lake
    columns = ", ".join(f"{name} {features()[name].type}" for name in INDEXED)
    frame = lake.spark.createDataFrame(held, f"customer_no STRING, {columns}").localCheckpoint()
    lake.create(tags.TABLE, tags.COLUMNS, comment="tags")
    lake.append(tags.TABLE, lake.spark.createDataFrame(assigned, lake.schema(tags.TABLE)))
    lake.create(tags.FRESHNESS, tags.FRESHNESS_COLUMNS, comment="freshness")
    fresh = [(DAY, "T050", []), (DAY, "T001", ["outages last came 9 days ago"])]
    lake.append(tags.FRESHNESS, lake.spark.createDataFrame(fresh, lake.schema(tags.FRESHNESS)))
    wide = frame
    for tag in (*TAGGED, "T044"):
        mine = (
            tags.valid_on(lake, DAY).where(f"tag_id = '{tag}'").select("customer_no", F.lit(True).alias(tag))
        )
        wide = wide.join(mine, "customer_no", "left").fillna(False, [tag])
    placed = job.archive(context).select("customer_no", "org_no")
    placed = placed.join(job.offices(context), "org_no", "left")
    wide.join(placed, "customer_no").createOrReplaceTempView("audience_customers")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(job, "customer_features", giving(frame))
        patch.setattr(job, "must_be_of", lambda *_: None)
        owing = frame.select("customer_no", F.lit(0).alias("owe_months_val_now"))
        patch.setattr(campaign, "customer_features", giving(owing))
        assert job.run(context)["numbered"] == MANY
        yield context


@pytest.fixture
def built(made: Context, tmp_path: Path) -> Context:
    folder = shutil.copytree(made.lake.root, tmp_path / "lake")
    return dataclasses.replace(made, lake=Lake(made.lake.spark, str(folder)))


EXPRESSIONS = (
    "T001",
    "T001 AND T050 AND NOT T069",
    "T044 OR T050",
    "NOT (T001 OR T050)",
    "province = '33' AND city = '33401'",
    "county = '3340102' AND T069",
    "station = '334010101' OR NOT station = '334010201'",
    "pay_n_cnt_365d >= 2 AND kwh_month_sum_m1 < 1.25",
    "pay_n_cnt_365d BETWEEN 1 AND 3 AND cust_app_bound_flag_now",
    "cust_cons_sort_code_now IN ('01', '03') AND NOT pay_auto_debit_flag_now",
    "kwh_month_avg_m12 IS NULL OR kwh_month_avg_m12 <> 0.5",
)


def test_counts_are_those_of_sql(built: Context) -> None:
    index = Index(built.lake.root)
    assert index.as_of == DAY
    for text in EXPRESSIONS:
        expression = understood(text)
        rows = built.lake.spark.sql(
            f"SELECT customer_no FROM audience_customers WHERE {sql(expression)}"
        ).collect()
        ids = {id for found in index.members(expression) for id in found}
        named = built.lake.read(customer_ids.TABLE).where(F.col("id").isin(list(ids)))
        assert {row["customer_no"] for row in named.collect()} == {row["customer_no"] for row in rows}, text
        assert index.count(expression) == len(rows), text


def test_customers_by_tag_and_office_are_those_of_sql(built: Context) -> None:
    """Two counties have become one; some customers are of no office that is known."""
    lake, names = built.lake, (*TAGGED, "T044")
    wanted: set[tuple[Any, ...]] = set()
    totals: set[tuple[Any, ...]] = set()
    together = " + ".join(f"cast({tag} AS INT)" for tag in names)
    for level, column in (("total", "'all'"), *((one, one) for one in ("province", "city", "county"))):
        figures = ", ".join(f"count_if({tag}) AS {tag}" for tag in names)
        rows = lake.spark.sql(
            f"SELECT {column} AS org_no, {figures}, count(*) AS customers, count_if({together} > 0) AS tagged, "
            f"sum({together}) AS assignments FROM audience_customers WHERE {column} IS NOT NULL GROUP BY ALL"
        ).collect()
        for row in rows:
            wanted |= {(level, row["org_no"], tag, row[tag]) for tag in names if row[tag]}
            totals.add((level, row["org_no"], row["customers"], row["tagged"], row["assignments"]))
    stats = lake.read(tag_stats.TABLE).where(F.col("as_of") == DAY)
    assert {
        tuple(row) for row in stats.select("org_level", "org_no", "tag_id", "customers").collect()
    } == wanted
    told = lake.read(tag_stats.TOTALS).where(F.col("as_of") == DAY)
    columns = ("org_level", "org_no", "customers", "tagged_customers", "assignments")
    assert {tuple(row) for row in told.select(*columns).collect()} == totals
    assert {row["definitions"] for row in told.collect()} == {len(TAGS)}


def test_ids_are_dense_in_the_order_of_offices_and_never_change(built: Context) -> None:
    def ids() -> dict[str, int]:
        return {row["customer_no"]: row["id"] for row in built.lake.read(customer_ids.TABLE).collect()}

    first = ids()
    assert sorted(first.values()) == list(range(MANY))
    office = {row["customer_no"]: row["org_no"] or "" for row in job.archive(built).collect()}
    assert sorted(first, key=lambda name: (office[name], name)) == sorted(first, key=first.__getitem__)
    newcomers = [f"33{number:08}" for number in range(MANY, MANY + 3)]
    more = [{"customer_no": name, "valid_from": "2026-10-30 00:00:00"} for name in newcomers]
    fill(built, {"customers": more}, known="2026-10-30 00:00:00")
    assert job.run(built)["numbered"] == 3 and job.run(built)["numbered"] == 0
    assert ids() == first | {name: MANY + place for place, name in enumerate(newcomers)}


def test_the_command_line_counts_and_shows_masked_customers(
    built: Context, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRIDTAG_SECRET", "a key for tests")

    def told(*words: str) -> tuple[str, str, int]:
        with pytest.raises(SystemExit) as ended:
            main(["audience", *words, "--lake", built.lake.root, "--format", "csv"])
        shown = capsys.readouterr()
        return shown.out, shown.err, int(ended.value.code or 0)

    wanted = built.lake.spark.sql("SELECT * FROM audience_customers WHERE T001 AND T050").count()
    told_of_count = told("count", "T001 AND T050")
    assert told_of_count[0] == f"as_of,customers\n{DAY},{wanted}\n"
    assert told_of_count[1] == "T001 is stale: outages last came 9 days ago\n"
    head, *lines = told("preview", "T001 AND T050", "--limit", "5")[0].splitlines()
    assert head == "customer_no" and len(lines) == 5 and all("*" in line for line in lines)
    asked = ("--purpose", "service", "--requester", "wang", "--out", str(tmp_path / "out"))
    assert told("export", "T001 AND T050", *asked)[0].splitlines()[1:] == [
        f"meant,符合条件的客户,0,{wanted}",
        f"no_valid_phone,没有有效电话,{wanted},0",
    ]
    (row,) = built.lake.read("gold.export_log").collect()
    assert (row["requester"], row["meant"], row["listed"]) == ("wang", wanted, 0)
    for text, why in (
        ("T001 AND T999", "character 10 (T999): no such tag: T999; see `tags list`"),
        ("call_n_all_cnt_7d > 1", "the index does not keep call_n_all_cnt_7d"),
        ("NOT city = '99'", f"audience: no customer is of city '99' on {DAY}"),
        ("station = '999'", f"no customer is of station '999' on {DAY}"),
        ("T001 OR county = '3340101'", f"no customer is of county '3340101' on {DAY}"),
    ):
        out, err, code = told("count", text)
        assert (out, code) == ("", 1) and why in err and err.count("\n") == 1


def test_without_an_index_the_step_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(GridtagError, match="run the step audience_index first"):
        Index(str(tmp_path)).count(understood("T001"))


def test_the_index_of_another_day_follows_its_tags(built: Context) -> None:
    job.run(dataclasses.replace(built, as_of=DAY - timedelta(days=1)))
    assert Index(built.lake.root).count(understood("T044")) == MANY, "these ended on the day itself"


def contents(context: Context) -> dict[tuple[Any, ...], Any]:
    rows = context.lake.read(job.TABLE).drop("as_of").collect()
    return {
        (row["kind"], row["key"], row["shard"], row["customers"]): runs.unpacked(
            bytes(row["data"])
        ).to_pylist()
        if row["kind"] == "run"
        else BitMap.deserialize(bytes(row["data"]))
        for row in rows
    }


def test_a_day_brings_the_index_to_what_building_it_anew_gives(
    built: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake, tomorrow, said = built.lake, DAY + timedelta(days=1), list[str]()
    changed_customers.note(built, ["archive"])
    job.run(built)
    archive, held, _ = rows(range(MANY, MANY + 20))
    archive.append({**archive[0], "customer_no": "3300000001", "valid_from": "2026-10-31 08:00:00"})
    fill(built, {"customers": archive}, known="2026-11-01 08:00:00")
    old = job.customer_features(lake, INDEXED)
    new = lake.spark.createDataFrame(held, old.schema).union(
        old.where("customer_no IN ('3300000002', '3300000003')").withColumn(INDEXED[0], F.lit(7.5))
    )
    told = new.select("customer_no").union(
        lake.spark.createDataFrame([("3300000004",)], "customer_no STRING")
    )
    kept = old.join(told, "customer_no", "left_anti").withColumn("cust_account_age_val_now", F.lit(9.0))
    later = dataclasses.replace(built, as_of=tomorrow, say=said.append)
    changed_customers.note(later, ["meter"], told)
    ended = "tag_id = 'T069' AND customer_no < '3300000100'"
    lake.spark.sql(f"UPDATE {lake.identifier(tags.TABLE)} SET valid_to = DATE '{tomorrow}' WHERE {ended}")
    after = kept.unionByName(new).localCheckpoint()
    monkeypatch.setattr(job, "customer_features", giving(after))
    job.run(later)
    assert said == ["audience index, customers that changed"]
    found = contents(later)
    lake.delete(changed_customers.FOLLOWERS, "true")
    job.run(later)
    assert said[1:] == ["audience index"] and contents(later) == found


def test_who_enters_and_leaves_a_saved_audience_is_kept(
    built: Context, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also when an earlier day is run again, and for an audience that cannot be told any more."""
    lake, root, tomorrow = built.lake, built.lake.root, DAY + timedelta(days=1)
    for name, text in (("often", "T001 AND T050"), ("here", "city = '33401'"), ("odd", "T069")):
        saved_audiences.save(root, name, text, "li")
    saved_audiences.save(root, "odd", "city = '999'", "li")
    said: list[str] = []
    assert job.run(dataclasses.replace(built, say=said.append))["saved audiences"] == 3
    assert [line for line in said if "odd" in line] == [
        f"saved audience odd: audience: no customer is of city '999' on {DAY}"
    ]
    first = meant(root, "T001 AND T050")
    assert saved_audiences.members(root, "often", DAY) == first and first
    ended = "tag_id = 'T050' AND customer_no < '3300000100'"
    lake.spark.sql(f"UPDATE {lake.identifier(tags.TABLE)} SET valid_to = DATE '{tomorrow}' WHERE {ended}")
    new = [(f"33{MANY - 1:08}", tag, "{}", tomorrow, None, 1) for tag in ("T001", "T050")]
    lake.append(tags.TABLE, lake.spark.createDataFrame(new, lake.schema(tags.TABLE)))
    saved_audiences.save(root, "here", "", "li")
    later = dataclasses.replace(built, as_of=tomorrow)
    job.run(later)
    second = meant(root, "T001 AND T050")
    assert second != first
    moved = saved_audiences.moved(first, second)
    told = {row["kind"]: row["customers"] for row in saved_audiences.since(root, "often", DAY, 5)}
    assert told == {kind: sum(map(len, sets.values())) for kind, sets in moved.items()} and told["left"] > 0
    assert saved_audiences.members(root, "here", tomorrow) == {}
    before = sorted(map(tuple, lake.read(saved_audiences.CHANGES).collect()))
    job.run(later)
    assert sorted(map(tuple, lake.read(saved_audiences.CHANGES).collect())) == before
    job.run(built)
    assert saved_audiences.members(root, "often", DAY) == first
    assert saved_audiences.members(root, "often", tomorrow) == second
    with pytest.raises(SystemExit):
        main(["audience", "changes", "nobody", "--since", str(DAY), "--lake", root])
    assert capsys.readouterr().err.endswith("no saved audience is named 'nobody'; see `audience saved`\n")


def meant(root: str, text: str) -> dict[int, BitMap]:
    index, expression = Index(root), understood(text)
    index.shards(expression)
    return {shard: ids for shard, ids in index.places(expression) if ids}
