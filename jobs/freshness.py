"""Which sources have not come when they should have, and what is therefore not of its day, though it was computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from gridtag.expectations.deliveries import LATEST_DELIVERY
from gridtag.jobs import ledger
from gridtag.lake import Lake
from gridtag.sources import BY_NAME


def days_since(lake: Lake, as_of: date) -> dict[str, int]:
    """By source, how many days ago its latest delivery with rows was."""
    return {source: (as_of - day).days for source, day in ledger.latest_deliveries(lake, as_of).items()}


def stale(sources: Iterable[str], since: Mapping[str, int]) -> list[str]:
    """What to say of those among the sources whose latest delivery, so many days ago (`since`), is older than their
    cadence allows; a database gives nothing on days without changes."""
    found = []
    for source in sources:
        limit = LATEST_DELIVERY.get(BY_NAME[source].cadence) if source in BY_NAME else None
        if limit is not None and not BY_NAME[source].database and since.get(source, 0) > limit:
            found.append(f"{source} last came {since[source]} days ago")
    return found
