"""gold.campaign_contacts from what the dialler reports, and what the campaign changed by the payments since."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from pyspark.sql import Window
from pyspark.sql import functions as F

from gridtag.calendar import month_start
from gridtag.errors import GridtagError
from gridtag.jobs import campaign, campaign_contacts, user_tables
from gridtag.jobs.context import Context
from gridtag.jobs.known import counties, known
from gridtag.models.campaign_planning.dispositions import REACHED, Contact, Refused, columns, sorted_out
from gridtag.models.campaign_planning.holdout import HOLDOUT
from gridtag.models.campaign_planning.outcome import Outcome, measured
from gridtag.models.epay import LABEL_MONTHS, Horizon, labels, ways
from gridtag.models.faults import with_county
from gridtag.settings import TIME_ZONE

REFUSED = "gold.campaign_contacts_quarantine"
PERSIST_DAYS = 90
REFUSED_COLUMNS = (
    "campaign_id STRING NOT NULL COMMENT '活动编号'",
    "file STRING NOT NULL COMMENT '文件名'",
    "line INT NOT NULL COMMENT '行号，表头为 1'",
    "reason STRING NOT NULL COMMENT '未采用的原因'",
    "told STRING NOT NULL COMMENT '该行的结果或时间'",
)
KEY = ("campaign_id", "customer_no", "contacted_at")


@dataclass(frozen=True)
class Imported:
    contacts: int
    refused: dict[str, int]
    quiet: int


@dataclass(frozen=True)
class Measured:
    """`people`: customer_no, arm, unit, score, adopted, persisted by customer of the plan; `closed`: whether the window
    of adoption (up to `until`) has ended by `measured_on`."""

    campaign_id: str
    planned_on: date
    until: date
    measured_on: date
    people: pd.DataFrame
    outcome: Outcome
    dispositions: dict[str, int]
    settings: dict[str, Any]

    @property
    def closed(self) -> bool:
        return self.measured_on >= self.until


def import_file(context: Context, path: Path) -> Imported:
    """Takes contacts of the day's campaign from a CSV (UTF-8 or GB18030) or Parquet; importing it again changes
    nothing. What cannot be used is in gold.campaign_contacts_quarantine with its line and reason."""
    table = user_tables.read(path, as_text=True)
    names = columns(table.column_names)
    rows = table.select(list(names.values())).rename_columns(list(names)).to_pylist()
    told = ({name: str(value or "") for name, value in row.items()} for row in rows)
    arms = {row[0]: row[1] for row in _plan(context).select("customer_no", "arm").collect()}
    held = {customer for customer, arm in arms.items() if arm == HOLDOUT}
    contacts, refused = sorted_out(told, arms.keys() - held, held)
    _keep(context, contacts)
    _quarantine(context, path.name, refused)
    reasons = Counter(one.reason for one in refused)
    return Imported(len(contacts), dict(sorted(reasons.items())), sum(one.quiet for one in contacts))


def _plan(context: Context) -> Any:
    campaign.design(context)
    return campaign.plan(context)


def _keep(context: Context, contacts: Sequence[Contact]) -> None:
    lake, identity = context.lake, campaign.campaign_id(context)
    campaign_contacts.create(context)
    latest = {(one.customer_no, one.contacted_at): one for one in contacts}
    zone = ZoneInfo(TIME_ZONE)
    rows = [
        (identity, one.customer_no, one.contacted_at.replace(tzinfo=zone), one.disposition, one.quiet)
        for one in latest.values()
    ]
    if rows:
        lake.upsert(
            campaign_contacts.TABLE,
            lake.spark.createDataFrame(rows, lake.schema(campaign_contacts.TABLE)),
            KEY,
        )


def _quarantine(context: Context, file: str, refused: Sequence[Refused]) -> None:
    lake, identity = context.lake, campaign.campaign_id(context)
    lake.create(REFUSED, REFUSED_COLUMNS, comment="未采用的活动触达结果")
    rows = [(identity, file, one.line, one.reason, one.told) for one in refused]
    mine = (F.col("campaign_id") == identity) & (F.col("file") == file)
    lake.replace(REFUSED, lake.spark.createDataFrame(rows, lake.schema(REFUSED)), mine)


def measure(context: Context, measured_on: date) -> Measured:
    """The effect of the day's campaign by what is known on `measured_on`. Adoption: at least 2 of the first 3 bills
    after the plan paid online within four months; who has not three bills has not adopted, in either arm alike."""
    plan = _plan(context)
    until = month_start(context.as_of + timedelta(days=1), -LABEL_MONTHS) - timedelta(days=1)
    people = _people(context, plan, until, measured_on)
    contacts, dispositions = _contacts(context, plan)
    settings = json.loads(campaign.design(context)["settings"])
    treated = (1 - settings["holdout"]) * (1 - settings["explore"])
    outcome = measured(people, contacts, treated / (treated + settings["holdout"]))
    return Measured(
        campaign.campaign_id(context), context.as_of, until, measured_on, people, outcome, dispositions, settings
    )  # fmt: skip


def _people(context: Context, plan: Any, until: date, day: date) -> pd.DataFrame:
    moment = datetime.combine(day + timedelta(days=1), datetime.min.time())
    bills, payments = (known(context, name, until=moment) for name in ("bills", "payments"))
    adopted = labels(bills, payments, Horizon(context.as_of, min(until, day)))
    located = with_county(plan.select("customer_no", "arm", "score", "org_no"), counties(context))
    told = located.join(adopted, "customer_no", "left")
    if day >= until + timedelta(days=PERSIST_DAYS):
        last = _still_online(bills, payments, until)
        told = told.join(last, "customer_no", "left").fillna(False, ["persisted"])
    else:
        told = told.withColumn("persisted", F.lit(None).cast("boolean"))
    flag = (F.coalesce("label", F.lit(0)) == 1).alias("adopted")
    unit = F.coalesce("county_org_no", F.lit("")).alias("unit")
    frame = told.select("customer_no", "arm", unit, "score", flag, "persisted").toArrow().to_pandas()
    return frame.sort_values("customer_no", ignore_index=True)


def _still_online(bills: Any, payments: Any, until: date) -> Any:
    """customer_no, persisted: whether the last bill issued in the 90 days after the window was paid online."""
    end = until + timedelta(days=PERSIST_DAYS)
    since = bills.where((F.col("billed_on") > F.lit(until)) & (F.col("billed_on") <= F.lit(end)))
    last = Window.partitionBy("customer_no").orderBy(F.col("bill_month").desc())
    paid = ways(since, payments).withColumn("_place", F.row_number().over(last)).where("_place = 1")
    return paid.select("customer_no", F.col("online").alias("persisted"))


def _contacts(context: Context, plan: Any) -> tuple[pd.DataFrame, dict[str, int]]:
    rows = campaign_contacts.of_campaign(context, campaign.campaign_id(context))
    if rows.isEmpty():
        raise GridtagError("no outcomes on record; import what the dialler reports: campaign outcomes FILE")
    made = rows.join(plan.select("customer_no", "cost_fen"), "customer_no")
    contacts = made.select(
        "customer_no",
        "disposition",
        F.col("disposition").isin(list(REACHED)).alias("reached"),
        (F.col("disposition") == "complained").alias("complained"),
        "cost_fen",
    )
    frame = contacts.toArrow().to_pandas()
    return frame, {str(code): int(many) for code, many in frame["disposition"].value_counts().items()}
