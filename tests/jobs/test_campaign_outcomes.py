"""The loop over a small lake, twice: plan, files, outcomes of the dialler, payments, effect and page."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import functions as F

from gridtag.errors import GridtagError
from gridtag.jobs import campaign, campaign_contacts, campaign_outcomes, epay
from gridtag.jobs.campaign_files import export
from gridtag.jobs.context import Context
from gridtag.jobs.report.campaign_effect import page
from tests.jobs.lakes import silver_frame
from tests.jobs.report.reader import read
from tests.jobs.test_campaign import SETTINGS, ready, rows_of

__all__ = ["ready"]
PAID = (("2026-10-01", "2026-11-05"), ("2026-11-01", "2026-12-05"), ("2026-12-01", "2027-01-05"))
LATER = ("2027-03-01", "2027-04-05")


def pay(context: Context, online: set[str], everyone: list[str], months: tuple[tuple[str, str], ...]) -> None:
    """Bills of everyone, paid online by some and at the counter by the rest."""
    bills = [
        {"customer_no": number, "bill_month": month, "billed_on": billed, "amount_fen": 900}
        for number in everyone
        for month, billed in months
    ]
    payments = [
        {k: v for k, v in bill.items() if k != "billed_on"}
        | {
            "payment_no": f"{bill['customer_no']}{bill['bill_month']}",
            "paid_at": f"{bill['billed_on']} 10:00:00",
        }
        | (
            {"pay_mode": "030146", "is_online": "true"}
            if bill["customer_no"] in online
            else {"is_online": "false"}
        )
        for bill in bills
    ]
    for name, rows in (("bills", bills), ("payments", payments)):
        frame = silver_frame(context, name, rows, "2027-01-01 00:00:00")
        context.lake.append(f"silver.{name}", frame)


def report_of_dialler(path: Path, files: list[Path], held: str) -> int:
    """Every second customer accepts; one line each is of an unknown code, of the held out, and of a stranger."""
    numbers = [row["户号"] for one in files if one.suffix == ".csv" for row in rows_of(one)]
    lines = [
        (number, "2026-11-03 10:00:00", ("接受", "未接通")[place % 2]) for place, number in enumerate(numbers)
    ]
    lines[1] = (numbers[1], "2026-11-03 22:10:00", "投诉")
    lines[3] = (numbers[3], "2026-11-03 10:00:00", "退订")
    odd = [(numbers[0], "2026-11-03 10:00:00", "也许"), (held, "2026-11-03 10:00:00", "接受")]
    odd.append(("9999999999", "2026-11-03 10:00:00", "接受"))
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([("户号", "触达时间", "结果"), *lines, *odd])
    return len(lines)


def test_from_plan_to_effect_and_again(ready: Context, tmp_path: Path) -> None:
    campaign.run(ready, SETTINGS)
    plan = campaign.plan(ready).select("customer_no", "arm").collect()
    arms: dict[str, list[str]] = {arm: [] for arm in ("treatment", "holdout", "explore")}
    for row in sorted(plan):
        arms[row["arm"]].append(row["customer_no"])
    treated, held = arms["treatment"], arms["holdout"]
    adopters = {*treated[: len(treated) // 2], *held[: len(held) // 5]}
    file = tmp_path / "结果.csv"
    many = report_of_dialler(file, export(ready, ready.out), held[0])
    first = campaign_outcomes.import_file(ready, file)
    assert first.contacts == many and first.quiet == 1
    assert first.refused == {"held_out": 1, "not_in_plan": 1, "unknown_code": 1}
    version = ready.lake.read(campaign_contacts.TABLE).collect()
    assert campaign_outcomes.import_file(ready, file) == first
    assert sorted(ready.lake.read(campaign_contacts.TABLE).collect()) == sorted(version)
    assert ready.lake.read(campaign_outcomes.REFUSED).count() == 3
    assert sorted(campaign.run(ready)) == sorted(campaign.run(ready, SETTINGS)), "a plan that has begun stays"
    assert sorted(campaign.plan(ready).select("customer_no", "arm").collect()) == sorted(plan)

    pay(ready, adopters, [*treated, *held], PAID)
    early = campaign_outcomes.measure(ready, date(2027, 1, 31))
    assert not early.closed and early.outcome.persisting is None
    pay(ready, set(treated[: len(treated) // 4]), [*treated, *held], (LATER,))
    found = campaign_outcomes.measure(ready, date(2027, 7, 1))
    effect = found.outcome.effect
    assert (found.outcome.treated, found.outcome.held) == (len(treated), len(held))
    assert effect.gross == len(treated) // 2
    assert effect.expected == pytest.approx(len(treated) * (len(held) // 5) / len(held))
    assert effect.incremental == pytest.approx(effect.gross - effect.expected) and found.closed
    assert found.outcome.complaints[0] == pytest.approx(1e4 / many)
    assert found.outcome.persisting == pytest.approx((len(treated) // 4 / effect.gross, 0))
    html = page(found)
    told = read(html)
    assert told.faults == [] and told.figures["gross"].strip() == str(effect.gross)
    assert html.count('<svg class="chart"') == 4 and not any(number in html for number in treated)
    assert page(campaign_outcomes.measure(ready, date(2027, 7, 1))) == html

    next_day = Context(ready.lake, ready.as_of + timedelta(days=1), out=ready.out, settings=ready.settings)
    scores = ready.lake.read(epay.SCORES).withColumn("as_of", F.lit(next_day.as_of))
    ready.lake.append(epay.SCORES, scores)
    campaign.run(next_day, SETTINGS)
    again = {row["customer_no"]: row["arm"] for row in campaign.plan(next_day).collect()}
    (gone,) = (row[0] for row in campaign_contacts.opted_out(ready).collect())
    assert gone in {*treated, *arms["explore"]} and gone not in again
    assert not {
        row["户号"] for path in export(ready, ready.out) if path.suffix == ".csv" for row in rows_of(path)
    } & {gone}
    assert again and all(again[one] == "holdout" for one in held if one in again)


def test_wrong_files_are_told_in_a_line(ready: Context, tmp_path: Path) -> None:
    wrong: dict[str, Any] = {"no file": None, "no column disposition": "户号,触达时间\n1,2\n", "empty": ""}
    with pytest.raises(GridtagError, match=r"gold\.campaign_designs is not in the lake"):
        campaign_outcomes.measure(ready, date(2027, 7, 1))
    campaign.run(ready, SETTINGS)
    with pytest.raises(GridtagError, match="no outcomes on record"):
        campaign_outcomes.measure(ready, date(2027, 7, 1))
    for place, (told, text) in enumerate(wrong.items()):
        file = tmp_path / f"{place}.csv"
        if text is not None:
            file.write_text(text, "utf-8-sig")
        with pytest.raises(GridtagError, match=told):
            campaign_outcomes.import_file(ready, file)
