"""What was planted is in the files, and the files hold nothing wrong that was not planted."""

from pathlib import Path

import polars as pl
import pytest

from gridtag.contract import Source
from gridtag.sample.landing import latest, read
from gridtag.sources import SOURCES


def truth(landing: Path, name: str) -> pl.DataFrame:
    return pl.read_csv(landing / "_truth" / f"{name}.csv", infer_schema=False)


def required(source: Source) -> list[str]:
    return [column.raw for column in source.columns if column.required]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_missing_values_and_unknown_codes_are_the_planted_ones(landing: Path, source: Source) -> None:
    rows = read(landing, source.name)
    found: dict[str, int] = {}
    for column in source.columns:
        missing = rows[column.raw].null_count() if column.required else 0
        unknown = 0
        if column.values:
            unknown = (~rows[column.raw].cast(pl.String).is_in(list(column.values))).sum()
        found[f"required:{column.name}"] = missing
        found[f"values:{column.name}"] = unknown
    told = truth(landing, "dirt").filter(pl.col("source") == source.name)
    for name, count in found.items():
        planted = told.filter(
            (pl.col("rule") == name) & ~pl.col("kind").is_in(["impossible_date", "not_a_number"])
        )
        assert count == planted.height, name


@pytest.mark.parametrize(
    ("source", "rule", "bad"),
    [
        ("tickets", "finish_before_begin", pl.col("ARCHIVE_TIME") < pl.col("HANDLE_TIME")),
        ("tickets", "restored_before_begin", pl.col("RESTORE_TIME") < pl.col("HANDLE_TIME")),
        ("tickets", "child_without_parent", (pl.col("SUB_FLAG") == "1") & pl.col("PARENT_APP_NO").is_null()),
        ("calls", "negative_duration", pl.min_horizontal("queue_secs", "talk_secs", "wrap_secs") < 0),
        ("calls", "rating_range", ~pl.col("satis_key").is_between(1, 4)),
        ("bills", "negative_amount", pl.col("RCVBL_AMT") < 0),
        ("bills", "due_before_bill", pl.col("DUE_DATE") < pl.col("BILL_DATE")),
        ("outages", "restored_before_start", pl.col("POWER_TIME") < pl.col("START_TIME")),
        ("outage_scope", "negative_customers", pl.col("CONS_CNT") < 0),
        ("consents", "withdrawn_before_granted", pl.col("WITHDRAWN_AT") < pl.col("GRANTED_AT")),
        ("customers", "cancelled_before_connected", pl.col("CANCEL_DATE") < pl.col("POWER_ON_DATE")),
        ("weather", "impossible_temperature", pl.col("T_MAX") > 60),
        ("meter_daily", "negative_energy", pl.col("PAP_E") < 0),
    ],
)  # fmt: skip
def test_broken_rules_are_the_planted_ones(landing: Path, source: str, rule: str, bad: pl.Expr) -> None:
    told = truth(landing, "dirt").filter((pl.col("source") == source) & (pl.col("rule") == f"rule:{rule}"))
    broken = read(landing, source).filter(bad)
    if source == "tickets":
        broken = broken.filter(~pl.col("HANDLE_TIME").str.contains("-02-30"))
    assert broken.height == told.height
    if rule != "due_before_bill":
        assert told.height > 0


def test_duplicates_and_the_resent_file(landing: Path) -> None:
    told = truth(landing, "dirt")
    (again,) = told.filter(pl.col("kind") == "resent_file").iter_rows(named=True)
    copy = landing / again["file"]
    original = landing / again["note"].split("copy of ")[1]
    assert copy.read_bytes() == original.read_bytes()
    counts = {row["kind"]: int(row["rows"]) for row in truth(landing, "dirt_counts").iter_rows(named=True)
              if row["source"] == "tickets"}  # fmt: skip
    tickets = read(landing, "tickets")
    assert tickets.height - tickets.unique().height >= counts["duplicate"]


def test_counts_agree_with_the_list(landing: Path) -> None:
    told, counts = truth(landing, "dirt"), truth(landing, "dirt_counts")
    assert counts["rows"].cast(pl.Int64).sum() == told.height
    for row in told.filter(pl.col("kind") != "resent_file").head(50).iter_rows(named=True):
        assert (landing / row["file"]).exists()


