"""The feature job on a small lake: tables, view, earlier days, new account numbers, late and missing data."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql.pandas.types import to_arrow_schema

from gridtag.errors import GridtagError
from gridtag.features.frames import STREAMS, Stream
from gridtag.features.registry import features, of_stream
from gridtag.jobs import feature_tables, ingest
from gridtag.jobs import features as job
from gridtag.jobs.context import Context
from gridtag.jobs.feature_state import states
from gridtag.lake import Lake
from tests.features.silver_rows import spark_features
from tests.features.spec_files import Specification, specifications
from tests.jobs.lakes import fill
from tests.landing_files import content, land

AS_OF = date(2026, 10, 31)
pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def specification() -> Specification:
    return next(one for one in specifications() if one.name == "bills")


@pytest.fixture(scope="module")
def done(
    spark: SparkSession, specification: Specification, tmp_path_factory: pytest.TempPathFactory
) -> Context:
    """A lake with the rows of the bill specification and features of its day."""
    context = Context(Lake(spark, str(tmp_path_factory.mktemp("features"))), AS_OF)
    fill(context, specification.silver, known="2024-01-01 00:00:00")
    assert sum(job.run(context).values()) == len([one for one in features().values() if not one.is_derived])
    return context


Rows = dict[str, dict[str, Any]]


def rows_of(context: Context, stream: Stream) -> Rows:
    return {row["customer_no"]: row.asDict() for row in context.lake.read(stream.table).collect()}


def tables(context: Context) -> dict[str, Rows]:
    return {stream.code: rows_of(context, stream) for stream in STREAMS}


def test_tables_hold_what_the_engine_gives(done: Context, specification: Specification) -> None:
    wanted = spark_features(done.lake.spark, specification.silver, AS_OF)
    for code, found in tables(done).items():
        assert found.keys() == wanted.keys()
        columns = [feature.column for feature in of_stream(code)]
        for number, row in found.items():
            assert [row[column] for column in columns] == [wanted[number][column] for column in columns]


def test_tables_have_one_row_per_customer_and_a_comment_on_every_column(done: Context) -> None:
    for stream in STREAMS:
        table = done.lake.read(stream.table)
        assert sorted(row["customer_no"] for row in table.select("customer_no").collect()) == ["A", "B", "C"]
        assert all(entry.metadata.get("comment") for entry in table.schema), stream.code


def test_a_second_run_changes_nothing(done: Context) -> None:
    before = tables(done), states(done.lake)
    job.run(done)
    assert before == (tables(done), states(done.lake))


def test_a_lost_table_is_made_anew_even_if_the_first_attempt_dies(
    done: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream, remake = STREAMS[2], Lake.remake
    before = rows_of(done, stream)
    shutil.rmtree(Path(done.lake.path(stream.table)))

    def dies(lake: Lake, name: str, *given: Any) -> None:
        if name == stream.table:
            raise KeyboardInterrupt
        remake(lake, name, *given)

    monkeypatch.setattr(Lake, "remake", dies)
    with pytest.raises(KeyboardInterrupt):
        job.run(done)
    monkeypatch.undo()
    assert rows_of(done, stream) == {}
    job.run(done)
    assert rows_of(done, stream) == before


def test_the_view_shows_every_feature_by_its_name(done: Context) -> None:
    view = job.customer_features(done.lake)
    open_to_all = [feature.name for feature in features().values() if feature.dimension != "CARE"]
    assert view.columns == ["customer_no", "as_of", *open_to_all]
    row = view.where("customer_no = 'A'").collect()[0]
    assert (row["pay_last_dsl_now"], row["chnl_first_online_dsl_now"], row["call_last_dsl_now"]) == (
        1,
        55,
        26,
    )
    job.register_views(done.lake)
    assert done.lake.spark.sql("SELECT count(*) FROM customer_features").collect()[0][0] == 3


def test_sources_that_never_came_leave_nulls_not_zeros(done: Context) -> None:
    row = job.customer_features(done.lake).where("customer_no = 'A'").collect()[0]
    assert row["tick_n_all_cnt_365d"] is None and row["outg_n_all_cnt_365d"] is None
    assert row["outg_now_flag_now"] is False
    assert row["call_n_all_cnt_365d"] == 2


def test_an_earlier_day_sees_only_what_had_happened(done: Context) -> None:
    names = [
        "pay_n_cnt_30d",
        "kwh_month_sum_m1",
        "owe_amt_val_now",
        "pay_last_dsl_now",
        "chnl_stage_code_now",
    ]
    table = job.features_as_of(done.lake, date(2026, 9, 7), names)
    assert table.columns == ["customer_no", "as_of", *names]
    rows = {row["customer_no"]: row.asDict() for row in table.collect()}
    assert rows["A"]["pay_n_cnt_30d"] == 1 and rows["A"]["pay_last_dsl_now"] == 1
    assert rows["A"]["kwh_month_sum_m1"] == 400, "on 7 September the run that bills August is not over"
    assert rows["A"]["owe_amt_val_now"] == 200, "July was settled the day after"
    assert {state.as_of for state in states(done.lake).values()} == {AS_OF}, "nothing is written"


def test_all_features_of_an_earlier_day_are_those_a_run_would_write(done: Context, tmp_path: Path) -> None:
    table = job.features_as_of(done.lake, AS_OF)
    told = {row["customer_no"]: row.asDict() for row in table.collect()}
    assert told == {row["customer_no"]: row.asDict() for row in job.customer_features(done.lake).collect()}


def test_unknown_names_are_refused(done: Context) -> None:
    with pytest.raises(GridtagError, match="no such features: call_n_unheard_of_cnt_7d"):
        job.features_as_of(done.lake, AS_OF, ["call_n_unheard_of_cnt_7d"])


@pytest.mark.parametrize("by_tasks", [True, False])
def test_new_features_get_a_column_and_gone_ones_become_null(
    done: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by_tasks: bool
) -> None:
    """Whether the tasks write the table's files themselves or Spark does."""
    monkeypatch.setattr(Lake, "on_this_machine", property(lambda _: by_tasks))
    context = Context(Lake(done.lake.spark, str(tmp_path)), AS_OF)
    stream, rows = STREAMS[0], done.lake.read(STREAMS[0].table)
    old = "cust_of_old_cnt_7d INT COMMENT '旧'"
    context.lake.create(stream.table, [feature_tables.CUSTOMER_NO, job.CHANGES_ON, old], comment="old")
    columns = {one.name: f"{one.name} {one.dataType.simpleString()}" for one in rows.schema[2:]}
    feature_tables.prepare(context.lake, stream.table, job.CHANGES_ON, columns, "")
    schema = to_arrow_schema(rows.schema)
    context.lake.replace_mapped(stream.table, rows, lambda batches: batches, schema, ("customer_no",))
    wanted = {number: row | {"cust_of_old_cnt_7d": None} for number, row in rows_of(done, stream).items()}
    assert wanted and rows_of(context, stream) == wanted


