"""All units of one province: transformer areas, feeders and cells, counted, judged and drawn on the map."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from gridtag.models.weak_spots import CHANNELS, YEARS, areas, counts, events, ranking
from gridtag.models.weak_spots.judge import WHOLE, Judged, Posterior, judged

UNIT_KINDS = {"transformer": "transformer_no", "feeder": "feeder_no", "cell": "cell"}
"""And by which column of the transformers they are told apart."""
DAYS = tuple(f"days_{year}" for year in range(YEARS))
DEVICE_DAYS = tuple(f"device_days_{year}" for year in range(YEARS))


@dataclass(frozen=True)
class Units:
    """`listed` has a row a unit: unit_kind, unit, urban_rural, customers, major_events, cell."""

    listed: pd.DataFrame
    found: Judged

    def rows(self) -> pd.DataFrame:
        """These with every figure that is told of a unit."""
        found, whole = self.found, self.found.whole
        figures = {
            "events": whole.events, "expected": whole.expected, "risk_ratio": whole.ratio, "risk_ratio_low": whole.low,
            "probability": whole.probability, "bound": ranking.bound(whole), "excess": found.excess,
            "excess_customers_low": found.excess_customers, "tier": found.tier, "years_risky": found.years_risky,
            "channels_risky": found.channels_risky,
        }  # fmt: skip
        for name, one in zip(CHANNELS, found.channels, strict=True):
            figures |= {f"{name}_events": one.events, f"{name}_expected": one.expected}
            figures |= {f"{name}_rr": one.ratio, f"{name}_probability": one.probability}
        return self.listed.assign(**figures)


def units(
    transformers: pd.DataFrame,
    reports: pd.DataFrame,
    province: str,
    end: int,
    loaded: bool = False,
    kinds: Collection[str] = tuple(UNIT_KINDS),
) -> list[Units]:
    """The units of each kind, by default of all.

    `transformers`: transformer_no, place (its number in reports), feeder_no, cell (None where unknown), urban_rural,
    customers, and by year, the latest first, days_0 … (customer-days) and device_days_0 …. `reports`: see
    `events.distinct`, and `major` (on a major-event day). `end` is the second after the last day; `loaded` whether
    days of heavy load are known.
    """
    found = happened(reports)
    return [of_kind(kind, transformers, found, province, end, loaded) for kind in kinds]


def happened(reports: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Distinct events on common days, and on major-event days."""
    counted = reports[reports["kind"] >= 0]
    return events.distinct(counted[~counted["major"]]), events.distinct(counted[counted["major"]])


def of_kind(
    kind: str,
    transformers: pd.DataFrame,
    happened: Collection[pd.DataFrame],
    province: str,
    end: int,
    loaded: bool,
) -> Units:
    held = transformers[transformers[UNIT_KINDS[kind]].notna()]
    code, names = pd.factorize(held[UNIT_KINDS[kind]], sort=True)
    place = pd.Index(held["place"])
    usual, major = (
        counts.counted(found, _of_places(place, code, found["place"]), len(names), end) for found in happened
    )
    customers = np.bincount(code, held["customers"], minlength=len(names)).astype(np.int64)
    table = pd.DataFrame(
        {
            "unit_kind": kind, "unit": names, "urban_rural": _most(code, held, len(names)), "customers": customers,
            "major_events": major.sum(axis=(1, 2)),
            "cell": names if kind == "cell" else held["cell"].to_numpy()[_first(code, len(names))],
        }
    )  # fmt: skip
    exposure = np.zeros(usual.shape, dtype=np.int64)
    for year in range(YEARS):
        days, device_days = (
            np.bincount(code, held[name], minlength=len(names)).astype(np.int64)
            for name in (DAYS[year], DEVICE_DAYS[year])
        )
        for number, channel in enumerate(CHANNELS):
            exposure[:, year, number] = device_days if channel in WHOLE else days
    if not loaded:
        exposure[:, :, CHANNELS.index("heavy_load")] = 0
    groups = [(province, own) for own in table["urban_rural"]]
    return Units(table, judged(usual, exposure, customers, groups))


def _of_places(known: pd.Index, code: np.ndarray, places: pd.Series) -> np.ndarray:
    """The unit of each event's place, -1 where it is in none."""
    found = known.get_indexer(places)
    return np.where(found >= 0, code[found], -1) if len(code) else found


def _first(code: np.ndarray, units: int) -> np.ndarray:
    """Where each unit is told first."""
    found = np.zeros(units, dtype=np.int64)
    found[code[::-1]] = np.arange(len(code))[::-1]
    return found


def _most(code: np.ndarray, held: pd.DataFrame, units: int) -> np.ndarray:
    """The urban or rural kind of most customers of each unit, the smaller code where two have as many."""
    kind, kinds = pd.factorize(held["urban_rural"], sort=True)
    if not len(kinds):
        return np.full(units, "", dtype=object)
    counted = np.bincount(code * len(kinds) + kind, held["customers"], minlength=units * len(kinds))
    return np.asarray(kinds)[counted.reshape(units, len(kinds)).argmax(axis=1)]


def area_of_cells(found: Units) -> dict[str, str]:
    """The area of each cell that lies in one: `A` and the first cell's index."""
    names = found.listed["cell"].tolist()
    number = areas.drawn(found.found.whole.ratio, areas.touching(names))
    first: dict[int, str] = {}
    for name, one in zip(names, number, strict=True):
        first.setdefault(one, f"A{name}")
    return {name: first[one] for name, one in zip(names, number, strict=True) if one}


def stacked(found: Judged) -> pd.DataFrame:
    """What `unstacked` needs of each unit, as columns of lists: to rank units of several provinces together."""
    shapes = np.stack([one.shape for one in (*found.channels, *found.years, found.whole)], axis=1)
    size = found.events[0].size if len(found.events) else YEARS * len(CHANNELS)
    return pd.DataFrame(
        {
            "_events": list(found.events.reshape(-1, size).astype(np.int64)),
            "_expected": list(found.expected.reshape(-1, size)),
            "_shapes": list(shapes),
            "_weights": found.weights,
        }
    )


def unstacked(table: pd.DataFrame) -> Judged:
    """The units again."""
    shape = (len(table), YEARS, len(CHANNELS))
    events, expected = (
        np.array([*table[name]], dtype=kind).reshape(shape)
        for name, kind in (("_events", int), ("_expected", float))
    )
    shapes = np.array([*table["_shapes"]], dtype=float).reshape(len(table), len(CHANNELS) + YEARS + 1).T
    of_channels = [(events[:, :, n].sum(axis=1), expected[:, :, n].sum(axis=1)) for n in range(len(CHANNELS))]
    of_years = [(events[:, n].sum(axis=1), expected[:, n].sum(axis=1)) for n in range(YEARS)]
    whole = (events.sum(axis=(1, 2)), expected.sum(axis=(1, 2)))
    made = [Posterior(*sums, shapes[number]) for number, sums in enumerate([*of_channels, *of_years, whole])]
    channels, years = tuple(made[: len(CHANNELS)]), tuple(made[len(CHANNELS) : -1])
    return Judged(events, expected, table["_weights"].to_numpy(), channels, years, made[-1])
