"""What a campaign may do: read from a TOML file, checked before anything is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import time
from itertools import product
from math import ceil
from typing import Any

from gridtag.errors import GridtagError
from gridtag.models.campaign_planning.holdout import EXPLORED

QUIET_FROM, QUIET_TO = time(21), time(8)


@dataclass(frozen=True)
class Channel:
    """`capacity` in a wave: contacts, or below 1 a share of the customers who may be contacted; `response`: what the
    channel wins of what a call by an agent wins; `assisted`: by a person who helps, the only offer to the elderly."""

    title: str
    cost_fen: int
    capacity: float
    response: float = 1.0
    assisted: bool = False


@dataclass(frozen=True)
class Offer:
    wave: int
    name: str
    channel: Channel


def _channels() -> Mapping[str, Channel]:
    return {"sms": Channel("短信", 5, 0.06, 0.3), "voice": Channel("外呼", 300, 0.04, 1.0, assisted=True)}


@dataclass(frozen=True)
class Settings:
    """`value_fen`: what a customer won is worth (assumed: 3 yuan of collecting a month, for three years); `holdout`
    and `explore`: shares of customers and of capacity; `touch_days`: at most one contact in as many days;
    `never_with`: campaigns whose contacted customers are left out; `least`: contacts by county office."""

    channels: Mapping[str, Channel] = field(default_factory=_channels)
    waves: int = 1
    budget_fen: int = 100_000_000
    value_fen: int = 10_800
    holdout: float = 0.1
    explore: float = 0.02
    touch_days: int = 30
    contact_from: time = time(9)
    contact_to: time = time(20)
    never_with: tuple[str, ...] = ()
    least: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check(self.waves >= 1, "waves: give a whole number from 1")
        _check(self.budget_fen >= 0 and self.value_fen > 0, "budget_fen and value_fen: give fen above 0")
        _check(0 < self.holdout < 1, "holdout: give a share between 0 and 1")
        _check(EXPLORED[0] <= self.explore <= EXPLORED[1], "explore: give a share from 0.01 to 0.05")
        _check(self.touch_days >= 1, "touch_days: give a whole number of days from 1")
        awake = QUIET_TO <= self.contact_from < self.contact_to <= QUIET_FROM
        _check(awake, "contact_from and contact_to: keep to 08:00 to 21:00, nobody is called at night")
        _check(bool(self.channels), "channels: give at least one")
        for name, one in self.channels.items():
            good = one.cost_fen >= 0 and one.capacity >= 0 and one.response > 0
            _check(good, f"channels.{name}: cost_fen and capacity from 0, response above 0")

    def offers(self) -> list[Offer]:
        return [Offer(wave, name, self.channels[name]) for wave, name in product(self._waves, self.channels)]

    @property
    def _waves(self) -> range:
        return range(1, self.waves + 1)


def contacts(channel: Channel, eligible: int) -> int:
    return ceil(channel.capacity * eligible) if channel.capacity < 1 else int(channel.capacity)


def parsed(told: Mapping[str, Any]) -> Settings:
    """Settings from a TOML document; raises GridtagError that names what is wrong."""
    values = dict(told)
    _known(values, Settings, "the settings")
    try:
        if "channels" in values:
            named = values["channels"].items()
            values["channels"] = {name: _channel(name, each) for name, each in named}
        if "never_with" in values:
            values["never_with"] = tuple(values["never_with"])
        return Settings(**values)
    except (TypeError, AttributeError) as error:
        raise GridtagError(f"campaign settings: {error}") from None


def _channel(name: str, told: Mapping[str, Any]) -> Channel:
    _known(told, Channel, f"channels.{name}")
    return Channel(**told)


def _known(told: Mapping[str, Any], kind: type, where: str) -> None:
    names = [one.name for one in fields(kind)]
    for name in told:
        _check(name in names, f"{where} have no {name}; there are {', '.join(names)}")


def _check(good: bool, otherwise: str) -> None:
    if not good:
        raise GridtagError(f"campaign settings: {otherwise}")
