"""Outage extracts: each outage as planned, as begun and as ended, its areas, and the notices about it."""

import numpy as np
import polars as pl

from gridtag.sample.archive import Archive
from gridtag.sample.clock import DAY, HOUR, NEVER, times
from gridtag.sample.columns import table, texts
from gridtag.sample.courier import Courier
from gridtag.sample.draws import generator
from gridtag.sample.network import area_number, feeder_number
from gridtag.sample.outage_events import LEVELS, MV, OWN
from gridtag.sample.outages import GOOD, LATE, MISSING, UNDELIVERED, Outages
from gridtag.sample.tickets import outage_number

_DETAILS = {
    "external": "车辆碰撞",
    "equip": "绝缘老化",
    "nature": "雷击",
    "om": "检修",
    "user": "用户设备故障",
    "superior": "上级电源故障",
    "constr": "配网改造",
}
PLANNED, OPEN, ENDED = range(3)


def send(
    outages: Outages,
    archive: Archive,
    courier: Courier,
    tickets: dict[int, str],
    rows: np.ndarray,
    states: tuple[int, ...],
) -> None:
    """States of these outages: an earlier one only where it was delivered before the next."""
    planned = outages.planned_start[rows] != NEVER
    begun = np.where(outages.cancelled[rows], NEVER, outages.start[rows])
    ended = np.where(
        outages.cancelled[rows], outages.start[rows], np.maximum(outages.end[rows], outages.created[rows])
    )
    late = courier.lateness("outages", len(rows)) if ENDED in states else np.zeros(len(rows), dtype=np.int64)
    days = [
        courier.day_of("outages", np.where(planned, outages.created[rows], ended + late)),
        courier.day_of(
            "outages", np.where(begun == NEVER, ended + late, np.maximum(begun, outages.created[rows]))
        ),
        courier.day_of("outages", ended + late),
    ]
    for state in states:
        if state == ENDED:
            wanted = np.ones(len(rows), dtype=bool)
        elif state == PLANNED:
            wanted = planned & (days[PLANNED] < days[OPEN]) & (days[PLANNED] < days[ENDED])
        else:
            wanted = (days[OPEN] < days[ENDED]) & ~outages.cancelled[rows]
        chosen = rows[wanted]
        if len(chosen):
            moment = outages.start[chosen]
            courier.put(
                "outages", _frame(outages, archive, chosen, state, tickets), days[state][wanted], moment
            )
            _send_scope(outages, archive, courier, chosen, state, days[state][wanted])


def _frame(
    outages: Outages, archive: Archive, chosen: np.ndarray, state: int, tickets: dict[int, str]
) -> pl.DataFrame:
    cancelled = outages.cancelled[chosen] & (state == ENDED)
    level = outages.level[chosen]
    status = np.where(cancelled, "cancelled", ("planned", "open", "restored")[state])
    area = outages.area[chosen]
    feeder = feeder_number(archive.network)[outages.feeder[chosen]]
    customer = outages.customer[chosen]
    first = outages.scope_area[np.minimum(outages.first[chosen], len(outages.scope_area) - 1)]
    place = archive.homes.place[archive.network.area_first[np.where(level == OWN, area, first)]]
    names = np.array(archive.places.name, dtype=object)[place]
    scope = np.where(level == MV, names + "等台区", np.where(level == OWN, "单户", names))
    reason = outages.reason[chosen]
    start = np.where(state == PLANNED, outages.planned_start[chosen], outages.start[chosen])
    org = archive.org[archive.network.area_first[np.where(area >= 0, area, first)]]
    return table({
        "POWEROFF_ID": outage_number(outages, chosen), "ORG_NO": org, "TYPE_CODE": outages.kind[chosen],
        "LEVEL_CODE": np.array(LEVELS, dtype=object)[level], "LINE_NO": feeder,
        "TG_NO": texts(np.where(level == MV, "", area_number(archive.network)[np.maximum(area, 0)])),
        "CONS_NO": texts(np.where(customer >= 0, archive.account[np.maximum(customer, 0)], "")),
        "PLAN_START": times(outages.planned_start[chosen]), "STOP_DATE": times(outages.planned_end[chosen]),
        "START_TIME": times(start),
        "POWER_TIME": times(np.where(cancelled | (state != ENDED), NEVER, outages.end[chosen])),
        "REASON_L1": reason, "REASON_L2": [_DETAILS.get(value, "其他") for value in reason.tolist()],
        "SCOPE": scope.astype(object), "APP_NO": [tickets.get(row) for row in chosen.tolist()],
        "STATUS": status.astype(object),
    })  # fmt: skip


def _send_scope(
    outages: Outages, archive: Archive, courier: Courier, chosen: np.ndarray, state: int, day: np.ndarray
) -> None:
    many = outages.many[chosen]
    entry = np.repeat(outages.first[chosen] - np.cumsum(many) + many, many) + np.arange(int(many.sum()))
    event = np.repeat(chosen, many)
    ended = (state == ENDED) & ~outages.cancelled[event]
    frame = table({
        "POWEROFF_ID": outage_number(outages, event),
        "TG_NO": area_number(archive.network)[outages.scope_area[entry]],
        "CONS_CNT": outages.scope_customers[entry].astype(np.int64),
        "RESTORE_TIME": times(np.where(ended, outages.scope_end[entry], NEVER)),
    })  # fmt: skip
    courier.put("outage_scope", frame, np.repeat(day, many), outages.start[event])


def send_notices(outages: Outages, archive: Archive, courier: Courier, seed: int) -> None:
    """Text messages by area and a poster for planned work; app messages soon after feeder faults."""
    random = generator(seed, "notices")
    planned = outages.planned_start != NEVER
    told = planned & (outages.notice != MISSING)
    quick = ~planned & (outages.level == MV) & (outages.kind != "user") & (random.random(outages.size) < 0.6)
    entry = np.flatnonzero((told | quick)[outages.scope_event])
    event = outages.scope_event[entry]
    issued = np.where(
        planned[event], outages.created[event] // DAY * DAY + 10 * HOUR, outages.start[event] + 700
    )
    issued = np.where(planned[event], np.maximum(issued, outages.created[event] + 600), issued)
    short = planned[event] & (outages.notice[event] == LATE)
    issued = np.where(short, outages.planned_start[event] - 6 * HOUR, issued)
    issued = issued + random.integers(0, 1200, len(entry))
    delivered = (random.random(len(entry)) < 0.96) & (outages.notice[event] != UNDELIVERED)
    channel = np.where(planned[event], np.where(random.random(len(entry)) < 0.75, "sms", "wechat"), "app")
    poster = np.flatnonzero(told & (outages.notice == GOOD))
    when = np.concatenate([issued, outages.created[poster] + 3 * HOUR])
    order = np.argsort(when, kind="stable")
    rows = table({
        "POWEROFF_ID": outage_number(outages, np.concatenate([event, poster])),
        "TG_NO": texts(np.concatenate([area_number(archive.network)[outages.scope_area[entry]],
                                       np.full(len(poster), "", dtype=object)])),
        "ISSUED_TIME": times(when),
        "CHANNEL": np.concatenate([channel, np.full(len(poster), "poster")]).astype(object),
        "DELIVERED": np.concatenate([delivered, np.ones(len(poster), dtype=bool)]),
    })[order]  # fmt: skip
    serial = pl.Series(
        "NOTICE_ID",
        np.char.add("M", (10**9 + np.arange(rows.height)).astype(str)).astype(object),
        dtype=pl.String,
    )
    courier.add("outage_notices", rows.with_columns(serial), when[order])
