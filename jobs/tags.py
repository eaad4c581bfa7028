"""Tags of all customers: what changed since the run before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from functools import reduce
from hashlib import sha256
from importlib.metadata import version
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gridtag.errors import GridtagError
from gridtag.features.registry import features, with_inputs
from gridtag.features.tags.rules import Rule, open_rules, rules
from gridtag.jobs import changed_customers
from gridtag.jobs.changed_customers import Changed
from gridtag.jobs.context import Context
from gridtag.jobs.feature_state import must_be_of
from gridtag.jobs.features import customer_features
from gridtag.jobs.freshness import days_since, stale
from gridtag.lake import Lake

TABLE, CARE = "gold.customer_tags", "gold.care_tags"
FOLLOWER = "tags"
COLUMNS = (
    "customer_no STRING NOT NULL COMMENT '户号'",
    "tag_id STRING NOT NULL COMMENT '标签编号'",
    "value STRING COMMENT '进入标签时规则所用的特征值(JSON)'",
    "valid_from DATE NOT NULL COMMENT '生效日'",
    "valid_to DATE COMMENT '失效日(不含)，空为有效'",
    "rule_version INT NOT NULL COMMENT '规则版本'",
)
KEY = ("customer_no", "tag_id", "valid_from")
FRESHNESS = "gold.tag_freshness"
FRESHNESS_COLUMNS = (
    "as_of DATE NOT NULL COMMENT '标签日'",
    "tag_id STRING NOT NULL COMMENT '标签编号'",
    "stale ARRAY<STRING> NOT NULL COMMENT '未按时到达的数据源；为空即数据已更新'",
)


def run(context: Context) -> dict[str, int]:
    """Bring gold.customer_tags and gold.care_tags, which holds the tags of the care register, to `context.as_of`, and
    tell in gold.tag_freshness which tags rest on sources that did not come. Gives tag definitions, and assignments but
    for those of the care register.

    Only customers whose features were written anew are looked at again, and, for rules whose features change with the
    days or with other customers, all. History before the day counts; what a run for the day or a later one has written
    is taken back first.
    """
    lake, as_of = context.lake, context.as_of
    must_be_of(lake, as_of)
    clusters = ("tag_id", "customer_no")
    lake.create(TABLE, COLUMNS, comment="客户标签，只存变化", cluster_by=clusters)
    lake.create(CARE, COLUMNS, comment="关爱登记标签，只存变化；限服务使用", cluster_by=clusters)
    valid = [rule for rule in rules() if rule.tag.is_valid(as_of)]
    now = changed_customers.reached(lake, as_of, _declared(valid))
    changed = None
    if not lake.is_empty(TABLE):
        changed = changed_customers.between(lake, changed_customers.before(lake, FOLLOWER), now)
    context.say(f"tags: {len(valid)} rules" + ("" if changed is None else ", customers that changed"))
    _bring(lake, TABLE, [rule for rule in valid if not rule.is_restricted], as_of, changed)
    _bring(lake, CARE, [rule for rule in valid if rule.is_restricted], as_of, changed)
    _write_freshness(lake, as_of)
    changed_customers.follow(lake, FOLLOWER, now)
    return {"definitions": len(valid), "assignments": lake.read(TABLE).where("valid_to IS NULL").count()}


def _declared(valid: Sequence[Rule]) -> str:
    """Changes with the rules, and with what is made of stored features for them."""
    made = [(one.name, one.derive) for one in with_inputs(inputs(valid)) if one.is_derived]
    told = [version("gridtag"), [(rule.tag.id, rule.tag.version, rule.sql) for rule in valid], made]
    return sha256(json.dumps(told).encode()).hexdigest()[:16]


def _bring(lake: Lake, table: str, wanted: Sequence[Rule], as_of: date, changed: Changed | None) -> None:
    """The table's tags, those of changed customers alone where `changed` tells them; of rules that move, all."""
    if changed is None:
        held, current = lake.read(table), assignments(customer_features(lake, inputs(wanted)), wanted)
        _write_changes(lake, table, held, current, as_of)
        return
    moving = [rule for rule in wanted if rule.moves(changed.streams)]
    still = [rule for rule in wanted if rule not in moving]
    parts = []
    if moving:
        parts.append(assignments(customer_features(lake, inputs(moving)), moving))
    if still:
        parts.append(assignments(customer_features(lake, inputs(still), changed.customers), still))
    ids = F.col("tag_id").isin([rule.tag.id for rule in moving])
    held = lake.read(table)
    held = held.join(changed.customers, "customer_no", "left_semi").where(~ids).union(held.where(ids))
    _write_changes(lake, table, held, reduce(DataFrame.union, parts), as_of)


def inputs(wanted: Iterable[Rule]) -> set[str]:
    """The features that these rules look at."""
    return {name for rule in wanted for name in rule.features}


def assignments(table: DataFrame, wanted: Sequence[Rule]) -> DataFrame:
    """customer_no, tag_id, value, rule_version of every tag of these rules that a row of features has, in one pass."""
    held = f"array({', '.join(map(_entry, wanted))})"
    entry = F.expr(f"explode(filter({held}, entry -> entry IS NOT NULL))").alias("entry")
    return table.select("customer_no", entry).select("customer_no", "entry.*")


