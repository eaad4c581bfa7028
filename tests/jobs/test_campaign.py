"""The campaign's list from a lake: waterfall, arms, masks, and an export that checks consent again."""

from __future__ import annotations

import csv
import dataclasses
import json
from collections import Counter
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from pyspark.sql import functions as F

from gridtag.errors import GridtagError
from gridtag.jobs import campaign, epay, export_log
from gridtag.jobs.campaign_files import export
from gridtag.jobs.context import Context
from gridtag.models.campaign_planning.settings import Channel, Settings
from gridtag.settings import TIME_ZONE
from gridtag.settings import Settings as Environment
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
    keyed = dataclasses.replace(context, settings=Environment(secret="a key of the tests"))
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


SETTINGS = Settings(
    channels={"sms": Channel("短信", 5, 40, 0.3), "voice": Channel("外呼", 300, 30, assisted=True)}, waves=2
)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def test_waterfall_arms_and_masks(ready: Context) -> None:
    figures = campaign.run(ready, SETTINGS)
    steps = ready.lake.read(campaign.SUPPRESSIONS).orderBy("step").collect()
    assert [(row["rule"], row["removed"]) for row in steps[1:]] == [
        *((rule, len(of(rule))) for rule in BARRED), ("never_with", 0),
    ]  # fmt: skip
    assert (steps[0]["remaining"], steps[-1]["remaining"]) == (400, 310)
    rows = campaign.plan(ready).orderBy("customer_no").collect()
    sent = Counter((row["wave"], row["channel"]) for row in rows if row["arm"] != "holdout")
    assert 120 <= sum(sent.values()) <= 140 and all(
        many <= (30 if one[1] == "voice" else 40) for one, many in sent.items()
    )
    assert figures["eligible"] == 310 and figures["treatment"] + figures["explore"] == sum(sent.values())
    assert 0 < figures["holdout"] < 40 and figures["gap"] < 0.01 and figures["ratio_p"] > 0.001
    voice = [row["score"] for row in rows if row["arm"] == "treatment" and row["channel"] == "voice"]
    assert min(voice) > 0.6, "the dear channel goes to the highest scores"
    assert {row["masked_name"] for row in rows} == {"欧阳**"}
    assert {row["masked_phone"] for row in rows} == {f"120****{row['customer_no'][-4:]}" for row in rows}
    assert {row["recommended_channel"] for row in rows} == {"app"}
    assert campaign.run(ready, SETTINGS) == figures
    assert campaign.plan(ready).orderBy("customer_no").collect() == rows


def test_the_export_is_checked_again_and_the_same_each_time(ready: Context) -> None:
    campaign.run(ready, SETTINGS)
    listed = campaign.plan(ready).where("arm <> 'holdout'").orderBy("wave", "channel", "rank").collect()
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
    (ready.out / "campaign").mkdir(parents=True)
    (ready.out / "campaign" / "wave9_sms.csv").write_text("of an earlier plan")

    files = export(ready, ready.out)
    contents = [path.read_bytes() for path in files]
    assert [path.read_bytes() for path in export(ready, ready.out)] == contents
    assert {path.name for path in (ready.out / "campaign").iterdir()} == {path.name for path in files}
    assert all(
        found.startswith(b"\xef\xbb\xbf")
        for path, found in zip(files, contents, strict=True)
        if path.suffix == ".csv"
    )
    rows = [row for path in files if path.suffix == ".csv" for row in rows_of(path)]
    assert [row["户号"] for row in rows] == [row["customer_no"] for row in listed[2:]]
    assert rows[0]["户名"] == "欧阳**" and "****" in rows[0]["电话"] and len(rows[0]["拨号编号"]) == 32
    assert rows[0]["可联系时段"] == "09:00–20:00" and "网上国网" in rows[0]["话术要点"]
    first, sheet = files[0], openpyxl.load_workbook(files[1])["目标清单"]
    assert [cell.value for cell in sheet[1]] == list(rows[0]) and sheet.freeze_panes == "A2"
    told = [sheet.cell(line, 2).value for line in range(2, len(rows_of(first)) + 2)]
    assert told == [row["户号"] for row in rows_of(first)]
    manifest = json.loads(files[-1].read_text("utf-8"))
    assert (manifest["rows"], manifest["withheld_at_export"]) == (len(rows), 2)
    removed = {step["rule"]: step["removed"] for step in manifest["steps"]}
    assert (removed["no_consent"], removed["do_not_call"], removed["care"]) == (1, 1, 0)
    digests = [file["sha256"] for file in manifest["files"]]
    assert digests == [sha256(content).hexdigest() for content in contents[:-1]]
    logged = ready.lake.read(export_log.TABLE).collect()
    assert [(row["listed"], row["expression"]) for row in logged] == [(len(rows), "EPAY-2026-10-31")]

    export(ready, ready.out, at=datetime(2026, 10, 30, 20, tzinfo=ZoneInfo(TIME_ZONE)))
    with pytest.raises(GridtagError, match="last taken in 2026-10-30 00:00"):
        export(ready, ready.out, at=datetime(2026, 10, 31, 1, tzinfo=ZoneInfo(TIME_ZONE)))


def test_without_scores_the_list_is_empty(ready: Context) -> None:
    ready.lake.delete(epay.SCORES, "true")
    figures = campaign.run(ready)
    assert [figures[name] for name in ("eligible", "treatment", "explore", "holdout")] == [0, 0, 0, 0]
    (manifest,) = export(ready, ready.out)
    assert json.loads(manifest.read_text("utf-8"))["rows"] == 0
