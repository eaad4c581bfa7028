"""Steps, urging, supervision and revisits of the month's tickets."""

import numpy as np
import polars as pl

from gridtag.sample import flow
from gridtag.sample.archive import Archive
from gridtag.sample.calls import Handled
from gridtag.sample.clock import DAY, HOUR, NEVER, Month, times
from gridtag.sample.columns import table, texts
from gridtag.sample.draws import EvenDraws, generator
from gridtag.sample.parameters import number
from gridtag.sample.tickets import Desk, Tickets

_REASONS = ("催促处理进度", "多次来电未解决", "客户急需用电", "超时限未处理")


def step_rows(tickets: Tickets, month: Month, seed: int) -> tuple[pl.DataFrame, np.ndarray]:
    """One row per step in order, with the second of each."""
    random = generator(seed, "steps", month.text)
    row, code, when = [], [], []
    for index, name in enumerate(flow.STEPS):
        moments = tickets.flow.step[name]
        here = np.flatnonzero(moments != NEVER)
        row.append(here)
        code.append(np.full(len(here), index))
        when.append(moments[here])
    rows, codes, whens = np.concatenate(row), np.concatenate(code), np.concatenate(when)
    order = np.lexsort((codes, whens, rows))
    rows, codes, whens = rows[order], codes[order], whens[order]
    first = np.searchsorted(rows, np.arange(tickets.size))
    position = np.arange(len(rows)) - first[rows] + 1
    station = tickets.org[rows]
    city = np.array([value[:5] for value in station], dtype=object)
    inside = codes >= 3
    actor = 2001 + random.integers(0, 180, len(rows))
    return table({
        "APP_NO": tickets.number[rows], "STEP_NO": position.astype(str),
        "STEP_CODE": np.array(flow.STEPS, dtype=object)[codes],
        "UNIT_FROM": np.where(codes == 0, "0", np.where(inside, station, city)).astype(object),
        "UNIT_TO": texts(np.where(codes == 0, "", np.where(codes == 1, city, station))),
        "STEP_TIME": times(whens),
        "ACTOR_NO": np.char.add(np.where(inside, "Z", "A"), actor.astype(str)),
    }), whens  # fmt: skip


def urge_rows(
    desk: Desk, tickets: Tickets, handled: Handled, month: Month
) -> tuple[pl.DataFrame, np.ndarray]:
    """Urging calls find an open ticket, of the caller if there is one; a few tickets are supervised."""
    random = generator(desk.seed, "urges", month.text)
    slow = np.flatnonzero(tickets.flow.kind != flow.IN_CALL)
    for row in slow.tolist():
        desk.open_slow.append(
            (
                int(tickets.accepted[row]),
                int(tickets.flow.close[row]),
                int(tickets.customer[row]),
                str(tickets.number[row]),
                str(tickets.code[row]),
            )
        )
    oldest = (month.first_day - int(number("urge_limit_days"))) * DAY
    desk.open_slow = [entry for entry in desk.open_slow if entry[1] > oldest]
    begin = np.array([entry[0] for entry in desk.open_slow])
    end = np.array([entry[1] for entry in desk.open_slow])
    whose = np.array([entry[2] for entry in desk.open_slow])
    spoken = (handled.answered != NEVER) & (handled.contacts.code == "U")
    found: list[tuple[int, int, str]] = []
    for call in np.flatnonzero(spoken).tolist():
        moment = int(handled.answered[call])
        usable = (
            np.flatnonzero((begin < moment - 600) & (moment < end)) if len(begin) else np.zeros(0, dtype=int)
        )
        if not len(usable):
            continue
        own = usable[whose[usable] == handled.contacts.customer[call]]
        entry = int(own[0]) if len(own) else int(usable[int(random.integers(len(usable)))])
        handled.contacts.customer[call] = whose[entry]
        handled.ticket[call] = desk.open_slow[entry][3]
        found.append((entry, moment, "urge"))
    for row in np.flatnonzero(random.random(len(begin)) < number("oversee_share") * 3).tolist():
        moment = int(begin[row] + 0.6 * (end[row] - begin[row]))
        if month.first_day * DAY <= moment:
            found.append((row, moment, "oversee"))
    return _urge_frame(desk, found, month)


def _urge_frame(
    desk: Desk, found: list[tuple[int, int, str]], month: Month
) -> tuple[pl.DataFrame, np.ndarray]:
    archive = desk.archive
    found.sort(key=lambda entry: entry[1])
    entries = [desk.open_slow[entry] for entry, _, _ in found]
    customer = np.array([entry[2] for entry in entries], dtype=np.int64)
    when = np.array([moment for _, moment, _ in found], dtype=np.int64)
    serial = int(month.text) * 10**6 + np.arange(1, len(found) + 1)
    department = ["运检部" if entry[4].startswith("R") else "营销部" for entry in entries]
    return table({
        "OVERSEE_APP_NO": np.char.add("U", serial.astype(str)), "APP_NO": [entry[3] for entry in entries],
        "OVERSEE_KIND": [kind for _, _, kind in found], "OVERSEE_TIME": times(when),
        "CUST_NO": archive.account[customer], "CUST_NAME": archive.name[customer],
        "OVERSEE_RESON": [_REASONS[index % len(_REASONS)] for index in range(len(found))],
        "OVERSEE_CONTENT": ["【催办】客户再次来电，要求尽快处理。"] * len(found), "ORG_OR_DEPT": department,
        "APP_BUSI_TYPE_CODE": [entry[4] for entry in entries], "ORG_NO": archive.org[customer],
    }), when  # fmt: skip


def revisit_rows(
    tickets: Tickets, archive: Archive, even: EvenDraws, month: Month, seed: int
) -> tuple[pl.DataFrame, np.ndarray]:
    """Revisits done, with the second of each; one in two hundred comes after its time."""
    random = generator(seed, "revisits", month.text)
    rows = np.flatnonzero(tickets.flow.revisit_due != NEVER)
    done = tickets.flow.step["revisit"][rows]
    done = np.where(random.random(len(rows)) < 0.004, tickets.flow.revisit_due[rows] + 3 * HOUR, done)
    rows, done = rows[np.argsort(done, kind="stable")], np.sort(done, kind="stable")
    reached = random.random(len(rows)) < 0.86
    satisfied = even.draw("revisit", len(rows)) < number("revisit_satisfied")
    serial = int(month.text) * 10**7 + np.arange(1, len(rows) + 1)
    customer = tickets.customer[rows]
    complaint = np.array([str(code)[:1] == "T" for code in tickets.code[rows]], dtype=bool)
    truly = np.where(complaint, np.where(random.random(len(rows)) < 0.97, "1", "0"), "")
    return table({
        "REVISIT_NO": np.char.add("V", serial.astype(str)), "APP_NO": tickets.number[rows],
        "CUST_NO": texts(np.where(tickets.known[rows], archive.account[customer], "")),
        "DUE_TIME": times(tickets.flow.revisit_due[rows]), "DONE_TIME": times(done),
        "METHOD": np.where(random.random(len(rows)) < 0.8, "phone", "sms").astype(object),
        "REACHED": np.where(reached, "1", "0").astype(object),
        "SATIS_CODE": texts(np.where(reached, np.where(satisfied, "1", "0"), "")),
        "REASON": texts(np.where(reached & ~satisfied, "处理时间长", "")), "TRUTH_FLAG": texts(truly),
    }), done  # fmt: skip
