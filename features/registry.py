"""All features, expanded once."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from gridtag.features.dimension import Dimension, Feature
from gridtag.features.dimensions import (
    bill,
    call,
    care,
    chnl,
    cust,
    digi,
    dmnd,
    falt,
    fest,
    grid,
    kwh,
    notc,
    nrg,
    outg,
    owe,
    pay,
    peer,
    rpt,
    sati,
    seas,
    tarf,
    tick,
    trnd,
    valu,
)
from gridtag.features.frames import STREAMS

_WORD = re.compile(r"[a-z_0-9]+")

DIMENSIONS: tuple[Dimension, ...] = (
    cust.CUST,
    grid.GRID,
    kwh.KWH,
    trnd.TRND,
    seas.SEAS,
    tarf.TARF,
    bill.BILL,
    pay.PAY,
    chnl.CHNL,
    owe.OWE,
    outg.OUTG,
    notc.NOTC,
    call.CALL,
    digi.DIGI,
    dmnd.DMND,
    tick.TICK,
    falt.FALT,
    sati.SATI,
    rpt.RPT,
    fest.FEST,
    peer.PEER,
    nrg.NRG,
    care.CARE,
    valu.VALU,
)


@cache
def features() -> dict[str, Feature]:
    """Live features by name, dimension by dimension."""
    found: dict[str, Feature] = {}
    for dimension in DIMENSIONS:
        for feature in dimension.expand():
            if feature.name in found:
                raise ValueError(f"{feature.name} is declared twice")
            found[feature.name] = feature
    return found


def of_stream(stream: str) -> tuple[Feature, ...]:
    """The features that the stream's table holds; derived ones are in none."""
    return tuple(one for one in features().values() if one.stream == stream and not one.is_derived)


def with_inputs(names: Collection[str]) -> tuple[Feature, ...]:
    """The features named and those that derived ones among them are made of, in the registry's order."""
    by_column = {feature.column: feature.name for feature in features().values()}
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [
                by_column[word] for word in _WORD.findall(features()[name].derive) if word in by_column
            ]
    return tuple(feature for feature in features().values() if feature.name in found)


def moves(name: str, whole: Collection[str] = ()) -> bool:
    """Whether the feature of a customer to whom nothing happened may be another one the next day: it counts days, looks
    at other customers too, or is of a stream (code) of which all is told anew."""
    told = {stream.code for stream in STREAMS if stream.rebuilt} | set(whole)
    return any(one.is_date or (not one.is_derived and one.stream in told) for one in with_inputs([name]))
