"""Silver tables of any number of customers, made by numpy a chunk at a time: clean rows of realistic frequency.

The sample province is for reading like a province; this is for being large. The same seed gives the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from gridtag import reference

MONTHS = 24
CHUNK = 50_000
CUSTOMERS_PER_AREA, CROWD = 200, 10_000
INSTITUTION = 5_000
"""Calls of one customer, where calls are skewed."""
OUTAGES_A_YEAR = 3
"""Of a transformer area, planned ones and those of its feeder included."""
CALLS_A_YEAR, TICKETS_A_YEAR = 0.27, 0.15
"""Of a customer on average: 320,000 calls a day from 439 million customers, half of which leave a ticket."""


@dataclass(frozen=True)
class Scale:
    """So many customers with MONTHS of history up to the end of the day `end`.

    `skewed`: transformer areas are of CROWD customers, and calls come from a few institutions of INSTITUTION each.
    """

    customers: int
    end: date
    seed: int = 1
    skewed: bool = False

    @property
    def area_size(self) -> int:
        return CROWD if self.skewed else CUSTOMERS_PER_AREA

    @property
    def areas(self) -> int:
        return max(self.customers // self.area_size, 1)


def parquet(scale: Scale, folder: Path) -> dict[str, int]:
    """Writes <folder>/<source>/<chunk>.parquet; gives the rows of each source."""
    counted: dict[str, int] = {}
    for number, tables in enumerate(_chunks(scale)):
        for name, table in tables.items():
            target = folder / name / f"{number:05}.parquet"
            target.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(table, target)
            counted[name] = counted.get(name, 0) + len(table)
    return counted


def _chunks(scale: Scale) -> Iterator[dict[str, pa.Table]]:
    yield _areas(scale)
    for first in range(0, scale.customers, CHUNK):
        numbers = np.arange(first, min(first + CHUNK, scale.customers))
        dice = np.random.default_rng([scale.seed, first])
        yield (
            _customers(scale, numbers, dice) | _billing(scale, numbers, dice) | _hotline(scale, numbers, dice)
        )


def _days(of: np.ndarray) -> np.ndarray:
    return of.astype("datetime64[D]")


def _moments(days: np.ndarray, dice: np.random.Generator, first: int = 8, last: int = 22) -> np.ndarray:
    """A second of each day between two hours."""
    return days.astype("datetime64[s]") + dice.integers(first * 3600, last * 3600, len(days)).astype(
        "timedelta64[s]"
    )


def _known(moments: np.ndarray) -> np.ndarray:
    """Midnight after the event: known by the run of its day."""
    return (_days(moments) + 1).astype("datetime64[us]")


def _numbers(numbers: np.ndarray) -> pa.Array:
    return pa.array(np.char.add("33", np.char.zfill((numbers + 10_000_000).astype(str), 8)))


def _table(columns: dict[str, Any], event: np.ndarray) -> pa.Table:
    shown = {name: _column(values) for name, values in columns.items()}
    return pa.table(shown | {"available_at": _column(_known(event))})


def _column(values: Any) -> pa.Array:
    if isinstance(values, pa.Array):
        return values
    if values.dtype.kind == "M" and values.dtype != "datetime64[D]":
        return pa.array(values.astype("datetime64[us]"), pa.timestamp("us"))
    return pa.array(values)


def _customers(scale: Scale, numbers: np.ndarray, dice: np.random.Generator) -> dict[str, pa.Table]:
    many = len(numbers)
    begun = np.datetime64(scale.end - timedelta(days=31 * MONTHS + 60))
    connected = begun - dice.integers(0, 3650, many)
    return {
        "customers": _table(
            {
                "customer_no": _numbers(numbers),
                "org_no": np.full(many, "3340101"),
                "transformer_no": _area_no(numbers // scale.area_size % scale.areas),
                "customer_sort": np.where(dice.random(many) < 0.92, "03", "02"),
                "elec_type": np.where(dice.random(many) < 0.9, "200", "403"),
                "urban_rural": np.where(dice.random(many) < 0.6, "01", "02"),
                "status": np.full(many, "0"),
                "prepaid": dice.random(many) < 0.2,
                "connected_on": connected,
                "updated_at": np.full(many, begun).astype("datetime64[s]"),
                "valid_from": np.full(many, begun).astype("datetime64[s]"),
            },
            np.full(many, begun),
        )
    }


BUSINESS = ("business_code", "business_level1", "business_level2", "theme", "business_level3")


def _coded(table: str, columns: tuple[str, ...], drawn: np.ndarray) -> dict[str, pa.Array]:
    """A code and what the code table says of it, for each row of the table drawn."""
    rows = reference.rows(table)
    return {name: pa.array([row[name] or None for row in rows]).take(pa.array(drawn)) for name in columns}


def _area_no(areas: np.ndarray) -> np.ndarray:
    return np.char.add("T", np.char.zfill(areas.astype(str), 8))


def _billing(scale: Scale, numbers: np.ndarray, dice: np.random.Generator) -> dict[str, pa.Table]:
    """One bill a month, most of it paid by one payment within some weeks, on time or not at all."""
    last = np.datetime64(scale.end, "M") - 1
    month = np.tile(np.arange(last - MONTHS + 1, last + 1), len(numbers))
    who = np.repeat(numbers, MONTHS)
    many = len(who)
    billed = _days(month + 1) + 2 + (who % 7)
    level = np.repeat(dice.lognormal(12.0, 0.6, len(numbers)), MONTHS)
    season = 1 + 0.5 * np.isin(month.astype(int) % 12, (0, 6, 7, 11))
    energy = (level * season * dice.lognormal(0, 0.25, many)).astype(np.int64)
    amount = energy * 54 // 1000
    peak = energy * dice.integers(30, 60, many) // 100
    bills = {
        "customer_no": _numbers(who),
        "bill_month": _days(month),
        "org_no": np.full(many, "3340101"),
        "read_on": billed - 2,
        "read_type": np.where(dice.random(many) < 0.98, "actual", "estimated"),
        "billed_on": billed,
        "due_on": billed + 20,
        "energy_wh": energy,
        "peak_wh": peak,
        "valley_wh": energy - peak,
        "amount_fen": amount,
        "status": np.full(many, "1"),
    }
    late = np.minimum(dice.geometric(0.08, many), 120)
    paid_on = billed + late
    paid = (paid_on <= np.datetime64(scale.end)) & (dice.random(many) < 0.985)
    modes = len(reference.rows("pay_modes"))
    habit = np.repeat(dice.integers(0, modes, len(numbers)), MONTHS)
    mode = np.where(dice.random(many) < 0.85, habit, dice.integers(0, modes, many))
    serial = np.char.add(np.char.add(who.astype(str), "-"), month.astype(int).astype(str))
    at = _moments(paid_on[paid], dice)
    payments = {
        "payment_no": serial[paid],
        "customer_no": _numbers(who[paid]),
        "org_no": np.full(int(paid.sum()), "3340101"),
        "bill_month": _days(month)[paid],
        "paid_at": at,
        **_coded("pay_modes", ("pay_mode", "pay_channel", "is_online"), mode[paid]),
        "amount_fen": amount[paid],
    }
    return {
        "bills": _table(bills, billed).filter(pa.array(billed <= np.datetime64(scale.end))),
        "payments": _table(payments, at),
    }


def _events(
    scale: Scale, numbers: np.ndarray, a_year: float, dice: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Customer and day of events: a few customers have many, most have none."""
    rate = dice.gamma(0.35, a_year * MONTHS / 12 / 0.35, len(numbers))
    who = np.repeat(numbers, dice.poisson(rate))
    days = np.datetime64(scale.end) - dice.integers(0, MONTHS * 30, len(who))
    return who, days


