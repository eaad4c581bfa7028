"""The service of a month: outages and other demands, the calls about them, tickets, what was done."""

import numpy as np
import polars as pl

from gridtag.sample import (
    calls,
    demand,
    follow_up,
    outage_rows,
    outages,
    outbound,
    planted,
    ticket_rows,
    tickets,
)
from gridtag.sample.bills import Run
from gridtag.sample.clock import DAY, NEVER, Month
from gridtag.sample.contacts import Contacts, joined
from gridtag.sample.draws import generator
from gridtag.sample.outages import Outages
from gridtag.sample.parameters import number
from gridtag.sample.state import Province

_OWN_LINE = ("R21", "R22", "R24", "R61")
_FOREVER = np.iinfo(np.int64).max


def month(province: Province, now: Month, run: Run) -> None:
    people, seed = province.archive, province.seed
    first, last = now.first_day * DAY, (now.first_day + now.days) * DAY
    shared = np.arange(province.first_single)
    here = shared[(province.outages.start[shared] >= first) & (province.outages.start[shared] < last)]
    cuts = _cuts(province, first, last)
    found = _demands(province, now, run, here, cuts)
    handled = calls.handle(found, people, province.demand.even, now, seed)
    made = tickets.accept(province.desk, handled, province.outages, now)
    urges = follow_up.urge_rows(province.desk, made, handled, now)
    _send_calls(province, now, handled, made)
    _send_tickets(province, now, made)
    province.courier.add("ticket_urges", *urges)
    demand.remember(province.demand, handled.contacts)
    own, numbers_of = _own_lines(province, made, now)
    base = province.outages.size
    province.outages = outages.joined([province.outages, own, cuts])
    linked = dict(province.desk.parents)
    linked.update((base + position, number_of) for position, number_of in enumerate(numbers_of))
    rows = np.concatenate([here, np.arange(base, province.outages.size)])
    states = (outage_rows.OPEN, outage_rows.ENDED)
    outage_rows.send(province.outages, people, province.courier, linked, rows, states)


def _demands(province: Province, now: Month, run: Run, here: np.ndarray, cuts: Outages) -> Contacts:
    """All contacts of the month, those with a cause first."""
    people, seed, wants = province.archive, province.seed, province.demand
    random = generator(seed, "demand", now.text)
    ordinary = here[(here < province.festival_base) & ~province.outages.cancelled[here]]
    jumped = run.jump & run.billed & people.home
    caused = joined([
        demand.outage_contacts(wants, province.outages, ordinary, random),
        demand.bill_contacts(wants, jumped, run.bill_day, random),
        demand.cut_contacts(wants, cuts.customer, cuts.start, random),
        planted.festival_contacts(province.festival, now, province.festival_base),
        planted.test_contacts(people, now, len(province.told.months), seed),
    ])  # fmt: skip
    caused = caused.take(np.flatnonzero(caused.time < (now.first_day + now.days) * DAY))
    found = joined([caused, demand.base_contacts(wants, now, caused, random)])
    found = joined([found, demand.repeats(found, now, seed)])
    elsewhere = round(number("other_contacts_share") * found.size)
    return joined([found, demand.other_channels(wants, now, elsewhere, random)])


def _cuts(province: Province, first: int, last: int) -> Outages:
    """Customers cut for arrears this month."""
    people = province.archive
    parts = [np.zeros((3, 0), dtype=np.int64)]
    for settled in province.settled:
        chosen = np.flatnonzero((settled.cut >= first) & (settled.cut < last))
        parts.append(np.stack([chosen, settled.cut[chosen], settled.reconnected[chosen]]))
    customer, cut, back = np.concatenate(parts, axis=1)
    area = people.area[customer]
    return outages.single(customer, area, people.network.area_feeder[area], cut, back, "arrears")


def _own_lines(province: Province, made: tickets.Tickets, now: Month) -> tuple[Outages, list[str]]:
    """Half of the repairs of a household's own line are also recorded as an outage of that household."""
    people = province.archive
    random = generator(province.seed, "own line", now.text)
    alone = (made.outage < 0) & np.isin(made.code.astype(str), _OWN_LINE) & ~made.test
    chosen = np.flatnonzero(alone & (random.random(made.size) < 0.5))
    start = made.accepted[chosen] - random.integers(300, 2400, len(chosen))
    customer = made.customer[chosen]
    area = people.area[customer]
    feeder = people.network.area_feeder[area]
    found = outages.single(customer, area, feeder, start, made.flow.step["restore"][chosen], "fault")
    return found, [str(value) for value in made.number[chosen]]


def _send_calls(province: Province, now: Month, handled: calls.Handled, made: tickets.Tickets) -> None:
    people, seed, courier = province.archive, province.seed, province.courier
    rows = calls.frame(handled, people, now, seed)
    spoken = handled.answered != NEVER
    ends = np.where(spoken, handled.answered + handled.talk, handled.contacts.time + handled.queue)
    courier.add("calls", rows, ends)
    courier.add("calls", *calls.transfers(rows, ends, now, seed))
    courier.add("calls", *_outbound(province, now, made))


def _outbound(province: Province, now: Month, made: tickets.Tickets) -> tuple[pl.DataFrame, np.ndarray]:
    """Revisits by phone, and the calls of a campaign that goes on."""
    revisit = made.flow.step["revisit"]
    due = (made.flow.revisit_due != NEVER) & (revisit != NEVER)
    called = np.flatnonzero(due & (np.arange(made.size) % 5 > 0))
    voice, province.campaigns.voice = province.campaigns.voice, []

    def column(first: np.ndarray, others: list[np.ndarray]) -> np.ndarray:
        return np.concatenate([first, *others])

    none = [np.full(len(customer), "", dtype=object) for customer, _, _ in voice]
    names = [np.full(len(customer), name, dtype=object) for customer, _, name in voice]
    return outbound.rows(
        column(made.customer[called], [customer for customer, _, _ in voice]),
        column(revisit[called], [moment for _, moment, _ in voice]),
        column(made.number[called], none),
        column(np.full(len(called), "", dtype=object), names),
        province.archive,
        now,
        province.seed,
    )


def _send_tickets(province: Province, now: Month, made: tickets.Tickets) -> None:
    """Each ticket as it stood when it was first delivered, and again once it was closed."""
    people, courier, seed = province.archive, province.courier, province.seed
    drifted = now.number >= int(number("drift_month"))
    day = courier.day_of("tickets", made.accepted + courier.lateness("tickets", made.size))
    first = ticket_rows.frame(made, people, province.outages, day * DAY + DAY - 1, drifted)
    courier.put("tickets", first, day, made.accepted)
    again = courier.day_of("tickets", made.flow.close)
    later = np.flatnonzero(again > day)
    whole = ticket_rows.frame(made, people, province.outages, np.full(made.size, _FOREVER), drifted)
    courier.put("tickets", whole[later], again[later], made.flow.close[later])
    courier.add("ticket_steps", *follow_up.step_rows(made, now, seed))
    courier.add("ticket_revisits", *follow_up.revisit_rows(made, people, province.demand.even, now, seed))
