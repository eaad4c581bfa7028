"""gold.campaign_targets and gold.campaign_suppressions: the day's list of whom to win for paying online."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from pathlib import Path

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gridtag.jobs import epay
from gridtag.jobs.campaign_files import write_files
from gridtag.jobs.context import Context
from gridtag.jobs.feature_state import must_be_of
from gridtag.jobs.features import customer_features
from gridtag.jobs.known import archive, counties, known
from gridtag.models import campaign as rules
from gridtag.models.epay import already_online
from gridtag.models.faults import with_county
from gridtag.privacy import mask_name, mask_phone, masked

TARGETS, SUPPRESSIONS = "gold.campaign_targets", "gold.campaign_suppressions"
PEER_DAYS = 365
TARGET_COLUMNS = (
    "as_of DATE NOT NULL COMMENT '业务日'",
    "campaign_id STRING NOT NULL COMMENT '活动编号'",
    "customer_no STRING NOT NULL COMMENT '户号'",
    "arm STRING NOT NULL COMMENT 'treatment 触达 | holdout 留出不触达，按密钥与年度抽取'",
    "rank INT NOT NULL COMMENT '两组合并按得分的名次'",
    "score DOUBLE NOT NULL COMMENT '倾向得分'",
    "reasons ARRAY<STRING> NOT NULL COMMENT '得分原因'",
    "recommended_channel STRING NOT NULL COMMENT '推荐渠道：已绑定的 app、wechat，再次同县同龄人常用的'",
    "org_no STRING COMMENT '供电单位'",
    "masked_name STRING COMMENT '户名(脱敏)'",
    "masked_phone STRING COMMENT '电话(脱敏)'",
)
SUPPRESSION_COLUMNS = (
    "as_of DATE NOT NULL COMMENT '业务日'",
    "campaign_id STRING NOT NULL COMMENT '活动编号'",
    "step INT NOT NULL COMMENT '顺序，0 为候选'",
    "rule STRING NOT NULL COMMENT '规则'",
    "title STRING NOT NULL COMMENT '规则说明'",
    "removed BIGINT NOT NULL COMMENT '由该规则剔除的户数'",
    "remaining BIGINT NOT NULL COMMENT '其后剩余户数'",
)


def campaign_id(context: Context) -> str:
    return f"EPAY-{context.as_of}"


def run(context: Context, *, share: float = rules.QUOTA_SHARE) -> dict[str, int]:
    """Draws the hold-out, applies the rules in order, takes the best `share` of who is left; gives counts."""
    must_be_of(context.lake, context.as_of)
    if not context.settings.secret:
        context.say("GRIDTAG_SECRET is not set: anyone can foretell who is held out")
    drawn = _candidates(context).withColumn("arm", rules.arm(context.settings.secret, context.as_of.year))
    judged = rules.judged(drawn, barred(context)).persist()
    counts = {
        row["rule"]: row["many"] for row in judged.groupBy("rule").agg(F.count("*").alias("many")).collect()
    }
    candidates, eligible = sum(counts.values()), counts.pop(None, 0)
    quota = ceil(eligible * share)
    context.say(f"campaign: {eligible} of {candidates} may be contacted, {quota} chosen")
    _write(context, TARGETS, _described(context, rules.selected(judged.where("rule IS NULL"), quota)))
    judged.unpersist()
    steps = rules.waterfall(candidates, counts)
    rows = [(context.as_of, campaign_id(context), *step) for step in steps]
    _write(context, SUPPRESSIONS, context.lake.spark.createDataFrame(rows, _row_type(SUPPRESSION_COLUMNS)))
    return {"candidates": candidates, "eligible": eligible, **_arms(context)}


def _row_type(columns: tuple[str, ...]) -> str:
    return ", ".join(" ".join(column.split()[:2]) for column in columns)


def export(context: Context, out: Path) -> list[Path]:
    """Writes the treatment arm to out/campaign; see `write_files`. The hold-out never leaves the lake."""
    listed = targets(context).where(F.col("arm") == rules.TREATMENT)
    return write_files(context, out / "campaign", campaign_id(context), listed)


def _arms(context: Context) -> dict[str, int]:
    found = {row["arm"]: row["count"] for row in targets(context).groupBy("arm").count().collect()}
    return {arm: found.get(arm, 0) for arm in (rules.TREATMENT, rules.HOLDOUT)}


def targets(context: Context) -> DataFrame:
    return context.lake.read(TARGETS).where(F.col("as_of") == F.lit(context.as_of))


def _candidates(context: Context) -> DataFrame:
    """Scored customers who are still in the archive."""
    homes = archive(context).select("customer_no", "org_no", "name")
    return epay.scores(context).select("customer_no", "score", "reasons").join(homes, "customer_no")


def barred(context: Context) -> Mapping[str, DataFrame]:
    """For every rule the customers it bars on the day, to which the features must have come."""
    until, day = context.cut_off, context.as_of
    homes = archive(context).select("customer_no")
    consents, contacts = known(context, "consents"), rules.contact(known(context, "contacts"))
    bills, payments = known(context, "bills"), known(context, "payments")
    allowed = rules.consented(consents, "marketing", until).where("consented")
    owing = customer_features(context.lake, {"owe_months_val_now"}).where("owe_months_val_now > 0")
    in_dispute = (
        owing.select("customer_no")
        .union(rules.cut_lately(known(context, "dunning"), known(context, "outages"), day))
        .union(rules.complaining(known(context, "tickets"), until))
    )
    return {
        "no_consent": homes.join(allowed, "customer_no", "left_anti"),
        "profiling_opt_out": rules.consented(consents, "profiling", until).where("NOT consented"),
        "do_not_call": contacts.where("do_not_call"),
        "no_valid_phone": homes.join(contacts.where("phone IS NOT NULL"), "customer_no", "left_anti"),
        "care": rules.in_care(known(context, "care_register"), day),
        "dispute_or_arrears": in_dispute,
        "touched_recently": rules.touched(known(context, "campaign_outcomes"), day),
        "already_online": already_online(bills, payments, day),
    }


def _described(context: Context, chosen: DataFrame) -> DataFrame:
    """The chosen with masked name and phone and a channel."""
    people = rules.contact(known(context, "contacts")).withColumn(
        "age_group", rules.age_group("birth_year", context.as_of)
    )
    contacts = people.select("customer_no", "phone", "app_bound", "wechat_bound", "age_group")
    located = with_county(chosen.join(contacts, "customer_no"), counties(context))
    advised = rules.with_channel(located, rules.favourites(_payers(context, people)))
    return advised.select(
        F.lit(context.as_of).alias("as_of"),
        F.lit(campaign_id(context)).alias("campaign_id"),
        *("customer_no", "arm", "rank", "score", "reasons", "recommended_channel", "org_no"),
        masked(mask_name, "name").alias("masked_name"),
        masked(mask_phone, "phone").alias("masked_phone"),
    )


def _payers(context: Context, people: DataFrame) -> DataFrame:
    """Online payments of the last year by county and age group of the customer."""
    first = F.date_sub(F.lit(context.as_of), PEER_DAYS - 1)
    paid = known(context, "payments").where(F.col("is_online") & (F.to_date("paid_at") >= first))
    homes = with_county(archive(context).select("customer_no", "org_no"), counties(context))
    groups = homes.join(people.select("customer_no", "age_group"), "customer_no")
    return paid.select("customer_no", "pay_channel").distinct().join(groups, "customer_no")


def _create(context: Context) -> None:
    context.lake.create(TARGETS, TARGET_COLUMNS, comment="线上缴费活动名单", cluster_by=("customer_no",))
    context.lake.create(SUPPRESSIONS, SUPPRESSION_COLUMNS, comment="活动名单逐条剔除")


def _write(context: Context, table: str, frame: DataFrame) -> None:
    _create(context)
    context.lake.replace(table, frame, F.col("as_of") == F.lit(context.as_of))
