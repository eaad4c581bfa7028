"""Every index: its name as a column, its Chinese title, unit, formula, and what a table must hold for it.

N customers served · CI customers interrupted, of sustained interruptions, and CMI their minutes · CM customers
interrupted, of momentary ones · CN customers interrupted at least once, each counted once · L load served,
LI load interrupted (kVA) and LMI its minutes · T length of the period.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Need(StrEnum):
    """What a table, or the one who asks, must bring."""

    served = "served"
    customer = "customer"
    load = "load"
    served_load = "served_load"


@dataclass(frozen=True)
class Index:
    """`dlt` are the codes of DL/T 836-2012 for all outages, faults and planned outages."""

    name: str
    title: str
    unit: str
    formula: str
    needs: tuple[Need, ...]
    dlt: tuple[str, str, str] = ("", "", "")


_SERVED, _CUSTOMER = (Need.served,), (Need.customer,)
_LOAD = (Need.load, Need.served_load)

INDICES = (
    Index("saifi", "系统平均停电频率", "次/户", "CI / N", _SERVED),
    Index("saidi", "系统平均停电时间", "min/户", "CMI / N", _SERVED),
    Index("caidi", "用户平均停电持续时间", "min/次", "CMI / CI", ()),
    Index("ctaidi", "停电用户平均停电时间", "min/户", "CMI / CN", _CUSTOMER),
    Index("caifi", "停电用户平均停电频率", "次/户", "CI / CN", _CUSTOMER),
    Index("asai", "平均供电可靠率", "1", "1 - CMI / (N T)", _SERVED),
    Index("asifi", "平均系统等效停电频率", "次", "LI / L", _LOAD),
    Index("asidi", "平均系统等效停电时间", "min", "LMI / L", _LOAD),
    Index("maifi", "系统平均短时停电频率", "次/户", "CM / N", _SERVED),
    Index("cemi", "多次停电用户比率", "1", "customers with n or more sustained / N", (*_SERVED, *_CUSTOMER)),
    Index(
        "cemsmi",
        "多次持续与短时停电用户比率",
        "1",
        "customers with n or more, momentary too / N",
        (*_SERVED, *_CUSTOMER),
    ),
    Index(
        "celid_s",
        "单次长时间停电用户比率",
        "1",
        "customers with one of s hours or more / N",
        (*_SERVED, *_CUSTOMER),
    ),
    Index(
        "celid_t",
        "累计长时间停电用户比率",
        "1",
        "customers with t hours or more in all / N",
        (*_SERVED, *_CUSTOMER),
    ),
    Index("aihc", "用户平均停电时间", "h/户", "CMI / N / 60", _SERVED, ("AIHC-1", "AIHC-F", "AIHC-S")),
    Index("aitc", "用户平均停电次数", "次/户", "CI / N", _SERVED, ("AITC-1", "AFTC", "ASTC")),
    Index("rs", "供电可靠率", "%", "100 (1 - CMI / (N T))", _SERVED, ("RS-1", "", "")),
)
BY_NAME = {index.name: index for index in INDICES}


def cannot(given: Collection[Need]) -> dict[tuple[Need, ...], tuple[str, ...]]:
    """The indices that cannot be computed, by what is missing for them."""
    found: dict[tuple[Need, ...], tuple[str, ...]] = {}
    for index in INDICES:
        if missing := tuple(need for need in index.needs if need not in given):
            found[missing] = (*found.get(missing, ()), index.name)
    return found
