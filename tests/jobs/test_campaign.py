"""The campaign's list from a lake: waterfall, arms, masks, and an export that checks consent again."""

from __future__ import annotations

import csv
import dataclasses
import json
from hashlib import sha256
from typing import Any

import openpyxl
import pytest
from pyspark.sql import functions as F

from gridtag.jobs import campaign, epay
from gridtag.jobs.context import Context
from gridtag.settings import Settings
from tests.jobs.lakes import fill
from tests.jobs.test_tags import giving

CUSTOMERS = [f"33{number:08d}" for number in range(400)]
BARRED = {
    "no_consent": range(0, 20), "profiling_opt_out": range(20, 30), "do_not_call": range(30, 40),
    "no_valid_phone": range(40, 50), "care": range(50, 60), "dispute_or_arrears": range(60, 70),
    "touched_recently": range(70, 80), "already_online": range(80, 90),
}  # fmt: skip


def of(rule: str) -> list[str]:
    return [CUSTOMERS[number] for number in BARRED[rule]]


def tables() -> dict[str, list[dict[str, Any]]]:
    granted = {"granted_at": "2025-01-01 00:00:00", "updated_at": "2025-01-01 00:00:00"}
    withdrawn = granted | {"withdrawn_at": "2026-01-01 00:00:00"}
    months = [("2026-07-01", "2026-08-05"), ("2026-08-01", "2026-09-05"), ("2026-09-01", "2026-10-05")]
    online = [
        {"customer_no": number, "bill_month": month, "billed_on": billed, "amount_fen": 900}
        for number in of("already_online")
        for month, billed in months
    ]
    return {
        "customers": [
            {"customer_no": number, "name": "欧阳修远", "org_no": "334010101", "transformer_no": "T1"}
            for number in CUSTOMERS
        ],
        "contacts": [
            {
                "contact_no": number, "customer_no": number, "role": "owner", "birth_year": 1980,
                "phone": "x" if number in of("no_valid_phone") else f"120{number[2:]}",
                "do_not_call": number in of("do_not_call"),
            }
            for number in CUSTOMERS
        ],
        "consents": [
            {"consent_no": f"m{number}", "customer_no": number, "purpose": "marketing"}
            | (withdrawn if number in of("no_consent")[10:] else granted)
            for number in CUSTOMERS[10:]
        ]
        + [
            {"consent_no": f"p{number}", "customer_no": number, "purpose": "profiling"} | withdrawn
            for number in of("profiling_opt_out")
        ],
        "care_register": [
            {"care_no": number, "customer_no": number, "care_type": "elderly", "status": "active"}
            for number in of("care")
        ],
        "dunning": [
            {"dunning_no": number, "customer_no": number, "method": "cut", "sent_at": "2026-10-20 10:00:00"}
            for number in of("dispute_or_arrears")[5:]
        ],
        "bills": online,
        "payments": [
            {k: v for k, v in bill.items() if k != "billed_on"}
            | {"payment_no": f"{bill['customer_no']}{bill['bill_month']}", "pay_mode": "030146"}
            | {"paid_at": "2026-10-10 10:00:00"}
            for bill in online
        ],
        "campaign_outcomes": [
            {"outcome_no": number, "customer_no": number, "contacted_at": "2026-10-20 10:00:00"}
            for number in of("touched_recently")
        ],
        "organisations": [{"org_no": "3340101", "level": "county", "org_name": "县公司"}],
    }  # fmt: skip


@pytest.fixture
def ready(context: Context, monkeypatch: pytest.MonkeyPatch) -> Context:
    """A lake with scored customers; the score grows with the number."""
    owing = [(number, int(number in of("dispute_or_arrears")[:5])) for number in CUSTOMERS]
    held = context.lake.spark.createDataFrame(owing, "customer_no STRING, owe_months_val_now INT")
    monkeypatch.setattr(campaign, "customer_features", giving(held))
    monkeypatch.setattr(campaign, "must_be_of", lambda *_: None)
    keyed = dataclasses.replace(context, settings=Settings(secret="a key of the tests"))
    fill(keyed, tables())
    keyed.lake.create(epay.SCORES, epay.SCORE_COLUMNS, comment="scores")
    scores = [
        (number, keyed.as_of, "v1", (position + 1) / 500, ["已绑定微信公众号"])
        for position, number in enumerate(CUSTOMERS)
    ]
    frame = keyed.lake.spark.createDataFrame(
        scores, "customer_no STRING, as_of DATE, model_version STRING, score DOUBLE, reasons ARRAY<STRING>"
    )
    keyed.lake.append(epay.SCORES, frame)
    return keyed


