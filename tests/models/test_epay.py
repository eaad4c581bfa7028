"""Who is in the population and who gets which label."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyspark.sql import DataFrame, SparkSession

from gridtag.models.epay import Horizon, already_online, horizons, labels, offline
from tests.features.silver_rows import spark_frame

HORIZON = Horizon(date(2026, 1, 31), date(2026, 5, 31))
WAYS = {"w": "030146", "h": "010101", "d": "020103"}

# six bills from November to April, each billed on the 5th of the next month and paid on the 20th:
# w by WeChat, h in the hall, d by debit, . unpaid, 0 nothing due, - not billed, l paid online after the window,
# s half online, t a third online
CUSTOMERS = """
hhh www  offline  1
hhh wwh  offline  1
hhh whh  offline  0
hhh ddd  offline  0
whh wdw  offline  1
hww www  online   1
www hhh  online   0
ddd hhh  offline  0
... hhh  offline  0
hhh ...  offline  0
hhh wwl  offline  1
hhh wll  offline  0
hhh ssh  offline  1
hhh tth  offline  0
hh- www  unknown  1
hh0 www  unknown  1
hhh ww-  offline  None
hhh ww0  offline  None
"""
MONTHS = ("2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03")
BILLED = ("2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026-04")


def frames(spark: SparkSession) -> tuple[DataFrame, DataFrame]:
    bills, payments = [], []
    for line in CUSTOMERS.strip().splitlines():
        name = line[:7]
        for month, billed, way in zip(MONTHS, BILLED, name.replace(" ", ""), strict=True):
            if way == "-":
                continue
            key = {"customer_no": name, "bill_month": f"{month}-01"}
            bills.append(key | {"billed_on": f"{billed}-05", "amount_fen": 0 if way == "0" else 3000})
            for number, (mode, amount, day) in enumerate(_paid(way, billed)):
                payments.append(
                    key | {"payment_no": f"{name}{month}{number}", "pay_mode": mode, "amount_fen": amount}
                    | {"paid_at": f"{day} 10:00:00"}
                )  # fmt: skip
    return spark_frame(spark, "bills", bills), spark_frame(spark, "payments", payments)


def _paid(way: str, billed: str) -> list[tuple[str, int, str]]:
    if way in WAYS:
        return [(WAYS[way], 3000, f"{billed}-20")]
    if way == "l":
        return [(WAYS["w"], 3000, "2026-06-01")]
    online = {"s": 1500, "t": 1000}.get(way)
    return [(WAYS["w"], online, f"{billed}-20"), (WAYS["h"], 3000 - online, f"{billed}-21")] if online else []


def test_population_and_labels_of_the_table(spark: SparkSession) -> None:
    bills, payments = frames(spark)
    told = {line[:7]: line[7:].split() for line in CUSTOMERS.strip().splitlines()}
    assert len(told) == len(CUSTOMERS.strip().splitlines())
    off = {row["customer_no"] for row in offline(bills, payments, HORIZON.day).collect()}
    on = {row["customer_no"] for row in already_online(bills, payments, HORIZON.day).collect()}
    assert off == {name for name, (state, _) in told.items() if state == "offline"}
    assert on == {name for name, (state, _) in told.items() if state == "online"}
    found = {row["customer_no"]: row["label"] for row in labels(bills, payments, HORIZON).collect()}
    assert {name: str(found.get(name)) for name in told} == {name: label for name, (_, label) in told.items()}


@pytest.mark.parametrize(
    ("as_of", "training", "validation"),
    [
        (date(2026, 10, 31), ("2026-01-31", "2026-05-31"), ("2026-05-31", "2026-09-30")),
        (date(2026, 11, 1), ("2026-02-28", "2026-06-30"), ("2026-06-30", "2026-10-31")),
        (date(2026, 3, 15), ("2025-06-30", "2025-10-31"), ("2025-10-31", "2026-02-28")),
    ],
)
def test_horizons(as_of: date, training: tuple[str, str], validation: tuple[str, str]) -> None:
    assert [(str(one.day), str(one.until)) for one in horizons(as_of)] == [training, validation]


@given(st.dates(date(2015, 1, 1), date(2035, 12, 31)))
def test_label_windows_are_closed_and_apart(as_of: date) -> None:
    training, validation = horizons(as_of)
    assert training.day < training.until <= validation.day < validation.until <= as_of
