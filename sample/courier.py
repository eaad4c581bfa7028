"""Hands rows over on the day the source would: on time, late, or never within the history."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from gridtag.contract import Source
from gridtag.sample import files
from gridtag.sample.clock import DAY, HOUR, History, to_date
from gridtag.sample.dirt import Dirt
from gridtag.sample.draws import generator
from gridtag.sample.parameters import number
from gridtag.sources import BY_NAME

_LATE = {
    "calls",
    "tickets",
    "ticket_steps",
    "ticket_urges",
    "ticket_revisits",
    "outages",
    "outage_scope",
    "outage_notices",
    "payments",
    "dunning",
    "bills",
}


@dataclass
class Courier:
    """Rows waiting for their delivery day, by source."""

    out: Path
    told: History
    seed: int
    dirt: Dirt
    database: bool = False
    hold: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    written: dict[str, int] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)
    late: dict[str, int] = field(default_factory=dict)
    undelivered: dict[str, int] = field(default_factory=dict)
    calls: int = 0
    tables: dict[str, list[pl.DataFrame]] = field(default_factory=dict)

    def days(self, source: str) -> np.ndarray:
        """Delivery days of a source."""
        told = self.told
        if source in ("payments", "dunning"):
            return np.array(told.month_ends())
        if source == "weather":
            return np.array(told.go_live())
        first = [] if source in _LATE else [told.first_day]
        return np.array([*first, *told.go_live()])

    def day_of(self, source: str, known: np.ndarray) -> np.ndarray:
        """Delivery day of rows known at these seconds; far in the future if it is not within the history."""
        days = np.append(self.days(source), self.told.last_day + 10_000)
        return np.asarray(days[np.searchsorted(days[:-1], known // DAY)])

    def lateness(self, source: str, size: int) -> np.ndarray:
        """Seconds by which rows come late: one to five days for a few."""
        self.calls += 1
        random = generator(self.seed, "late", source, self.calls)
        late = (random.random(size) < number("late_share")) & (source in _LATE)
        self.late[source] = self.late.get(source, 0) + int(late.sum())
        return np.asarray(np.where(late, random.integers(1, 6, size) * DAY, 0))

    def add(self, source: str, frame: pl.DataFrame, known: np.ndarray) -> None:
        """Rows known at these seconds; some of them come late."""
        if frame.height:
            self.put(source, frame, self.day_of(source, known + self.lateness(source, frame.height)), known)

    def put(self, source: str, frame: pl.DataFrame, day: np.ndarray, moment: np.ndarray) -> None:
        """Rows for these delivery days."""
        if frame.height:
            self.hold.setdefault(source, []).append(
                frame.with_columns(pl.Series("_day", day), pl.Series("_moment", moment))
            )

    def deliver(self, until: int) -> None:
        """Writes every file due by this day."""
        for source in sorted(self.hold):
            due: dict[int, list[pl.DataFrame]] = {}
            waiting = []
            for frame in self.hold[source]:
                for day in frame["_day"].unique().sort().to_list():
                    rows = frame.filter(pl.col("_day") == day)
                    if day <= until:
                        due.setdefault(day, []).append(rows)
                    else:
                        waiting.append(rows)
            self.hold[source] = waiting
            for day in sorted(due):
                self._write_day(BY_NAME[source], day, pl.concat(due[day], how="diagonal_relaxed"))

    def _write_day(self, source: Source, day: int, rows: pl.DataFrame) -> None:
        rows = rows.sort("_moment", maintain_order=True)
        tail = day > self.told.last_day - self.told.daily_tail
        monthly = day in self.told.month_ends() and (not tail or source.cadence == "monthly")
        stamp = f"{to_date(day):%Y%m}" if monthly else f"{to_date(day):%Y%m%d}"
        if source.cadence == "hourly" and tail:
            hour = np.where(
                rows["_moment"].to_numpy() // DAY == day, rows["_moment"].to_numpy() % DAY // HOUR, 0
            )
            for value in np.unique(hour):
                self.write(
                    source, day, f"{source.name}_{stamp}{value:02d}", rows.filter(pl.Series(hour == value))
                )
            return
        self.write(source, day, f"{source.name}_{stamp}", rows)

    def write(self, source: Source, day: int, stem: str, rows: pl.DataFrame) -> None:
        """One file, or rows of a table where the source is a database."""
        rows = files.in_order(source, rows.drop("_day", "_moment", strict=False))
        table = self.database and source.database
        place = f"{source.name}/{to_date(day):%Y-%m-%d}/{files.file_name(source, stem)}"
        rows = self.dirt.spoil(source, "postgres" if table else place, day, rows, twice=not table)
        if table:
            self.tables.setdefault(source.name, []).append(rows)
        else:
            files.write(self.out / place, source, rows)
        self.written[source.name] = self.written.get(source.name, 0) + rows.height
        self.files[source.name] = self.files.get(source.name, 0) + 1

    def close(self) -> None:
        """What was still to come when the history ends."""
        for source, frames in self.hold.items():
            self.undelivered[source] = sum(frame.height for frame in frames)
