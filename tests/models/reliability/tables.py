"""Interruptions for tests, and the indices of them counted one customer at a time."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from gridtag.models.reliability.interruptions import DAY_MS, MINUTE_MS, joined

Cut = tuple[int, int, int]
"""Customer, first and last minute."""


def rows_of(cuts: Sequence[Cut], **columns: Sequence[Any]) -> pd.DataFrame:
    """A row for each customer and cut, in minutes since 2026-01-01."""
    begin = pd.Timestamp("2026-01-01").value // 1_000_000
    table = pd.DataFrame(
        {
            "row": range(2, len(cuts) + 2),
            "start_ms": [begin + cut[1] * MINUTE_MS for cut in cuts],
            "end_ms": [begin + cut[2] * MINUTE_MS for cut in cuts],
            "customer": [f"C{cut[0]:03}" for cut in cuts],
            "customers": [1] * len(cuts),
        }
    ).astype({"start_ms": "int64", "end_ms": "int64", "customers": "int64", "customer": object})
    table["day"] = pd.to_datetime(table["start_ms"] // DAY_MS * DAY_MS, unit="ms")
    for name, values in columns.items():
        table[name] = pd.Series(list(values), dtype=object)
    return table


def interruptions_of(cuts: Sequence[Cut], **columns: Sequence[Any]) -> pd.DataFrame:
    return joined(rows_of(cuts, **columns))


def cuts(customers: int = 12, most: int = 25) -> st.SearchStrategy[list[Cut]]:
    """Cuts of which no two of one customer touch."""
    one = st.tuples(st.integers(0, customers - 1), st.integers(0, 20_000), st.integers(0, 900))
    return st.lists(one, max_size=most).map(_apart)


def _apart(drawn: list[tuple[int, int, int]]) -> list[Cut]:
    kept: list[Cut] = []
    for customer, start, minutes in drawn:
        if all(other != customer or start + minutes < begin or start > end for other, begin, end in kept):
            kept.append((customer, start, start + minutes))
    return kept


def counted(
    found: Sequence[Cut], served: int, days: int, momentary: int, n: int, s: int, t: int
) -> dict[str, Any]:
    """Every index as a fraction, None where it divides by nothing; s and t in minutes."""
    lasting = [cut for cut in found if cut[2] - cut[1] > momentary]
    minutes = sum(last - first for _, first, last in lasting)
    people = {cut[0] for cut in found}
    times = {one: [last - first for who, first, last in lasting if who == one] for one in people}
    every = {one: sum(1 for cut in found if cut[0] == one) for one in people}
    out = sum(1 for one in people if times[one])
    return {
        "saifi": Fraction(len(lasting), served),
        "saidi": Fraction(minutes, served),
        "caidi": Fraction(minutes, len(lasting)) if lasting else None,
        "ctaidi": Fraction(minutes, out) if out else None,
        "caifi": Fraction(len(lasting), out) if out else None,
        "asai": 1 - Fraction(minutes, served * days * 1440),
        "maifi": Fraction(len(found) - len(lasting), served),
        "cemi": Fraction(sum(1 for one in people if len(times[one]) >= n), served),
        "cemsmi": Fraction(sum(1 for one in people if every[one] >= n), served),
        "celid_s": Fraction(sum(1 for one in people if times[one] and max(times[one]) >= s), served),
        "celid_t": Fraction(sum(1 for one in people if times[one] and sum(times[one]) >= t), served),
        "aihc": Fraction(minutes, served * 60),
        "aitc": Fraction(len(lasting), served),
        "rs": 100 * (1 - Fraction(minutes, served * days * 1440)),
    }
