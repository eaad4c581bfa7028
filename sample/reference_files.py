"""Files with a day of their own: reference extracts, billing runs, daily readings, one file sent twice."""

import numpy as np
import polars as pl

from gridtag.sample import network_rows, resource_rows
from gridtag.sample.archive import Archive
from gridtag.sample.clock import History, Month, to_date
from gridtag.sample.columns import date_column, decimal_column, table
from gridtag.sample.courier import Courier
from gridtag.sample.draws import generator
from gridtag.sample.parameters import number
from gridtag.sample.reform import Reform
from gridtag.sources import BY_NAME


def send(courier: Courier, archive: Archive, reform: Reform, told: History, seed: int) -> None:
    """The first day's reference files, and again those that change."""
    network = archive.network
    stations, after = network.station_org, list(reform.station_after)
    wrong = np.zeros(len(network.area_county), dtype=bool)
    size = 1 + len(wrong) // 2000
    wrong[generator(seed, "coordinates").choice(len(wrong), size, replace=False)] = True

    def areas(of: list[str], feeder: np.ndarray, mistaken: np.ndarray) -> pl.DataFrame:
        return network_rows.transformers(archive, of, feeder, mistaken, seed)

    _later(courier, told, told.first_day, {
        "organisations": network_rows.organisations(network, reform, False),
        "feeders": network_rows.feeders(network, stations, seed),
        "transformers": areas(stations, network.area_feeder, wrong),
        "topology": network_rows.topology(archive, reform, False),
        "resources": resource_rows.resources(archive, stations, seed),
        "knowledge_items": resource_rows.knowledge(seed),
    })  # fmt: skip
    place = f"transformers/{told.start:%Y-%m-%d}/transformers_{told.start:%Y%m%d}.csv"
    for row in np.flatnonzero(wrong).tolist():
        rule, note = "rule:coordinates_outside_china", "put right a month later"
        courier.dirt.tell(BY_NAME["transformers"], place, row + 1, "coordinates_of_zero", rule, note)
    right = areas(stations, network.area_feeder, ~wrong & wrong).filter(pl.Series(values=wrong))
    _later(courier, told, told.day_of_month(1), {"transformers": right})
    _later(courier, told, reform.merge_day, {
        "organisations": network_rows.organisations(network, reform, True),
        "feeders": network_rows.feeders(network, after, seed),
        "transformers": areas(after, network.area_feeder, ~wrong & wrong),
        "resources": resource_rows.resources(archive, after, seed),
    })  # fmt: skip
    moved = areas(
        after if reform.move_day >= reform.merge_day else stations, reform.feeder_after, ~wrong & wrong
    )
    topology = network_rows.topology(archive, reform, True)
    _later(courier, told, reform.move_day, {"topology": topology, "transformers": moved})


def _later(courier: Courier, told: History, day: int, frames: dict[str, pl.DataFrame]) -> None:
    if day <= told.last_day:
        for name, frame in frames.items():
            courier.put(name, frame, np.full(frame.height, day), np.zeros(frame.height))


def send_bills(
    courier: Courier,
    rows: pl.DataFrame,
    late: np.ndarray,
    corrections: pl.DataFrame | None,
    day: int,
    used_in: Month,
) -> None:
    """The run on its day, the few rows that came later, and corrections of the run before."""
    if day > courier.told.last_day:
        return
    source = BY_NAME["bills"]
    courier.write(source, day, f"bills_{used_in.text}", rows.filter(pl.Series(values=~late)))
    if late.any() and day + 5 <= courier.told.last_day:
        courier.write(source, day + 5, f"bills_{used_in.text}_late", rows.filter(pl.Series(values=late)))
    if corrections is not None and corrections.height:
        courier.write(source, day, f"bills_{used_in.text}_corrections", corrections)


def meter_readings(
    courier: Courier, archive: Archive, use: np.ndarray | None, told: History, seed: int
) -> None:
    """Daily readings of the last days; a day is read on the morning after."""
    if use is None:
        return
    source = BY_NAME["meter_daily"]
    chosen = np.flatnonzero(archive.active)
    home = archive.home[chosen]
    share = generator(seed, "valley").uniform(0.25, 0.45, len(chosen))
    for day in range(max(told.last_day - int(number("meter_days")), told.first_day), told.last_day):
        random = generator(seed, "daily", day)
        weekend = (day + 3) % 7 >= 5
        level = np.where(home, 1.05 if weekend else 0.98, 0.8 if weekend else 1.05)
        energy = use[chosen] / 30.5 * level * np.exp(0.2 * random.standard_normal(len(chosen)))
        whole = np.maximum(energy, 0).astype(np.int64) // 10 * 10
        read = random.random(len(chosen)) < 0.992
        valley = (whole * share).astype(np.int64) // 10 * 10
        timed = archive.time_of_use[chosen] & read
        courier.write(source, day + 1, f"meter_daily_{to_date(day):%Y%m%d}", table({
            "CONS_NO": archive.account[chosen], "DATA_DATE": date_column(np.full(len(chosen), day)),
            "PAP_E": decimal_column(whole, 3, known=read),
            "PAP_PEAK": decimal_column(whole - valley, 3, known=timed),
            "PAP_VALLEY": decimal_column(valley, 3, known=timed), "READ_OK": read,
        }))  # fmt: skip


def send_again(courier: Courier, told: History) -> None:
    """One tickets file comes a second time under another name, three days later."""
    source = BY_NAME["tickets"]
    months = list(told.months[:-1])
    if not months:
        return
    month = months[min(8, len(months) - 1)]
    first = courier.out / "tickets" / f"{month.last:%Y-%m-%d}" / f"tickets_{month.text}.csv"
    day = int((month.last - told.start).days) + told.first_day + 3
    again = courier.out / "tickets" / f"{to_date(day):%Y-%m-%d}" / f"tickets_{month.text}_resent.csv"
    again.parent.mkdir(parents=True, exist_ok=True)
    again.write_bytes(first.read_bytes())
    rows = first.read_bytes().decode(source.encoding).count("\n") - 1
    before = str(first.relative_to(courier.out))
    place = str(again.relative_to(courier.out))
    courier.written["tickets"] += rows
    courier.files["tickets"] += 1
    for fault in [fault for fault in courier.dirt.told if fault["file"] == before]:
        courier.dirt.told.append({**fault, "file": place})
    courier.dirt.tell(source, place, 0, "resent_file", "", f"{rows} rows again, copy of {before}")
