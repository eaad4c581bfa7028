"""Why a customer will probably call: what customers in the same situations called about.

A situation is what goes on with a customer at a moment: power is out, a ticket is open, a bill has come. For every set
of situations the shares of the reasons among past calls are kept, drawn towards the shares of all calls by the weight
of SMOOTHING calls, so that a set that is seldom seen does not foretell by chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

SITUATIONS = {
    "outage": "正在停电",
    "planned": "三日内计划停电",
    "ticket": "有未办结工单",
    "billed": "十日内出账",
    "dunned": "七日内催费",
}
SMOOTHING = 50
TOP = 3

Set = tuple[str, ...]
"""Situations in the order of their names."""
Counts = Mapping[Set, Mapping[str, int]]
"""Calls by set of situations and reason."""


@dataclass(frozen=True)
class Reason:
    """`share` of the calls in the same situations, after smoothing; `calls` of them had this reason."""

    code: str
    share: float
    calls: int


def with_situations(moments: DataFrame, spans: DataFrame) -> DataFrame:
    """`moments` (id, customer_no, transformer_no, at) with `situations`, those that hold then, sorted.

    `spans` are situation, kind (`customer` or `transformer`), key (its number), begins and ends (not in it).
    """
    keys = F.array(
        F.struct(F.lit("customer").alias("kind"), F.col("customer_no").alias("key")),
        F.struct(F.lit("transformer").alias("kind"), F.col("transformer_no").alias("key")),
    )
    named = moments.select("id", "at", F.inline(keys))
    holding = named.join(spans, ["kind", "key"]).where("begins <= at AND at < ends")
    found = holding.groupBy("id").agg(F.sort_array(F.collect_set("situation")).alias("situations"))
    none = F.array().cast("array<string>")
    return moments.join(found, "id", "left").withColumn("situations", F.coalesce("situations", none))


def sets() -> list[Set]:
    """Every set of situations, the empty one first."""
    names = sorted(SITUATIONS)
    return [chosen for many in range(len(names) + 1) for chosen in combinations(names, many)]


def ranked(counts: Counts) -> dict[Set, list[Reason]]:
    """The TOP reasons of every set of situations, the likeliest first; none where there were no calls at all."""
    all_calls: dict[str, int] = {}
    for of_set in counts.values():
        for code, many in of_set.items():
            all_calls[code] = all_calls.get(code, 0) + many
    total = sum(all_calls.values())

    def of(chosen: Set) -> list[Reason]:
        own = counts.get(chosen, {})
        weight = sum(own.values()) + SMOOTHING
        reasons = [
            Reason(code, (own.get(code, 0) + SMOOTHING * many / total) / weight, own.get(code, 0))
            for code, many in all_calls.items()
        ]
        return sorted(reasons, key=lambda reason: (-reason.share, reason.code))[:TOP]

    return {chosen: of(chosen) for chosen in sets()}


def hit_rate(told: Mapping[Set, list[Reason]], later: Counts) -> float | None:
    """The share of later calls whose reason was among those told; None without a call."""
    total = sum(many for of_set in later.values() for many in of_set.values())
    if not total:
        return None
    hits = 0
    for chosen, of_set in later.items():
        codes = {reason.code for reason in told[chosen]}
        hits += sum(many for code, many in of_set.items() if code in codes)
    return hits / total
