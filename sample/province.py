"""The make-believe province, told month by month into landing files."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np

from gridtag.errors import GridtagError
from gridtag.sample import (
    adoption,
    archive,
    archive_rows,
    bills,
    campaigns,
    climate,
    clock,
    database,
    demand,
    energy,
    network,
    outage_rows,
    outages,
    planted,
    reference_files,
    reform,
    tickets,
    truth,
)
from gridtag.sample.clock import DAY
from gridtag.sample.courier import Courier
from gridtag.sample.dirt import Dirt
from gridtag.sample.months import send_contacts, tell
from gridtag.sample.state import Province
from gridtag.sources import SOURCES

Progress = Callable[[str, int, int], None]
FEWEST_CUSTOMERS = 200


def generate(
    out: Path,
    *,
    customers: int,
    months: int = 24,
    seed: int = 1,
    end: date = date(2026, 10, 31),
    postgres: str | None = None,
    progress: Progress | None = None,
) -> dict[str, object]:
    """Writes landing files and, under `_truth`, what was planted in them; returns a summary.

    With `postgres` (a URL) the archive goes into the tables of its schema `marketing` instead of files.
    `progress` is told the month, its number and how many there are.
    """
    if customers < FEWEST_CUSTOMERS or months < 1:
        raise GridtagError(f"a sample province needs at least {FEWEST_CUSTOMERS} customers and one month")
    out = Path(out)
    for name in ("_truth", *(source.name for source in SOURCES)):
        shutil.rmtree(out / name, ignore_errors=True)
    told = clock.history(months, end)
    province = _found(Courier(out, told, seed, Dirt(seed), database=postgres is not None), customers)
    _first_extracts(province)
    for month in told.months:
        if progress:
            progress(f"{month.first:%Y-%m}", month.number + 1, months)
        tell(province, month)
    _last_files(province)
    if postgres:
        database.load(postgres, province.courier.tables)
    return truth.write(out, province)


def _found(courier: Courier, customers: int) -> Province:
    told, seed = courier.told, courier.seed
    grid = network.build(customers, seed)
    people = archive.build(grid, told, seed)
    sky = climate.build(told, seed)
    planned = reform.plan(people, told, seed)
    found = outages.build(grid, planned.feeder_after, planned.move_day, sky, told, seed)
    festival = planted.festival_faults(people, told, seed)
    everything = outages.joined([found, festival.outages])
    use = energy.build(people, len(told.months), seed)
    wants = demand.build(people, seed)
    return Province(
        told=told,
        seed=seed,
        courier=courier,
        archive=people,
        reform=planned,
        climate=sky,
        energy=use,
        billing=bills.build(people, use.base, bills.previous(told.months[0]), seed),
        adoption=adoption.build(people, seed),
        late_payers=adoption.late_payers(people, seed),
        outages=everything,
        festival_base=found.size,
        first_single=everything.size,
        festival=festival,
        demand=wants,
        desk=tickets.desk(people, wants, seed),
        people=archive_rows.people(people, told, seed),
        consents=archive_rows.consents(people, told, seed),
        care=archive_rows.care(people, told, seed),
        campaigns=campaigns.Campaigns(),
    )


def _first_extracts(province: Province) -> None:
    """The full extracts of the first day, the reference files, and outages planned ahead."""
    told, people, courier = province.told, province.archive, province.courier
    reference_files.send(courier, people, province.reform, told, province.seed)
    start = told.first_day * DAY
    present = np.flatnonzero(people.connected < told.first_day)
    updated = np.minimum(people.registered[present], start - 3600)
    courier.add("customers", archive_rows.customer_rows(people, present, updated), updated)
    owners = np.flatnonzero(people.connected[province.people.customer] < told.first_day)
    send_contacts(province, owners, told.first_day - 900, 870)
    entries = province.consents
    early = np.flatnonzero(entries.granted < start)
    courier.add("consents", entries.rows(people, early, start), np.full(len(early), start))
    begun = np.flatnonzero(province.care.start < told.first_day)
    rows = province.care.rows(people, begun, told.first_day - 1)
    courier.add("care_register", rows, np.full(len(begun), start))
    outage_rows.send_notices(province.outages, people, courier, province.seed)
    planned = np.arange(province.outages.size)
    outage_rows.send(province.outages, people, courier, {}, planned, (outage_rows.PLANNED,))


def _last_files(province: Province) -> None:
    courier, told = province.courier, province.told
    reference_files.meter_readings(courier, province.archive, province.last_use, told, province.seed)
    courier.deliver(told.last_day)
    courier.close()
    reference_files.send_again(courier, told)
