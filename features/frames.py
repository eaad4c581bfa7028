"""Frames: the rows that features are folded from, each one SQL statement over silver tables and other frames.

A statement names its inputs in braces: silver sources, reference tables, other frames; `{as_of}` is the day
and `{cut_off}` the midnight after it. Inputs hold only what was known at the cut-off.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from string import Formatter

from gridtag import reference
from gridtag.sources import BY_NAME as SOURCES

ACCOUNTS = "accounts"
"""The frame with one row for every customer that has features."""
EVERYONE = "true"
LITERALS = ("as_of", "cut_off")


@dataclass(frozen=True)
class Frame:
    """`needs` is the source without which the frame says nothing."""

    name: str
    title: str
    needs: str

    @property
    def sql(self) -> str:
        return _text(self.name)

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names in braces, in order, without the literals."""
        found = (field for _, field, _, _ in Formatter().parse(self.sql) if field)
        return tuple(dict.fromkeys(name for name in found if name not in LITERALS))


@cache
def _text(name: str) -> str:
    return resources.files("gridtag.features").joinpath("frames", f"{name}.sql").read_text("utf-8")


@dataclass(frozen=True)
class Stream:
    """Frames of one kind; `covered`, SQL over `accounts`: whether the sources reach a customer."""

    code: str
    title: str
    frames: tuple[Frame, ...]
    covered: str = EVERYONE


BASE = (
    Frame(ACCOUNTS, "当日客户档案", "customers"),
    Frame("stays", "客户所属台区的历史", "customers"),
    Frame("area_outages", "台区停电", "outages"),
)
"""Frames that others are made of."""

STREAMS = (
    Stream(
        "archive",
        "客户档案",
        (
            Frame("archive", "当日客户档案、联系人与授权", "customers"),
            Frame("archive_changes", "档案变更", "customers"),
        ),
    ),
    Stream("calls", "通话", (Frame("calls_of_customers", "客户来电与其他接触", "calls"),)),
    Stream(
        "tickets",
        "工单",
        (
            Frame("tickets_of_customers", "客户工单", "tickets"),
            Frame("urges", "催办督办", "ticket_urges"),
            Frame("revisits", "回访", "ticket_revisits"),
        ),
    ),
    Stream(
        "bills",
        "账单与缴费",
        (
            Frame("bill_months", "账单及其缴清", "bills"),
            Frame("payments_of_customers", "缴费", "payments"),
            Frame("reminders", "催费与停复电", "dunning"),
            Frame("campaign_contacts", "渠道推荐触达", "campaign_outcomes"),
        ),
    ),
    Stream(
        "outages",
        "停电",
        (
            Frame("customer_outages", "客户停电", "outages"),
            Frame("outage_calls", "停电期间来电", "calls"),
        ),
        covered="transformer_no IS NOT NULL",
    ),
)

FRAMES = {frame.name: frame for frame in (*BASE, *(frame for stream in STREAMS for frame in stream.frames))}
STREAM_OF = {frame.name: stream.code for stream in STREAMS for frame in stream.frames}
BY_CODE = {stream.code: stream for stream in STREAMS}


def closure(names: tuple[str, ...]) -> tuple[Frame, ...]:
    """The frames named and those they are made of, each after its inputs."""
    found: dict[str, Frame] = {}

    def visit(name: str) -> None:
        if name in FRAMES and name not in found:
            frame = FRAMES[name]
            for needed in frame.inputs:
                visit(needed)
            found[name] = frame

    for name in names:
        visit(name)
    return tuple(found.values())


@cache
def sources_of(name: str) -> tuple[str, ...]:
    """Silver sources and reference tables that a frame is made of."""
    inputs = {needed for frame in closure((name,)) for needed in frame.inputs}
    return tuple(sorted(inputs & (SOURCES.keys() | reference.BY_NAME.keys())))
