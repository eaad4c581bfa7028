"""Generated weather, steps of tickets and a surge of calls, and what ties tickets to places and outages."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.features.dice import AS_OF, Dice, Row

_COUNTIES = ("3340101", "3340102", "3340103")
"""The third was merged into the second."""
_SURGE = datetime(2026, 9, 7, 18, 0)
_FESTIVALS = (datetime(2026, 2, 15, 8), datetime(2025, 2, 1, 8))
_ADDRESSES = ("某路1号", "某路2号", "某村3组")


def service_of(dice: Dice, silver: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Sources of weather and steps; rows of others are given addresses, outages, channels and offices."""
    for row in silver["customers"]:
        row["org_no"] = dice.choice(_COUNTIES[:2]) + "01"
    for row in silver["outage_notices"]:
        row["channel"] = dice.value("outage_notices", "channel")
    outages = [row["outage_id"] for row in silver["outages"]]
    for row in silver["tickets"]:
        row |= {
            "address": dice.maybe(dice.choice(_ADDRESSES), 0.7),
            "outage_id": dice.maybe(dice.choice(outages), 0.7),
        }
    numbers = sorted({row["customer_no"] for row in silver["customers"]})
    silver["tickets"] += [_complaint(dice, index, numbers) for index in range(len(numbers) * 2)]
    silver["calls"] += _series(dice, numbers) + _surge(dice, numbers)
    for year, day in enumerate(_FESTIVALS):
        _festival_fault(dice, silver, f"{25 * 10**10 + year}", day)
    return {
        "weather": [_day(dice, county, back) for county in _COUNTIES for back in range(800)],
        "organisations": _offices(),
        "ticket_steps": [step for row in silver["tickets"] for step in _steps(dice, row)],
    }


def _complaint(dice: Dice, index: int, numbers: list[str]) -> Row:
    """A complaint, opinion or suggestion on the edges of the windows."""
    back = dice.choice((0, 3, 20, 29, 30, 31, 300, 364, 365))
    return {
        "ticket_no": f"x{index}",
        "customer_no": dice.maybe(dice.choice(numbers)),
        "accepted_at": datetime(2026, 10, 31, 12) - timedelta(days=back),
        "business_code": dice.choice(("T43", "O4", "S4", "T11")),
        "transformer_no": dice.maybe("T1", 0.8),
        "closed_at": dice.maybe(datetime(2026, 10, 31, 13)),
    }


def _festival_fault(dice: Dice, silver: dict[str, list[Row]], number: str, day: datetime) -> None:
    silver["outages"].append({"outage_id": number, "kind": "fault", "level": "tg", "started_at": day})
    areas = sorted({row["transformer_no"] for row in silver["transformers"]})
    silver["outage_scope"] += [
        {"outage_id": number, "transformer_no": area} for area in areas if dice.random() < 0.7
    ]


def _day(dice: Dice, county: str, back: int) -> Row:
    return {
        "org_no": county,
        "day": AS_OF - timedelta(days=back - 1),
        "max_celsius": dice.maybe(dice.choice((20.0, 34.9, 35.0, 38.5))),
        "min_celsius": dice.maybe(dice.choice((-6.0, 0.0, 0.1, 15.0))),
        "rain_mm": dice.maybe(dice.choice((0.0, 10.0, 49.9, 50.0)), 0.2),
        "max_wind_ms": dice.maybe(dice.choice((3.0, 17.1, 17.2)), 0.2),
        "warning": dice.maybe(dice.value("weather", "warning"), 0.8),
    }


def _offices() -> list[Row]:
    old, heir, gone = _COUNTIES
    return [
        {"org_no": old, "level": "county", "valid_from": "2000-01-01"},
        {"org_no": heir, "level": "county", "valid_from": "2000-01-01"},
        {
            "org_no": gone,
            "level": "county",
            "valid_from": "2000-01-01",
            "valid_to": "2026-01-01",
            "successor_org_no": heir,
        },
    ]


def _steps(dice: Dice, ticket: Row) -> list[Row]:
    steps = dice.sample(("dispatch", "reply", "reply", "revisit", "close"), dice.randrange(4))
    return [
        {
            "ticket_no": ticket["ticket_no"],
            "step_no": number,
            "step": step,
            "step_at": ticket["accepted_at"] + timedelta(hours=dice.choice((0, 23, 24, 25, 120, 168, 500))),
        }
        for number, step in enumerate(steps)
    ]


def _series(dice: Dice, numbers: list[str]) -> list[Row]:
    """Contacts that follow each other on one theme, seven days and a second apart or less."""
    rows = []
    for index in range(len(numbers)):
        moment = dice.moment()
        for place in range(dice.randrange(2, 6)):
            rows.append(
                {
                    "contact_id": f"s{index}-{place}",
                    "customer_no": numbers[index % (len(numbers) - 3)],
                    "started_at": moment,
                    "business_code": dice.choice(("T43", "O4")),
                    "channel": dice.choice(("phone", "phone", "app")),
                }
            )
            moment += timedelta(seconds=dice.choice((0, 3600, 7 * 86400, 7 * 86400 + 1)))
    return rows


def _surge(dice: Dice, numbers: list[str]) -> list[Row]:
    """Fifty calls in five minutes, and fewer at the same time of the weeks before; most callers are unknown."""
    rows = []
    for week, calls in enumerate((50, 5, 17, 50)):
        for index in range(calls):
            known = index < 12
            rows.append(
                {
                    "contact_id": f"g{week}-{index}",
                    "customer_no": dice.choice(numbers) if known else None,
                    "started_at": _SURGE - timedelta(days=7 * week, seconds=-dice.randrange(300)),
                    "direction": "in",
                }
            )
    return rows
