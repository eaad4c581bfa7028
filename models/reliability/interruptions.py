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
    codes = [pd.factorize(rows[name])[0] for name in same]
    order = np.lexsort((rows["end_ms"], rows["start_ms"], *reversed(codes)))
    start, end = rows["start_ms"].to_numpy()[order], rows["end_ms"].to_numpy()[order]
    first = np.zeros(len(order), dtype=bool)
    for code in codes:
        first[1:] |= np.diff(code[order]) != 0
    if "outage" not in same:
        first[1:] |= start[1:] > end[:-1]
    first[0] = True
    begins = np.flatnonzero(first)
    found = rows.take(order[first]).reset_index(drop=True)
    return found.assign(end_ms=np.maximum.reduceat(end, begins), out_ms=np.add.reduceat(out[order], begins))
