"""Who is served: one number, or a list of customers by group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from gridtag.errors import GridtagError
from gridtag.jobs import user_tables
from gridtag.jobs.outage_columns import key

CUSTOMERS, LOAD = "customers", "load"


@dataclass(frozen=True)
class Served:
    """Customers and load (volt-amperes) in all, None where unknown, and by group where a list was given."""

    customers: int | None
    load_va: int | None
    groups: pd.DataFrame | None

    def of(self, by: Sequence[str], groups: pd.Index) -> tuple[pd.Series | None, pd.Series | None]:
        """Customers and load of the groups of `by`, all those of the list; None where unknown."""
        if by:
            if self.groups is None:
                return None, None
            return self.groups[CUSTOMERS], self.groups.get(LOAD)
        return _alone(self.customers, groups), _alone(self.load_va, groups)

    def of_rows(self, rows: pd.DataFrame, by: Sequence[str]) -> int | pd.Series | None:
        """The customers of each row's group, or of all where there is no list."""
        if self.groups is None:
            return self.customers
        groups = (
            pd.MultiIndex.from_frame(rows[[key(name) for name in by]]) if len(by) > 1 else rows[key(by[0])]
        )
        return pd.Series(self.groups[CUSTOMERS].reindex(groups).to_numpy(), index=rows.index)

    def must_know(self, interruptions: pd.DataFrame, by: Sequence[str]) -> None:
        """Every group that has outages; one that is not in the list would be counted above and not below."""
        if self.groups is None or interruptions.empty:
            return
        seen = interruptions.groupby([key(name) for name in by]).size()
        unknown = seen.index.difference(self.groups.index)
        if len(unknown):
            first = unknown[0] if isinstance(unknown[0], tuple) else (unknown[0],)
            named = ", ".join(f"{name} {value or '(empty)'}" for name, value in zip(by, first, strict=True))
            raise GridtagError(
                f"{len(unknown):,} groups have outages but no line in the list of customers, first {named}; add them"
            )


def _alone(number: int | None, groups: pd.Index) -> pd.Series | None:
    return None if number is None else pd.Series([number], index=groups, dtype=object)


def served_by(told: str, load_kva: float, by: Sequence[str]) -> Served:
    """From a number or the path of a CSV with the columns of `by`, customers and perhaps load (kVA)."""
    load = round(load_kva * 1000) if load_kva else None
    if load_kva < 0:
        raise GridtagError(f"--served-load takes a number of kVA above 0, not {load_kva:g}")
    if not told:
        return Served(None, load, None)
    if told.replace(",", "").lstrip("-").isdigit():
        number = int(told.replace(",", ""))
        if number < 1:
            raise GridtagError(f"--customers takes a whole number above 0, not {number}")
        return Served(number, load, None)
    groups = _listed(Path(told), by)
    if LOAD in groups:
        load = load or int(groups[LOAD].sum())
    return Served(int(groups[CUSTOMERS].sum()), load, groups)


def _listed(path: Path, by: Sequence[str]) -> pd.DataFrame:
    if not path.is_file():
        raise GridtagError(f"--customers takes a number or a CSV file, and {path} is neither")
    if not by:
        raise GridtagError(f"{path} tells customers by group; name the groups with --by")
    table = user_tables.read(path, as_text=True)
    if missing := [name for name in (*by, CUSTOMERS) if name not in table.column_names]:
        raise GridtagError(f"{path} has no column {missing[0]}; it needs {', '.join((*by, CUSTOMERS))}")
    wanted = [*by, CUSTOMERS, *(name for name in (LOAD,) if name in table.column_names)]
    groups = table.select(wanted).to_pandas().astype(object).fillna("")
    for name in by:
        groups[name] = groups[name].astype(str).str.strip()
    for name, factor in ((CUSTOMERS, 1), (LOAD, 1000)):
        if name in groups:
            groups[name] = _whole(path, groups[name], name, factor)
    groups = groups.set_index(list(by))
    if groups.index.has_duplicates:
        raise GridtagError(f"{path} has two lines for {groups.index[groups.index.duplicated()][0]}; keep one")
    return groups.sort_index()


def _whole(path: Path, values: pd.Series, name: str, factor: int) -> pd.Series:
    numbers = pd.to_numeric(values.astype(str).str.replace(",", ""), errors="coerce") * factor
    wrong = numbers.isna() | (numbers < 0) | ((numbers != numbers.round()) & (factor == 1))
    if wrong.any():
        raise GridtagError(
            f"{path}: {name} takes whole numbers, and line {int(wrong.argmax()) + 2} has {values[wrong.argmax()]!r}"
        )
    return numbers.round().astype("int64")
