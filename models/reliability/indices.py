"""From sums to indices: one division each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from gridtag.models.reliability.catalogue import INDICES
from gridtag.models.reliability.interruptions import DAY_MS, HOUR_MS, MINUTE_MS

NONE = float("nan")


def indices(
    sums: pd.DataFrame, days: int, served: pd.Series | None = None, served_load_va: pd.Series | None = None
) -> pd.DataFrame:
    """Every index of `catalogue.INDICES` (columns) for each group (index of `sums`); nan where it cannot be computed.

    `served` and `served_load_va` are whole numbers by group; a group that has none gets no index that needs it.
    `days` is the length of the period. Interruptions are counted whole, also where they last beyond its end.
    """
    customers = _by_group(served, sums)
    loads = _by_group(served_load_va, sums)
    rows = [
        _row(dict(zip(sums.columns, values, strict=True)), days, customers[place], loads[place])
        for place, values in enumerate(sums.itertuples(index=False, name=None))
    ]
    return pd.DataFrame(rows, index=sums.index, columns=[index.name for index in INDICES], dtype=float)


def _by_group(given: pd.Series | None, sums: pd.DataFrame) -> Sequence[Any]:
    if given is None:
        return [None] * len(sums)
    found = given.reindex(sums.index)
    return [None if pd.isna(value) else int(value) for value in found]


def ratio(above: int | None, below: int | None) -> float:
    """Of whole numbers, rounded once; nan where one is missing or nothing is divided by."""
    return NONE if above is None or not below else above / below


def _row(sums: dict[str, int], days: int, served: int | None, load: int | None) -> dict[str, float]:
    interrupted, out_ms = sums["interrupted"], sums["out_ms"]
    out, load_ms = sums.get("customers_out"), sums.get("load_ms")
    available = None if served is None else served * days * DAY_MS
    supplied = None if available is None else available - out_ms
    return {
        "saifi": ratio(interrupted, served),
        "saidi": ratio(out_ms, _times(served, MINUTE_MS)),
        "caidi": ratio(out_ms, interrupted * MINUTE_MS),
        "ctaidi": ratio(out_ms, _times(out, MINUTE_MS)),
        "caifi": ratio(interrupted, out),
        "asai": ratio(supplied, available),
        "asifi": ratio(sums.get("load_va"), load),
        "asidi": ratio(load_ms, _times(load, MINUTE_MS)),
        "maifi": ratio(sums["momentary"], served),
        "cemi": ratio(sums.get("many"), served),
        "cemsmi": ratio(sums.get("many_with_momentary"), served),
        "celid_s": ratio(sums.get("long_once"), served),
        "celid_t": ratio(sums.get("long_in_all"), served),
        "aihc": ratio(out_ms, _times(served, HOUR_MS)),
        "aitc": ratio(interrupted, served),
        "rs": ratio(_times(supplied, 100), available),
    }


def _times(number: int | None, factor: int) -> int | None:
    return None if number is None else number * factor
