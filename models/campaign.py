"""Whom a campaign may contact, and by which channel it recommends to pay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from gridtag.models.moments import at
from gridtag.privacy import LANDLINE, MOBILE

TOUCH_DAYS = 30
CUT_DAYS = 30
LEAST_PEERS = 20
ELDERLY_FROM = 60
DEFAULT_CHANNEL = "app"
_ROLES = ("billing", "owner", "outage", "legal")


@dataclass(frozen=True)
class Rule:
    name: str
    title: str


RULES: tuple[Rule, ...] = (
    Rule("no_consent", "未同意营销触达或已撤回"),
    Rule("profiling_opt_out", "已退出画像推荐"),
    Rule("do_not_call", "登记了勿扰"),
    Rule("no_valid_phone", "没有有效电话"),
    Rule("care", "在关爱登记中"),
    Rule("dispute_or_arrears", "有逾期欠费、近 30 天欠费停电或未办结投诉"),
    Rule("touched_recently", "近 30 天已触达"),
    Rule("already_online", "已在线上缴费"),
    Rule("never_with", "已被互斥的活动触达"),
)
"""In the order they are applied; a customer counts under the first that holds."""
OF_CAMPAIGNS = ("already_online", "never_with")
"""Rules of a campaign that recommends to pay online, not of marketing as such."""
AT_EXPORT = ("no_consent", "profiling_opt_out", "do_not_call", "no_valid_phone", "care")
"""Rules that are applied again when a list leaves the lake."""


@dataclass(frozen=True)
class Purpose:
    """What customers are listed for, and the RULES (by name, in order) that keep customers off such a list."""

    name: str
    title: str
    rules: tuple[str, ...]


PURPOSES: Mapping[str, Purpose] = {
    purpose.name: purpose
    for purpose in (
        Purpose(
            "marketing",
            "营销：须有授权",
            tuple(rule.name for rule in RULES if rule.name not in OF_CAMPAIGNS),
        ),
        Purpose("service", "供用电合同内的服务：停电、账单、安全等通知", ("no_valid_phone",)),
    )
}
"""Marketing rests on consent, service on the supply contract (PIPL articles 13 and 24)."""


def consented(consents: DataFrame, purpose: str, until: datetime) -> DataFrame:
    """customer_no, consented: what the customer's latest record of the purpose says at `until`."""
    known = consents.where((F.col("purpose") == purpose) & (F.col("granted_at") < at(until)))
    latest = Window.partitionBy("customer_no").orderBy(
        F.col("updated_at").desc(), F.col("granted_at").desc(), F.col("consent_no").desc()
    )
    last = known.withColumn("_latest", F.row_number().over(latest)).where("_latest = 1")
    withdrawn = F.coalesce(F.col("withdrawn_at") < at(until), F.lit(False))
    return last.select("customer_no", (~withdrawn).alias("consented"))


def in_care(register: DataFrame, day: date) -> DataFrame:
    """customer_no with an active entry of the care register on the day."""
    begun = F.coalesce(F.col("starts_on") <= F.lit(day), F.lit(True))
    lasting = F.coalesce(F.col("expires_on") >= F.lit(day), F.lit(True))
    return register.where((F.col("status") == "active") & begun & lasting).select("customer_no")


def contact(contacts: DataFrame) -> DataFrame:
    """customer_no, phone (valid or null), birth_year, do_not_call, app_bound, wechat_bound: one row per
    customer.

    The phone is that of the billing contact, else the owner's, verified last; do_not_call holds if any
    contact of the customer asked for it, a binding if any has it.
    """
    valid = F.col("phone").rlike(f"^(?:{MOBILE}|{LANDLINE})$")
    role = F.array_position(F.array(*[F.lit(role) for role in _ROLES]), F.coalesce("role", F.lit("")))
    rank = F.struct(~F.coalesce(valid, F.lit(False)), F.when(role > 0, role).otherwise(len(_ROLES) + 1),
                    -F.coalesce(F.unix_timestamp("verified_at"), F.lit(0)), F.col("contact_no"))  # fmt: skip
    return contacts.groupBy("customer_no").agg(
        F.min_by(F.when(valid, F.col("phone")), rank).alias("phone"),
        F.min_by("birth_year", rank).alias("birth_year"),
        F.max(F.coalesce("do_not_call", F.lit(False))).alias("do_not_call"),
        F.max(F.coalesce("app_bound", F.lit(False))).alias("app_bound"),
        F.max(F.coalesce("wechat_bound", F.lit(False))).alias("wechat_bound"),
    )


