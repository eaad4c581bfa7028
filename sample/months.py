"""One month of the province: what changes in the archive, the billing run, the service, the deliveries."""

import numpy as np
import polars as pl

from gridtag.sample import (
    adoption,
    archive_rows,
    bills,
    campaigns,
    changes,
    climate,
    energy,
    payments,
    reference_files,
    service,
)
from gridtag.sample.clock import DAY, HOUR, NEVER, Month
from gridtag.sample.draws import generator
from gridtag.sample.parameters import number
from gridtag.sample.state import Province


def tell(province: Province, month: Month) -> None:
    courier, people, reform = province.courier, province.archive, province.reform
    if month.first_day == reform.merge_day:
        changes.merge(people, courier, reform)
    if month.first_day == reform.renumber_day:
        province.renumbered = changes.renumber(people, courier, reform)
    if month.first_day == reform.move_day:
        people.network.area_feeder = reform.feeder_after
    _archive(province, month)
    run = _billing(province, month)
    _campaign(province, month)
    service.month(province, month, run)
    last = month.first_day + month.days - 1
    merged = month.first_day >= reform.merge_day
    counties = np.arange(len(people.network.county_org))
    counties = counties[(counties != reform.gone) | (not merged)]
    weather = climate.frame(province.climate, people.network.county_org, counties, month.first_day, last)
    days = weather["DATA_DATE"].cast(pl.Int32).to_numpy().astype(np.int64)
    courier.add("weather", weather, days * DAY)
    courier.deliver(last)


def _archive(province: Province, month: Month) -> None:
    people, courier = province.archive, province.courier
    changes.month_changes(people, courier, month, province.seed)
    begin, end = month.first_day, month.first_day + month.days
    owners, first = province.people.customer, province.people.role == 0
    connected = people.connected[owners]
    new = (connected >= begin) & (connected < end)
    bound = province.adoption.changed[owners] & first & (connected < begin)
    send_contacts(province, np.flatnonzero(new | bound), begin, month.days)
    entries, care = province.consents, province.care
    for moments in (entries.granted, entries.withdrawn):
        here = np.flatnonzero((moments >= begin * DAY) & (moments < end * DAY))
        courier.add("consents", entries.rows(people, here, moments[here]), moments[here])
    for days in (care.start, care.ended):
        here = np.flatnonzero((days >= begin) & (days < end))
        courier.add("care_register", care.rows(people, here, days[here]), days[here] * DAY)


def send_contacts(province: Province, chosen: np.ndarray, first_day: int, days: int) -> None:
    """Contact rows of these entries, each updated on one of the days."""
    random = generator(province.seed, "contact rows", first_day)
    updated = (first_day + random.integers(0, days, len(chosen))) * DAY
    updated += random.integers(8 * HOUR, 20 * HOUR, len(chosen))
    rows = archive_rows.contact_rows(province.people, province.archive, province.adoption, chosen, updated)
    province.courier.add("contacts", rows, updated)


def _billing(province: Province, month: Month) -> bills.Run:
    """This month's run for last month's use, how it is paid, and what is corrected of the run before."""
    people, courier, seed = province.archive, province.courier, province.seed
    used_in = bills.previous(month)
    use = energy.use(province.energy, people, province.climate, used_in, month.number)
    province.last_use = use
    corrections = province.billing.correction
    run = bills.run(province.billing, people, use, month)
    day = month.first_day + int(number("billing_day")) - 1
    chosen = np.flatnonzero(run.billed)
    rows = bills.frame(run, people, chosen)
    late = courier.lateness("bills", len(chosen)) > 0
    reference_files.send_bills(courier, rows, late, corrections, day, used_in)
    channel = adoption.step(province.adoption, people, month, province.demand.calls_in_half_a_year())
    settled = payments.settle(run, people, channel, province.late_payers, seed)
    province.settled = [*province.settled[-3:], settled]
    courier.add("payments", *payments.payment_rows(settled, people, seed))
    courier.add("dunning", *payments.dunning_rows(settled, people, seed))
    return run


def _campaign(province: Province, month: Month) -> None:
    holds = (province.consents.purpose == 0) & (province.consents.withdrawn == NEVER)
    allowed = np.zeros(province.archive.size, dtype=bool)
    allowed[province.consents.customer[holds]] = True
    campaigns.month_campaign(
        province.campaigns,
        province.archive,
        province.adoption,
        allowed,
        month,
        province.courier,
        province.seed,
    )
