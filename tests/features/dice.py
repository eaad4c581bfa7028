"""Random rows: moments that fall on the edges of windows more often than by chance, values now and then missing."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

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