def _hotline(scale: Scale, numbers: np.ndarray, dice: np.random.Generator) -> dict[str, pa.Table]:
    kinds = len(reference.rows("business_types"))
    who, days = _events(scale, numbers, CALLS_A_YEAR, dice)
    if scale.skewed:
        who = numbers[np.arange(len(who)) // INSTITUTION]
    many, at = len(who), _moments(days, dice, 0, 24)
    waited, talked = dice.geometric(0.02, many).astype(np.int32), dice.geometric(0.006, many).astype(np.int32)
    abandoned = dice.random(many) < 0.06
    rated = dice.random(many) < 0.5
    calls = {
        "contact_id": np.char.add(
            np.char.add("c", who.astype(str)), np.char.add("-", np.arange(many).astype(str))
        ),
        "channel": np.where(dice.random(many) < 0.9, "phone", "app"),
        "direction": np.where(dice.random(many) < 0.95, "in", "out"),
        "org_no": np.full(many, "3340101"),
        "customer_no": _numbers(who),
        "started_at": at,
        "queue_seconds": waited,
        "answered_at": pa.array(
            (at + waited.astype("timedelta64[s]")).astype("datetime64[us]"), mask=abandoned
        ),
        "talk_seconds": pa.array(talked, mask=abandoned),
        "transfers": (dice.random(many) < 0.05).astype(np.int32),
        "abandoned": abandoned,
        "rating_offered": rated,
        "rating": pa.array(dice.choice([1, 1, 1, 2, 3, 4], many).astype(np.int32), mask=~rated),
        **_coded("business_types", BUSINESS[:4], dice.integers(0, kinds, many)),
    }
    who, days = _events(scale, numbers, TICKETS_A_YEAR, dice)
    many, at = len(who), _moments(days, dice, 0, 24)
    step = [
        (at + dice.integers(low, high, many).astype("timedelta64[s]"))
        for low, high in ((60, 900), (1200, 5400), (5400, 20000), (20000, 90000))
    ]
    tickets = {
        "ticket_no": np.char.add(
            np.char.add("t", who.astype(str)), np.char.add("-", np.arange(many).astype(str))
        ),
        **_coded("business_types", BUSINESS, dice.integers(0, kinds, many)),
        "urban_rural": np.where(dice.random(many) < 0.6, "01", "02"),
        "org_no": np.full(many, "3340101"),
        "accepted_at": at,
        "customer_no": _numbers(who),
        "is_child": np.zeros(many, dtype=bool),
        **dict(zip(("dispatched_at", "on_site_at", "restored_at", "closed_at"), step, strict=True)),
        "returns": (dice.random(many) < 0.04).astype(np.int32),
        "transfers": (dice.random(many) < 0.06).astype(np.int32),
        "status": np.full(many, "closed"),
        "is_test": np.zeros(many, dtype=bool),
    }
    return {"calls": _table(calls, calls["started_at"]), "tickets": _table(tickets, at)}


def _areas(scale: Scale) -> dict[str, pa.Table]:
    """Outages of transformer areas, each with its scope."""
    dice = np.random.default_rng([scale.seed, scale.customers])
    area = np.repeat(np.arange(scale.areas), dice.poisson(OUTAGES_A_YEAR * MONTHS / 12, scale.areas))
    many = len(area)
    at = _moments(np.datetime64(scale.end) - dice.integers(0, MONTHS * 30, many), dice, 0, 24)
    ended = at + dice.integers(600, 30_000, many).astype("timedelta64[s]")
    planned = dice.random(many) < 0.5
    number = np.char.add("o", np.arange(many).astype(str))
    start = pa.array(at.astype("datetime64[us]"), mask=~planned)
    outages = {
        "outage_id": number,
        "org_no": np.full(many, "3340101"),
        "kind": np.where(planned, "plan", "fault"),
        "level": np.full(many, "area"),
        "transformer_no": _area_no(area),
        "planned_start_at": start,
        "planned_end_at": pa.array((at + 20_000).astype("datetime64[us]"), mask=~planned),
        "started_at": at,
        "restored_at": ended,
        "status": np.full(many, "closed"),
    }
    scope = {"outage_id": number, "transformer_no": _area_no(area), "restored_at": ended}
    return {"outages": _table(outages, at), "outage_scope": _table(scope, at)}
