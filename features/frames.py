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
    """`needs` is the source without which the frame says nothing.

    `changing`: its rows read differently as time passes, though nothing new becomes known; the column `changes_on`
    then says on which day next.
    """

    name: str
    title: str
    needs: str
    changing: bool = False

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
    """Frames that share a table; `covered`, SQL over `accounts`: whether the sources reach a customer.

    `rebuilt`: what one customer's row says depends on others, so the table is written anew every day; else only the
    rows of customers are whom something changed for.
    """

    code: str
    title: str
    frames: tuple[Frame, ...]
    covered: str = EVERYONE
    rebuilt: bool = False

    @property
    def table(self) -> str:
        return f"gold.features_{self.code}"


BASE = (
    Frame(ACCOUNTS, "当日客户档案", "customers", changing=True),
    Frame("stays", "客户所属台区的历史", "customers"),
    Frame("area_outages", "台区停电", "outages"),
    Frame("areas", "台区及其馈线", "customers"),
    Frame("late_tickets", "超时限工单", "tickets"),
    Frame("county_weather", "县域天气与恶劣天气过程", "weather"),
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
    Stream(
        "calls",
        "通话",
        (
            Frame("calls_of_customers", "客户来电与其他接触", "calls"),
            Frame("menu_paths", "常用语音菜单路径", "calls", changing=True),
            Frame("repeat_events", "同主题连续来电事件", "calls"),
        ),
    ),
    Stream(
        "tickets",
        "工单",
        (
            Frame("tickets_of_customers", "客户工单", "tickets", changing=True),
            Frame("urges", "催办督办", "ticket_urges"),
            Frame("revisits", "回访", "ticket_revisits", changing=True),
        ),
    ),
    Stream(
        "bills",
        "账单与欠费",
        (
            Frame("bill_months", "账单及其缴清", "bills", changing=True),
            Frame("reminders", "催费与停复电", "dunning"),
            Frame("latest_bills", "最近三期账单", "bills"),
            Frame("season_use", "冬夏季电量", "bills"),
        ),
    ),
    Stream(
        "payments",
        "缴费",
        (
            Frame("payments_of_customers", "缴费", "payments"),
            Frame("campaign_contacts", "渠道推荐触达", "campaign_outcomes"),
        ),
    ),
    Stream(
        "outages",
        "停电",
        (
            Frame("customer_outages", "客户停电", "outages", changing=True),
            Frame("outage_calls", "停电期间来电", "calls"),
        ),
        covered="transformer_no IS NOT NULL",
    ),
    Stream(
        "grid",
        "所属台区与馈线",
        (
            Frame("grid_places", "台区、馈线与服务资源", "transformers"),
            Frame("grid_outages", "台区与馈线停电", "outages"),
            Frame("grid_tickets", "台区工单密度", "tickets"),
            Frame("neighbours", "同台区投诉与群体诉求", "tickets"),
            Frame("weather_outages", "停电当日天气", "weather"),
        ),
        covered="transformer_no IS NOT NULL",
        rebuilt=True,
    ),
    Stream(
        "surroundings",
        "天气、话务峰涌与同址报修",
        (
            Frame("weather_calls", "恶劣天气日来电", "weather"),
            Frame("weather_repairs", "恶劣天气日报修", "weather"),
            Frame("surge_calls", "话务峰涌时段来电", "calls"),
            Frame("area_repairs", "报修是否涉及全台区", "tickets"),
            Frame("place_repairs", "同址报修", "tickets"),
        ),
        rebuilt=True,
    ),
    Stream(
        "peers",
        "与他户的对比",
        (
            Frame("shared_phones", "同一电话的户", "customers"),
            Frame("peers", "同台区、同类户的电量与缴费", "bills"),
            Frame("peer_calls", "来电次数的对比", "calls"),
            Frame("peer_outages", "停电次数的对比", "outages"),
            Frame("peer_payments", "线上缴费的对比", "payments"),
            Frame("peer_days", "日电量的对比", "meter_daily"),
        ),
        rebuilt=True,
    ),
    Stream("meter", "日电量与天气", (Frame("meter_days", "日冻结电量与当日天气", "meter_daily"),)),
    Stream(
        "care",
        "关爱登记",
        (
            Frame("care", "有效的关爱登记", "care_register", changing=True),
            Frame("owners", "户主年龄段", "contacts", changing=True),
        ),
    ),
)

FRAMES = {frame.name: frame for frame in (*BASE, *(frame for stream in STREAMS for frame in stream.frames))}
STREAM_OF = {frame.name: stream.code for stream in STREAMS for frame in stream.frames}


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
