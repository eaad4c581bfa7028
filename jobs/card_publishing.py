"""gold.cards into the serving database: the cards that changed since it was last brought up to date."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from delta import DeltaTable
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gridtag import reference
from gridtag.jobs import serving
from gridtag.jobs.changed_customers import KEPT
from gridtag.jobs.context import Context
from gridtag.jobs.known import known
from gridtag.jobs.serving import Card
from gridtag.models.call_reasons import Reason

TABLE = "gold.cards"
ITEMS = 2
"""Knowledge items to have at hand for each reason."""
Reasons = Mapping[tuple[str, ...], Sequence[Reason]]


def publish(context: Context, reasons: Reasons, told: Mapping[str, Any]) -> int:
    """Gives how many cards were written or taken away."""
    table, version = _position(context)
    url = serving.url_of(context.settings.serving, context.out)
    with serving.opened(url, make=True) as database:
        reached = serving.published(database)
        notes = {"table": table, "version": str(version), "as_of": str(context.as_of)}
        notes |= {"reasons": _reasons(context, reasons), "learned": json.dumps(told)}
        if reached == notes:
            return 0
        context.say("cards: publishing")
        if _follows(context, table, version, reached):
            since = int(reached["version"])
            rows = _as_cards(_changed(context, since + 1, version)) if since < version else iter(())
        else:
            database.clear()
            rows = _as_cards(_whole(context))
        return serving.publish(database, rows, notes)


def _follows(context: Context, table: str, version: int, reached: Mapping[str, str]) -> bool:
    """Whether what has been published is of this table, and its change feed surely reaches back to it."""
    if reached.get("table") != table or int(reached["version"]) > version:
        return False
    return abs(context.as_of - date.fromisoformat(reached["as_of"])) <= KEPT


def _position(context: Context) -> tuple[str, int]:
    """The table's own identity, and its version."""
    table = DeltaTable.forName(context.lake.spark, context.lake.identifier(TABLE))
    row = table.detail().select("id").collect()[0]
    return row["id"], context.lake.version(TABLE)


def _whole(context: Context) -> DataFrame:
    return context.lake.read(TABLE).select("customer_no", "keys", "card")


def _changed(context: Context, first: int, last: int) -> DataFrame:
    """customer_no, keys and card of those that changed in these versions, without keys and card where they went."""
    changes = context.lake.changes(TABLE, first, last).select("customer_no").distinct()
    return changes.join(_whole(context), "customer_no", "left")


def _as_cards(rows: DataFrame) -> Iterator[Card]:
    for number, keys, card in rows.toLocalIterator():
        yield Card(number, [tuple(key) for key in keys or ()], card)


def _reasons(context: Context, reasons: Reasons) -> str:
    """situations, and of each reason code, title, share, calls and knowledge, as JSON."""
    items, titles = _knowledge(context), _titles()
    told = [
        {
            "situations": chosen,
            "reasons": [
                {
                    "code": reason.code,
                    "title": titles[reason.code],
                    "share": round(reason.share, 4),
                    "calls": reason.calls,
                    "knowledge": items.get(reason.code, []),
                }
                for reason in ranked
            ],
        }
        for chosen, ranked in reasons.items()
    ]
    return json.dumps(told, ensure_ascii=False)


def _titles() -> dict[str, str]:
    """By business_level2, as it is called now."""
    rows = reference.rows("business_types")
    return {
        str(row["business_level2"]): f"{row['business_level1_name']}·{row['business_level2_name']}"
        for row in sorted(rows, key=lambda row: str(row["valid_from"]))
    }


def _knowledge(context: Context) -> dict[str, list[dict[str, str]]]:
    """By business_level2, the items that helped most."""
    level2 = {
        str(row["business_code"]): str(row["business_level2"]) for row in reference.rows("business_types")
    }
    day = F.lit(context.as_of)
    rows = known(context, "knowledge_items").where(
        (F.col("valid_from") <= day) & (F.col("valid_to").isNull() | (F.col("valid_to") > day))
    )
    rows = rows.orderBy(F.col("useful_votes").desc_nulls_last(), F.col("views").desc_nulls_last(), "item_no")
    found: dict[str, list[dict[str, str]]] = {}
    for number, title, code in rows.select("item_no", "title", "business_code").collect():
        of_reason = found.setdefault(level2.get(code, code), [])
        if len(of_reason) < ITEMS:
            of_reason.append({"item_no": number, "title": title})
    return found
