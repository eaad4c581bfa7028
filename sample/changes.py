"""What changes in the archive month by month, and the versions that tell of it."""

import numpy as np

from gridtag.sample.archive import HOME, Archive
from gridtag.sample.archive_rows import customer_rows
from gridtag.sample.clock import DAY, HOUR, NEVER, Month
from gridtag.sample.courier import Courier
from gridtag.sample.draws import generator
from gridtag.sample.parameters import numbers, words
from gridtag.sample.reform import Reform

NAME, CAPACITY, SUSPEND, CANCEL, TARIFF, PREPAID, METER, ADDRESS = range(8)


def month_changes(archive: Archive, courier: Courier, month: Month, seed: int) -> None:
    """One change at most per customer and month, known when it was entered."""
    random = generator(seed, "changes", month.text)
    size = archive.size
    shares = numbers("monthly_change") * month.days / 30.4
    draw = random.random(size)
    kind = np.searchsorted(np.cumsum(shares), draw, side="right")
    usable = (archive.connected < month.first_day) & (archive.cancelled == NEVER) & (archive.former == "")
    chosen = np.flatnonzero((kind < len(shares)) & usable)
    kinds = kind[chosen]
    busy = np.isin(kinds, (CAPACITY,)) & (archive.sort[chosen] == HOME) & (random.random(len(chosen)) < 0.7)
    chosen, kinds = chosen[~busy], kinds[~busy]
    day = month.first_day + random.integers(0, month.days, len(chosen))
    updated = day * DAY + random.integers(8 * HOUR, 18 * HOUR, len(chosen))
    _apply(archive, chosen, kinds, day, random)
    courier.add("customers", customer_rows(archive, chosen, updated), updated)
    new = np.flatnonzero(
        (archive.connected >= month.first_day) & (archive.connected < month.first_day + month.days)
    )
    when = archive.connected[new] * DAY + 15 * HOUR
    courier.add("customers", customer_rows(archive, new, when), when)


def _apply(
    archive: Archive, chosen: np.ndarray, kinds: np.ndarray, day: np.ndarray, random: np.random.Generator
) -> None:
    names = chosen[kinds == NAME]
    given = np.array(words("given_mid"), dtype=object)[
        random.integers(len(words("given_mid")), size=len(names))
    ]
    surname = np.array(words("surname"), dtype=object)[random.integers(30, size=len(names))]
    archive.name[names] = np.where(archive.home[names], surname + given, archive.name[names])
    more = chosen[kinds == CAPACITY]
    archive.capacity[more] = (archive.capacity[more] * np.where(random.random(len(more)) < 0.7, 2, 1)).astype(
        np.int64
    )
    archive.status[chosen[kinds == SUSPEND]] = 1 - archive.status[chosen[kinds == SUSPEND]]
    gone = chosen[kinds == CANCEL]
    archive.status[gone] = 9
    archive.cancelled[gone] = day[kinds == CANCEL]
    tariff = chosen[kinds == TARIFF]
    archive.time_of_use[tariff] = ~archive.time_of_use[tariff]
    archive.prepaid[chosen[(kinds == PREPAID)]] |= archive.home[chosen[kinds == PREPAID]]
    meters = chosen[kinds == METER]
    archive.meter[meters] = (10**11 * 34 + meters * 13 + day[kinds == METER]).astype(str).astype(object)
    written = chosen[kinds == ADDRESS]
    archive.address[written] = np.array(
        [value.replace("幢", "号楼") for value in archive.address[written]], dtype=object
    )


def merge(archive: Archive, courier: Courier, reform: Reform) -> None:
    """The customers of the county that joins another get the new station number."""
    here = np.flatnonzero(archive.network.area_county[archive.area] == reform.gone)
    station = archive.network.area_station[archive.area[here]]
    archive.org[here] = np.array(reform.station_after, dtype=object)[station]
    present = here[archive.connected[here] < reform.merge_day]
    updated = np.full(len(present), reform.merge_day * DAY + HOUR // 2)
    courier.add("customers", customer_rows(archive, present, updated), updated)


def renumber(archive: Archive, courier: Courier, reform: Reform) -> tuple[np.ndarray, np.ndarray]:
    """A block of accounts ends under the old number and goes on under a new one; returns old and new."""
    block = reform.renumbered
    block = block[(archive.connected[block] < reform.renumber_day - 30) & (archive.cancelled[block] == NEVER)]
    old = archive.account[block].copy()
    updated = np.full(len(block), reform.renumber_day * DAY + HOUR)
    status, cancelled = archive.status[block].copy(), archive.cancelled[block].copy()
    archive.status[block], archive.cancelled[block] = 9, reform.renumber_day
    courier.add("customers", customer_rows(archive, block, updated), updated)
    archive.status[block], archive.cancelled[block] = status, cancelled
    archive.former[block] = old
    archive.account[block] = (59 * 10**8 + 4000 + np.arange(len(block)) * 7).astype(str).astype(object)
    courier.add("customers", customer_rows(archive, block, updated + 1), updated + 1)
    return old, archive.account[block]
