"""Tickets: numbers, parents and children, texts as agents type them, and the extracts that carry them."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from gridtag.sample import flow
from gridtag.sample.addresses import Speaker
from gridtag.sample.archive import Archive
from gridtag.sample.calls import Handled, calling_numbers
from gridtag.sample.clock import DAY, NEVER, Month, times, to_date
from gridtag.sample.columns import table, texts
from gridtag.sample.contacts import OUTAGE, PLANTED, TEST, Contacts
from gridtag.sample.demand import Demand
from gridtag.sample.draws import generator
from gridtag.sample.outages import Outages
from gridtag.sample.parameters import number
from gridtag.sample.parameters import texts as ticket_texts


@dataclass
class Tickets:
    """Arrays by ticket of a month."""

    number: np.ndarray
    customer: np.ndarray
    known: np.ndarray
    code: np.ndarray
    accepted: np.ndarray
    channel: np.ndarray
    calling: np.ndarray
    outage: np.ndarray
    parent: np.ndarray
    test: np.ndarray
    address: np.ndarray
    content: np.ndarray
    flow: flow.Flow
    org: np.ndarray
    account: np.ndarray

    @property
    def size(self) -> int:
        return len(self.number)


@dataclass
class Desk:
    """What goes on from month to month: parents of outages, addresses told, clocks."""

    seed: int
    archive: Archive
    demand: Demand
    clocks: flow.Clocks
    speaker: Speaker
    parents: dict[int, str] = field(default_factory=dict)
    told: list[pl.DataFrame] = field(default_factory=list)
    open_slow: list[tuple[int, int, int, str, str]] = field(default_factory=list)


def desk(archive: Archive, demand: Demand, seed: int) -> Desk:
    speaker = Speaker(archive.places, archive.homes, generator(seed, "speaker"))
    return Desk(seed, archive, demand, flow.Clocks(demand.even), speaker)


def accept(desk: Desk, handled: Handled, outages: Outages, month: Month) -> Tickets:
    """Tickets of the month's handled contacts; writes their numbers back onto the calls."""
    random = generator(desk.seed, "tickets", month.text)
    found = handled.contacts
    spoken = (handled.answered != NEVER) | ~found.phone
    wanted = np.flatnonzero(spoken & (found.code != "U") & (found.code != ""))
    part = found.take(wanted)
    start = np.where(handled.answered[wanted] != NEVER, handled.answered[wanted], part.time)
    accepted = start + random.integers(40, 150, len(wanted))
    numbers_of = _numbers(accepted, month)
    handled.ticket[wanted] = numbers_of
    parent = _parents(desk, part, numbers_of)
    faulty = np.array([str(code)[:1] == "R" for code in part.code]) & (part.outage >= 0)
    end = outages.end[np.maximum(part.outage, 0)] if outages.size else np.zeros(len(wanted), dtype=np.int64)
    restored = np.where(faulty, end, NEVER)
    course = flow.build(part.code, accepted, restored, parent != "", desk.archive.urban_rural[part.customer],
                        desk.clocks, random)  # fmt: skip
    known = handled.known[wanted] & (random.random(len(wanted)) > number("missing_customer_share"))
    test = part.cause == TEST
    address, noise = _addresses(desk, part)
    archive = desk.archive
    tickets = Tickets(
        numbers_of, part.customer, known | test, part.code, accepted, handled.channel[wanted],
        calling_numbers(handled, archive)[wanted], part.outage, parent, test, address,
        np.full(len(wanted), "", dtype=object), course, archive.org[part.customer],
        archive.account[part.customer],
    )  # fmt: skip
    tickets.content[:] = _contents(desk, tickets, outages, month, random)
    _tell(desk, tickets, noise)
    return tickets


def _numbers(accepted: np.ndarray, month: Month) -> np.ndarray:
    serial = int(month.text) * 10**8 + np.arange(1, len(accepted) + 1)
    return np.char.add("33", serial.astype(str)).astype(object)


def _parents(desk: Desk, part: Contacts, numbers_of: np.ndarray) -> np.ndarray:
    """The first repair ticket of an outage is the parent of those that follow."""
    parent = np.full(len(numbers_of), "", dtype=object)
    for row in np.flatnonzero((part.outage >= 0) & ((part.cause == OUTAGE) | (part.cause == PLANTED))):
        if str(part.code[row])[:1] != "R":
            continue
        outage = int(part.outage[row])
        parent[row] = desk.parents.get(outage, "")
        if not parent[row]:
            desk.parents[outage] = numbers_of[row]
    return parent


def _addresses(desk: Desk, part: Contacts) -> tuple[np.ndarray, list[str]]:
    """Spoken addresses and, by ticket, the noise in them."""
    written, noise = [], []
    for customer, kinds in zip(part.customer.tolist(), desk.speaker.kinds(len(part.customer)), strict=True):
        text, used = desk.speaker.say(customer, kinds)
        written.append(text)
        noise.append(" ".join(used))
    return np.array(written, dtype=object), noise


def outage_number(outages: Outages, index: np.ndarray) -> np.ndarray:
    """Twelve digits, the first two the year."""
    years = np.array(
        [to_date(second // DAY).year % 100 for second in outages.created[index].tolist()], dtype=np.int64
    )
    return (years * 10**10 + 1_000_000 + index).astype(str).astype(object)


def _contents(
    desk: Desk, tickets: Tickets, outages: Outages, month: Month, random: np.random.Generator
) -> list[str]:
    size = tickets.size
    archive = desk.archive
    linked = np.where(tickets.outage >= 0)[0]
    outage = np.full(size, "", dtype=object)
    outage[linked] = outage_number(outages, tickets.outage[linked])
    draws = random.random((size, 3))
    calls = desk.demand.calls_in_half_a_year()[tickets.customer]
    complaints = desk.demand.recent_complaints.sum(axis=0)[tickets.customer]
    bodies = []
    for row in range(size):
        customer = int(tickets.customer[row])
        choices = ticket_texts()[str(tickets.code[row])]
        chosen = choices[row % len(choices)]
        text = chosen["text"].format(
            address=tickets.address[row],
            account=archive.account[customer],
            month=(month.month_of_year + 11) % 12 + 1,
            outage=outage[row],
        )
        text = text.replace("，经查询停电编号，", "，").replace("停电编号。", "")
        if draws[row, 0] < number("text_phone_share"):
            name = str(archive.name[customer])
            text += (
                f"联系人：{name[:1]}{'先生' if customer % 2 else '女士'}，联系电话{tickets.calling[row]}。"
            )
        elif draws[row, 0] > 0.97:
            text += f"户名：{archive.name[customer]}。"
        if draws[row, 1] < number("text_prefix_share"):
            text = f"（该号码近6个月来电总数：{calls[row] + 1}，投诉数：{complaints[row]}）" + text
        prefix = "【测试工单】系统测试工单，请勿派发。" if tickets.test[row] else f"【{chosen['topic']}】"
        bodies.append(prefix + text)
    return bodies


def _tell(desk: Desk, tickets: Tickets, noise: list[str]) -> None:
    place = desk.archive.homes.place[tickets.customer]
    desk.told.append(table({
        "ticket_no": tickets.number, "customer_no": desk.archive.account[tickets.customer],
        "place_no": place, "code": tickets.code, "accepted_at": times(tickets.accepted),
        "address": tickets.address, "noise": noise,
        "parent_ticket_no": texts(tickets.parent),
    }))  # fmt: skip
