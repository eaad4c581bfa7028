"""What was planted and what is true, written beside the landing files; no job reads it."""

from pathlib import Path

import numpy as np
import polars as pl

from gridtag.sample import archive_rows, dirt, network_rows, planted
from gridtag.sample.adoption import CHANNELS
from gridtag.sample.archive import Archive
from gridtag.sample.clock import NEVER, dates, times, to_date
from gridtag.sample.columns import table
from gridtag.sample.network import area_number, feeder_number
from gridtag.sample.outages import NOTICE_KINDS
from gridtag.sample.parameters import number
from gridtag.sample.state import Province
from gridtag.sample.tickets import outage_number


def write(out: Path, province: Province) -> dict[str, object]:
    """Writes every table of the truth; returns what was delivered in all."""
    folder = out / "_truth"
    folder.mkdir(parents=True, exist_ok=True)
    faults = province.courier.dirt.frame()
    tables = {
        **_people(province),
        **_grid(province),
        "reforms": _reforms(province),
        "dirt": faults,
        "dirt_counts": dirt.counts(faults),
        "deliveries": _deliveries(province),
    }
    for name, rows in tables.items():
        rows.write_csv(folder / f"{name}.csv")
    courier, told = province.courier, province.told
    return {
        "customers": province.archive.size,
        "months": len(told.months),
        "start": told.start.isoformat(),
        "end": told.end.isoformat(),
        "seed": province.seed,
        "rows": dict(sorted(courier.written.items())),
        "files": sum(courier.files.values()),
    }


def _people(province: Province) -> dict[str, pl.DataFrame]:
    """The truth by customer."""
    people = province.archive
    old, new = province.renumbered or (people.account[:0], people.account[:0])
    conflicting = archive_rows.conflicting(province.consents)
    none = table({"customer_no": people.account[:0]})
    area = area_number(people.network)[people.area]
    repeat = people.repeat_caller
    return {
        "customer_places": table(
            {"customer_no": people.account, "place_no": people.homes.place, "transformer_no": area}
        ),
        "bill_jumps": pl.concat([none, *province.billing.jumps], how="diagonal"),
        "theft": _theft(province),
        "zero_use": table({"customer_no": people.account[province.energy.zero]}),
        "conflicting_consents": table({"customer_no": people.account[conflicting]}),
        "repeat_callers": table(
            {"customer_no": people.account[repeat], "factor": np.round(people.caller[repeat], 1)}
        ),
        "adoption": _adoption(province),
        "campaign_responders": pl.concat([none, *province.campaigns.told], how="diagonal"),
        "renumbered": table({"former_customer_no": old, "customer_no": new}),
    }


def _grid(province: Province) -> dict[str, pl.DataFrame]:
    """The truth by place and device."""
    people = province.archive
    addresses = pl.concat(province.desk.told)
    return {
        "places": network_rows.place_rows(people, people.homes.place),
        "ticket_addresses": addresses,
        "festival_places": _festival_places(province, addresses),
        "weak_feeders": _feeders(province),
        "low_voltage_areas": _areas(people),
        "storm_days": _storms(province),
        "notice_failures": _notices(province),
    }


def _festival_places(province: Province, addresses: pl.DataFrame) -> pl.DataFrame:
    """Places with a source-side parent fault ticket in every festival, planted or by chance."""
    years = planted.festivals(province.told)
    source_side = addresses.filter(
        pl.col("code").is_in(
            ["R11", "R12", "R21", "R22", "R23", "R24", "R31", "R32", "R33", "R34", "R61", "R62", "R63"]
        )
        & pl.col("parent_ticket_no").is_null()
    )
    seconds = source_side["accepted_at"].str.to_datetime("%Y-%m-%d %H:%M:%S").dt.epoch("s").to_numpy()
    found = planted.place_years(source_side["place_no"].to_numpy(), seconds, province.told)
    both = sorted(place for place, had in found.items() if len(had) == len(years) and len(years) > 1)
    chosen = set(province.festival.place.tolist()) if len(years) > 1 else set()
    names = province.archive.places
    return table({
        "place_no": both, "name": [names.name[place] for place in both],
        "festivals": [" ".join(map(str, years))] * len(both), "planted": [place in chosen for place in both],
    })  # fmt: skip


def _feeders(province: Province) -> pl.DataFrame:
    network = province.archive.network
    customers = np.bincount(network.area_feeder, network.area_customers, len(network.feeder_factor))
    return table({
        "feeder_no": feeder_number(network), "factor": np.round(network.feeder_factor, 3),
        "weak": network.feeder_weak,
        "urban": network.feeder_urban,
        "customers": customers.astype(np.int64),
    })  # fmt: skip


def _areas(people: Archive) -> pl.DataFrame:
    low = people.network.area_low_voltage
    return table(
        {"transformer_no": area_number(people.network)[low], "customers": people.network.area_customers[low]}
    )


def _theft(province: Province) -> pl.DataFrame:
    months = province.told.months
    rows = np.flatnonzero(province.energy.theft_month < len(months))
    run = [months[int(number)] for number in province.energy.theft_month[rows]]
    return table(
        {"customer_no": province.archive.account[rows], "first_billing_run": [month.text for month in run]}
    )


def _adoption(province: Province) -> pl.DataFrame:
    found, months = province.adoption, [month.text for month in province.told.months]
    first = np.array([*months, ""], dtype=object)
    return table({
        "customer_no": province.archive.account,
        "channel_at_end": np.array(CHANNELS, dtype=object)[found.channel],
        "monthly_propensity": np.round(found.propensity, 5), "taste": np.round(found.taste, 4),
        "adopted_in_run": first[found.adopted_month], "reverted_in_run": first[found.reverted_month],
    })  # fmt: skip


def _storms(province: Province) -> pl.DataFrame:
    sky, orgs = province.climate, np.array(province.archive.network.county_org, dtype=object)
    begin = province.told.first_day - sky.first_day
    day, county = np.nonzero(sky.storm[begin:] > 1)
    return table(
        {
            "org_no": orgs[county],
            "day": dates(day + province.told.first_day),
            "factor": np.round(sky.storm[begin:][day, county], 2),
        }
    )


def _notices(province: Province) -> pl.DataFrame:
    found = province.outages
    rows = np.flatnonzero((found.notice > 0) & (found.planned_start != NEVER))
    return table(
        {
            "outage_id": outage_number(found, rows),
            "planned_start_at": times(found.planned_start[rows]),
            "failure": np.array(NOTICE_KINDS, dtype=object)[found.notice[rows]],
        }
    )


def _reforms(province: Province) -> pl.DataFrame:
    reform, orgs = province.reform, province.archive.network.county_org
    moved = area_number(province.archive.network)[reform.moved]
    return table({
        "kind": ["county_merged", "areas_moved", "accounts_renumbered", "ticket_column_added"],
        "day": [str(to_date(day)) for day in (reform.merge_day, reform.move_day, reform.renumber_day,
                                             province.told.day_of_month(int(number("drift_month"))))],
        "what": [f"{orgs[reform.gone]} into {orgs[reform.heir]}", " ".join(moved),
                 str(len(reform.renumbered)), "SENSITIVE_FLAG"],
    })  # fmt: skip


def _deliveries(province: Province) -> pl.DataFrame:
    courier = province.courier
    names = sorted(courier.written)
    return table({
        "source": names, "files": [courier.files[name] for name in names],
        "rows": [courier.written[name] for name in names],
        "late_rows": [courier.late.get(name, 0) for name in names],
        "not_yet_delivered": [courier.undelivered.get(name, 0) for name in names],
    })  # fmt: skip