def test_waterfall_arms_and_masks(ready: Context) -> None:
    figures = campaign.run(ready)
    assert (figures["candidates"], figures["eligible"]) == (400, 310)
    assert figures["treatment"] + figures["holdout"] == 31
    assert 0 < figures["holdout"] < 10
    steps = ready.lake.read(campaign.SUPPRESSIONS).orderBy("step").collect()
    assert [(row["rule"], row["removed"]) for row in steps[1:]] == [(rule, len(of(rule))) for rule in BARRED]
    assert (steps[0]["remaining"], steps[-1]["remaining"]) == (400, 310)
    rows = campaign.targets(ready).orderBy("rank").collect()
    assert [row["customer_no"] for row in rows] == CUSTOMERS[:-32:-1]
    assert {row["masked_name"] for row in rows} == {"欧阳**"}
    assert rows[0]["masked_phone"] == "120****0399"
    assert {row["recommended_channel"] for row in rows} == {"app"}
    assert {row["campaign_id"] for row in rows} == {"EPAY-2026-10-31"}
    assert campaign.run(ready) == figures
    assert campaign.targets(ready).orderBy("rank").collect() == rows
    assert campaign.run(ready, share=0.02)["treatment"] <= 7


def test_the_export_is_checked_again_and_the_same_each_time(ready: Context) -> None:
    campaign.run(ready)
    listed = campaign.targets(ready).where("arm = 'treatment'").orderBy("rank").collect()
    gone, wary = listed[0]["customer_no"], listed[1]["customer_no"]
    silver = ready.lake.read("silver.consents").where(F.col("customer_no") == gone)
    withdrawn = silver.withColumns(
        {
            name: F.lit("2026-11-02 00:00:00").cast("timestamp")
            for name in ("withdrawn_at", "updated_at", "available_at")
        }
    )
    ready.lake.upsert("silver.consents", withdrawn, ("consent_no",))
    contact = ready.lake.read("silver.contacts").where(F.col("customer_no") == wary)
    ready.lake.upsert("silver.contacts", contact.withColumn("do_not_call", F.lit(True)), ("contact_no",))

    files = campaign.export(ready, ready.out)
    contents = [path.read_bytes() for path in files]
    assert [path.read_bytes() for path in campaign.export(ready, ready.out)] == contents
    text, sheet, manifest = files
    assert contents[0].startswith(b"\xef\xbb\xbf")
    with text.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["户号"] for row in rows] == [row["customer_no"] for row in listed[2:]]
    assert rows[0]["户名"] == "欧阳**" and "****" in rows[0]["电话"]
    page = openpyxl.load_workbook(sheet)["目标清单"]
    assert [cell.value for cell in page[1]] == list(rows[0])
    assert [page.cell(line, 2).value for line in range(2, len(rows) + 2)] == [row["户号"] for row in rows]
    assert page.freeze_panes == "A2"
    told = json.loads(manifest.read_text("utf-8"))
    assert (told["rows"], told["withheld_at_export"]) == (len(rows), 2)
    assert [file["sha256"] for file in told["files"]] == [
        sha256(content).hexdigest() for content in contents[:2]
    ]
    held = {row["customer_no"] for row in campaign.targets(ready).where("arm = 'holdout'").collect()}
    assert held and not held & {row["户号"] for row in rows}


def test_without_scores_the_list_is_empty(ready: Context) -> None:
    ready.lake.delete(epay.SCORES, "true")
    assert campaign.run(ready) == {"candidates": 0, "eligible": 0, "treatment": 0, "holdout": 0}
    text, *_ = campaign.export(ready, ready.out)
    assert len(text.read_text("utf-8-sig").splitlines()) == 1
