"""From demands to contact legs: voice menu, queue, agent, rating."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from gridtag.sample.archive import Archive
from gridtag.sample.clock import NEVER, Month, times
from gridtag.sample.columns import table, texts
from gridtag.sample.contacts import REDIAL, REPEAT, Contacts, joined
from gridtag.sample.draws import EvenDraws, generator, pick
from gridtag.sample.parameters import keywords_of, mix, number

_MENU = {
    "Q1": ["1", "1"],
    "Q2": ["2", "1"],
    "Q3": ["1", "2"],
    "Q4": ["3", "1"],
    "Q5": ["1", "3"],
    "Q6": ["3", "2"],
}
_AGENT_MENU = {"Q": ["1", "0"], "C": ["3", "0"], "R": ["2", "0"], "A": ["2", "3", "0"], "T": ["9", "0"]}


@dataclass
class Handled:
    """Arrays by contact, parallel to `contacts`; answered is NEVER without an agent."""

    contacts: Contacts
    abandoned: np.ndarray
    queue: np.ndarray
    answered: np.ndarray
    talk: np.ndarray
    rating: np.ndarray
    registered: np.ndarray
    known: np.ndarray
    channel: np.ndarray
    ticket: np.ndarray


def handle(found: Contacts, archive: Archive, even: EvenDraws, month: Month, seed: int) -> Handled:
    """Answers the month's contacts in order of time; some give up and dial again."""
    random = generator(seed, "calls", month.text)
    agent = found.phone & ~found.self_served
    gives_up = np.zeros(found.size, dtype=bool)
    gives_up[agent] = even.draw("abandoned", int(agent.sum())) > number("connect_rate")
    again = np.flatnonzero(gives_up & (random.random(found.size) < 0.55))
    redial = found.take(again)
    redial.time = redial.time + random.integers(70, 900, len(again))
    redial.cause = np.full(len(again), REDIAL)
    redial.time = np.minimum(redial.time, (month.first_day + month.days) * 86400 - 1)
    everything = joined([found, redial])
    order = np.argsort(everything.time, kind="stable")
    everything = everything.take(order)
    gives_up = np.concatenate([gives_up, np.zeros(len(again), dtype=bool)])[order]
    return _answer(everything, gives_up, archive, even, random)


def _answer(
    found: Contacts, gives_up: np.ndarray, archive: Archive, even: EvenDraws, random: np.random.Generator
) -> Handled:
    size = found.size
    spoken = ~found.self_served & ~gives_up & found.phone
    queue = np.where(random.random(size) < 0.985, random.exponential(3.4, size), random.uniform(20, 90, size))
    queue = np.where(gives_up, 3 + random.exponential(number("patience_seconds"), size), queue)
    queue = queue.astype(np.int64)
    answered = np.where(spoken, found.time + random.integers(15, 60, size) + queue, NEVER)
    talk = np.clip(random.lognormal(4.9, 0.55, size), 15, 1800).astype(np.int64)
    registered = random.random(size) > number("foreign_number_share")
    registered &= archive.phone[found.customer] != ""
    keys, shares = mix("other_channel")
    other = np.array(keys, dtype=object)[pick(shares, random.random(size))]
    return Handled(
        contacts=found,
        abandoned=gives_up,
        queue=queue,
        answered=answered,
        talk=np.where(spoken, talk, 0),
        rating=_ratings(found, np.flatnonzero(spoken), queue, even, random),
        registered=registered,
        known=random.random(size) > 0.15,
        channel=np.where(found.phone, "phone", other).astype(object),
        ticket=np.full(size, "", dtype=object),
    )


def _ratings(
    found: Contacts, spoken: np.ndarray, queue: np.ndarray, even: EvenDraws, random: np.random.Generator
) -> np.ndarray:
    """Keys pressed, 0 where none was: waiting, coming back and complaints make them worse."""
    rating = np.zeros(found.size, dtype=np.int64)
    pressed = spoken[even.draw("pressed", len(spoken)) < number("rating_share")]
    first = np.array([str(code)[:1] for code in found.code[pressed]])
    repeat = found.cause[pressed] == REPEAT
    grief = np.exp(0.02 * queue[pressed] + 0.9 * repeat + 1.5 * (first == "T") + 0.4 * (first == "R"))
    share = (1 - number("satisfied_share")) * grief / max(grief.mean() if len(grief) else 0.0, 1e-9)
    bad = even.draw("dissatisfied", len(pressed)) < share
    draw = random.random(len(pressed))
    rating[pressed] = np.where(bad, np.where(draw < 0.55, 3, 4), np.where(draw < 0.75, 1, 2))
    return rating


def calling_numbers(handled: Handled, archive: Archive) -> np.ndarray:
    customer = handled.contacts.customer
    return np.where(handled.registered, archive.phone[customer], archive.other_phone[customer])


