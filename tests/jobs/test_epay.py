"""Training, validation and scores from a lake whose customers' turn to paying online has a planted cause."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from typing import Any

import numpy as np
import pytest
from pyspark.sql import DataFrame

from gridtag.jobs import epay
from gridtag.jobs.context import Context
from gridtag.lake import Lake
from gridtag.models.epay_inputs import NAMES
from tests.jobs.lakes import fill

CUSTOMERS = 600
SIGNAL = "chnl_online_share_365d"
MONTHS = [f"{year}-{month:02d}" for year in (2025, 2026) for month in range(1, 13)]
EARLY = "2025-01-01 00:00:00"
"""Every row counts as known from here on, so each horizon sees what had happened by its day."""
BILLED = MONTHS[9:22]  # October 2025 to October 2026


def digital(number: int) -> bool:
    return number % 3 == 0


def tables(turning: bool) -> dict[str, list[dict[str, Any]]]:
    """Everyone pays in the hall until February 2026; most of the digital ones turn online then, if `turning`, or in
    June, and hardly anyone else."""
    random = np.random.default_rng(3)
    turn = [
        MONTHS[13 if number % 2 else 17]
        if turning and random.random() < (0.8 if digital(number) else 0.05)
        else "never"
        for number in range(CUSTOMERS)
    ]
    bills, payments = [], []
    for number in range(CUSTOMERS):
        for month, billed in zip(MONTHS[8:], BILLED, strict=False):
            key = {"customer_no": f"C{number:04d}", "bill_month": f"{month}-01", "amount_fen": 5000}
            bills.append(key | {"billed_on": f"{billed}-05"})
            payments.append(
                key
                | {"payment_no": f"{number} {month}", "paid_at": f"{billed}-15 10:00:00"}
                | {"pay_mode": "030146" if billed >= turn[number] else "010101"}
            )
    return {"bills": bills, "payments": payments}


def planted_features(lake: Lake, as_of: date, names: Collection[str]) -> DataFrame:
    """One input tells the digital ones, noisily; the others are noise or unknown."""
    random = np.random.default_rng(as_of.toordinal())
    rows = []
    for number in range(CUSTOMERS):
        values = dict.fromkeys(names, None) | dict(
            zip(list(names)[:8], random.random(8).tolist(), strict=True)
        )
        values[SIGNAL] = 0.3 * digital(number) + 0.2 * float(random.random())
        rows.append((f"C{number:04d}", as_of, *(values[name] for name in names)))
    columns = ", ".join(f"{name} DOUBLE" for name in names)
    return lake.spark.createDataFrame(rows, f"customer_no STRING, as_of DATE, {columns}")


@pytest.fixture(autouse=True)
def features(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(epay, "features_as_of", planted_features)


def test_a_planted_cause_is_found_and_told(context: Context) -> None:
    fill(context, tables(turning=True), known=EARLY)
    figures = epay.run(context)
    assert figures["positives"] > 60
    assert figures["auc"] > 0.7
    assert figures["lift10"] > 1.5
    row = context.lake.read(epay.MODELS).first()
    assert row is not None
    assert (str(row["trained_on"]), str(row["label_from"]), str(row["label_to"])) == (
        "2026-01-31", "2026-02-01", "2026-05-31",
    )  # fmt: skip
    assert (str(row["valid_on"]), row["note"]) == ("2026-05-31", None)
    model = json.loads(row["coefficients"])
    assert tuple(model["names"]) == NAMES
    assert max(zip(model["coefficient"], NAMES, strict=True))[1] == SIGNAL
    scores = epay.scores(context).orderBy("customer_no").collect()
    assert len(scores) == figures["scored"] < CUSTOMERS
    assert all(0 < one["score"] < 1 and one["model_version"] == row["model_version"] for one in scores)
    best = max(scores, key=lambda one: (one["score"], one["customer_no"]))
    assert best["reasons"][0] == "近一年用过线上缴费"
    assert epay.run(context) == figures
    assert epay.scores(context).orderBy("customer_no").collect() == scores
    assert context.lake.read(epay.MODELS).collect() == [row]


def test_too_few_who_turned_give_a_note_and_no_scores(context: Context) -> None:
    fill(context, tables(turning=False), known=EARLY)
    assert epay.run(context) == {"rows": CUSTOMERS, "positives": 0, "scored": 0}
    row = context.lake.read(epay.MODELS).first()
    assert row is not None
    assert "只有 0 户转为线上缴费" in row["note"]
    assert (row["auc_valid"], row["coefficients"]) == (None, None)
    assert epay.scores(context).isEmpty()


def test_more_rows_than_the_driver_should_hold_are_sampled_by_key(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(epay, "MOST_ROWS", 300)
    fill(context, tables(turning=True), known=EARLY)
    training, _ = epay.horizons(context.as_of)
    sample = epay._sample(context, training)
    assert 230 < len(sample.label) < 370
    assert list(sample.customers) == sorted(sample.customers)
    assert sample.positives == sum(sample.label)
    assert list(epay._sample(context, training).customers) == list(sample.customers)
