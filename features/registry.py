"""All features, expanded once."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from gridtag.features.dimension import Dimension, Feature
from gridtag.features.dimensions import (
    bill,
    call,
    chnl,
    cust,
    digi,
    dmnd,
    falt,
    fest,
    grid,
    kwh,
    notc,
    outg,
    owe,
    pay,
    rpt,
    sati,
    tarf,
    tick,
    trnd,
    valu,
)

_WORD = re.compile(r"[a-z_0-9]+")

DIMENSIONS: tuple[Dimension, ...] = (
    cust.CUST,
    grid.GRID,
    kwh.KWH,
    trnd.TRND,
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
    return tuple(feature for feature in features().values() if feature.stream == stream)


def with_inputs(names: Collection[str]) -> tuple[Feature, ...]:
    """The features named and those that derived ones among them are made of, in the registry's order."""
    found = set(names)
    for name in names:
        if features()[name].is_derived:
            found |= {word for word in _WORD.findall(features()[name].derive) if word in features()}
    return tuple(feature for feature in features().values() if feature.name in found)
