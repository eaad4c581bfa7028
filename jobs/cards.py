"""gold.cards and gold.call_reasons: what an agent sees of a caller, and what callers in the same situation asked."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import timedelta
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gridtag.contract import RESTRICTED
from gridtag.features.tags.rules import open_rules
from gridtag.features.tags.tag import Tag
from gridtag.jobs import card_publishing, tags
from gridtag.jobs.context import Context
from gridtag.jobs.feature_state import must_be_of
from gridtag.jobs.features import customer_features
from gridtag.jobs.known import archive, known
from gridtag.models import call_reasons
from gridtag.models.addresses.doors import doors
from gridtag.models.addresses.parse import parse
from gridtag.models.moments import at
from gridtag.privacy import address_key, mask_address, mask_name, masked, phone_key

TABLE, REASONS = "gold.cards", "gold.call_reasons"
COLUMNS = (
    "customer_no STRING NOT NULL COMMENT '户号'",
    "keys ARRAY<STRUCT<kind: STRING, key: STRING, confidence: DOUBLE>> NOT NULL "
    "COMMENT '识别键：电话、地址(假名)，电能表号'",
    "card STRING NOT NULL COMMENT '座席卡片(JSON，已脱敏)'",
)
REASON_COLUMNS = (
    "as_of DATE NOT NULL COMMENT '业务日'",
    "situations ARRAY<STRING> NOT NULL COMMENT '来电时的情形'",
    "rank INT NOT NULL COMMENT '名次'",
    "business_level2 STRING NOT NULL COMMENT '来电原因(二级业务)'",
    "share DOUBLE NOT NULL COMMENT '同样情形来电中的占比(平滑后)'",
    "calls BIGINT NOT NULL COMMENT '同样情形下此原因的来电数'",
)
LEARNED, TESTED = timedelta(days=120), timedelta(days=30)
"""Calls that reasons are learned from, and the last of them that what was learned before is tested on."""
VERIFIED, CLAIMED, METER, ADDRESS = 0.95, 0.6, 0.9, 0.7
"""How sure a verified phone, another phone, a meter number and an address lead to the right account where they lead to
one."""
SPANS = """
SELECT 'outage' AS situation, 'transformer' AS kind, scope.transformer_no AS key, outages.started_at AS begins,
    coalesce(scope.restored_at, outages.restored_at, TIMESTAMP '9999-01-01') AS ends
FROM {outages} AS outages INNER JOIN {outage_scope} AS scope ON outages.outage_id = scope.outage_id
WHERE outages.status <> 'cancelled'
UNION ALL SELECT 'outage', 'customer', customer_no, started_at, coalesce(restored_at, TIMESTAMP '9999-01-01')
FROM {outages} WHERE status <> 'cancelled' AND customer_no IS NOT NULL
UNION ALL SELECT 'planned', 'transformer', scope.transformer_no, planned_start_at - INTERVAL 3 DAYS,
    coalesce(started_at, planned_start_at)