def test_late_rows_arrive_late(landing: Path) -> None:
    told = truth(landing, "deliveries").filter(pl.col("source") == "calls").row(0, named=True)
    assert 0.01 < int(told["late_rows"]) / int(told["rows"]) < 0.03


def test_planted_festival_places_have_source_side_faults_in_both_years(landing: Path) -> None:
    places = truth(landing, "festival_places")
    planted = places.filter(pl.col("planted") == "true")
    assert planted.height >= 3
    tickets = truth(landing, "ticket_addresses")
    delivered = latest(read(landing, "tickets"), "APP_NO")
    for row in planted.iter_rows(named=True):
        here = tickets.filter((pl.col("place_no") == row["place_no"]) & pl.col("code").str.contains("^R2"))
        for begin, end in (("2025-01-21", "2025-02-13"), ("2026-02-09", "2026-03-04")):
            inside = here.filter(pl.col("accepted_at").is_between(pl.lit(begin), pl.lit(end)))
            assert inside.height, row
            found = delivered.filter(pl.col("APP_NO").is_in(inside["ticket_no"].implode()))
            assert found["FAULT_ADDR"].drop_nulls().len() == inside.height


def test_addresses_told_differ_from_the_archive(landing: Path) -> None:
    """Most are noisy in some way, and the noise named makes the difference."""
    told = truth(landing, "ticket_addresses")
    customers = truth(landing, "customer_places").join(latest(read(landing, "customers"), "CONS_NO"),
                                                       left_on="customer_no", right_on="CONS_NO")  # fmt: skip
    both = told.join(customers, on="customer_no")
    same = (both["address"] == both["ELEC_ADDR"]).mean()
    assert 0.05 < float(same or 0.0) <= 0.60  # type: ignore[arg-type]
    assert (both["place_no"] == both["place_no_right"]).all()


def test_weak_feeders_carry_a_large_part_of_the_faults(landing: Path) -> None:
    feeders = truth(landing, "weak_feeders").with_columns(pl.col("factor", "customers").cast(pl.Float64))
    weak = feeders.filter(pl.col("weak") == "true")
    assert abs(weak.height - 0.1 * feeders.height) <= 1
    assert weak["factor"].sum() > 0.3 * feeders["factor"].sum()


def test_theft_shows_in_the_bills(landing: Path) -> None:
    bills = latest(read(landing, "bills"), "CONS_NO", "RCVBL_YM")
    for row in truth(landing, "theft").iter_rows(named=True):
        own = bills.filter(pl.col("CONS_NO") == row["customer_no"])
        before = own.filter(pl.col("RCVBL_YM") < row["first_billing_run"])["T_PQ"].cast(pl.Float64).median()
        after = own.filter(pl.col("RCVBL_YM") >= row["first_billing_run"])["T_PQ"].cast(pl.Float64).median()
        assert after is None or before is None or float(after) <= 0.9 * float(before) + 5  # type: ignore[arg-type]


def test_notice_failures(landing: Path) -> None:
    failures = truth(landing, "notice_failures")
    notices = read(landing, "outage_notices")
    missing = failures.filter(pl.col("failure") == "missing")["outage_id"]
    assert not set(missing) & set(notices["POWEROFF_ID"])
    lost = failures.filter(pl.col("failure") == "undelivered")["outage_id"]
    assert not notices.filter(pl.col("POWEROFF_ID").is_in(lost.implode()))["DELIVERED"].any()


def test_outage_numbers_begin_with_the_year_and_stand_in_texts(landing: Path) -> None:
    numbers = read(landing, "outages")["POWEROFF_ID"]
    assert numbers.str.contains(r"^2[456]\d{10}$").all()
    told = read(landing, "tickets")["ACCEPT_CONTENT"].str.extract(r"停电编号(2\d{11})").drop_nulls()
    assert told.len() and set(told) <= set(numbers)


def test_repeat_callers_call_often(landing: Path) -> None:
    calls = read(landing, "calls").filter(pl.col("direction") == "in")
    often = calls.filter(pl.col("cons_no").is_in(truth(landing, "repeat_callers")["customer_no"].implode()))
    assert often.height / truth(landing, "repeat_callers").height > 10
