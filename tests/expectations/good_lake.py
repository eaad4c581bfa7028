"""A handful of rows per silver table that meet every check at 2026-10-31, and ways to spoil them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from gridtag.contract import Source
from gridtag.expectations.contract import silver_columns, silver_name
from gridtag.jobs import ledger, silver
from gridtag.lake import Lake
from gridtag.settings import TIME_ZONE
from gridtag.sources import BY_NAME, SOURCES

AS_OF = date(2026, 10, 31)
ZONE = ZoneInfo(TIME_ZONE)
KNOWN = datetime(2026, 11, 1, tzinfo=ZONE)
CUSTOMER, OTHER = "3300000001", "3300000002"

Row = dict[str, Any]
Tables = dict[str, list[Row]]


def at(day: int, hour: int = 9, month: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZONE)


def on(day: int, month: int = 10) -> date:
    return date(2026, month, day)


def good_rows() -> Tables:
    return {**_network(), **_customers(), **_service(), **_billing(), **_outages(), **_others()}


def _network() -> Tables:
    valid = {"valid_from": date(2020, 1, 1)}
    place = {"longitude": 117.2, "latitude": 31.8}
    org = {"org_no": "3340101"}
    return {
        "organisations": [
            {"org_no": "33", "org_name": "省公司", "level": "province", **valid},
            {"org_no": "33401", "org_name": "市公司", "level": "city", "parent_org_no": "33", **valid},
            {**org, "org_name": "县公司", "level": "county", "parent_org_no": "33401", **valid},
        ],
        "feeders": [
            {"feeder_no": "F1", "feeder_name": "一线", "substation_no": "S1", "voltage_kv": 10, **org},
        ],
        "transformers": [
            {"transformer_no": "T1", "transformer_name": "一台区", "feeder_no": "F1", "capacity_kva": 400}
            | {**org, **place},
        ],
        "topology": [
            {
                "child_no": "F1",
                "child_kind": "feeder",
                "parent_no": "S1",
                "parent_kind": "substation",
                **valid,
            },
            {
                "child_no": "T1",
                "child_kind": "transformer",
                "parent_no": "F1",
                "parent_kind": "feeder",
                **valid,
            },
        ],
        "resources": [{"resource_no": "R1", "kind": "hall", "name": "营业厅", **org, **place}],
        "knowledge_items": [
            {
                "item_no": "K1",
                "library": "业务",
                "title": "缴费渠道",
                "views": 10,
                "useful_votes": 2,
                **valid,
            },
        ],
    }


def _customers() -> Tables:
    archive = {"org_no": "3340101", "transformer_no": "T1", "address": "某路 1 号", "status": "0"}
    archive |= {"contract_kva": 8, "connected_on": date(2015, 5, 1)}
    since = datetime(2024, 1, 1, tzinfo=ZONE)
    return {
        "customers": [
            {"customer_no": CUSTOMER, "updated_at": since, "valid_from": since, "valid_to": at(1)}
            | {"is_current": False, **archive},
            {
                "customer_no": CUSTOMER,
                "updated_at": at(1),
                "valid_from": at(1),
                "is_current": True,
                **archive,
            },
            {"customer_no": OTHER, "updated_at": at(1), "valid_from": at(1), "is_current": True, **archive},
        ],
        "contacts": [
            {"contact_no": "C1", "customer_no": CUSTOMER, "phone": "12000000001", "birth_year": 1980}
            | {"do_not_call": False, "updated_at": at(2)},
        ],
        "consents": [
            {"consent_no": "A1", "customer_no": CUSTOMER, "purpose": "marketing", "granted_at": at(2)}
            | {"updated_at": at(2)},
        ],
        "care_register": [
            {"care_no": "E1", "customer_no": OTHER, "care_type": "elderly", "status": "active"}
            | {"starts_on": on(1), "expires_on": date(2027, 1, 1), "updated_at": at(2)},
        ],
    }


def _service() -> Tables:
    call = {"channel": "phone", "direction": "in", "org_no": "3340101", "customer_no": CUSTOMER}
    call |= {"abandoned": False, "ivr_result": "agent", "queue_seconds": 10, "talk_seconds": 90}
    ticket = {"business_code": "R21", "business_level1": "R", "org_no": "3340101", "is_child": False}
    ticket |= {"customer_no": CUSTOMER, "content": "家中无电", "is_test": False, "transformer_no": "T1"}
    of_ticket = {"ticket_no": "W1", "customer_no": CUSTOMER}
    return {
        "calls": [
            {
                "contact_id": "L1",
                "started_at": at(30),
                "answered_at": at(30),
                "rating_offered": True,
                "rating": 1,
            }
            | {"ticket_no": "W1", **call},
            {
                "contact_id": "L2",
                "started_at": at(31),
                "answered_at": at(31),
                "rating_offered": False,
                **call,
            },
        ],
        "tickets": [
            {"ticket_no": "W1", "accepted_at": at(30), "dispatched_at": at(30, 10), "on_site_at": at(30, 11)}
            | {"restored_at": at(30, 12), "closed_at": at(30, 18), "status": "closed", **ticket},
            {"ticket_no": "W2", "accepted_at": at(31), "status": "open", **ticket},
        ],
        "ticket_steps": [{"ticket_no": "W1", "step_no": 1, "step": "accept", "step_at": at(30)}],
        "ticket_urges": [
            {"urge_no": "U1", "kind": "urge", "urged_at": at(30), "org_no": "3340101", **of_ticket}
        ],
        "ticket_revisits": [
            {"revisit_no": "V1", "due_at": at(31), "done_at": at(31), "method": "phone", "reached": True}
            | {"satisfied": True, **of_ticket},
        ],
    }


def _billing() -> Tables:
    bill = {"org_no": "3340101", "energy_wh": 120_000, "amount_fen": 6483, "read_type": "remote"}
    bill |= {"billed_on": on(5), "due_on": on(25), "bill_month": on(1, month=9)}
    return {
        "bills": [{"customer_no": CUSTOMER, **bill}, {"customer_no": OTHER, **bill}],
        "payments": [
            {"payment_no": "P1", "customer_no": CUSTOMER, "org_no": "3340101", "bill_month": on(1, month=9)}
            | {"paid_at": at(20), "pay_mode": "030146", "pay_channel": "wechat", "amount_fen": 6483},
        ],
        "dunning": [
            {"dunning_no": "D1", "customer_no": OTHER, "bill_month": on(1, month=9), "method": "sms"}
            | {"sent_at": at(26), "delivered": True},
        ],
    }


def _outages() -> Tables:
    return {
        "outages": [
            {"outage_id": "O1", "org_no": "3340101", "kind": "fault", "level": "tg", "feeder_no": "F1"}
            | {"transformer_no": "T1", "started_at": at(30), "restored_at": at(30, 12), "status": "restored"},
        ],
        "outage_scope": [
            {"outage_id": "O1", "transformer_no": "T1", "customers": 2, "restored_at": at(30, 12)}
        ],
        "outage_notices": [
            {
                "notice_no": "N1",
                "outage_id": "O1",
                "transformer_no": "T1",
                "issued_at": at(30),
                "channel": "sms",
            }
            | {"delivered": True},
        ],
    }


def _others() -> Tables:
    return {
        "campaigns": [{"campaign_id": "G1", "name": "电子缴费", "channel": "sms", "starts_on": on(1)}],
        "campaign_outcomes": [
            {"outcome_no": "X1", "campaign_id": "G1", "customer_no": CUSTOMER, "arm": "treatment"}
            | {"assigned_at": at(1), "contacted_at": at(2), "disposition": "accepted"},
            {"outcome_no": "X2", "campaign_id": "G1", "customer_no": OTHER, "arm": "control"}
            | {"assigned_at": at(1)},
        ],
        "meter_daily": [{"customer_no": CUSTOMER, "day": on(30), "energy_wh": 4000, "collected": True}],
        "weather": [
            {"org_no": "3340101", "day": on(30), "max_celsius": 20.0, "min_celsius": 9.0, "rain_mm": 0.0}
        ],
    }


def frame(lake: Lake, source: Source, rows: Sequence[Mapping[str, Any]]) -> Any:
    """A frame like the source's silver table; columns that a row leaves out are NULL."""
    trace = {"_file": f"{source.name}/2026-10-31/a", "_batch": "2026-10-31", "available_at": KNOWN}
    columns = silver_columns(source)
    values = [
        tuple({**trace, "_row": number, **row}.get(name) for name, _ in columns)
        for number, row in enumerate(rows, start=1)
    ]
    return lake.spark.createDataFrame(values, ", ".join(f"`{name}` {kind}" for name, kind in columns))


