"""A small sample province, run through the whole pipeline once for the suite."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gridtag.jobs.context import Context

DAY = date(2026, 10, 31)
CUSTOMERS = 2200
SPRING = date(2026, 3, 8)
"""In the week after Spring Festival."""


@dataclass(frozen=True)
class Province:
    """`context` of the finished run: lake, landing folder, deliverables."""

    context: Context

    def customers(self) -> set[str]:
        """Every customer that the archive ever held."""
        rows = self.context.lake.read("silver.customers").select("customer_no").distinct().collect()
        return {row["customer_no"] for row in rows}
