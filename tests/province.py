"""A small sample province, run through the whole pipeline once for the suite."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gridtag.jobs.context import Context

DAY = date(2026, 10, 31)
CUSTOMERS = 2200


@dataclass(frozen=True)
class Province:
    """`context` of the finished run: lake, landing folder, deliverables."""

    context: Context
