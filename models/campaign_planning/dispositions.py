"""What diallers report of contacts, in their words and ours; what cannot be used is told apart with its reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from gridtag.errors import GridtagError
from gridtag.models.campaign_planning.settings import QUIET_FROM, QUIET_TO

CODES: Mapping[str, tuple[str, ...]] = {
    "accepted": ("接受", "同意", "愿意", "成功"),
    "declined": ("拒绝", "不愿意", "婉拒"),
    "unreached": ("未接通", "无人接听", "关机", "忙", "空闲未接"),
    "wrong_number": ("号码错误", "空号", "非本人"),
    "complained": ("投诉",),
    "opted_out": ("退订", "撤回同意", "勿扰"),
}
"""Ours, with what diallers write for them."""
REACHED = ("accepted", "declined", "complained", "opted_out")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "customer_no": ("户号", "CONS_NO"),
    "contacted_at": ("触达时间", "拨打时间", "CONTACT_TIME"),
    "disposition": ("结果", "处置结果", "DISPOSITION"),
}
_OURS = {word: code for code, words in CODES.items() for word in (code, *words)}


@dataclass(frozen=True)
class Contact:
    customer_no: str
    contacted_at: datetime
    disposition: str

    @property
    def quiet(self) -> bool:
        """Whether it was made when nobody is to be called."""
        return not QUIET_TO <= self.contacted_at.time() < QUIET_FROM


@dataclass(frozen=True)
class Refused:
    """`line`: of the file, the heading being line 1; `told`: what it says that cannot be used."""

    line: int
    reason: str
    told: str


def columns(given: Iterable[str]) -> dict[str, str]:
    """Which of the given columns holds what; raises GridtagError where one is missing."""
    names = {name.strip().lower(): name for name in given}
    found = {}
    for column, others in COLUMNS.items():
        hits = [names[word.lower()] for word in (column, *others) if word.lower() in names]
        if not hits:
            raise GridtagError(f"the file has no column {column} (or {', '.join(others)})")
        found[column] = hits[0]
    return found


def sorted_out(
    rows: Iterable[Mapping[str, str]], sent: Collection[str], held: Collection[str]
) -> tuple[list[Contact], list[Refused]]:
    """Contacts once each, and rows that are refused: of customers who are not in the plan (`sent`), who are held out
    (`held`), with an unknown code or no moment."""
    contacts: dict[Contact, None] = {}
    refused: list[Refused] = []
    for line, row in enumerate(rows, start=2):
        customer, code = row["customer_no"].strip(), row["disposition"].strip()
        moment = _moment(row["contacted_at"])
        if code.lower() not in _OURS:
            refused.append(Refused(line, "unknown_code", code))
        elif customer in held:
            refused.append(Refused(line, "held_out", code))
        elif customer not in sent:
            refused.append(Refused(line, "not_in_plan", code))
        elif moment is None:
            refused.append(Refused(line, "no_moment", row["contacted_at"]))
        else:
            contacts[Contact(customer, moment, _OURS[code.lower()])] = None
    return list(contacts), refused


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip().replace("/", "-")).replace(tzinfo=None)
    except ValueError:
        return None
