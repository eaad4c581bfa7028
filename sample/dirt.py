"""Faults of real extracts, put in at known rates: what, where, and which rule should catch it."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from gridtag.contract import Source
from gridtag.sample.clock import to_date
from gridtag.sample.draws import generator
from gridtag.sample.parameters import faults


@dataclass
class Dirt:
    """Keeps score of every fault put in."""

    seed: int
    owed: dict[tuple[str, str], float] = field(default_factory=dict)
    told: list[dict[str, object]] = field(default_factory=list)

    def spoil(
        self, source: Source, place: str, day: int, rows: pl.DataFrame, twice: bool = True
    ) -> pl.DataFrame:
        """The file's rows with faults in some of them and, if allowed, a few rows twice."""
        random = generator(self.seed, "dirt", place, day)
        taken = np.zeros(rows.height, dtype=bool)
        for fault in faults(source.name):
            if fault["kind"] == "duplicate":
                rows = (
                    self._twice(source, place, rows, float(fault["rate"]), taken, random) if twice else rows
                )
            else:
                rows = self._fault(source, place, day, rows, fault, taken, random)
        return rows

    def _many(self, source: str, kind: str, expected: float) -> int:
        """Whole faults due: the running total follows the rate, and small sets still get one early."""
        owed = self.owed.get((source, kind), 0.9) + expected
        self.owed[source, kind] = owed % 1.0
        return int(owed)

    def _twice(
        self,
        source: Source,
        place: str,
        rows: pl.DataFrame,
        rate: float,
        taken: np.ndarray,
        random: np.random.Generator,
    ) -> pl.DataFrame:
        many = min(self._many(source.name, "duplicate", rate * rows.height), int((~taken).sum()))
        if not many:
            return rows
        chosen = np.sort(random.choice(np.flatnonzero(~taken), many, replace=False))
        for offset, row in enumerate(chosen.tolist()):
            self.tell(source, place, rows.height + offset + 1, "duplicate", "", f"copy of row {row + 1}")
        return pl.concat([rows, rows[chosen]])

    def _fault(
        self,
        source: Source,
        place: str,
        day: int,
        rows: pl.DataFrame,
        fault: dict[str, str],
        taken: np.ndarray,
        random: np.random.Generator,
    ) -> pl.DataFrame:
        usable = ~taken
        if fault["needs"]:
            usable &= rows[fault["needs"]].is_not_null().to_numpy()
        many = self._many(source.name, fault["kind"], float(fault["rate"]) * rows.height)
        many = min(many, int(usable.sum()))
        if not many:
            return rows
        chosen = np.sort(random.choice(np.flatnonzero(usable), many, replace=False))
        taken[chosen] = True
        for row in chosen.tolist():
            key = " ".join(str(rows[source.column(name).raw][row]) for name in source.key)
            self.tell(source, place, row + 1, fault["kind"], fault["rule"], key)
        column = rows[fault["column"]]
        text = f"{to_date(day + 40)} 12:00:00" if fault["value"] == "+40" else fault["value"] or None
        value = pl.Series(values=[text], dtype=pl.String).cast(column.dtype)
        marks = pl.Series(values=np.isin(np.arange(rows.height), chosen))
        spoiled = pl.select(pl.when(marks).then(pl.lit(value).first()).otherwise(column)).to_series()
        return rows.with_columns(spoiled.alias(fault["column"]))

    def tell(self, source: Source, place: str, row: int, kind: str, rule: str, note: str) -> None:
        told = {"source": source.name, "file": place, "row": row, "kind": kind, "rule": rule, "note": note}
        self.told.append(told)

    def frame(self) -> pl.DataFrame:
        kinds = dict.fromkeys(("source", "file", "row", "kind", "rule", "note"), pl.String())
        return pl.DataFrame(self.told, schema={**kinds, "row": pl.Int64()})


def counts(told: pl.DataFrame) -> pl.DataFrame:
    """Faults by source and kind, and whether quarantine should hold them."""
    by_kind = told.group_by("source", "kind", "rule").agg(pl.len().alias("rows"))
    return by_kind.with_columns((pl.col("rule") != "").alias("quarantined")).sort("source", "kind", "rule")
