"""Generated bills, payments, reminders, campaigns and outages with their notices."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

from gridtag.reference import rows as codes
from tests.features.dice import Dice, Row


def bills_of(dice: Dice, numbers: list[str]) -> dict[str, list[Row]]:
    bills, payments, dunning, outcomes = [], [], [], []
    months = [date(2024 + index // 12, index % 12 + 1, 1) for index in range(6, 34)]
    modes = [row["pay_mode"] for row in codes("pay_modes")] + ["999999"]
    for number in numbers[:-2]:
        gaps = dice.choice((0.0, 0.0, 0.15))
        for month, following in pairwise(months):
            if dice.random() < gaps:
                continue
            amount = dice.choice((0, dice.randrange(100, 50_000), 10_000, 2_000_000_000))
            billed = following + timedelta(days=dice.randrange(5))
            bills.append(
                {
                    "customer_no": number,
                    "bill_month": month,
                    "billed_on": billed,
                    "due_on": dice.maybe(billed + timedelta(days=20)),
                    "read_on": dice.maybe(following),
                    "read_type": dice.maybe(dice.value("bills", "read_type")),
                    "amount_fen": amount,
                    "energy_wh": dice.choice((0, -3000, 9_999, 10_000, dice.randrange(1, 3_000_000))),
                    "refund_fen": dice.maybe(dice.choice((0, 0, 500)), 0.3),
                    "penalty_fen": dice.maybe(dice.choice((0, 0, 70)), 0.3),
                    "status": dice.choice(("0", "0", "2", "9", None)),
                    **{
                        name: dice.maybe(dice.randrange(300_000), 0.4)
                        for name in ("peak_wh", "flat_wh", "valley_wh", "tier2_wh", "tier3_wh")
                    },
                }
            )
            parts = dice.choice(([], [amount], [amount // 2, amount - amount // 2], [amount // 2]))
            for place, part in enumerate(parts):
                paid = datetime.combine(billed, datetime.min.time()) + timedelta(
                    hours=dice.randrange(24 * 70)
                )
                payments.append(
                    {
                        "payment_no": f"{number}{month}{place}",
                        "customer_no": number,
                        "bill_month": dice.maybe(month, 0.05),
                        "paid_at": paid,
                        "pay_mode": dice.choice(modes),
                        "amount_fen": part,
                        "payer_no": dice.maybe(f"y{dice.randrange(3)}"),
                    }
                )
            if dice.random() < 0.4:
                sent = billed + timedelta(days=dice.randrange(21, 60))
                dunning.append(
                    {
                        "dunning_no": f"{number}{month}",
                        "customer_no": number,
                        "bill_month": dice.maybe(month),
                        "method": dice.value("dunning", "method"),
                        "sent_at": f"{sent} 10:00:00",
                    }
                )
        if dice.random() < 0.5:
            outcomes.append(
                {
                    "outcome_no": number,
                    "customer_no": number,
                    "contacted_at": dice.maybe(dice.moment()),
                    "arm": dice.value("campaign_outcomes", "arm"),
                    "disposition": dice.maybe(dice.value("campaign_outcomes", "disposition")),
                }
            )
    return {"bills": bills, "payments": payments, "dunning": dunning, "campaign_outcomes": outcomes}


def outages_of(dice: Dice, numbers: list[str], areas: list[str]) -> dict[str, list[Row]]:
    outages, scope, notices = [], [], []
    for index in range(150):
        moment = dice.moment()
        number, own = f"{26 * 10**10 + index}", dice.random() < 0.2
        length = timedelta(
            seconds=dice.choice((120, 299, 300, 28_800, 28_801, 86_401, dice.randrange(40_000)))
        )
        planned = dice.maybe(moment + timedelta(minutes=dice.choice((-30, 0, 30))), 0.4)
        outages.append(
            {
                "outage_id": number,
                "kind": dice.value("outages", "kind"),
                "level": "own" if own else dice.choice(("mv", "tg", "lv")),
                "customer_no": dice.maybe(dice.choice(numbers)) if own else None,
                "started_at": moment,
                "planned_start_at": planned,
                "planned_end_at": dice.maybe(moment + timedelta(hours=2), 0.4),
                "restored_at": dice.maybe(moment + length),
                "reason": dice.maybe(dice.value("outages", "reason")),
                "status": dice.maybe(dice.value("outages", "status"), 0.6),
            }
        )
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
            notices.append(
                {
                    "notice_no": f"{number}{notice}",
                    "outage_id": number,
                    "issued_at": issued,
                    "channel": "sms",
                    "transformer_no": dice.maybe(dice.choice(areas), 0.5),
                    "delivered": dice.maybe(dice.choice(("true", "false"))),
                }
            )
    return {"outages": outages, "outage_scope": scope, "outage_notices": notices}
