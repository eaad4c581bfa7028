"""Generated tariffs and risk levels, even bills with jumps, disconnections and reconnections, and top-ups."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tests.features.dice import AS_OF, Dice, Row

_TARIFFS = ("202", "201", "202", "100", "203", "300", "405", "500", "801", "900")


def paying_of(dice: Dice, silver: dict[str, list[Row]]) -> None:
    """Rows of the sources of money are given more, and told more of."""
    numbers = sorted({row["customer_no"] for row in silver["customers"]})
    tariffs = {number: dice.maybe(dice.choice(_TARIFFS)) for number in numbers}
    even = {number: dice.random() < 0.5 for number in numbers}
    tiers = {number: dice.choice(("tier2_wh", "tier3_wh", "")) for number in numbers}
    parted = {number: dice.random() < 0.7 for number in numbers}
    for row in silver["bills"]:
        number = row["customer_no"]
        row |= {
            "elec_type": dice.maybe(tariffs[number]),
            "risk_level": dice.maybe(dice.choice(("1", "2", "3"))),
        }
        if even[number]:
            row |= _even(dice, row)
            if dice.random() < 0.8:
                silver["payments"].append(_paid_at_once(row))
        if tiers[number]:
            row[tiers[number]] = None
        if not parted[number]:
            row |= {"peak_wh": None, "flat_wh": None, "valley_wh": None}
    silver["dunning"] += [row for number in numbers[::2] for row in _switching(dice, number)]
    silver["payments"] += [
        _top_up(dice, f"{number}-{index}", number) for number in numbers for index in (1, 2)
    ]


def _even(dice: Dice, row: Row) -> Row:
    """Amounts hardly moving until last summer, months without a gap."""
    amounts = (9_900, 10_000, 10_100, 10_050)
    later = (*amounts, 20_000, 15_000, 13_000)
    return {
        "amount_fen": dice.choice(amounts if row["bill_month"] < date(2026, 6, 1) else later),
        "energy_wh": dice.randrange(100_000, 300_000) + (row["bill_month"].year - 2024) * 50_000,
        "status": dice.choice(("0", "2")),
    }


def _paid_at_once(row: Row) -> Row:
    return {
        "payment_no": f"{row['customer_no']}{row['bill_month']}9",
        "customer_no": row["customer_no"],
        "bill_month": row["bill_month"],
        "paid_at": f"{row['billed_on']} 08:00:00",
        "pay_mode": "030148",
        "amount_fen": row["amount_fen"],
    }


def _switching(dice: Dice, number: str) -> list[Row]:
    """The supply cut off and on again, now and then twice the same."""
    moment = datetime.combine(AS_OF - timedelta(days=dice.choice((364, 365, 40))), datetime.min.time())
    rows: list[Row] = []
    for place, method in enumerate(
        dice.choice((("cut", "reconnect"), ("cut", "cut", "reconnect"), ("cut",)))
    ):
        rows.append(
            {
                "dunning_no": f"{number}-{place}",
                "customer_no": number,
                "bill_month": dice.maybe(date(2026, 8, 1), 0.5),
                "method": method,
                "sent_at": moment,
            }
        )
        moment += timedelta(seconds=dice.choice((0, 86_400, 86_401, dice.randrange(300_000))))
    return rows


def _top_up(dice: Dice, payment: str, number: str) -> Row:
    return {
        "payment_no": payment,
        "customer_no": number,
        "paid_at": dice.moment(),
        "pay_mode": dice.choice(("010102", "030148", "010101")),
        "amount_fen": dice.randrange(100, 20_000),
    }
