"""Which column of a user's outage table says what: as told by options, else by the usual names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from gridtag.errors import GridtagError

USUAL: Mapping[str, tuple[str, ...]] = {
    "start": ("start", "started_at", "start_time", "off_time", "outage_start", "停电开始时间", "停电开始", "停电时间",
              "停电起始时间", "开始时间", "START_TIME"),
    "end": ("end", "ended_at", "restored_at", "end_time", "on_time", "restore_time", "outage_end", "送电时间",
            "复电时间", "恢复时间", "停电结束时间", "停电终止时间", "实际送电", "结束时间", "POWER_TIME"),
    "minutes": ("minutes", "duration_minutes", "duration_min", "停电时长", "停电分钟", "停电时长(分钟)"),
    "affected": ("customers", "affected", "customers_affected", "customers_interrupted", "affected_customers",
                 "停电户数", "影响户数", "停电用户数", "CONS_CNT"),
    "customer": ("customer", "customer_no", "customer_id", "户号", "用户编号", "客户编号", "CONS_NO"),
    "outage": ("outage", "outage_id", "outage_no", "停电编号", "POWEROFF_ID"),
    "device": (),
    "load": ("load", "load_kva", "kva", "停电容量", "停电容量(kVA)"),
    "kind": ("kind", "type", "outage_type", "停电类型", "停电性质", "TYPE_CODE"),
}  # fmt: skip
"""By role, in the order they are looked for. Devices are only compared where somebody says which column they are."""


def key(name: str) -> str:
    """What a column to group by is called among the rows, where its own name may have another meaning."""
    return f"by {name}"


@dataclass(frozen=True)
class Columns:
    """By role, the column or an empty text; `told` are the roles that the user named."""

    roles: Mapping[str, str]
    by: tuple[str, ...]
    told: frozenset[str]

    def __getitem__(self, role: str) -> str:
        return self.roles[role]

    def sentence(self) -> str:
        named = [f"{role} = {column}" for role, column in self.roles.items() if column]
        return ", ".join(named)


def columns_of(names: Sequence[str], asked: Mapping[str, str], by: Sequence[str]) -> Columns:
    """The columns to read from a table with these names. Raises GridtagError where one that is named or needed is not
    there.

    Where rows tell how many were interrupted, a column of customers is only used when it is named: in such tables it
    is filled for cuts of single customers alone.
    """
    for option, column in [
        *((f"--{role}", column) for role, column in asked.items()),
        *(("--by", one) for one in by),
    ]:
        if column and column not in names:
            near = get_close_matches(column, names, 1, 0.6)
            hint = f"did you mean {near[0]}?" if near else f"its columns are {', '.join(names)}"
            raise GridtagError(f"{option}: the table has no column {column}; {hint}")
    roles = {role: asked.get(role, "") or _usual(role, names, by) for role in USUAL}
    if asked.get("end"):
        roles["minutes"] = asked.get("minutes", "")
    elif asked.get("minutes"):
        roles["end"] = ""
    elif roles["end"]:
        roles["minutes"] = ""
    if roles["affected"] and not asked.get("customer"):
        roles["customer"] = ""
    _must_suffice(roles, names)
    return Columns(roles, tuple(by), frozenset(role for role, column in asked.items() if column))


def _usual(role: str, names: Sequence[str], by: Sequence[str]) -> str:
    free = {name.lower(): name for name in names if name not in by}
    return next((free[usual.lower()] for usual in USUAL[role] if usual.lower() in free), "")


def _must_suffice(roles: Mapping[str, str], names: Sequence[str]) -> None:
    listed = f"its columns are {', '.join(names)}"
    if not roles["start"]:
        raise GridtagError(f"no column says when outages began; name it with --start ({listed})")
    if not roles["end"] and not roles["minutes"]:
        raise GridtagError(f"no column says when outages ended; name it with --end, or --minutes ({listed})")
    if roles["end"] and roles["minutes"]:
        raise GridtagError("give one of --end and --minutes, not both")
    if not roles["affected"] and not roles["customer"]:
        raise GridtagError(
            "no column says who was interrupted; name the number of customers with --affected or, where a row is "
            f"one customer's, that customer with --customer ({listed})"
        )
