"""How customers choose a way to pay, and when those who queue turn to paying online."""

from dataclasses import dataclass

import numpy as np

from gridtag.sample.archive import Archive
from gridtag.sample.clock import Month
from gridtag.sample.draws import generator, pick, spread
from gridtag.sample.network import URBAN
from gridtag.sample.parameters import mix, number

CHANNELS = mix("pay_channel")[0]
ONLINE = ("app", "alipay", "wechat", "ewallet", "ebank")
_ONLINE = np.array([channel in ONLINE for channel in CHANNELS])
_DEBIT = CHANNELS.index("debit")


@dataclass
class Adoption:
    """Payment channel by customer, and what moves it."""

    seed: int
    channel: np.ndarray
    former: np.ndarray
    taste: np.ndarray
    intercept: float
    app_bound: np.ndarray
    wechat_bound: np.ndarray
    adopted_month: np.ndarray
    reverted_month: np.ndarray
    persuaded: np.ndarray
    propensity: np.ndarray
    changed: np.ndarray

    @property
    def online(self) -> np.ndarray:
        return _ONLINE[self.channel]


def _first_channels(archive: Archive, random: np.random.Generator) -> np.ndarray:
    """Online payers are the more digital ones; the rest queue where the country allows."""
    shares = mix("pay_channel")[1]
    size = archive.size
    online = np.flatnonzero(_ONLINE)
    offline = np.flatnonzero(~_ONLINE)
    rank = np.argsort(np.argsort(archive.digital + random.normal(0, 1.1, size), kind="stable"))
    modern = (rank + 0.5) / size > 1 - shares[online].sum()
    channel = np.empty(size, dtype=np.int64)
    channel[modern] = online[pick(shares[online], spread(int(modern.sum()), random))]
    rest = np.flatnonzero(~modern)
    channel[rest] = offline[pick(shares[offline], spread(len(rest), random))]
    return channel


def build(archive: Archive, seed: int) -> Adoption:
    random = generator(seed, "adoption")
    size = archive.size
    channel = _first_channels(archive, random)
    lean = 1 / (1 + np.exp(-(1.3 * archive.digital - 0.6)))
    app = random.random(size) < 0.5 * lean + 0.1 * _ONLINE[channel]
    wechat = random.random(size) < 0.55 * lean + 0.1 * _ONLINE[channel]
    taste = 0.85 * archive.digital + random.normal(0, 0.45, size) - 1.0 * (channel == _DEBIT)
    never, nobody = np.full((2, size), -1), np.zeros((2, size), dtype=bool)
    found = Adoption(seed, channel, channel.copy(), taste, 0.0, app, wechat, never[0], never[1], nobody[0],
                     np.zeros(size), nobody[1])  # fmt: skip
    offline = ~found.online
    monthly = 1 - (1 - number("adoption_year")) ** (1 / 12)
    score = _score(found, np.zeros(size), np.zeros(size, dtype=bool))[offline]
    low, high = -12.0, 4.0
    for _ in range(40):
        found.intercept = (low + high) / 2
        above = (1 / (1 + np.exp(-(found.intercept + score)))).mean() > monthly
        low, high = (low, found.intercept) if above else (found.intercept, high)
    return found


def _score(adoption: Adoption, calls: np.ndarray, tried: np.ndarray) -> np.ndarray:
    return np.asarray(adoption.taste + 0.9 * adoption.app_bound + 0.8 * adoption.wechat_bound
                      + 0.5 * np.log1p(calls) + 0.7 * tried)  # fmt: skip


def step(adoption: Adoption, archive: Archive, month: Month, recent_calls: np.ndarray) -> np.ndarray:
    """Moves everyone on by a month; returns the channel each uses for this month's bill."""
    random = generator(adoption.seed, "adoption", month.text)
    size = archive.size
    offline = ~adoption.online
    before = (adoption.app_bound.copy(), adoption.wechat_bound.copy())
    bind = random.random((2, size)) < 0.010 * np.exp(0.7 * np.clip(adoption.taste, -3, 3))
    adoption.app_bound |= bind[0]
    adoption.wechat_bound |= bind[1]
    tried = offline & (random.random(size) < np.clip(0.025 * np.exp(0.8 * adoption.taste), 0, 0.25))
    chance = 1 / (1 + np.exp(-(adoption.intercept + _score(adoption, recent_calls, tried))))
    adoption.propensity = np.where(offline, chance, adoption.propensity)
    turns = offline & ((random.random(size) < chance) | adoption.persuaded)
    keys, shares = mix("pay_channel")
    online = np.flatnonzero(_ONLINE)
    wanted = online[pick(shares[online], random.random(size))]
    wanted = np.where(adoption.app_bound & (random.random(size) < 0.5), keys.index("app"), wanted)
    back = (
        (adoption.adopted_month >= 0) & adoption.online & (random.random(size) < number("revert_share") / 12)
    )
    adoption.adopted_month[turns] = month.number
    adoption.reverted_month[back] = month.number
    adoption.former = np.where(turns, adoption.channel, adoption.former)
    adoption.channel = np.where(turns, wanted, np.where(back, adoption.former, adoption.channel))
    moves = adoption.online & ~turns & (random.random(size) < 0.01)
    adoption.channel = np.where(moves, wanted, adoption.channel)
    adoption.persuaded[:] = False
    adoption.app_bound |= turns & (adoption.channel == keys.index("app"))
    adoption.wechat_bound |= turns & (adoption.channel == keys.index("wechat")) & (random.random(size) < 0.6)
    adoption.changed = (adoption.app_bound != before[0]) | (adoption.wechat_bound != before[1])
    stray = adoption.online & (random.random(size) < 0.02)
    offline_channel = np.flatnonzero(~_ONLINE)
    other = offline_channel[pick(shares[offline_channel], random.random(size))]
    return np.where(tried & ~turns, wanted, np.where(stray, other, adoption.channel))


def late_payers(archive: Archive, seed: int) -> np.ndarray:
    random = generator(seed, "late payers")
    urban = archive.urban_rural == URBAN
    chance = number("late_payer_share") * np.where(urban, 0.95, 1.08)
    return np.asarray(random.random(archive.size) < chance)