def cut_lately(dunning: DataFrame, outages: DataFrame, day: date) -> DataFrame:
    first = F.lit(day - timedelta(days=CUT_DAYS - 1))
    cuts = dunning.where((F.col("method") == "cut") & (F.to_date("sent_at") >= first)).select("customer_no")
    out = outages.where((F.col("kind") == "arrears") & (F.to_date("started_at") >= first)).select(
        "customer_no"
    )
    return cuts.union(out).where("customer_no IS NOT NULL").distinct()


def complaining(tickets: DataFrame, until: datetime) -> DataFrame:
    """customer_no with a complaint that was not archived by `until`."""
    waiting = F.col("closed_at").isNull() | (F.col("closed_at") >= at(until))
    open_ones = tickets.where(
        (F.col("business_level1") == "T") & waiting & ~F.coalesce("is_test", F.lit(False))
    )
    return open_ones.where("customer_no IS NOT NULL").select("customer_no").distinct()


def touched(outcomes: DataFrame, day: date, days: int = TOUCH_DAYS) -> DataFrame:
    """customer_no contacted by any campaign in the last `days` days."""
    first = F.lit(day - timedelta(days=days - 1))
    return outcomes.where(F.to_date("contacted_at") >= first).select("customer_no").distinct()


def judged(candidates: DataFrame, barred: Mapping[str, DataFrame]) -> DataFrame:
    """Candidates with `rule`: the first of RULES that bars them, null where none does.

    `barred` holds for every rule the customers (customer_no) whom it bars.
    """
    frame = candidates
    for rule in RULES:
        marked = (
            barred[rule.name].select("customer_no").distinct().withColumn(f"_{rule.name}", F.lit(rule.name))
        )
        frame = frame.join(marked, "customer_no", "left")
    marks = [f"_{rule.name}" for rule in RULES]
    return frame.withColumn("rule", F.coalesce(*marks)).drop(*marks)


def waterfall(candidates: int, removed: Mapping[str, int]) -> list[tuple[int, str, str, int, int]]:
    """(step, rule, title, removed, remaining) for every rule in order; step 0 are the candidates."""
    rows = [(0, "candidates", "有得分的客户", 0, candidates)]
    remaining = candidates
    for step, rule in enumerate(RULES, start=1):
        gone = removed.get(rule.name, 0)
        remaining -= gone
        rows.append((step, rule.name, rule.title, gone, remaining))
    return rows


def age_group(birth_year: str, day: date) -> Column:
    age = F.lit(day.year) - F.col(birth_year)
    return (
        F.when(age < 40, "to 39").when(age < 60, "40 to 59").when(age >= 60, "from 60").otherwise("unknown")
    )


def elderly(birth_year: str, day: date) -> Column:
    return F.coalesce(F.lit(day.year) - F.col(birth_year) >= ELDERLY_FROM, F.lit(False))


def favourites(payers: DataFrame) -> DataFrame:
    """county_org_no, age_group, favourite: the online channel most customers of the group paid by; 20 at
    least.

    `payers` has one row per online payment: customer_no, pay_channel, county_org_no, age_group.
    """
    counts = payers.groupBy("county_org_no", "age_group", "pay_channel").agg(
        F.countDistinct("customer_no").alias("many")
    )
    best = F.min_by("pay_channel", F.struct(-F.col("many"), F.col("pay_channel"))).alias("favourite")
    grouped = counts.groupBy("county_org_no", "age_group").agg(best, F.sum("many").alias("total"))
    return grouped.where(F.col("total") >= LEAST_PEERS).drop("total")


def with_channel(targets: DataFrame, groups: DataFrame) -> DataFrame:
    """recommended_channel: the app where it is bound, WeChat where that is bound, else what most online
    payers of the same county and age group use, else the app."""
    joined = targets.join(F.broadcast(groups), ["county_org_no", "age_group"], "left")
    channel = F.when(F.col("app_bound"), "app").when(F.col("wechat_bound"), "wechat")
    return joined.withColumn(
        "recommended_channel", F.coalesce(channel, F.col("favourite"), F.lit(DEFAULT_CHANNEL))
    ).drop("favourite")
