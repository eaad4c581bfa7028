"""What changes amid the history: companies merge, areas change feeders, accounts get new numbers."""

from dataclasses import dataclass

import numpy as np

from gridtag.sample.archive import Archive
from gridtag.sample.clock import History
from gridtag.sample.draws import generator
from gridtag.sample.parameters import number


@dataclass(frozen=True)
class Reform:
    """What changes in the middle of the history: one county company joins another, areas change feeders."""

    merge_day: int
    gone: int
    heir: int
    station_after: tuple[str, ...]
    move_day: int
    moved: np.ndarray
    feeder_after: np.ndarray
    renumber_day: int
    renumbered: np.ndarray


def plan(archive: Archive, told: History, seed: int) -> Reform:
    random = generator(seed, "reform")
    network = archive.network
    heir, gone = len(network.county_org) - 2, len(network.county_org) - 1
    taken = sum(1 for county in network.station_county if county == heir)
    after = []
    for county, org in zip(network.station_county, network.station_org, strict=True):
        if county == gone:
            taken += 1
            org = f"{network.county_org[heir]}{taken:02d}"
        after.append(org)
    several = np.flatnonzero(np.bincount(network.feeder_county) > 1)
    usable = np.flatnonzero(np.isin(network.area_county, several) & ~network.area_private)
    size = min(max(1, round(len(network.area_county) * number("moved_area_share"))), len(usable))
    moved = (
        np.sort(random.choice(usable, size, replace=False)) if len(usable) else np.zeros(0, dtype=np.int64)
    )
    later = network.area_feeder.copy()
    for area in moved.tolist():
        others = np.flatnonzero(network.feeder_county == network.area_county[area])
        others = others[others != network.area_feeder[area]]
        alike = others[network.feeder_urban[others] == network.feeder_urban[network.area_feeder[area]]]
        later[area] = int((alike if len(alike) else others)[0])
    begin = archive.size // 3
    block = np.arange(begin, begin + max(3, round(archive.size * number("renumbered_share"))))
    return Reform(told.day_of_month(int(number("merge_month"))), gone, heir, tuple(after),
                  told.day_of_month(int(number("topology_month"))), moved, later,
                  told.day_of_month(int(number("renumber_month"))), block)  # fmt: skip