def test_what_came_late_or_was_corrected_since_is_as_it_was_known(context: Context) -> None:
    folder = Path(context.landing)
    customer, bill = (
        {"CONS_NO": "3300000001"},
        {"CONS_NO": "3300000001", "RCVBL_YM": "202608", "BILL_DATE": "2026-09-05"},
    )
    land(folder, "customers", "a.csv", content("customers", [customer]), date(2026, 9, 10))
    land(
        folder,
        "bills",
        "a.parquet",
        content("bills", [{**bill, "T_PQ": "100", "RCVBL_AMT": "50.00"}]),
        date(2026, 9, 10),
    )
    land(
        folder,
        "bills",
        "b.parquet",
        content("bills", [{**bill, "T_PQ": "40", "RCVBL_AMT": "20.00"}]),
        date(2026, 10, 20),
    )
    pay = {"PAY_NO": "p1", "RCVBL_YM": "202608", "CHARGE_TIME": "2026-09-12 10:00:00", "RCVED_AMT": "20.00"}
    land(folder, "payments", "late.txt", content("payments", [pay]), date(2026, 10, 20))
    ingest.run(context)

    names = ["kwh_month_sum_m1", "bill_amt_sum_m1", "pay_n_cnt_30d"]

    def values(day: date) -> list[Any]:
        row = job.features_as_of(context.lake, day, names).collect()[0]
        return [row[name] for name in names]

    assert values(date(2026, 9, 20)) == [100.0, 50.0, None], (
        "the bill as first sent; payments had not begun to come"
    )
    assert values(date(2026, 10, 10)) == [100.0, 50.0, None], (
        "the latest month that a run has closed is August"
    )
    assert values(date(2026, 10, 20)) == [0.0, 0.0, 0]
    assert job.features_as_of(context.lake, date(2026, 10, 20), ["kwh_month_sum_m3"]).collect()[0][2] == 40.0


def test_versions_of_an_archive_sent_again_are_as_they_were_known(context: Context) -> None:
    folder = Path(context.landing)
    old = {
        "CONS_NO": "3300000001",
        "UPDATED_AT": "2026-03-01 08:00:00",
        "CONTRACT_CAP": "8",
        "STATUS_CODE": "0",
    }
    new = {**old, "UPDATED_AT": "2026-06-01 08:00:00", "CONTRACT_CAP": "16"}
    again = [
        {**old, "CONTRACT_CAP": "12"},
        {**old, "UPDATED_AT": "2026-05-01 08:00:00", "CONTRACT_CAP": "16"},
    ]
    land(folder, "customers", "a.csv", content("customers", [old]), date(2026, 3, 2))
    land(folder, "customers", "a.csv", content("customers", [new]), date(2026, 6, 2))
    land(folder, "customers", "b.csv", content("customers", again), date(2026, 10, 20))
    ingest.run(context)
    names = ["cust_contract_cap_val_now", "cust_cap_change_cnt_life"]

    def values(day: date) -> tuple[Any, ...]:
        return tuple(job.features_as_of(context.lake, day, names).collect()[0])[2:]

    assert values(date(2026, 7, 1)) == (16.0, 1)
    assert values(date(2026, 10, 20)) == (16.0, 1)
    assert values(date(2026, 5, 10)) == (8.0, 0), "what came in October was not known in May"


def test_accounts_go_on_under_their_new_numbers(context: Context) -> None:
    old = {"customer_no": "OLD", "name": "甲", "meter_no": "m1", "valid_from": "2020-01-01 00:00:00"}
    closed = {**old, "status": "9", "cancelled_on": "2026-06-01", "valid_from": "2026-06-01 01:00:00"}
    new = {**old, "customer_no": "NEW", "former_customer_no": "OLD", "valid_from": "2026-06-01 01:00:01"}
    calls = [
        {"contact_id": "c1", "customer_no": "OLD", "started_at": "2026-05-01 10:00:00"},
        {"contact_id": "c2", "customer_no": "NEW", "started_at": "2026-07-01 10:00:00"},
    ]
    fill(context, {"customers": [old, closed, new], "calls": calls})
    names = ["call_n_all_cnt_365d", "cust_transfer_cnt_life", "cust_status_code_now"]
    rows = job.features_as_of(context.lake, AS_OF, names).collect()
    assert [tuple(row) for row in rows] == [("NEW", AS_OF, 2, 0, "0")]
