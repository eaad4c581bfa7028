"""Figures measured on a landing set, each beside what it should be."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from gridtag.sample.landing import latest, moments, read


@dataclass(frozen=True)
class Figure:
    """A measured figure, its target and the bounds in which it holds; `source` says whose target."""

    name: str
    value: float
    target: float
    low: float
    high: float
    unit: str = ""
    source: str = ""
    note: str = ""

    @property
    def holds(self) -> bool:
        return self.low <= self.value <= self.high


def near(
    name: str, value: float, target: float, share: float, unit: str = "", source: str = "", note: str = ""
) -> Figure:
    """Holds within a share of the target."""
    return Figure(name, value, target, target * (1 - share), target * (1 + share), unit, source, note)


def within(
    name: str, value: float, target: float, margin: float, unit: str = "%", source: str = "", note: str = ""
) -> Figure:
    """Holds within a margin of the target."""
    return Figure(name, value, target, target - margin, target + margin, unit, source, note)


def share(frame: pl.DataFrame, chosen: pl.Expr) -> float:
    """Share of rows for which the expression is true; not a number without rows."""
    return frame.select(chosen.fill_null(False).sum()).item() / frame.height if frame.height else float("nan")


def total(frame: pl.DataFrame, column: str) -> float:
    return float(frame.select(pl.col(column).cast(pl.Float64).sum()).item())


def year(column: str) -> pl.Expr:
    return pl.from_epoch(pl.col(column)).dt.year()


@dataclass
class Landing:
    """Last states of what the figures are computed from, without rows that no warehouse would keep."""

    customers: pl.DataFrame
    calls: pl.DataFrame
    tickets: pl.DataFrame
    bills: pl.DataFrame
    payments: pl.DataFrame
    interruptions: pl.DataFrame
    contacts: pl.DataFrame
    years: float
    full_year: int


def load(landing: Path) -> Landing:
    customers = latest(read(landing, "customers"), "CONS_NO").filter(pl.col("CANCEL_DATE").is_null())
    calls = moments(latest(read(landing, "calls"), "contact_id"), "ivr_enter_ts", "answer_ts")
    calls = calls.filter(pl.col("ivr_enter_ts").is_not_null() & pl.col("direction").is_in(["in", "out"]))
    tickets = moments(latest(read(landing, "tickets"), "APP_NO"), "HANDLE_TIME", "ARCHIVE_TIME")
    tickets = tickets.filter(pl.col("BUSI_TYPE_CODE").is_not_null() & pl.col("HANDLE_TIME").is_not_null())
    tickets = tickets.filter(~pl.col("ACCEPT_CONTENT").str.contains("测试工单"))
    bills = latest(read(landing, "bills"), "CONS_NO", "RCVBL_YM")
    payments = moments(latest(read(landing, "payments"), "PAY_NO"), "CHARGE_TIME")
    months = bills.select(pl.col("RCVBL_YM").n_unique()).item()
    last = str(bills.select(pl.col("RCVBL_YM").max()).item())
    full_year = int(last[:4]) - (last[4:] != "12")
    return Landing(
        customers=customers,
        calls=calls,
        tickets=tickets,
        bills=bills,
        payments=payments.filter(pl.col("CHARGE_TIME").is_not_null()),
        interruptions=_interruptions(landing),
        contacts=read(landing, "contacts").filter(pl.col("ROLE") == "owner"),
        years=months / 12,
        full_year=full_year,
    )


def _interruptions(landing: Path) -> pl.DataFrame:
    """Restored outages by transformer area, without cuts for arrears and customers' own faults."""
    outages = latest(read(landing, "outages"), "POWEROFF_ID").drop("TG_NO")
    scope = latest(read(landing, "outage_scope"), "POWEROFF_ID", "TG_NO").filter(pl.col("CONS_CNT") >= 0)
    areas = latest(read(landing, "transformers"), "TG_NO")
    areas = areas.select("TG_NO", pl.col("URBAN_RURAL_FLAG").alias("class"))
    found = moments(
        outages.join(scope, on="POWEROFF_ID").join(areas, on="TG_NO"), "START_TIME", "RESTORE_TIME"
    )
    found = found.filter(pl.col("RESTORE_TIME").is_not_null() & (pl.col("STATUS") != "cancelled"))
    found = found.filter(~pl.col("TYPE_CODE").is_in(["arrears", "user"]))
    hours = (pl.col("RESTORE_TIME") - pl.col("START_TIME")) / 3600
    return found.with_columns((hours * pl.col("CONS_CNT")).alias("load"))
