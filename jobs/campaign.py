"""gold.campaign_plan: whom the day's campaign contacts when and how to win for paying online, and whom it holds out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pandas as pd
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gridtag.errors import GridtagError
from gridtag.jobs import campaign_contacts, epay
from gridtag.jobs.context import Context
from gridtag.jobs.feature_state import must_be_of
from gridtag.jobs.features import customer_features
from gridtag.jobs.known import archive, counties, known
from gridtag.models import campaign as rules
from gridtag.models.campaign_planning.holdout import EXPLORE, HOLDOUT, TREATMENT, arms
from gridtag.models.campaign_planning.planning import COLUMNS as PLANNED
from gridtag.models.campaign_planning.planning import Planned, planned
from gridtag.models.campaign_planning.settings import Settings
from gridtag.models.epay import already_online
from gridtag.models.faults import with_county
from gridtag.privacy import mask_name, mask_phone, masked

PLAN, SUPPRESSIONS = "gold.campaign_plan", "gold.campaign_suppressions"
DESIGNS = "gold.campaign_designs"
TITLES = {PLAN: "线上缴费活动方案", SUPPRESSIONS: "活动名单逐条剔除", DESIGNS: "活动设计：设置、费用与检验"}
PEER_DAYS = 365
PLAN_COLUMNS = (
    "as_of DATE NOT NULL COMMENT '业务日'",
    "campaign_id STRING NOT NULL COMMENT '活动编号'",
    "customer_no STRING NOT NULL COMMENT '户号'",
    "arm STRING NOT NULL COMMENT 'treatment 触达 | explore 随机触达 | holdout 留出不触达，评分前按密钥与年度抽取'",
    "arm_probability DOUBLE NOT NULL COMMENT '抽入该组的概率；随机触达为被触达的概率'",
    "wave INT NOT NULL COMMENT '批次'",
    "channel STRING NOT NULL COMMENT '触达方式：sms、voice 等；留出组为若触达时的方式'",
    "rank INT NOT NULL COMMENT '组内按价值的名次'",
    "score DOUBLE NOT NULL COMMENT '倾向得分'",
    "value_fen DOUBLE NOT NULL COMMENT '预计净价值(分)'",
    "cost_fen INT NOT NULL COMMENT '触达费用(分)'",
    "elderly BOOLEAN NOT NULL COMMENT '年满 60 岁：只由人工协助'",
    "reasons ARRAY<STRING> NOT NULL COMMENT '得分原因'",
    "recommended_channel STRING NOT NULL COMMENT '推荐缴费渠道：已绑定的 app、wechat，再次同县同龄人常用的'",
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
DESIGN_COLUMNS = (
    "as_of DATE NOT NULL COMMENT '业务日'",
    "campaign_id STRING NOT NULL COMMENT '活动编号'",
    "settings STRING NOT NULL COMMENT '设置(JSON)'",
    "eligible BIGINT NOT NULL COMMENT '可触达户数'",
    "treatment BIGINT NOT NULL COMMENT '触达户数'",
    "explore BIGINT NOT NULL COMMENT '随机触达户数'",
    "holdout BIGINT NOT NULL COMMENT '留出户数'",
    "cost_fen BIGINT NOT NULL COMMENT '触达费用合计(分)'",
    "gap DOUBLE NOT NULL COMMENT '距最优方案价值上界的差，占上界之比'",
    "ratio_p DOUBLE NOT NULL COMMENT '两组样本比检验的 p 值'",
    "detectable DOUBLE COMMENT '功效 0.8 时可检出的最小转化率差'",
    "short STRING NOT NULL COMMENT '各县未达下限的户数(JSON)'",
)


def campaign_id(context: Context) -> str:
    return f"EPAY-{context.as_of}"


def run(context: Context, settings: Settings | None = None) -> dict[str, Any]:
    """Applies the rules in order and plans for who is left; gives the figures of the plan.

    A plan some of whose customers have been contacted stays as it is.
    """
    settings = settings or Settings()
    if _begun(context):
        context.say("campaign: contacts are on record, the plan stays as it is")
        return design(context)
    must_be_of(context.lake, context.as_of)
    if not context.settings.secret:
        context.say("GRIDTAG_SECRET is not set: anyone can foretell who is held out")
    judged = rules.judged(_candidates(context), barred(context, settings)).persist()
    counts = {
        row["rule"]: row["many"] for row in judged.groupBy("rule").agg(F.count("*").alias("many")).collect()
    }
    candidates, eligible = sum(counts.values()), counts.pop(None, 0)
    context.say(f"campaign: {eligible} of {candidates} may be contacted")
    able = judged.where("rule IS NULL")
    found = planned(_people(context, able, settings), settings, context.settings.secret)
    _write(context, PLAN, PLAN_COLUMNS, _described(context, able, found.rows))
    judged.unpersist()
    steps = rules.waterfall(candidates, counts)
    rows = [(context.as_of, campaign_id(context), *step) for step in steps]
    _write_rows(context, SUPPRESSIONS, SUPPRESSION_COLUMNS, rows)
    _write_rows(context, DESIGNS, DESIGN_COLUMNS, [_design(context, settings, eligible, found)])
    return design(context)


def _begun(context: Context) -> bool:
    return is_planned(context) and not campaign_contacts.of_campaign(context, campaign_id(context)).isEmpty()


def design(context: Context) -> dict[str, Any]:
    """The day's row of gold.campaign_designs; raises GridtagError where nothing was planned."""
    row = context.lake.read(DESIGNS).where(F.col("as_of") == F.lit(context.as_of)).first()
    if row is None:
        raise GridtagError(
            f"nothing was planned on {context.as_of}; run `gridtag campaign plan` for that day"
        )
    return row.asDict()


