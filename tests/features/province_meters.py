"""Generated days of meters, and temperatures that go with the seasons: homes that cool, heat or stand empty."""

from __future__ import annotations

import math
from datetime import date, timedelta

from tests.features.dice import AS_OF, Dice, Row

_BACK = 860
"""Days back; frames reach 850."""
_FESTIVE = (date(2026, 2, 9), date(2026, 3, 3))
_EDGES = (0, 1, 13, 14, 29, 30, 89, 90, 103, 104, 364, 365)


def meters_of(dice: Dice, silver: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Days of meters; the weather is given temperatures."""
    degrees: dict[tuple[str, date], float] = {}
    for row in silver["weather"]:
        row |= _temperatures(dice, row["day"])
        if row["max_celsius"] is not None and row["min_celsius"] is not None:
            degrees[row["org_no"], row["day"]] = (row["max_celsius"] + row["min_celsius"]) / 2
    counties = {row["customer_no"]: row["org_no"][:7] for row in silver["customers"]}
    days = []
    for place, number in enumerate(sorted(counties)[:-3]):
        length = _BACK if place < 10 else dice.choice((1, 2, 8, 15, 40, 100, 182))
        home = _Home(dice, place)
        for back in range(length):
            day = AS_OF - timedelta(days=back)
            days.append(home.day(number, back, day, degrees.get((counties[number], day))))
    return {"meter_daily": [day for day in days if day]}


def _temperatures(dice: Dice, day: date) -> Row:
    mean = 17 - 14 * math.cos((day.timetuple().tm_yday - 20) / 365 * 2 * math.pi) + dice.gauss(0, 2.5)
    if dice.random() < 0.05:
        mean -= 9
    most, least = round(mean + dice.uniform(2, 6), 1), round(mean - dice.uniform(2, 6), 1)
    most = dice.choice((34.9, 35.0)) if abs(most - 35) < 0.5 else most
    least = dice.choice((0.0, 0.1)) if abs(least) < 0.5 else least
    return {"max_celsius": dice.maybe(most, 0.02), "min_celsius": dice.maybe(least, 0.02)}


class _Home:
    """Its use goes with temperature, weekday and noise; spells of it are empty."""

    def __init__(self, dice: Dice, place: int) -> None:
        self.dice, self.kind = dice, place % 10
        self.base = dice.choice((800, 6_000, 40_000))
        self.cooling, self.heating = (dice.choice((0, 150, 900)) for _ in range(2))
        self.weekend, self.festive = dice.choice((0.5, 1, 2)), (0.6, 1.5, 1)[place % 3]
        spells = [dice.choice(_EDGES) + dice.choice((-1, 0, 1)) for _ in range(4)]
        self.empty = [(first, first + dice.choice((12, 13, 14, 15, 60)) - 1) for first in spells]
        self.empty += [(back, back + dice.choice((2, 13, 14, 30))) for back in range(130, _BACK, 170)]

    def day(self, number: str, back: int, day: date, degrees: float | None) -> Row | None:
        dice = self.dice
        if back not in _EDGES and dice.random() < 0.02:
            return None
        collected = dice.choice(("true",) * 30 + ("false",))
        energy = dice.maybe(self._energy(back, day, degrees), 0.02 if collected == "true" else 0.7)
        return {"customer_no": number, "day": day, "energy_wh": energy, "collected": collected}

    def _energy(self, back: int, day: date, degrees: float | None) -> int:
        if self.kind == 1:
            return 5_000
        if self.kind == 2:
            return 0
        if any(first <= back <= last for first, last in self.empty):
            return self.dice.choice((0, 0, 1, 499))
        warm = degrees if degrees is not None else 20.0
        use = self.base + self.cooling * max(warm - 26, 0) + self.heating * max(15 - warm, 0)
        use *= self.festive if _FESTIVE[0] <= day <= _FESTIVE[1] else 1
        use *= self.weekend if day.weekday() >= 5 else 1
        return max(int(use * self.dice.choice((1, 1, self.dice.uniform(0.7, 1.4)))), 500)
