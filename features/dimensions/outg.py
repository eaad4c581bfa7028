"""OUTG: outages by kind, length, level and cause, and the two definitions of frequent outages.

Arrears and customer-side outages are not outages of the grid. Temporary ones
include urgent defect work; pre-arranged are planned, temporary and rationing.
"""

from gridtag.features.codes import Flag, LastOn, Reaches
from gridtag.features.dimension import Dimension
from gridtag.features.held import PeerRank
from gridtag.features.statistics import Average, Count, Maximum, Minimum, Shared, Statistic, Sum
from gridtag.features.windows import D7, D30, D50, D60, D90, D180, D365, NOW, SF0, SF1, Window

_SPANS = (D7, D30, D60, D90, D180, D365)
GRID_SIDE = "kind <> 'user'"
SOURCE_SIDE = "kind IN ('fault', 'urgent') AND coalesce(reason, '') <> 'user'"
KINDS = {
    "all": ("全部", "outages", GRID_SIDE),
    "plan": ("计划", "planned outages", "kind = 'plan'"),
    "temp": ("临时", "temporary outages", "kind IN ('temp', 'urgent')"),
    "fault": ("故障", "faults", "kind = 'fault'"),
}
LEVELS = {
    "mv": ("10kV线路级", "of a 10 kV line"),
    "tg": ("台区级", "of the transformer area"),
    "lv": ("低压分支级", "of a low-voltage branch"),
}
REASONS = {
    "external": ("外力", "external damage"),
    "equip": ("设备", "equipment"),
    "nature": ("自然", "nature"),
    "user": ("用户侧", "other users"),
    "om": ("运维", "operation and maintenance"),
    "constr": ("设计施工", "construction"),
}
_GAP: Shared = {"gaps": True, "where": GRID_SIDE, "unit": "天"}
_MINUTES: Shared = {"of": "seconds", "unit": "min", "scale": 60}


def _lengths(name: str, title: str, title_en: str, where: str) -> tuple[Statistic, ...]:
    words = (f"dur_{name}", f"{title}停电时长(分)", f"minutes of {title_en}")
    longest = Maximum(*words, (D90, D365), where=where, **_MINUTES)
    return (
        Sum(*words, (D30, D90, D365), where=where, **_MINUTES),
        Average(*words, (D365,), where=where, **_MINUTES),
        *((longest,) if name == "all" else ()),
    )


def _count(name: str, title: str, title_en: str, where: str) -> Statistic:
    return Count(name, f"{title}停电", title_en, (D365,), where=f"{GRID_SIDE} AND {where}", unit="次")


def _frequent(name: str, title: str, title_en: str, span: Window, least: int, most: int = 0) -> Statistic:
    return Reaches(name, title, title_en, where=GRID_SIDE, spans=(span,), at_least=least, at_most=most)


OUTG = Dimension(
    "outg",
    "停电经历",
    "Outage exposure",
    frame="customer_outages",
    features=(
        *(
            Count(f"n_{name}", f"{title}停电", title_en, _SPANS, where=where, unit="次")
            for name, (title, title_en, where) in KINDS.items()
        ),
        *(statistic for name in ("all", "plan", "fault") for statistic in _lengths(name, *KINDS[name])),
        *(
            _count(f"level_{name}", title, f"outages {title_en}", f"level = '{name}'")
            for name, (title, title_en) in LEVELS.items()
        ),
        Count(
            "level_own",
            "客户内部停电",
            "outages inside the premises",
            (D365,),
            where="kind = 'user'",
            unit="次",
        ),
        *(
            _count(f"reason_{name}", title, f"outages by {title_en}", f"reason = '{name}'")
            for name, (title, title_en) in REASONS.items()
        ),
        Count(
            "night",
            "晚峰(18-23时)停电",
            "outages that began 18 to 23",
            (D90, D365),
            unit="次",
            where=f"{GRID_SIDE} AND hour BETWEEN 18 AND 22",
        ),
        _count("gt8h", ">8小时", "outages over 8 hours", "seconds > 28800"),
        _count("gt24h", ">24小时", "outages over 24 hours", "seconds > 86400"),
        Count(
            "flash",
            "<5分钟短时停电",
            "outages under 5 minutes",
            (D365,),
            unit="次",
            where=f"{GRID_SIDE} AND NOT open AND seconds < 300",
        ),
        Count(
            "hot",
            "高温日停电",
            "outages on days of 35 degrees or more",
            (D365,),
            where="hot",
            frame="weather_outages",
            unit="次",
        ),
        Count(
            "cold",
            "严寒日停电",
            "outages on days of frost",
            (D365,),
            where="cold",
            frame="weather_outages",
            unit="次",
        ),
        Minimum("gap", "停电间隔天数", "days between outages", (D365,), **_GAP),
        Average("gap", "停电间隔天数", "days between outages", (D365,), **_GAP),
        LastOn("last", "最近停电", "days since the last outage", where=GRID_SIDE),
        Flag("now", "当前停电中", "without power now", (NOW,), where=f"{GRID_SIDE} AND open"),
        _frequent("freq_60d3", "60天内≥3次", "3 or more outages in 60 days", D60, 3),
        _frequent("freq_365d5", "365天内>5次", "over 5 outages in 365 days", D365, 6),
        Reaches(
            "freq_plan3",
            "365天预安排>3次",
            "over 3 pre-arranged outages in 365 days",
            spans=(D365,),
            at_least=4,
            where="kind IN ('plan', 'temp', 'ration')",
        ),
        _frequent("warn_30d2", "30天内2次预警", "2 outages in 30 days", D30, 2),
        _frequent("warn_50d3", "50天内3次预警", "3 outages in 50 days", D50, 3),
        _frequent("warn_365d4", "365天4-5次预警", "4 or 5 outages in 365 days", D365, 4, 5),
        Reaches(
            "sf_repeat",
            "连续两年春节同地点电源侧故障",
            "a supply-side fault of the area it hangs on in both Spring Festivals",
            spans=(SF0, SF1),
            where=f"{SOURCE_SIDE} AND of_area_now",
        ),
        Reaches(
            "fault_after_plan",
            "计划作业后60天内再故障",
            "a fault of the last 60 days within 60 days after planned work",
            spans=(D60,),
            where="kind = 'fault' AND after_plan_days BETWEEN 0 AND 60",
        ),
        PeerRank(
            "rank_county",
            "县内停电次数",
            "outages among the county",
            (D365,),
            of="county_rank",
            frame="peer_outages",
        ),
    ),
)
