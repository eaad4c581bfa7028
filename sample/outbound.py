"""Calls made by the hotline: revisits of tickets and campaigns by voice."""

import numpy as np
import polars as pl

from gridtag.sample.archive import Archive
from gridtag.sample.calls import known
from gridtag.sample.clock import NEVER, Month, times
from gridtag.sample.columns import table, texts
from gridtag.sample.draws import generator

_EMPTY: tuple[tuple[object, pl.DataType], ...] = ((None, pl.Int64()), ([], pl.List(pl.String)))


def rows(
    customer: np.ndarray,
    moment: np.ndarray,
    ticket: np.ndarray,
    campaign: np.ndarray,
    archive: Archive,
    month: Month,
    seed: int,
) -> tuple[pl.DataFrame, np.ndarray]:
    """Outbound legs in order of time; customers without a number are not called."""
    random = generator(seed, "outbound", month.text)
    usable = np.flatnonzero(archive.phone[customer] != "")
    order = usable[np.argsort(moment[usable], kind="stable")]
    customer, moment, ticket, campaign = (each[order] for each in (customer, moment, ticket, campaign))
    size = len(order)
    answered = random.random(size) < 0.75
    contact = np.char.add("B", (int(month.text) * 10**8 + np.arange(1, size + 1)).astype(str)).astype(object)
    none, empty = [pl.Series(values=[value] * size, dtype=kind) for value, kind in _EMPTY]
    agent = np.char.add("A", (2001 + random.integers(0, 180, size)).astype(str))
    return table({
        "contact_id": contact, "master_contact_id": contact, "channel": np.full(size, "phone", dtype=object),
        "direction": np.full(size, "out", dtype=object), "ani": archive.phone[customer],
        "org_no": archive.org[customer],
        "center": np.where(customer % 2 == 0, "north", "south"), "cons_no": archive.account[customer],
        "ident_method": np.full(size, "outbound", dtype=object), "ivr_enter_ts": times(moment),
        "ivr_path": pl.Series(values=[None] * size, dtype=pl.List(pl.String)),
        "ivr_result": texts(np.full(size, "")), "skill_group": texts(np.full(size, "outbound")),
        "queue_secs": none,
        "answer_ts": times(np.where(answered, moment + 12, NEVER)), "agent_id": agent.astype(object),
        "talk_secs": known(random.integers(25, 120, size), answered),
        "hold_secs": known(np.zeros(size), answered),
        "wrap_secs": known(random.integers(5, 30, size), answered),
        "transfer_cnt": known(np.zeros(size), answered),
        "abandon_flag": np.zeros(size, dtype=bool), "abandon_stage": texts(np.full(size, "")),
        "release_side": texts(np.where(answered, "customer", "system")),
        "satis_offered": np.zeros(size, dtype=bool),
        "satis_key": none, "busi_type_code": texts(np.full(size, "")), "ticket_app_no": texts(ticket),
        "keyword_hits": empty, "knowledge_ids": empty, "registered_ani": np.ones(size, dtype=bool),
        "campaign_id": texts(campaign),
    }), moment  # fmt: skip
