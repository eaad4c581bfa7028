"""Who pays online, who could come to: the population and the labels of the payment-adoption model.

A bill counts as paid online when at least half of what was paid for it came through an online channel
(payments.is_online: by choice, so a bank debit is not). Bills of nothing need no payment and do not count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from gridtag.calendar import month_start

BILLS = 3
ONLINE_FROM = 2
RECENT_DAYS = 184
LABEL_MONTHS = 4
VALID_MONTHS, TRAIN_MONTHS = 4, 8


@dataclass(frozen=True)
class Horizon:
    """State at the end of `day`; the label looks at (day, until]."""

    day: date
    until: date


def horizons(as_of: date) -> tuple[Horizon, Horizon]:
    """(training, validation): each the end of the month before a month start at least 8 and 4 months before
    `as_of`.

    Both label windows are closed by `as_of`, the training window before the validation state, so they do
    not overlap.
    """
    first, second = month_start(as_of, TRAIN_MONTHS), month_start(as_of, VALID_MONTHS)
    return _horizon(first), _horizon(second)


def _horizon(month: date) -> Horizon:
    return Horizon(month - timedelta(days=1), month_start(month, -LABEL_MONTHS) - timedelta(days=1))


def ways(bills: DataFrame, payments: DataFrame) -> DataFrame:
    """customer_no, bill_month, billed_on, online: one row per bill with an amount due; unpaid is not
    online."""
    paid = payments.where("bill_month IS NOT NULL").groupBy("customer_no", "bill_month")
    online = F.sum(F.when(F.col("is_online"), F.col("amount_fen")).otherwise(0))
    shares = paid.agg(online.alias("online_fen"), F.sum("amount_fen").alias("paid_fen"))
    due = bills.where("amount_fen > 0").select("customer_no", "bill_month", "billed_on")
    joined = due.join(shares, ["customer_no", "bill_month"], "left")
    by_choice = (F.col("online_fen") * 2 >= F.col("paid_fen")) & (F.col("paid_fen") > 0)
    return joined.select(
        "customer_no", "bill_month", "billed_on", F.coalesce(by_choice, F.lit(False)).alias("online")
    )


def last_bills(bills: DataFrame, payments: DataFrame, day: date) -> DataFrame:
    """customer_no, online_bills: of the last 3 bills issued in the half year up to `day`; fewer bills, no
    row."""
    first = day - timedelta(days=RECENT_DAYS)
    recent = bills.where(F.col("billed_on").between(F.lit(first), F.lit(day)))
    known = payments.where(F.to_date("paid_at") <= F.lit(day))
    return _of_three(ways(recent, known), F.col("bill_month").desc())


def offline(bills: DataFrame, payments: DataFrame, day: date) -> DataFrame:
    """customer_no of those not already online: 0 or 1 of the last 3 bills paid online."""
    return last_bills(bills, payments, day).where(F.col("online_bills") < ONLINE_FROM).select("customer_no")


def already_online(bills: DataFrame, payments: DataFrame, day: date) -> DataFrame:
    return last_bills(bills, payments, day).where(F.col("online_bills") >= ONLINE_FROM).select("customer_no")


def labels(bills: DataFrame, payments: DataFrame, horizon: Horizon) -> DataFrame:
    """customer_no, label: 1 where at least 2 of the next 3 bills were paid online before the window's end.

    Customers with fewer than 3 bills in the window cannot be judged and have no row.
    """
    after, until = F.lit(horizon.day), F.lit(horizon.until)
    issued = bills.where((F.col("billed_on") > after) & (F.col("billed_on") <= until))
    known = payments.where(F.to_date("paid_at") <= until)
    counted = _of_three(ways(issued, known), F.col("bill_month").asc())
    return counted.select("customer_no", (F.col("online_bills") >= ONLINE_FROM).cast("int").alias("label"))


def _of_three(bills: DataFrame, order: Column) -> DataFrame:
    place = Window.partitionBy("customer_no").orderBy(order)
    chosen = bills.withColumn("_place", F.row_number().over(place)).where(F.col("_place") <= BILLS)
    counted = chosen.groupBy("customer_no").agg(
        F.count("*").alias("_bills"), F.sum(F.col("online").cast("int")).alias("online_bills")
    )
    return counted.where(F.col("_bills") == BILLS).drop("_bills")
