"""Generated silver rows with the dirt that reaches silver: nulls, ties, moves, open ends, legs, late settlement."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

from gridtag.reference import rows as codes
from gridtag.sources import BY_NAME

AS_OF = date(2026, 10, 31)
FIRST = datetime(2024, 9, 1)
Row = dict[str, Any]


class Dice(random.Random):
    def moment(self, first: datetime = FIRST, last: datetime = datetime(2026, 11, 2)) -> datetime:
        seconds = self.randrange(int((last - first).total_seconds()))
        moment = first + timedelta(seconds=seconds)
        if self.random() < 0.15:
            moment = moment.replace(hour=0, minute=0, second=0)
        if self.random() < 0.2:
            moment = (
                datetime(2026, 10, 31)
                - timedelta(days=self.choice((0, 6, 7, 29, 30, 89, 90, 364, 365)))
                + (moment - moment.replace(hour=0, minute=0, second=0))
            )
        return moment

    def maybe(self, value: Any, share: float = 0.1) -> Any:
        return None if self.random() < share else value

    def value(self, source: str, column: str) -> str:
        return self.choice(BY_NAME[source].column(column).values)


def province(seed: int, customers: int = 30) -> dict[str, list[Row]]:
    dice = Dice(seed)
    numbers = [f"33{index:08d}" for index in range(customers)]
    areas = [f"T{index}" for index in range(6)]
    silver = {"customers": _customers(dice, numbers, areas), "transformers": _transformers(dice, areas)}
    silver |= {"contacts": _contacts(dice, numbers), "consents": _consents(dice, numbers)}
    silver |= {"calls": _calls(dice, numbers)} | _tickets(dice, numbers)
    silver |= _bills(dice, numbers) | _outages(dice, numbers, areas)
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
        {"contact_no": f"p{index}", "customer_no": dice.choice(numbers), "role": dice.value("contacts", "role"),
         "phone": dice.maybe(dice.choice(("12900000001", "12900000002", "057112345678", "129000", "x"))),
         "verified_at": dice.maybe(dice.moment(), 0.5), **{flag: dice.maybe(dice.choice(("true", "false"))) for flag in flags}}
        for index in range(len(numbers) * 2)
    ]  # fmt: skip


def _consents(dice: Dice, numbers: list[str]) -> list[Row]:
    rows = []
    for index in range(len(numbers)):
        granted = dice.moment()
        rows.append({
            "consent_no": f"n{index}", "customer_no": dice.choice(numbers), "purpose": dice.value("consents", "purpose"),
            "granted_at": granted, "withdrawn_at": dice.maybe(granted + timedelta(days=dice.randrange(300)), 0.5),
        })  # fmt: skip
    return rows


def _calls(dice: Dice, numbers: list[str]) -> list[Row]:
    rows: list[Row] = []
    business = [row["business_code"] for row in codes("business_types")]
    for index in range(len(numbers) * 30):
        moment = dice.moment()
        answered = dice.random() < 0.7
        row: Row = {
            "contact_id": f"c{index}", "master_contact_id": dice.maybe(f"c{index}", 0.3), "channel": dice.value("calls", "channel")
            if dice.random() < 0.3 else "phone", "direction": dice.choice(("in", "in", "in", "out")),
            "calling_no": dice.maybe(f"129{dice.randrange(4)}"), "customer_no": dice.maybe(dice.choice(numbers)),
            "started_at": moment, "ivr_path": dice.maybe([["1"], ["2", "1"], []][dice.randrange(3)]),
            "ivr_result": dice.maybe(dice.value("calls", "ivr_result")), "queue_seconds": dice.maybe(dice.randrange(60)),
            "answered_at": moment if answered else None, "agent_no": dice.maybe(f"A{dice.randrange(3)}"),
            "talk_seconds": dice.maybe(dice.randrange(900)), "hold_seconds": dice.maybe(dice.randrange(60)),
            "transfers": dice.maybe(dice.randrange(2)), "abandoned": "false" if answered else dice.choice(("true", "false")),
            "rating_offered": dice.maybe(dice.choice(("true", "false"))), "rating": dice.maybe(dice.randrange(1, 5), 0.5),
            "business_code": dice.maybe(dice.choice(business), 0.2), "from_registered_no": dice.maybe(dice.choice(("true", "false"))),
            "keywords": dice.maybe([["12345", "电费"], ["态度"], ["索赔"], []][dice.randrange(4)]),
        }  # fmt: skip
        rows.append(row)
        if dice.random() < 0.1:
            rows.append({**row, "contact_id": f"c{index}x", "master_contact_id": f"c{index}", "rating": 3,
                         "started_at": moment + timedelta(seconds=dice.randrange(3) * 60)})  # fmt: skip
    return rows


def _tickets(dice: Dice, numbers: list[str]) -> dict[str, list[Row]]:
    tickets, urges, revisits = [], [], []
    business = [row["business_code"] for row in codes("business_types")]

    def later(moment: datetime) -> datetime | None:
        return dice.maybe(moment + timedelta(seconds=dice.randrange(400_000)), 0.3)

    for index in range(len(numbers) * 15):
        moment = dice.moment()
        number, customer = f"w{index}", dice.maybe(dice.choice(numbers))
        tickets.append({
            "ticket_no": number, "customer_no": customer, "accepted_at": moment, "business_code": dice.choice(business),
            "urban_rural": dice.maybe(dice.choice(("01", "02", "03"))), "is_child": dice.choice(("true", "false", "false")),
            "dispatched_at": later(moment), "on_site_at": later(moment), "restored_at": later(moment), "closed_at": later(moment),
            "fault_class": dice.maybe(dice.value("tickets", "fault_class"), 0.5), "asset_owner": dice.maybe(dice.value("tickets", "asset_owner")),
            "returns": dice.maybe(dice.randrange(2)), "transfers": dice.maybe(dice.randrange(2)),
            "status": dice.maybe(dice.value("tickets", "status")), "is_test": "true" if dice.random() < 0.03 else "false",
        })  # fmt: skip
        if dice.random() < 0.4:
            urges.append({"urge_no": f"u{index}", "ticket_no": number, "kind": dice.value("ticket_urges", "kind"),
                          "urged_at": later(moment) or moment, "customer_no": dice.maybe(customer, 0.3)})  # fmt: skip
        if dice.random() < 0.5:
            flags = {
                name: dice.maybe(dice.choice(("true", "false")))
                for name in ("reached", "satisfied", "handled_truly")
            }
            revisits.append({"revisit_no": f"v{index}", "ticket_no": number, "due_at": moment + timedelta(days=2), **flags,
                             "done_at": later(moment), "customer_no": dice.maybe(customer, 0.3)})  # fmt: skip
    return {"tickets": tickets, "ticket_urges": urges, "ticket_revisits": revisits}


def _bills(dice: Dice, numbers: list[str]) -> dict[str, list[Row]]:
    bills, payments, dunning, outcomes = [], [], [], []
    months = [date(2024 + index // 12, index % 12 + 1, 1) for index in range(6, 34)]
    modes = [row["pay_mode"] for row in codes("pay_modes")] + ["999999"]
    for number in numbers[:-2]:
        gaps = dice.choice((0.0, 0.0, 0.15))
        for month, following in zip(months, months[1:], strict=False):
            if dice.random() < gaps:
                continue
            amount = dice.choice((0, dice.randrange(100, 50_000), 10_000, 2_000_000_000))
            billed = following + timedelta(days=dice.randrange(5))
            bills.append({
                "customer_no": number, "bill_month": month, "billed_on": billed, "due_on": dice.maybe(billed + timedelta(days=20)),
                "read_on": dice.maybe(following), "read_type": dice.maybe(dice.value("bills", "read_type")), "amount_fen": amount,
                "energy_wh": dice.choice((0, -3000, 9_999, 10_000, dice.randrange(1, 3_000_000))), "refund_fen": dice.maybe(dice.choice((0, 0, 500)), 0.3),
                "penalty_fen": dice.maybe(dice.choice((0, 0, 70)), 0.3), "status": dice.choice(("0", "0", "2", "9", None)),
                **{name: dice.maybe(dice.randrange(300_000), 0.4) for name in ("peak_wh", "flat_wh", "valley_wh", "tier2_wh", "tier3_wh")},
            })  # fmt: skip
            parts = dice.choice(([], [amount], [amount // 2, amount - amount // 2], [amount // 2]))
            for place, part in enumerate(parts):
                paid = datetime.combine(billed, datetime.min.time()) + timedelta(
                    hours=dice.randrange(24 * 70)
                )
                payments.append({
                    "payment_no": f"{number}{month}{place}", "customer_no": number, "bill_month": dice.maybe(month, 0.05), "paid_at": paid,
                    "pay_mode": dice.choice(modes), "amount_fen": part, "payer_no": dice.maybe(f"y{dice.randrange(3)}"),
                })  # fmt: skip
            if dice.random() < 0.4:
                sent = billed + timedelta(days=dice.randrange(21, 60))
                dunning.append({"dunning_no": f"{number}{month}", "customer_no": number, "bill_month": dice.maybe(month),
                                "method": dice.value("dunning", "method"), "sent_at": f"{sent} 10:00:00"})  # fmt: skip
        if dice.random() < 0.5:
            outcomes.append({"outcome_no": number, "customer_no": number, "contacted_at": dice.maybe(dice.moment()),
                             "arm": dice.value("campaign_outcomes", "arm"),
                             "disposition": dice.maybe(dice.value("campaign_outcomes", "disposition"))})  # fmt: skip
    return {"bills": bills, "payments": payments, "dunning": dunning, "campaign_outcomes": outcomes}


def _outages(dice: Dice, numbers: list[str], areas: list[str]) -> dict[str, list[Row]]:
    outages, scope, notices = [], [], []
    for index in range(150):
        moment = dice.moment()
        number, own = f"{26 * 10**10 + index}", dice.random() < 0.2
        length = timedelta(
            seconds=dice.choice((120, 299, 300, 28_800, 28_801, 86_401, dice.randrange(40_000)))
        )
        planned = dice.maybe(moment + timedelta(minutes=dice.choice((-30, 0, 30))), 0.4)
        outages.append({
            "outage_id": number, "kind": dice.value("outages", "kind"), "level": "own" if own else dice.choice(("mv", "tg", "lv")),
            "customer_no": dice.maybe(dice.choice(numbers)) if own else None, "started_at": moment, "planned_start_at": planned,
            "planned_end_at": dice.maybe(moment + timedelta(hours=2), 0.4), "restored_at": dice.maybe(moment + length),
            "reason": dice.maybe(dice.value("outages", "reason")), "status": dice.maybe(dice.value("outages", "status"), 0.6),
        })  # fmt: skip
        for area in dice.sample(areas, dice.randrange(1, 4)):
            scope.append(
                {
                    "outage_id": number,
                    "transformer_no": area,
                    "restored_at": dice.maybe(moment + length / 2, 0.5),
                }
            )
        for notice in range(dice.randrange(3)):
            issued = moment - timedelta(hours=dice.choice((-2, 1, 24, 25, 167, 168, 200)))
            notices.append({"notice_no": f"{number}{notice}", "outage_id": number, "issued_at": issued, "channel": "sms",
                            "transformer_no": dice.maybe(dice.choice(areas), 0.5),
                            "delivered": dice.maybe(dice.choice(("true", "false")))})  # fmt: skip
    return {"outages": outages, "outage_scope": scope, "outage_notices": notices}
