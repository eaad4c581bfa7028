"""The sums that all indices are ratios of: whole numbers that add up over units, kinds and periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from gridtag.errors import GridtagError
from gridtag.models.reliability.interruptions import HOUR_MS, MINUTE_MS

_HALF = 31


@dataclass(frozen=True)
class Limits:
    """An interruption of at most `momentary_minutes` is momentary (IEEE 5, elsewhere 3 or 1).

    CEMI and CEMSMI count from `times`, CELID-s from `hours_once`, CELID-t from `hours_in_all`; where `strictly` is
    set, only what lies above them.
    """

    momentary_minutes: float = 5
    times: int = 3
    hours_once: float = 8
    hours_in_all: float = 24
    strictly: bool = False

    def sustained(self, out_ms: pd.Series) -> pd.Series:
        return out_ms > round(self.momentary_minutes * MINUTE_MS)

    def reached(self, found: pd.Series, limit: float) -> pd.Series:
        return found > limit if self.strictly else found >= limit


def sums(interruptions: pd.DataFrame, by: Sequence[str], limits: Limits) -> pd.DataFrame:
    """Per group of `by` (one row where it is empty, even without interruptions), indexed by it:

    rows; interrupted (CI) and out_ms, their customers times milliseconds; momentary (CM). With `load_va`: load_va (LI)
    and load_ms. With `customer`: customers_out (CN) and how many reached each of the limits. All Python integers.
    """
    keys = list(by) or ["_all"]
    table = interruptions if by else interruptions.assign(_all=0)
    sustained = limits.sustained(table["out_ms"])
    lasting, brief = table[sustained], table[~sustained]
    found = {
        "rows": table.groupby(keys, dropna=False).size(),
        "interrupted": _total(lasting, keys, lasting["customers"]),
        "out_ms": _products(lasting, keys, lasting["customers"], lasting["out_ms"]),
        "momentary": _total(brief, keys, brief["customers"]),
    }
    if "load_va" in table:
        found["load_va"] = _total(lasting, keys, lasting["load_va"])
        found["load_ms"] = _products(lasting, keys, lasting["load_va"], lasting["out_ms"])
    if "customer" in table:
        found |= _of_customers(table.assign(_sustained=sustained), keys, limits)
    groups = found["rows"].index if by else pd.RangeIndex(1)
    whole = {name: values.reindex(groups, fill_value=0).astype(object) for name, values in found.items()}
    return pd.DataFrame(whole, index=groups)


def _of_customers(table: pd.DataFrame, keys: list[str], limits: Limits) -> dict[str, pd.Series]:
    lasting = table["out_ms"].where(table["_sustained"], 0)
    each = table.assign(_out=lasting).groupby([*keys, "customer"], dropna=False)
    people = each.agg(
        all=("_out", "size"), times=("_sustained", "sum"), longest=("_out", "max"), total=("_out", "sum"),
        weight=("customers", "first"),
    )  # fmt: skip
    out = people["times"] > 0
    reached = {
        "customers_out": out,
        "many": limits.reached(people["times"], limits.times),
        "many_with_momentary": limits.reached(people["all"], limits.times),
        "long_once": out & limits.reached(people["longest"], round(limits.hours_once * HOUR_MS)),
        "long_in_all": out & limits.reached(people["total"], round(limits.hours_in_all * HOUR_MS)),
    }
    return {
        name: people["weight"].where(held, 0).groupby(level=keys, dropna=False).sum()
        for name, held in reached.items()
    }


def _total(table: pd.DataFrame, keys: list[str], values: pd.Series) -> pd.Series:
    return values.groupby([table[key] for key in keys], dropna=False).sum()


def _products(table: pd.DataFrame, keys: list[str], left: pd.Series, right: pd.Series) -> pd.Series:
    """Sums of products, exact where they pass 64 bits: the halves of each product are summed apart."""
    if len(table) and int(left.max()) * int(right.max()) >= 2**63:
        raise GridtagError(f"{left.max():,} x {right.max():,} ms in one row is more than can be counted")
    product = left * right
    high = _total(table, keys, product // 2**_HALF).astype(object)
    return high * 2**_HALF + _total(table, keys, product % 2**_HALF).astype(object)


def added(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Sums of several parts of the data, added up by group; right where no customer is in two parts."""
    whole = pd.concat(parts)
    return whole.groupby(level=list(range(whole.index.nlevels)), dropna=False).sum()
