"""Ingest as its user meets it: dirty folders, repeats, corrections, late files."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import pytest

from gridtag.errors import GridtagError
from gridtag.jobs import ingest
from gridtag.jobs.check import accounting, noted_files, quarantine_reasons
from gridtag.jobs.context import Context
from tests.landing_files import content, land

NOVEMBER_1 = date(2026, 11, 1)


def _figures(context: Context, *sources: str) -> dict[str, tuple[int, int, int, int]]:
    """landed, silver, quarantined, superseded by source; the books must balance everywhere."""
    books = accounting(context.lake)
    assert [row["source"] for row in books if not row["balanced"]] == []
    return {
        row["source"]: (row["landed"], row["silver"], row["quarantined"], row["superseded"])
        for row in books
        if row["source"] in sources
    }


def test_a_dirty_folder_is_named_thing_by_thing_and_good_rows_are_all_there(context: Context) -> None:
    folder = Path(context.landing)
    calls = content("calls", [{"contact_id": f"c{number}"} for number in range(2000)])
    tickets = [{"APP_NO": f"t{number}"} for number in range(20)]
    land(folder, "calls", "good.jsonl.gz", calls)
    land(folder, "calls", "copy.jsonl.gz", calls)
    land(folder, "calls", "empty.jsonl.gz", b"")
    cut = content(
        "calls", [{"contact_id": f"d{number}", "skill_group": f"{number * 7919}"} for number in range(5000)]
    )
    land(folder, "calls", "truncated.jsonl.gz", cut[: len(cut) // 2])
    land(folder, "calls", "noise.jsonl.gz", b"this is no gzip file")
    land(folder, "tickets", "utf8.csv", content("tickets", tickets[:10], encoding="utf-8"))
    land(
        folder,
        "tickets",
        "wider.csv",
        content("tickets", [{**row, "NEW_A": "甲", "NEW_B": "1"} for row in tickets[10:]]),
    )
    payments = [{"PAY_NO": f"p{number}"} for number in range(90)]
    payments += [{"PAY_NO": f"q{number}", "CHARGE_TIME": "2026-02-30 10:00:00"} for number in range(5)]
    payments += [{"PAY_NO": f"r{number}", "RCVED_AMT": "-1.00"} for number in range(5)]
    land(folder, "payments", "payments.txt", content("payments", payments))
    land(folder, "unheard_of", "x.csv", b"a,b\n1,2\n")

    ingest.run(context)

    figures = _figures(context, "calls", "tickets", "payments")
    assert figures["tickets"] == (20, 20, 0, 0)
    assert figures["payments"] == (100, 90, 10, 0)
    _, silver, quarantined, superseded = figures["calls"]
    salvaged = silver - 2000
    assert 0 < salvaged < 5000 and quarantined == 1 and superseded == 0
    assert context.lake.read("silver.calls").where("contact_id LIKE 'd%'").count() == salvaged
    noted = {
        row["file"].rpartition("/")[2]: (row["status"], row["note"]) for row in noted_files(context.lake)
    }
    assert noted["good.jsonl.gz"] == ("duplicate", "same content as calls/2026-10-31/copy.jsonl.gz")
    assert noted["empty.jsonl.gz"] == ("empty", "file has no bytes")
    assert noted["truncated.jsonl.gz"] == (
        "partial",
        "truncated gzip stream: only its leading rows are loaded",
    )
    assert noted["noise.jsonl.gz"][0] == "unreadable"
    assert noted["utf8.csv"] == ("loaded", "encoding is utf-8, expected gb18030")
    assert noted["wider.csv"] == ("loaded", "columns outside the contract kept in _extra: NEW_A, NEW_B")
    assert noted["x.csv"][0] == "unreadable"
    reasons = {(row["source"], row["rule"]): row["rows"] for row in quarantine_reasons(context.lake)}
    assert reasons[("payments", "paid_at.not_a_timestamp")] == 5
    assert reasons[("payments", "negative_amount")] == 5
    assert reasons[("calls", "unreadable_row")] == 1
    kept = context.lake.read("silver.tickets").select("content").distinct().collect()
    assert [row["content"] for row in kept] == ["【低压故障】客户来电反映家中无电"]


def _content(context: Context) -> dict[str, list[str]]:
    """Every row of every table, as sorted text."""
    tables = ["bronze.files", "silver.quarantine", "silver.superseded"]
    tables += [
        f"{layer}.{source}" for layer in ("bronze", "silver") for source in ("calls", "payments", "customers")
    ]
    return {
        name: sorted(
            row["value"]
            for row in context.lake.read(name).selectExpr("to_json(struct(*)) AS value").collect()
        )
        for name in tables
    }


def _tomorrow(context: Context) -> Context:
    return dataclasses.replace(context, as_of=NOVEMBER_1)


def test_a_second_run_changes_nothing_and_a_corrected_file_replaces_its_rows(context: Context) -> None:
    land(context.landing, "payments", "a.txt", content("payments", [{"PAY_NO": "p1"}, {"PAY_NO": "p2"}]))
    land(context.landing, "payments", "b.txt", content("payments", [{"PAY_NO": "p2", "RCVED_AMT": "9.00"}]))
    land(context.landing, "payments", "c.txt", content("payments", [{"PAY_NO": "p3", "RCVED_AMT": "-1"}]))
    ingest.run(context)
    before = _content(context)
    ingest.run(context)
    assert _content(context) == before
    assert _figures(context, "payments") == {"payments": (4, 2, 1, 1)}
    amounts = {row["payment_no"]: row["amount_fen"] for row in context.lake.read("silver.payments").collect()}
    assert amounts == {"p1": 5520, "p2": 900}

    land(context.landing, "payments", "b.txt", content("payments", [{"PAY_NO": "p4", "RCVED_AMT": "7.00"}]))
    land(context.landing, "payments", "c.txt", content("payments", [{"PAY_NO": "p3", "RCVED_AMT": "1"}]))
    ingest.run(_tomorrow(context))
    assert _figures(context, "payments") == {"payments": (4, 4, 0, 0)}
    amounts = {row["payment_no"]: row["amount_fen"] for row in context.lake.read("silver.payments").collect()}
    assert amounts == {"p1": 5520, "p2": 5520, "p3": 100, "p4": 700}


def test_a_file_behind_a_closed_day_is_known_only_from_the_run_that_saw_it(context: Context) -> None:
    land(context.landing, "payments", "a.txt", content("payments", [{"PAY_NO": "p1"}]))
    land(context.landing, "payments", "due.txt", content("payments", [{"PAY_NO": "p9"}]), NOVEMBER_1)
    ingest.run(context)
    assert _figures(context, "payments") == {"payments": (1, 1, 0, 0)}
    land(context.landing, "payments", "late.txt", content("payments", [{"PAY_NO": "p2"}]))
    ingest.run(_tomorrow(context))
    known = context.lake.read("silver.payments").selectExpr(
        "payment_no", "cast(available_at AS STRING) AS known"
    )
    assert {row["payment_no"]: row["known"][:10] for row in known.collect()} == {
        "p1": "2026-11-01",
        "p2": "2026-11-02",
        "p9": "2026-11-02",
    }


VERSIONS = """
sent        UPDATED_AT           STATUS_CODE  CONTRACT_CAP   kept as
2024-11-30  2024-11-01 00:00:00  0            8              2024-11-01 .. 2025-03-10
2025-01-31  2025-01-15 00:00:00  0            8              unchanged
2025-03-31  2025-03-10 00:00:00  0            16             2025-03-10 .. 2025-06-01
2025-06-30  2025-06-01 00:00:00  9            16             corrected
2025-07-31  2025-06-01 00:00:00  1            16             2025-06-01 .. None
"""


@pytest.mark.parametrize("runs", [("2026-10-31",), ("2025-02-01", "2025-07-01", "2026-10-31")])
def test_versions_of_a_customer_follow_each_other(context: Context, runs: tuple[str, ...]) -> None:
    rows = [
        dict(zip(("sent", "at", "status", "cap", "kept"), line, strict=True)) for line in _table(VERSIONS)
    ]
    for row in rows:
        version = {"UPDATED_AT": row["at"], "STATUS_CODE": row["status"], "CONTRACT_CAP": row["cap"]}
        land(
            context.landing,
            "customers",
            "c.csv",
            content("customers", [version]),
            date.fromisoformat(row["sent"]),
        )
    for day in runs:
        ingest.run(dataclasses.replace(context, as_of=date.fromisoformat(day)))
    versions = context.lake.read("silver.customers").orderBy("valid_from").collect()
    kept = [f"{row['valid_from'].date()} .. {row['valid_to'] and row['valid_to'].date()}" for row in versions]
    assert kept == [row["kept"] for row in rows if ".." in row["kept"]]
    assert [row["is_current"] for row in versions] == [False, False, True]
    reasons = sorted(row["reason"] for row in context.lake.read("silver.superseded").collect())
    assert reasons == sorted(row["kept"] for row in rows if ".." not in row["kept"])


def _table(text: str) -> list[list[str]]:
    """Cells of a text table: columns are two blanks apart, the first line is the head."""
    return [
        [cell.strip() for cell in line.split("  ") if cell.strip()] for line in text.strip().splitlines()[1:]
    ]


def test_a_missing_landing_folder_is_one_clear_line(context: Context) -> None:
    with pytest.raises(GridtagError, match="is not there; give an existing folder"):
        ingest.run(context)