def _lists(handled: Handled) -> tuple[list[list[str] | None], list[list[str]], list[list[str]]]:
    """Menu path, keywords heard and knowledge items opened."""
    paths: list[list[str] | None] = []
    keywords, items = [], []
    found = handled.contacts
    rows = zip(
        found.code.tolist(),
        found.self_served.tolist(),
        handled.answered.tolist(),
        found.phone.tolist(),
        strict=True,
    )
    for number_of_row, (code, served, answered, phone) in enumerate(rows):
        if not phone:
            paths.append(None)
        elif served:
            paths.append(_MENU.get(code, ["1", "1"]))
        else:
            paths.append(_AGENT_MENU.get(code[:1], ["0"]))
        spoken = answered != NEVER
        heard = list(keywords_of(code[:2])) if spoken else []
        keywords.append(heard[: 1 + number_of_row % 2])
        items.append(
            [f"K{code}{number_of_row % 3 + 1:02d}"]
            if spoken and code not in ("", "U") and number_of_row % 3
            else []
        )
    return paths, keywords, items


def frame(handled: Handled, archive: Archive, month: Month, seed: int) -> pl.DataFrame:
    """The call platform's rows; numbers are given in order of time."""
    random = generator(seed, "call rows", month.text)
    found, spoken = handled.contacts, handled.answered != NEVER
    size = found.size
    paths, keywords, items = _lists(handled)
    skills, shares = mix("skill_group")
    first = np.array([str(code)[:1] for code in found.code])
    skill = np.array(skills, dtype=object)[pick(shares, random.random(size))]
    skill = np.where(first == "R", "repair", np.where(first == "T", "complaint", skill)).astype(object)
    serial = int(month.text) * 10**8 + np.arange(1, size + 1)
    contact, customer = np.char.add("C", serial.astype(str)).astype(object), found.customer
    queued = found.phone & ~found.self_served
    agent = np.char.add("A", (2001 + random.integers(0, 180, size)).astype(str))
    result = np.where(found.self_served, "self", np.where(handled.abandoned, "hangup", "agent"))
    return table({
        "contact_id": contact, "master_contact_id": contact, "channel": handled.channel,
        "direction": np.full(size, "in", dtype=object), "ani": texts(calling_numbers(handled, archive)),
        "org_no": archive.org[customer], "center": np.where(customer % 2 == 0, "north", "south"),
        "cons_no": texts(np.where(handled.known, archive.account[customer], "")),
        "ident_method": texts(np.where(handled.known, np.where(handled.registered, "ani", "account"), "")),
        "ivr_enter_ts": times(found.time),
        "ivr_path": pl.Series(values=paths, dtype=pl.List(pl.String)),
        "ivr_result": texts(np.where(found.phone, result, "")),
        "skill_group": texts(np.where(queued, skill, "")), "queue_secs": known(handled.queue, queued),
        "answer_ts": times(handled.answered),
        "agent_id": texts(np.where(spoken, agent, "")),
        "talk_secs": known(handled.talk, spoken),
        "hold_secs": known(random.integers(0, 40, size) // 12 * 12, spoken),
        "wrap_secs": known(random.integers(5, 60, size), spoken), "transfer_cnt": known(0 * customer, spoken),
        "abandon_flag": handled.abandoned, "abandon_stage": texts(np.where(handled.abandoned, "queue", "")),
        "release_side": np.where(random.random(size) < 0.7, "customer", "agent").astype(object),
        "satis_offered": spoken, "satis_key": known(handled.rating, handled.rating > 0),
        "busi_type_code": texts(np.where(handled.abandoned | (found.code == "U"), "", found.code)),
        "ticket_app_no": texts(handled.ticket),
        "keyword_hits": pl.Series(values=keywords, dtype=pl.List(pl.String)),
        "knowledge_ids": pl.Series(values=items, dtype=pl.List(pl.String)),
        "registered_ani": handled.registered,
        "campaign_id": pl.Series(values=[None] * size, dtype=pl.String),
    })  # fmt: skip


def known(values: np.ndarray, where: np.ndarray) -> pl.Series:
    """Whole numbers, null elsewhere."""
    return pl.select(
        pl.when(pl.Series(values=where)).then(pl.Series(values=values.astype(np.int64)))
    ).to_series()


def transfers(
    rows: pl.DataFrame, ends: np.ndarray, month: Month, seed: int
) -> tuple[pl.DataFrame, np.ndarray]:
    """Second legs of calls handed to another agent: same master, own number, no ticket."""
    random = generator(seed, "transfers", month.text)
    spoken = (rows["talk_secs"].is_not_null() & (rows["talk_secs"] > 60)).to_numpy()
    chosen = np.flatnonzero(spoken & (random.random(rows.height) < 0.03))
    legs = rows[chosen].with_columns(
        (pl.col("contact_id") + "2").alias("contact_id"),
        pl.lit(1).cast(pl.Int64).alias("transfer_cnt"),
        pl.Series("ivr_enter_ts", times(ends[chosen])),
        pl.Series("answer_ts", times(ends[chosen] + 8)),
        pl.lit(8).cast(pl.Int64).alias("queue_secs"),
        pl.lit(None, pl.String).alias("ticket_app_no"),
        pl.lit(None, pl.Int64).alias("satis_key"),
        pl.lit(False).alias("satis_offered"),
        pl.lit([], pl.List(pl.String)).alias("ivr_path"),
        pl.Series("talk_secs", random.integers(40, 400, len(chosen))),
    )
    return legs, ends[chosen] + 500