def _entry(rule: Rule) -> str:
    """The tag with the values that its rule looked at, where the rule holds; SQL."""
    evidence = f"to_json(struct({', '.join(rule.features)}))"
    columns = f"'tag_id', '{rule.tag.id}', 'value', {evidence}, 'rule_version', {rule.tag.version}"
    return f"CASE WHEN {rule.sql} THEN named_struct({columns}) END"


def _write_changes(lake: Lake, table: str, held: DataFrame, current: DataFrame, as_of: date) -> None:
    """Merge the rows that begin, end, or were written for the day or later and no longer hold; `held` are those of the
    table that `current` tells anew."""
    day = F.lit(as_of)
    if lake.is_empty(table):
        lake.append(table, current.withColumns({"valid_from": day, "valid_to": F.lit(None).cast("date")}))
        return
    touched = held.where(
        F.col("valid_to").isNull() | (F.col("valid_to") >= day) | (F.col("valid_from") >= day)
    )
    told = ["valid_from", "valid_to", "rule_version"]
    old = touched.select("customer_no", "tag_id", F.struct(*told).alias("old"))
    new = current.select("customer_no", "tag_id", F.struct("value", "rule_version").alias("new"))
    rows = old.unionByName(new, allowMissingColumns=True).groupBy("customer_no", "tag_id")
    tags = rows.agg(F.collect_list("old").alias("held"), F.first("new", ignorenulls=True).alias("new"))
    changed = F.explode(F.expr(_changed(f"DATE '{as_of}'"))).alias("changed")
    changes = tags.select("customer_no", "tag_id", changed).select("customer_no", "tag_id", "changed.*")
    lake.upsert(table, changes, KEY, deleted="_deleted", stays=["value"])


def _changed(day: str) -> str:
    """SQL: the rows to write for a customer's tag, from those that are `held` and the one that is `new`, if any; a row
    that is held keeps its value."""
    stays = f"coalesce(old.valid_from < {day} AND old.rule_version = new.rule_version, false)"
    begins = f"(new IS NOT NULL AND NOT exists(held, old -> {stays}))"
    valid_to, same = f"IF({stays}, CAST(NULL AS DATE), {day})", "CAST(NULL AS STRING)"

    def row(of: str, value: str, valid_from: str, valid_to: str, deleted: str) -> str:
        return (
            f"named_struct('value', {value}, 'valid_from', {valid_from}, 'valid_to', {valid_to}, "
            f"'rule_version', {of}.rule_version, '_deleted', {deleted})"
        )

    before = f"filter(held, old -> old.valid_from < {day} AND NOT (old.valid_to <=> {valid_to}))"
    gone = f"filter(held, old -> old.valid_from > {day} OR old.valid_from = {day} AND NOT {begins})"
    begun = row("new", "new.value", day, "CAST(NULL AS DATE)", "false")
    return (
        f"concat(transform({before}, old -> {row('old', same, 'old.valid_from', valid_to, 'false')}), "
        f"filter(array({begun}), old -> {begins}), "
        f"transform({gone}, old -> {row('old', same, 'old.valid_from', 'old.valid_to', 'true')}))"
    )


def _write_freshness(lake: Lake, as_of: date) -> None:
    lake.create(FRESHNESS, FRESHNESS_COLUMNS, comment="标签数据是否已更新，每日每标签一行")
    since, declared = days_since(lake, as_of), features()
    rows = []
    for rule in rules():
        sources = sorted({source for name in rule.features for source in declared[name].sources})
        rows.append((as_of, rule.tag.id, stale(sources, since)))
    told = lake.spark.createDataFrame(rows, lake.schema(FRESHNESS))
    lake.replace(FRESHNESS, told, F.col("as_of") >= F.lit(as_of))


def not_fresh(lake: Lake) -> dict[str, list[str]]:
    """By tag, what is wrong with the sources that it rested on in the last run; only tags of which something is."""
    rows = lake.read(FRESHNESS).orderBy("as_of").collect() if lake.exists(FRESHNESS) else []
    return {
        row["tag_id"]: list(row["stale"])
        for row in rows
        if row["stale"] and row["as_of"] == rows[-1]["as_of"]
    }


def valid_on(lake: Lake, day: date, table: str = TABLE) -> DataFrame:
    """Assignments that hold on a day."""
    at = F.lit(day)
    return lake.read(table).where(
        (F.col("valid_from") <= at) & (F.col("valid_to").isNull() | (F.col("valid_to") > at))
    )


def explain(lake: Lake, customer_no: str) -> list[dict[str, Any]]:
    """The open tags a customer has now: rule, since when, the feature values it rests on now and at the beginning,
    and what is stale about it."""
    held = lake.read(TABLE).where((F.col("customer_no") == customer_no) & F.col("valid_to").isNull())
    rows = {row["tag_id"]: row for row in held.collect()}
    values = (
        customer_features(lake, inputs(open_rules())).where(F.col("customer_no") == customer_no).collect()
    )
    if not values:
        raise GridtagError(f"customer {customer_no} is not in the archive of the last run")
    old = not_fresh(lake)
    return [
        {
            "tag_id": rule.tag.id,
            "title": rule.tag.title,
            "title_en": rule.tag.title_en,
            "rule": rule.tag.rule,
            "version": rule.tag.version,
            "valid_from": rows[rule.tag.id]["valid_from"],
            "features": {name: values[0][name] for name in rule.features},
            "at_entry": json.loads(rows[rule.tag.id]["value"]),
            "stale": "; ".join(old.get(rule.tag.id, ())),
        }
        for rule in open_rules()
        if rule.tag.id in rows
    ]
