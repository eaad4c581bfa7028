"""Generated silver rows with the dirt that reaches silver: nulls, ties, moves, open ends, legs, late settlement."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from gridtag.reference import rows as codes
from tests.features.dice import AS_OF, FIRST, Dice, Row
from tests.features.province_grid import grid_of
from tests.features.province_meters import meters_of
from tests.features.province_money import bills_of, outages_of
from tests.features.province_paying import paying_of
from tests.features.province_service import service_of

__all__ = ["AS_OF", "province"]


def province(seed: int, customers: int = 30) -> dict[str, list[Row]]:
    dice = Dice(seed)
    numbers = [f"33{index:08d}" for index in range(customers)]
    areas = [f"T{index}" for index in range(6)]
    silver = {"customers": _customers(dice, numbers, areas), "transformers": _transformers(dice, areas)}
    silver |= {"contacts": _contacts(dice, numbers), "consents": _consents(dice, numbers)}
    silver |= {"calls": _calls(dice, numbers)} | _tickets(dice, numbers)
    silver |= bills_of(dice, numbers) | outages_of(dice, numbers, areas)
    silver |= grid_of(Dice(seed + 1000), silver)
    silver |= service_of(Dice(seed + 2000), silver)
    paying_of(Dice(seed + 3000), silver)
    silver |= meters_of(Dice(seed + 4000), silver)
    return silver


def _customers(dice: Dice, numbers: list[str], areas: list[str]) -> list[Row]:
    rows = []
    for number in numbers:
        row: Row = {
            "customer_no": number,
            "name": dice.choice("甲乙丙"),
            "address": dice.maybe("某路1号"),
            "transformer_no": dice.maybe(dice.choice(areas)),
            "customer_sort": dice.value("customers", "customer_sort"),
            "elec_type": dice.maybe(dice.choice(("202", "201", "405", "100", "203"))),
            "org_no": "334010101",
            "voltage": dice.maybe(dice.choice(("AC02202", "AC00101"))),
            "urban_rural": dice.maybe(dice.choice(("01", "02", "03"))),
            "contract_kva": dice.maybe(dice.randrange(1, 400)),
            "prepaid": dice.maybe(dice.choice(("true", "false"))),
            "meter_no": f"m{dice.randrange(3)}",
            "meter_type": dice.choice(("smart", "mechanical")),
            "connected_on": dice.maybe(dice.choice((date(2015, 3, 1), date(2025, 6, 1), date(2026, 9, 30)))),
        }
        moment = datetime(2010, 1, 1)
        for _ in range(dice.choice((1, 1, 2, 3))):
            rows.append({**row, "valid_from": moment})
            moment = dice.moment(max(FIRST, moment), datetime(2026, 11, 3)) + timedelta(seconds=1)
            row |= {
                "transformer_no": dice.maybe(dice.choice(areas)),
                "name": dice.choice("甲乙丙"),
                "meter_no": f"m{dice.randrange(3)}",
                "contract_kva": dice.randrange(1, 400),
            }
            if dice.random() < 0.15:
                row |= {"status": "9", "cancelled_on": dice.maybe(moment.date())}
    return rows


def _transformers(dice: Dice, areas: list[str]) -> list[Row]:
    return [{"transformer_no": area, "urban_rural": dice.choice(("01", "02"))} for area in areas[:-1]]


def _contacts(dice: Dice, numbers: list[str]) -> list[Row]:
    flags = ("sms_bill", "sms_outage", "sms_arrears", "app_bound", "wechat_bound")
    return [
        {
            "contact_no": f"p{index}",
            "customer_no": dice.choice(numbers),
            "role": dice.value("contacts", "role"),
            "phone": dice.maybe(dice.choice(("12900000001", "12900000002", "057112345678", "129000", "x"))),
            "verified_at": dice.maybe(dice.moment(), 0.5),
            **{flag: dice.maybe(dice.choice(("true", "false"))) for flag in flags},
        }
        for index in range(len(numbers) * 2)
    ]


def _consents(dice: Dice, numbers: list[str]) -> list[Row]:
    rows = []
    for index in range(len(numbers)):
        granted = dice.moment()
        rows.append(
            {
                "consent_no": f"n{index}",
                "customer_no": dice.choice(numbers),
                "purpose": dice.value("consents", "purpose"),
                "granted_at": granted,
                "withdrawn_at": dice.maybe(granted + timedelta(days=dice.randrange(300)), 0.5),
            }
        )
    return rows


def _calls(dice: Dice, numbers: list[str]) -> list[Row]:
    rows: list[Row] = []
    business = [row["business_code"] for row in codes("business_types")]
    for index in range(len(numbers) * 30):
        moment = dice.moment()
        answered = dice.random() < 0.7
        row: Row = {
            "contact_id": f"c{index}",
            "master_contact_id": dice.maybe(f"c{index}", 0.3),
            "channel": dice.value("calls", "channel") if dice.random() < 0.3 else "phone",
            "direction": dice.choice(("in", "in", "in", "out")),
            "calling_no": dice.maybe(f"129{dice.randrange(4)}"),
            "customer_no": dice.maybe(dice.choice(numbers)),
            "started_at": moment,
            "ivr_path": dice.maybe([["1"], ["2", "1"], []][dice.randrange(3)]),
            "ivr_result": dice.maybe(dice.value("calls", "ivr_result")),
            "queue_seconds": dice.maybe(dice.randrange(60)),
            "answered_at": moment if answered else None,
            "agent_no": dice.maybe(f"A{dice.randrange(3)}"),
            "talk_seconds": dice.maybe(dice.randrange(900)),
            "hold_seconds": dice.maybe(dice.randrange(60)),
            "transfers": dice.maybe(dice.randrange(2)),
            "abandoned": "false" if answered else dice.choice(("true", "false")),
            "rating_offered": dice.maybe(dice.choice(("true", "false"))),
            "rating": dice.maybe(dice.randrange(1, 5), 0.5),
            "business_code": dice.maybe(dice.choice(business), 0.2),
            "from_registered_no": dice.maybe(dice.choice(("true", "false"))),
            "keywords": dice.maybe([["12345", "电费"], ["态度"], ["索赔"], []][dice.randrange(4)]),
        }
        rows.append(row)
        if dice.random() < 0.1:
            rows.append(
                {
                    **row,
                    "contact_id": f"c{index}x",
                    "master_contact_id": f"c{index}",
                    "rating": 3,
                    "started_at": moment + timedelta(seconds=dice.randrange(3) * 60),
                }
            )
    return rows


def _tickets(dice: Dice, numbers: list[str]) -> dict[str, list[Row]]:
    tickets, urges, revisits = [], [], []
    business = [row["business_code"] for row in codes("business_types")]

    def later(moment: datetime) -> datetime | None:
        return dice.maybe(moment + timedelta(seconds=dice.randrange(400_000)), 0.3)

    for index in range(len(numbers) * 15):
        moment = dice.moment()
        number, customer = f"w{index}", dice.maybe(dice.choice(numbers))
        tickets.append(
            {
                "ticket_no": number,
                "customer_no": customer,
                "accepted_at": moment,
                "business_code": dice.choice(business),
                "urban_rural": dice.maybe(dice.choice(("01", "02", "03"))),
                "is_child": dice.choice(("true", "false", "false")),
                "dispatched_at": later(moment),
                "on_site_at": later(moment),
                "restored_at": later(moment),
                "closed_at": later(moment),
                "fault_class": dice.maybe(dice.value("tickets", "fault_class"), 0.5),
                "asset_owner": dice.maybe(dice.value("tickets", "asset_owner")),
                "returns": dice.maybe(dice.randrange(2)),
                "transfers": dice.maybe(dice.randrange(2)),
                "status": dice.maybe(dice.value("tickets", "status")),
                "is_test": "true" if dice.random() < 0.03 else "false",
            }
        )
        if dice.random() < 0.4:
            urges.append(
                {
                    "urge_no": f"u{index}",
                    "ticket_no": number,
                    "kind": dice.value("ticket_urges", "kind"),
                    "urged_at": later(moment) or moment,
                    "customer_no": dice.maybe(customer, 0.3),
                }
            )
        if dice.random() < 0.5:
            flags = {
                name: dice.maybe(dice.choice(("true", "false")))
                for name in ("reached", "satisfied", "handled_truly")
            }
            revisits.append(
                {
                    "revisit_no": f"v{index}",
                    "ticket_no": number,
                    "due_at": moment + timedelta(days=2),
                    **flags,
                    "done_at": later(moment),
                    "customer_no": dice.maybe(customer, 0.3),
                }
            )
    return {"tickets": tickets, "ticket_urges": urges, "ticket_revisits": revisits}