FROM {outages} AS outages INNER JOIN {outage_scope} AS scope ON outages.outage_id = scope.outage_id
WHERE outages.status <> 'cancelled' AND planned_start_at IS NOT NULL
UNION ALL SELECT 'ticket', 'customer', customer_no, accepted_at, coalesce(closed_at, TIMESTAMP '9999-01-01')
FROM {tickets} WHERE NOT coalesce(is_test, false) AND NOT coalesce(is_child, false)
UNION ALL SELECT 'billed', 'customer', customer_no, cast(billed_on AS TIMESTAMP), billed_on + INTERVAL 10 DAYS
FROM {bills}
UNION ALL SELECT 'dunned', 'customer', customer_no, sent_at, sent_at + INTERVAL 7 DAYS FROM {dunning}
"""


def run(context: Context) -> dict[str, Any]:
    """Bring gold.cards to the day, learn anew what callers ask, and publish what changed; gives what came of it."""
    lake = context.lake
    must_be_of(lake, context.as_of)
    lake.create(TABLE, COLUMNS, comment="座席卡片，每户一行", change_feed=True, statistics=("customer_no",))
    lake.create(REASONS, REASON_COLUMNS, comment="各情形下的来电原因", statistics=("as_of",))
    context.say("cards: what callers asked")
    reasons, told = _learned(context)
    rows = [
        (context.as_of, list(chosen), rank, reason.code, reason.share, reason.calls)
        for chosen, ranked in reasons.items()
        for rank, reason in enumerate(ranked, 1)
    ]
    learned = lake.spark.createDataFrame(rows, lake.schema(REASONS))
    lake.replace(REASONS, learned, F.col("as_of") == F.lit(context.as_of))
    context.say("cards: of every customer")
    people = archive(context).persist()
    fresh = cards(context, people).withColumn("_gone", F.lit(False)).localCheckpoint()
    people.unpersist()
    held = lake.read(TABLE).select("customer_no")
    gone = held.join(fresh, "customer_no", "left_anti").withColumn("_gone", F.lit(True))
    lake.upsert(TABLE, fresh.unionByName(gone, allowMissingColumns=True), ["customer_no"], deleted="_gone")
    return told | {"published": card_publishing.publish(context, reasons, told)}


def for_agents() -> list[Tag]:
    """Tags that stand on a card: meant for agents, and neither personal nor of the care register."""
    return [
        rule.tag
        for rule in open_rules()
        if "AGT" in rule.tag.users.split() and rule.tag.privacy not in ("P3", RESTRICTED)
    ]


def cards(context: Context, people: DataFrame) -> DataFrame:
    """customer_no, keys and card of every customer of the archive (`people`)."""
    moments = people.select(F.col("customer_no").alias("id"), "customer_no", "transformer_no")
    moments = moments.withColumn("at", at(context.cut_off))
    spans = _spans(context, timedelta(0))
    now = call_reasons.with_situations(moments, spans).select("customer_no", "situations")
    owed = customer_features(context.lake, ("owe_amt_val_now", "owe_overdue_run_val_now"))
    rows = people.join(now, "customer_no").join(owed, "customer_no", "left")
    for part in (_open_tickets(context), _outages(context, people), _tags(context), _keys(context, people)):
        rows = rows.join(part, "customer_no", "left")
    shown = F.to_json(
        F.struct(
            masked(mask_name, "name").alias("name"),
            masked(mask_address, "address").alias("address"),
            *["org_no", "customer_sort", "elec_type", "voltage", "status", "meter_no", "prepaid"],
            F.expr("cast(round(owe_amt_val_now * 100) AS BIGINT)").alias("arrears_fen"),
            F.expr("cast(owe_overdue_run_val_now AS INT)").alias("months_overdue"),
            *["outage", "tickets", "tags", "situations"],
        )
    )
    none = F.array().cast("array<struct<kind: string, key: string, confidence: double>>")
    return rows.select("customer_no", F.coalesce("keys", none).alias("keys"), shown.alias("card"))


def _open_tickets(context: Context) -> DataFrame:
    """customer_no and tickets: those not closed, the oldest first."""
    rows = known(context, "tickets").where(
        "closed_at IS NULL AND NOT coalesce(is_test, false) AND NOT coalesce(is_child, false)"
    )
    told = F.struct("accepted_at", "ticket_no", "business_code", "status", "org_no")
    return rows.groupBy("customer_no").agg(F.sort_array(F.collect_list(told)).alias("tickets"))


def _outages(context: Context, people: DataFrame) -> DataFrame:
    """customer_no and outage: the one that is on, the latest where there are more."""
    running = known(context, "outages").where(
        (F.col("status") != "cancelled")
        & (F.col("started_at") < at(context.cut_off))
        & F.col("restored_at").isNull()
    )
    areas = known(context, "outage_scope").where("restored_at IS NULL")
    areas = running.drop("transformer_no", "customer_no").join(
        areas.select("outage_id", "transformer_no"), "outage_id"
    )
    by_area = people.select("customer_no", "transformer_no").join(areas, "transformer_no")
    told = F.struct("started_at", "outage_id", "kind", "planned_end_at", "reason")
    rows = by_area.select("customer_no", told.alias("outage"))
    rows = rows.unionAll(running.where("customer_no IS NOT NULL").select("customer_no", told.alias("outage")))
    return rows.groupBy("customer_no").agg(F.max("outage").alias("outage"))


def _tags(context: Context) -> DataFrame:
    """customer_no and tags: numbers of those that agents may see."""
    held = tags.valid_on(context.lake, context.as_of)
    held = held.where(F.col("tag_id").isin([tag.id for tag in for_agents()]))
    return held.groupBy("customer_no").agg(F.sort_array(F.collect_set("tag_id")).alias("tags"))


def _keys(context: Context, people: DataFrame) -> DataFrame:
    """customer_no and keys: phones and addresses as pseudonyms, and meters, each as sure as it is by itself, shared
    among the accounts that it leads to."""
    meters = people.select("customer_no", F.col("meter_no").alias("key"), F.lit(METER).alias("sure"))
    rows = meters.withColumn("kind", F.lit("meter"))
    if secret := context.settings.secret:
        rows = rows.unionByName(_phones(context, secret).withColumn("kind", F.lit("phone")))
        rows = rows.unionByName(_addresses(people, secret).withColumn("kind", F.lit("address")))
    else:
        context.say("GRIDTAG_SECRET is not set: cards are not found by phone or address")
    rows = rows.where("key IS NOT NULL").join(people.select("customer_no"), "customer_no", "left_semi")
    shared = rows.groupBy("kind", "key").agg(F.count("*").alias("accounts"))
    rows = rows.join(shared, ["kind", "key"]).withColumn("confidence", F.col("sure") / F.col("accounts"))
    told = F.sort_array(F.collect_set(F.struct("kind", "key", "confidence")))
    return rows.groupBy("customer_no").agg(told.alias("keys"))


def _phones(context: Context, secret: str) -> DataFrame:
    """customer_no, key and sure."""
    key = masked(lambda text: phone_key(secret, text), "phone").alias("key")
    sure = F.when(F.col("verified_at").isNotNull(), VERIFIED).otherwise(CLAIMED).alias("sure")
    rows = known(context, "contacts").select("customer_no", key, sure)
    return rows.groupBy("customer_no", "key").agg(F.max("sure").alias("sure"))


def _addresses(people: DataFrame, secret: str) -> DataFrame:
    """customer_no, key and sure."""

    def keys(addresses: pa.Array) -> pa.Array:
        found = [[address_key(secret, door) for door in doors(parse(text))] for text in addresses.to_pylist()]
        return pa.array(found, pa.list_(pa.string()))

    named = F.arrow_udf(keys, "array<string>")("address")  # type: ignore[call-overload]
    key = F.explode(named).alias("key")
    return people.select("customer_no", key, F.lit(ADDRESS).alias("sure"))


def _spans(context: Context, back: timedelta) -> DataFrame:
    """Spans of situations that reach into the time from so long before the cut-off."""
    names = ("outages", "outage_scope", "tickets", "bills", "dunning")
    frames: dict[str, Any] = {name: known(context, name) for name in names}
    reach = (F.col("ends") > at(context.cut_off - back)) & (F.col("begins") <= at(context.cut_off))
    return context.lake.spark.sql(SPANS, **frames).where(reach)


def _learned(context: Context) -> tuple[dict[call_reasons.Set, list[call_reasons.Reason]], dict[str, Any]]:
    """Reasons by set of situations, and how often the first three were right: learned from the days before the last
    thirty and tested on those, beside the three most frequent of all."""
    before: dict[call_reasons.Set, dict[str, int]] = defaultdict(dict)
    later: dict[call_reasons.Set, dict[str, int]] = defaultdict(dict)
    whole: dict[call_reasons.Set, dict[str, int]] = defaultdict(dict)
    for chosen, code, is_later, many in _counted(context).collect():
        key = tuple(chosen)
        (later if is_later else before)[key][code] = many
        whole[key][code] = whole[key].get(code, 0) + many
    plain: dict[str, int] = defaultdict(int)
    for of_set in before.values():
        for code, many in of_set.items():
            plain[code] += many
    most = call_reasons.ranked({(): dict(plain)})
    told = {
        "calls": sum(many for of_set in whole.values() for many in of_set.values()),
        "hit_rate": call_reasons.hit_rate(call_reasons.ranked(before), later),
        "hit_rate_of_most_frequent": call_reasons.hit_rate(dict.fromkeys(most, most[()]), later),
    }
    context.say(f"cards: {json.dumps(told)}")
    return call_reasons.ranked(whole), told


def _counted(context: Context) -> DataFrame:
    """situations, business_level2, whether of the tested days, and calls."""
    calls = known(context, "calls").where(
        (F.col("started_at") >= at(context.cut_off - LEARNED))
        & F.expr("direction = 'in' AND coalesce(master_contact_id, contact_id) = contact_id")
        & F.col("business_level2").isNotNull()
    )
    calls = calls.join(archive(context).select("customer_no", "transformer_no"), "customer_no")
    moments = calls.select(
        F.col("contact_id").alias("id"), "customer_no", "transformer_no", "business_level2",
        F.col("started_at").alias("at"),
    )  # fmt: skip
    found = call_reasons.with_situations(moments, _spans(context, LEARNED))
    later = (F.col("at") >= at(context.cut_off - TESTED)).alias("later")
    return found.groupBy("situations", "business_level2", later).agg(F.count("*").alias("calls"))