def is_planned(context: Context) -> bool:
    day = F.col("as_of") == F.lit(context.as_of)
    return context.lake.exists(DESIGNS) and not context.lake.read(DESIGNS).where(day).isEmpty()


def plan(context: Context) -> DataFrame:
    """The day's rows of gold.campaign_plan."""
    return context.lake.read(PLAN).where(F.col("as_of") == F.lit(context.as_of))


def _design(context: Context, settings: Settings, eligible: int, found: Planned) -> tuple[Any, ...]:
    paid = found.rows.loc[found.rows["arm"] != HOLDOUT, "cost_fen"].sum()
    return (
        context.as_of, campaign_id(context), json.dumps(asdict(settings), default=str, ensure_ascii=False),
        eligible, *(found.many(arm) for arm in (TREATMENT, EXPLORE, HOLDOUT)), int(paid), found.gap,
        found.ratio_p, None if pd.isna(found.detectable) else found.detectable,
        json.dumps(found.short, ensure_ascii=False),
    )  # fmt: skip


def _candidates(context: Context) -> DataFrame:
    """Scored customers who are still in the archive."""
    homes = archive(context).select("customer_no", "org_no", "name")
    scores = epay.scores(context)
    uplift = F.col("uplift") if "uplift" in scores.columns else F.lit(None)
    return scores.select("customer_no", "score", "reasons", uplift.cast("double").alias("uplift")).join(
        homes, "customer_no"
    )


def _people(context: Context, able: DataFrame, settings: Settings) -> pd.DataFrame:
    """Whom to plan for, on the driver; the arms are drawn by customer number, key and year alone."""
    old = rules.contact(known(context, "contacts")).select(
        "customer_no", rules.elderly("birth_year", context.as_of).alias("elderly")
    )
    located = with_county(able.join(old, "customer_no"), counties(context))
    columns = ("customer_no", "score", "uplift", F.col("county_org_no").alias("unit"), "elderly")
    people = located.select(*columns).toArrow().to_pandas()
    drawn = arms(
        people["customer_no"], context.settings.secret, context.as_of.year,
        holdout=settings.holdout, explore=settings.explore,
    )  # fmt: skip
    return people.merge(drawn, on="customer_no").assign(rule=None)


def barred(context: Context, settings: Settings | None = None) -> Mapping[str, DataFrame]:
    """For every rule the customers it bars on the day, to which the features must have come."""
    settings = settings or Settings()
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
    contacted = campaign_contacts.contacted(context)
    return {
        "no_consent": homes.join(allowed, "customer_no", "left_anti"),
        "profiling_opt_out": rules.consented(consents, "profiling", until).where("NOT consented"),
        "do_not_call": contacts.where("do_not_call")
        .select("customer_no")
        .union(campaign_contacts.opted_out(context)),
        "no_valid_phone": homes.join(contacts.where("phone IS NOT NULL"), "customer_no", "left_anti"),
        "care": rules.in_care(known(context, "care_register"), day),
        "dispute_or_arrears": in_dispute,
        "touched_recently": rules.touched(contacted, day, settings.touch_days),
        "already_online": already_online(bills, payments, day),
        "never_with": contacted.where(F.col("campaign_id").isin(list(settings.never_with))),
    }


def _described(context: Context, able: DataFrame, found: pd.DataFrame) -> DataFrame:
    """The planned with masked name and phone and a channel to pay by."""
    kinds = {column.split()[0]: column.split()[1] for column in PLAN_COLUMNS}
    schema = ", ".join(f"{name} {kinds[name]}" for name in PLANNED)
    rows = context.lake.spark.createDataFrame(found.to_numpy().tolist(), schema)
    people = rules.contact(known(context, "contacts")).withColumn(
        "age_group", rules.age_group("birth_year", context.as_of)
    )
    contacts = people.select(
        "customer_no",
        "phone",
        "app_bound",
        "wechat_bound",
        "age_group",
        rules.elderly("birth_year", context.as_of).alias("elderly"),
    )
    chosen = able.join(rows, "customer_no").join(contacts, "customer_no")
    advised = rules.with_channel(
        with_county(chosen, counties(context)), rules.favourites(_payers(context, people))
    )
    masks = {"masked_name": masked(mask_name, "name"), "masked_phone": masked(mask_phone, "phone")}
    day = {"as_of": F.lit(context.as_of), "campaign_id": F.lit(campaign_id(context))}
    return advised.withColumns({**masks, **day}).select(*kinds)


def _payers(context: Context, people: DataFrame) -> DataFrame:
    """Online payments of the last year by county and age group of the customer."""
    first = F.date_sub(F.lit(context.as_of), PEER_DAYS - 1)
    paid = known(context, "payments").where(F.col("is_online") & (F.to_date("paid_at") >= first))
    homes = with_county(archive(context).select("customer_no", "org_no"), counties(context))
    groups = homes.join(people.select("customer_no", "age_group"), "customer_no")
    return paid.select("customer_no", "pay_channel").distinct().join(groups, "customer_no")


def _write_rows(context: Context, table: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    kinds = ", ".join(" ".join(column.split()[:2]) for column in columns)
    _write(context, table, columns, context.lake.spark.createDataFrame(rows, kinds))


def _write(context: Context, table: str, columns: tuple[str, ...], frame: DataFrame) -> None:
    clusters = ("customer_no",) if table == PLAN else ()
    context.lake.create(table, columns, comment=TITLES[table], cluster_by=clusters)
    context.lake.replace(table, frame, F.col("as_of") == F.lit(context.as_of))
