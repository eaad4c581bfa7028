"""Checks of what came and how fresh it is, over one row with a few figures per source (`figures`)."""

from __future__ import annotations

from dataclasses import replace

from gridtag.contract import Source
from gridtag.expectations.check import CRITICAL, WARNING, Check, Suite, at_most
from gridtag.expectations.contract import silver_name
from gridtag.sources import SOURCES

QUARANTINE_CRITICAL = 30.0
QUARANTINE_WARNING = 5.0
"""Percent of a source's delivered rows."""

RECENT_DAYS = 31
ENOUGH_ROWS = 100
"""The share is that of the last RECENT_DAYS; of everything ever delivered where they brought fewer rows."""

LATEST_DELIVERY = {"hourly": 1, "daily": 7, "monthly": 40}
"""By cadence, how many days old the latest delivery may be; sources delivered on change may be any age."""

LATEST_EVENT = {
    "customers": 31,
    "contacts": 62,
    "consents": 62,
    "calls": 2,
    "tickets": 3,
    "ticket_steps": 7,
    "ticket_urges": 31,
    "ticket_revisits": 14,
    "bills": 45,
    "payments": 45,
    "dunning": 62,
    "outages": 7,
    "outage_notices": 31,
}
"""By source, how many days old the latest event may be; sparse sources get longer."""

_LOOK = "在 silver.quarantine 中按 rule 看原因"
_STOP = f"{_LOOK}；多为源头改了字段或编码。更正后重新交付同名文件并重跑当日。"
_FILE = "看 bronze.files 的 note；请源头重新交付该文件。"
_DELIVERY = "看落地目录与 bronze.files；确认源头是否停发，补交后重跑。"
_EVENT = "文件照常交付而内容停在过去时，多为源头抽取条件有误；请系统管理员核对，期间指标按旧数据解读。"


def figures(source: Source) -> tuple[str, str, str, str]:
    """The columns of a source: percent quarantined, unreadable files, days since delivery, days since event."""
    name = source.name
    return (
        f"{name}_quarantined_percent",
        f"{name}_unreadable_files",
        f"{name}_days_since_delivery",
        f"{name}_days_since_event",
    )


def _checks(source: Source) -> tuple[Check, ...]:
    quarantined, unreadable, delivery, event = figures(source)

    def limit(
        name: str, column: str, most: float, title: str, action: str, unit: str, bad: str = WARNING
    ) -> Check:
        check = at_most(column, most, title, action, severity=bad, unit=unit)
        return replace(check, name=name, table_name=silver_name(source))

    checks = [
        limit(
            "quarantined_critical",
            quarantined,
            QUARANTINE_CRITICAL,
            "隔离的行不超过 30 %",
            _STOP,
            "%",
            CRITICAL,
        ),
        limit(
            "quarantined",
            quarantined,
            QUARANTINE_WARNING,
            "隔离的行不超过 5 %",
            f"{_LOOK}，请源头清理。",
            "%",
        ),
        limit("unreadable_files", unreadable, 0, f"近 {RECENT_DAYS} 天没有读不开的文件", _FILE, " 个"),
    ]
    if source.cadence in LATEST_DELIVERY and not source.optional:
        days = LATEST_DELIVERY[source.cadence]
        title = f"最近一次交付在 {days} 天以内"
        checks.append(limit("days_since_delivery", delivery, days, title, _DELIVERY, " 天"))
    if source.name in LATEST_EVENT:
        days = LATEST_EVENT[source.name]
        title = f"最近一次业务发生在 {days} 天以内"
        checks.append(limit("days_since_event", event, days, title, _EVENT, " 天"))
    return tuple(checks)


DELIVERIES = Suite(
    batch="deliveries",
    title="交付与新鲜度",
    checks=tuple(check for source in SOURCES for check in _checks(source)),
    columns=tuple((column, "DOUBLE") for source in SOURCES for column in figures(source)),
)

SUITES = (DELIVERIES,)
