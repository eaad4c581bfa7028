"""A list holds who is meant and may be contacted, is logged once, and is the same each time."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from deltalake import write_deltalake

from gridtag.errors import GridtagError
from gridtag.features.audiences.building import SHARD, entries, rule_entries
from gridtag.jobs.audience_export import Exported, Request, export
from gridtag.jobs.audiences import Index
from gridtag.jobs.cli import main
from gridtag.models.campaign import PURPOSES

DAY = date(2026, 10, 31)
SECRET = "a long random text"
CUSTOMERS = """
id       customer_no  station    tags       barred
0        3300000000   334010101  T173       -
1        3300000001   334010101  T173,T044  -
2        3300000002   334010201  T173       no_consent
3        3300000003   334010201  T173       care,no_consent
4        3300000004   -          T173       do_not_call
5        3300000005   334010101  T166       -
1048576  3300000006   334010101  T173       -
1048577  3300000007   334010101  T173       no_valid_phone
"""
"""The last two are of the second range of ids."""


@pytest.fixture
def lake(tmp_path: Path) -> str:
    head, *lines = [line.split() for line in CUSTOMERS.strip().splitlines()]
    rows: list[dict[str, Any]] = [dict(zip(head, line, strict=True)) for line in lines]
    for row in rows:
        row["id"] = int(row["id"])
        row["tags"] = row["tags"].split(",")
        row["station"] = None if row["station"] == "-" else row["station"]
        row |= {"province": "33", "city": "33401", "county": None}
    told = [
        {"id": row["id"], "rule": rule} for row in rows for rule in row["barred"].split(",") if rule != "-"
    ]
    gold = tmp_path / "lake/gold"
    ids = [{"customer_no": row["customer_no"], "id": row["id"]} for row in rows]
    write_deltalake(gold / "customer_ids", pa.Table.from_pylist(ids))
    kinds = pa.schema([("county", pa.string())])
    table = (
        pa.Table.from_pylist(rows)
        .drop_columns("county")
        .append_column(kinds.field(0), pa.nulls(len(rows), pa.string()))
    )
    index = pa.Table.from_batches(entries(iter(table.combine_chunks().to_batches()), ()))
    rules = pa.Table.from_batches(rule_entries(iter(pa.Table.from_pylist(told).to_batches())))
    for name, made in (("audience_index", index), ("contact_rules", rules)):
        day = pa.array([DAY] * len(made), pa.date32())
        write_deltalake(gold / name, made.append_column("as_of", day))
    fresh = [{"as_of": DAY, "tag_id": "T173", "stale": ["customers last came 9 days ago"]}]
    write_deltalake(gold / "tag_freshness", pa.Table.from_pylist(fresh))
    log = pa.schema(
        [
            (name, pa.string())
            for name in ("export", "requester", "purpose", "expression", "case_no", "suppressed", "sha256")
        ]
        + [
            ("exported_at", pa.timestamp("us", "UTC")),
            ("as_of", pa.date32()),
            ("meant", pa.int64()),
            ("listed", pa.int64()),
        ]
    )
    write_deltalake(gold / "export_log", log.empty_table())
    return str(tmp_path / "lake")


def made(
    lake: str, out: Path, expression: str = "T173", purpose: str = "marketing", case: str = ""
) -> Exported:
    return export(Index(lake), Request(expression, purpose, "wang", case), SECRET, out)


def listed(done: Exported) -> list[list[str]]:
    return list(csv.reader((done.folder / "list.csv").read_text("utf-8-sig").splitlines()))


def test_each_rule_takes_its_customers_off_in_turn(lake: str, tmp_path: Path) -> None:
    done = made(lake, tmp_path / "out", case="A-17")
    assert {step["rule"]: (step["removed"], step["remaining"]) for step in done.steps} == {
        "meant": (0, 7),
        "no_consent": (2, 5),
        "profiling_opt_out": (0, 5),
        "do_not_call": (1, 4),
        "no_valid_phone": (1, 3),
        "care": (0, 3),
        "dispute_or_arrears": (0, 3),
        "touched_recently": (0, 3),
    }
    assert listed(done) == [
        ["户号", "供电所"],
        ["3300000000", "334010101"],
        ["3300000001", "334010101"],
        ["3300000006", "334010101"],
    ]
    service = made(lake, tmp_path / "out", purpose="service", case="A-17")
    assert [row[0][-1] for row in listed(service)[1:]] == ["0", "1", "2", "3", "4", "6"]
    assert listed(service)[5] == ["3300000004", ""], "of no office that is known"


def test_numbers_are_masked_without_a_case(lake: str, tmp_path: Path) -> None:
    rows = listed(made(lake, tmp_path / "out"))
    assert [row[0] for row in rows[1:]] == ["33****0000", "33****0001", "33****0006"]
    assert len({row[1] for row in rows[1:]}) == 3 and all(len(row[1]) == 32 for row in rows[1:])
    with pytest.raises(GridtagError, match="set GRIDTAG_SECRET"):
        export(Index(lake), Request("T173", "marketing", "wang"), "", tmp_path / "out")


def test_the_same_request_is_one_export(lake: str, tmp_path: Path) -> None:
    first = made(lake, tmp_path / "out")
    bytes_then = {path.name: path.read_bytes() for path in first.folder.iterdir()}
    again = made(lake, tmp_path / "out")
    assert again.number == first.number
    assert {path.name: path.read_bytes() for path in again.folder.iterdir()} == bytes_then
    other = made(lake, tmp_path / "out", case="A-17")
    log = pl.read_delta(f"{lake}/gold/export_log").sort("case_no")
    assert log["export"].to_list() == [first.number, other.number]
    assert log.row(0, named=True) | {"exported_at": None, "sha256": None} == {
        "export": first.number,
        "exported_at": None,
        "as_of": DAY,
        "requester": "wang",
        "purpose": "marketing",
        "expression": "T173",
        "case_no": "",
        "meant": 7,
        "listed": 3,
        "suppressed": json.dumps({step["rule"]: step["removed"] for step in first.steps[1:]}),
        "sha256": None,
    }
    manifest = json.loads((first.folder / "manifest.json").read_text("utf-8"))
    assert manifest["rows"] == 3 and manifest["expires_on"] == "2026-11-30" and manifest["masked"] is True
    assert manifest["files"] == {"list.csv": log["sha256"][0]}
    assert manifest["stale"] == {"T173": ["customers last came 9 days ago"]}


REFUSED = (
    ("T044", "marketing", "audience, character 1 (T044): T044 "),
    ("T173 AND T044", "marketing", "is not permitted for marketing"),
    ("T173 AND", "marketing", "audience, character"),
    ("T173", "fun", "--purpose takes marketing or service, not 'fun'"),
)


@pytest.mark.parametrize(("expression", "purpose", "why"), REFUSED)
def test_what_is_refused_is_told_in_a_line(
    lake: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], expression: str, purpose: str, why: str
) -> None:
    words = ["export", expression, "--purpose", purpose, "--requester", "wang", "--lake", lake]
    with pytest.raises(SystemExit) as ended:
        main(["audience", *words, "--out", str(tmp_path / "out")])
    shown = capsys.readouterr()
    assert ended.value.code == 1 and shown.out == "" and why in shown.err and shown.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_tag_that_is_not_for_marketing_may_keep_customers_out(lake: str, tmp_path: Path) -> None:
    done = made(lake, tmp_path / "out", "T173 AND NOT T044", case="A-17")
    assert [row[0][-1] for row in listed(done)[1:]] == ["0", "6"]


def test_rules_of_another_day_are_not_used(lake: str, tmp_path: Path) -> None:
    rules = pl.read_delta(f"{lake}/gold/contact_rules").with_columns(as_of=pl.lit(date(2026, 10, 30)))
    write_deltalake(f"{lake}/gold/contact_rules", rules.to_arrow(), mode="overwrite")
    with pytest.raises(GridtagError, match="contact_rules is of 2026-10-30, the index of 2026-10-31"):
        made(lake, tmp_path / "out")


def test_every_purpose_has_its_rules() -> None:
    assert set(PURPOSES) == {"marketing", "service"} and SHARD == 1048576
