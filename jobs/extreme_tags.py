"""Tags that mark nobody or everybody, each with its reason where one is known: a rule that tells nothing, or cannot."""

from __future__ import annotations

from typing import Any

from pyspark.sql import functions as F

from gridtag.features.tags import TAGS, extremes
from gridtag.jobs import tags
from gridtag.lake import Lake


def extreme_tags(lake: Lake) -> list[dict[str, Any]]:
    """tag_id, title, marks (nobody or everybody) and reason, as of the last run of the tags; none before the first."""
    if not lake.exists(tags.FRESHNESS):
        return []
    day = lake.read(tags.FRESHNESS).agg(F.max("as_of")).collect()[0][0]
    held = tags.valid_on(lake, day).union(tags.valid_on(lake, day, tags.CARE)).groupBy("tag_id").count()
    counted = {row["tag_id"]: row["count"] for row in held.collect()}
    everybody = lake.read("gold.features_archive").count()
    marks = {0: "nobody", everybody: "everybody"}
    reasons = {(row["id"], row["marks"]): row["reason"] for row in extremes()}
    found = [(tag, marks.get(counted.get(tag.id, 0))) for tag in TAGS if tag.is_valid(day)]
    return [
        {"tag_id": tag.id, "title": tag.title, "marks": told, "reason": reasons.get((tag.id, told), "")}
        for tag, told in found
        if told
    ]
