"""Cards: what stands on them, by which keys they are found and how surely, and that only what changed is published."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest

from gridtag.features.registry import features
from gridtag.jobs import card_lookup, cards, serving, tags
from gridtag.jobs.context import Context
from gridtag.settings import Settings
from tests.jobs.lakes import fill, silver_frame

pytestmark = pytest.mark.spark
DAY, NEXT = date(2026, 10, 30), date(2026, 10, 31)
SECRET = "a key for tests"
SHARED, OWN = "057112345678", "057187654321"
TABLES: dict[str, list[dict[str, Any]]] = {
    "customers": [
        {"customer_no": number, "name": name, "address": f"浙江省杭州市西湖区文新小区{door}", "meter_no": f"M{number}",
         "transformer_no": area, "org_no": "33", "valid_from": "2020-01-01 00:00:00"}
        for number, name, area, door in (
            ("A", "张三", "T1", "1幢101室"), ("B", "李四", "T2", "1幢101室"), ("C", "王五", "T2", "2幢201室")
        )
    ],
    "contacts": [
        {"contact_no": "1", "customer_no": "A", "phone": SHARED, "verified_at": "2026-01-01 00:00:00"},
        {"contact_no": "2", "customer_no": "B", "phone": SHARED},
        {"contact_no": "3", "customer_no": "B", "phone": OWN, "verified_at": "2026-01-01 00:00:00"},
        {"contact_no": "4", "customer_no": "C", "phone": "no phone"},
    ],
    "outages": [
        {"outage_id": "O1", "kind": "fault", "started_at": "2026-10-30 18:00:00", "status": "open"},
        {"outage_id": "O2", "kind": "fault", "started_at": "2026-10-29 18:00:00", "status": "restored",
         "restored_at": "2026-10-29 19:00:00"},
    ],
    "outage_scope": [
        {"outage_id": "O1", "transformer_no": "T1"},
        {"outage_id": "O2", "transformer_no": "T2", "restored_at": "2026-10-29 19:00:00"},
    ],
    "tickets": [
        {"ticket_no": "K1", "customer_no": "A", "accepted_at": "2026-10-30 19:00:00", "status": "open"},
        {"ticket_no": "K2", "customer_no": "B", "accepted_at": "2026-10-01 19:00:00", "status": "closed",
         "closed_at": "2026-10-02 19:00:00"},
        {"ticket_no": "K3", "customer_no": "C", "accepted_at": "2026-10-30 19:00:00", "status": "open",
         "is_test": "true"},
    ],
    "bills": [{"customer_no": "B", "bill_month": "2026-10-01", "billed_on": "2026-10-25"}],
    "calls": [
        *({"contact_id": f"o{at}", "customer_no": "B", "started_at": "2026-10-29 18:30:00", "direction": "in",
           "business_code": "Q2"} for at in range(3)),
        {"contact_id": "b", "customer_no": "B", "started_at": "2026-08-20 18:30:00", "direction": "in",
         "business_code": "Q1"},
        {"contact_id": "out", "customer_no": "B", "started_at": "2026-10-20 18:30:00", "direction": "out",
         "business_code": "Q3"},
    ],
    "knowledge_items": [
        {"item_no": f"K{votes}", "title": f"停电{votes}", "business_code": "Q2", "useful_votes": str(votes)}
        for votes in (1, 3, 2)
    ],
}  # fmt: skip


@pytest.fixture
def context(context: Context, monkeypatch: pytest.MonkeyPatch) -> Context:
    """Its silver tables hold TABLES, and A owes 12.30 yuan and has two tags, one of them for agents."""
    fill(context, TABLES)
    owed = [("A", 12.3, 2.0), ("B", 0.0, 0.0), ("C", None, None)]
    names = ("owe_amt_val_now", "owe_overdue_run_val_now")
    columns = ", ".join(f"{name} {features()[name].type}" for name in names)
    frame = context.lake.spark.createDataFrame(owed, f"customer_no STRING, {columns}")
    monkeypatch.setattr(cards, "customer_features", lambda *_: frame)
    monkeypatch.setattr(cards, "must_be_of", lambda *_: None)
    context.lake.create(tags.TABLE, tags.COLUMNS, comment="t")
    held = [("A", tag, "{}", date(2026, 1, 1), None, 1) for tag in ("T050", "T091")]
    context.lake.append(tags.TABLE, context.lake.spark.createDataFrame(held, context.lake.schema(tags.TABLE)))
    return dataclasses.replace(context, as_of=DAY, settings=Settings(secret=SECRET))


def found(
    context: Context, number: str = "", phone: str = "", meter: str = "", address: str = ""
) -> list[dict[str, Any]]:
    with serving.opened(serving.url_of("", context.out)) as database:
        return card_lookup.cards(database, *card_lookup.asked(number, phone, meter, address, SECRET))


def test_what_stands_on_a_card_and_by_which_keys_it_is_found(context: Context) -> None:
    told = cards.run(context)
    assert told["published"] == 3 and told["calls"] == 4
    assert told["hit_rate_of_most_frequent"] == 0, "of the calls before the last thirty days one was on bills"
    (card,) = found(context, number="A")
    assert (card["name"], card["address"]) == ("张*", "浙江省杭州市西湖区文新小区***")
    assert (card["arrears_fen"], card["months_overdue"]) == (1230, 2)
    assert card["outage"]["outage_id"] == "O1" and [one["ticket_no"] for one in card["tickets"]] == ["K1"]
    assert card["tags"] == ["T050"], "arrears are no tag for the screen"
    assert card["situations"] == ["outage", "ticket"] and card["as_of"] == "2026-10-30"
    (first, second) = card["reasons"]
    assert (first["code"], first["title"], first["calls"]) == ("Q2", "信息查询·停电信息", 0)
    assert [item["item_no"] for item in first["knowledge"]] == ["K3", "K2"] and second["code"] == "Q1"
    (other,) = found(context, number="B")
    assert other["situations"] == ["billed"] and "outage" not in other and "tickets" not in other
    assert found(context, number="C")[0]["situations"] == []

    assert [(card["name"], card["confidence"]) for card in found(context, phone=SHARED)] == [
        ("张*", cards.VERIFIED / 2),
        ("李*", cards.CLAIMED / 2),
    ]
    assert [card["confidence"] for card in found(context, phone=OWN)] == [cards.VERIFIED]
    assert [card["name"] for card in found(context, meter="MC")] == ["王*"]
    assert {card["confidence"] for card in found(context, address="杭州西湖区文新小区１栋101")} == {
        cards.ADDRESS / 2
    }
    assert found(context, address="杭州西湖区文新小区1栋102") == []
    keys = [key for row in context.lake.read(cards.TABLE).collect() for key in row["keys"]]
    assert not any(told in key["key"] for key in keys for told in (SHARED, OWN, "文新"))


def test_only_what_changed_is_published(context: Context) -> None:
    cards.run(context)
    assert cards.run(context)["published"] == 0, "the same day again"
    closing = {"ticket_no": "K1", "customer_no": "A", "accepted_at": "2026-10-30 19:00:00", "status": "closed",
               "closed_at": "2026-10-31 09:00:00"}  # fmt: skip
    leaving = {**TABLES["customers"][2], "valid_from": "2026-10-31 00:00:00", "status": "9"}
    known = "2026-10-31 20:00:00"
    context.lake.upsert("silver.tickets", silver_frame(context, "tickets", [closing], known), ["ticket_no"])
    context.lake.append("silver.customers", silver_frame(context, "customers", [leaving], known))
    later = dataclasses.replace(context, as_of=NEXT)
    assert cards.run(later)["published"] == 2, "A without the ticket, and C, who has left"
    (card,) = found(context, number="A")
    assert "tickets" not in card and card["as_of"] == "2026-10-31"
    assert found(context, number="C") == [] == found(context, meter="MC")
    with serving.opened(serving.url_of("", context.out)) as database:
        database.execute("DELETE FROM published")
        database.connection.commit()
    assert cards.run(later)["published"] == 2, "a database that knows of no lake gets all that there is"