def fill(lake: Lake, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Append the rows to the lake's silver tables."""
    for name, rows in tables.items():
        source = BY_NAME[name]
        lake.append(silver_name(source), frame(lake, source, rows).coalesce(1))


def file_entry(source: str, **values: Any) -> Row:
    entry = {
        "file": f"{source}/2026-10-31/a",
        "sha256": "0",
        "source": source,
        "status": "loaded",
        "note": "",
    }
    entry |= {"rows": 100, "bytes": 1, "delivered_on": AS_OF, "available_at": KNOWN, "_batch": "2026-10-31"}
    return {**entry, "conformed": True, **values}


def quarantined(source: str, count: int) -> list[Row]:
    row = {"source": source, "_file": f"{source}/2026-10-31/a", "rule": "x", "rules": ["x"], "reason": "x"}
    return [
        {**row, "_row": n, "row": "{}", "_batch": "2026-10-31", "available_at": KNOWN} for n in range(count)
    ]


def fill_books(lake: Lake, files: Sequence[Row] | None = None, bad: Sequence[Row] = ()) -> None:
    """bronze.files (one good file per source where `files` is None) and silver.quarantine."""
    files = [file_entry(source.name) for source in SOURCES] if files is None else files
    lake.append(ledger.TABLE, lake.spark.createDataFrame(list(files), lake.schema(ledger.TABLE)))
    if bad:
        lake.append(silver.QUARANTINE, lake.spark.createDataFrame(list(bad), lake.schema(silver.QUARANTINE)))
