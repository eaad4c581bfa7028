"""Outbound campaigns that recommend paying online, drawn with a control group, and whom they persuade."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from gridtag.sample.adoption import Adoption
from gridtag.sample.archive import Archive
from gridtag.sample.clock import DAY, HOUR, NEVER, Month, dates, times
from gridtag.sample.columns import table, texts
from gridtag.sample.courier import Courier
from gridtag.sample.draws import generator
from gridtag.sample.parameters import numbers

PLANS = ((5, "sms", "app"), (10, "voice", "wechat"), (15, "sms", "alipay"), (19, "voice", "app"))
TITLES = {"sms": "短信", "voice": "外呼"}
OFFERS = {"app": "网上国网", "wechat": "微信", "alipay": "支付宝"}


@dataclass
class Campaigns:
    """What was planted: who would respond if asked."""

    told: list[pl.DataFrame] = field(default_factory=list)
    voice: list[tuple[np.ndarray, np.ndarray, str]] = field(default_factory=list)


def month_campaign(
    found: Campaigns,
    archive: Archive,
    adoption: Adoption,
    allowed: np.ndarray,
    month: Month,
    courier: Courier,
    seed: int,
) -> None:
    """Runs the campaign that begins this month, if any, among offline payers who agreed to be contacted."""
    for index, (number_of_month, channel, offer) in enumerate(PLANS):
        if number_of_month != month.number:
            continue
        usable = allowed & ~adoption.online & archive.active & archive.home & (archive.phone != "")
        drawn = _draw(adoption, np.flatnonzero(usable), month, generator(seed, "campaign", index))
        identity = f"H{month.text}{index + 1}"
        if channel == "voice":
            found.voice.append((drawn.target[drawn.treated], drawn.contacted[drawn.treated], identity))
        _send(drawn, archive, courier, month, (identity, channel, offer), (index + 1) * 10**8)
        found.told.append(table({
            "campaign_id": [identity] * len(drawn.target), "customer_no": archive.account[drawn.target],
            "treated": drawn.treated, "would_accept_if_reached": drawn.persuadable,
            "accepted": drawn.answer == "accepted",
        }))  # fmt: skip


@dataclass
class _Draw:
    target: np.ndarray
    treated: np.ndarray
    persuadable: np.ndarray
    contacted: np.ndarray
    answer: np.ndarray


def _draw(adoption: Adoption, pool: np.ndarray, month: Month, random: np.random.Generator) -> _Draw:
    """Whom the campaign takes, who belongs to the control group, and what came of it."""
    target = pool[random.random(len(pool)) < 0.45]
    size = len(target)
    treated = random.random(size) < 0.8
    low, high = numbers("campaign_acceptance")
    taste = np.clip((adoption.taste[target] + 2) / 4, 0, 1)
    chance = low + (high - low) * np.clip(1.6 - np.abs(taste - 0.5) * 3.2, 0, 1.4)
    persuadable = random.random(size) < chance
    reached = treated & (random.random(size) < 0.72)
    day = month.first_day + 8 + random.integers(0, 10, size)
    contacted = day * DAY + random.integers(9, 19, size) * HOUR
    draw = random.random(size)
    answer = np.select(
        [reached & persuadable, reached & (draw < 0.002), reached, draw < 0.1],
        ["accepted", "complained", "declined", "wrong_number"],
        "unreached",
    )
    adoption.persuaded[target[(answer == "accepted") & (random.random(size) < 0.75)]] = True
    return _Draw(target, treated, persuadable, contacted, answer)


def _send(
    drawn: _Draw, archive: Archive, courier: Courier, month: Month, plan: tuple[str, str, str], serial: int
) -> None:
    identity, channel, offer = plan
    begin = np.array([month.first_day + 7])
    courier.add("campaigns", table({
        "CAMPAIGN_ID": [identity], "NAME": [f"{OFFERS[offer]}缴费推荐（{TITLES[channel]}）"],
        "CHANNEL": [channel],
        "OFFER": [offer], "START_DATE": dates(begin), "END_DATE": dates(begin + 14),
    }), begin * DAY)  # fmt: skip
    size = len(drawn.target)
    assigned = begin[0] * DAY + 9 * HOUR + np.arange(size) % 3600
    courier.add("campaign_outcomes", table({
        "OUTCOME_NO": np.char.add("B", (serial + np.arange(1, size + 1)).astype(str)),
        "CAMPAIGN_ID": [identity] * size, "CONS_NO": archive.account[drawn.target],
        "ARM": np.where(drawn.treated, "treatment", "control"), "ASSIGNED_TIME": times(assigned),
        "CONTACT_TIME": times(np.where(drawn.treated, drawn.contacted, NEVER)),
        "DISPOSITION": texts(np.where(drawn.treated, drawn.answer, "")),
    }), np.where(drawn.treated, drawn.contacted, assigned))  # fmt: skip
