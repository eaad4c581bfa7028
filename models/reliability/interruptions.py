"""What one customer went through without getting power back is one interruption, however many rows tell of it.

Interruptions are a pandas frame, a row each:

    start_ms, end_ms   whole milliseconds since 1970 (UTC)
    out_ms             how long power was out
    day                the local day it began (datetime64), to which all of it is counted
    customers          how many were interrupted
    customer           optional: which one, or which set of customers that are always out together
    outage             optional: steps of one restoration share it
    kind               optional: `planned` or `fault`
    load_va            optional: interrupted load
    …                  columns to group by
"""

from __future__ import annotations

import numpy as np
import pandas as pd

MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000


def joined(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per interruption of a customer; rows without `customer` stay as they are and add up.

    `rows` has the columns of an interruption but out_ms. Where `outage` is there, what a customer had in one outage
    is one interruption; else rows that touch (one ends when the next of the same kind starts) are. It lasts as
    long as all its rows together, and what else it has it takes from its first row.
    """
    out = (rows["end_ms"] - rows["start_ms"]).to_numpy()
    if "customer" not in rows or not len(rows):
        return rows.assign(out_ms=out)
    same = [name for name in ("customer", "kind", "outage") if name in rows]
    ordered = rows.assign(out_ms=out).sort_values([*same, "start_ms", "end_ms"], kind="stable")
    first = np.zeros(len(ordered), dtype=bool)
    for name in same:
        values = ordered[name].to_numpy()
        first[1:] |= values[1:] != values[:-1]
    if "outage" not in same:
        first[1:] |= ordered["start_ms"].to_numpy()[1:] > ordered["end_ms"].to_numpy()[:-1]
    first[0] = True
    begins = np.flatnonzero(first)
    found = ordered[first].copy()
    found["out_ms"] = np.add.reduceat(ordered["out_ms"].to_numpy(), begins)
    found["end_ms"] = np.maximum.reduceat(ordered["end_ms"].to_numpy(), begins)
    return found.reset_index(drop=True)
