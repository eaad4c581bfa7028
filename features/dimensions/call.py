"""CALL: how often, when and how they call."""

from gridtag.features.codes import LastOn
from gridtag.features.comparisons import Difference
from gridtag.features.dimension import Dimension
from gridtag.features.held import HeldCode
from gridtag.features.statistics import (
    Average,
    BusiestMonth,
    Count,
    Deviation,
    DistinctCount,
    Maximum,
    Median,
    Minimum,
    Rate,
    Share,
    Shared,
    Sum,
)
from gridtag.features.windows import D7, D30, D90, D180, D365, before, year_before

_SPANS = (D7, D30, D90, D180, D365)
_TALK: Shared = {"of": "talk_seconds", "where": "phone_in AND answered", "unit": "s"}
_WAIT: Shared = {"of": "queue_seconds", "where": "phone_in AND ivr_result <> 'self'", "unit": "s"}
_GAP: Shared = {"gaps": True, "where": "phone_in", "unit": "天"}
_CALLS = Count("n_all", "全部来电", "calls", _SPANS, where="phone_in", unit="次")


def _band(name: str, title: str, first: int, last: int) -> Share:
    return Share(
        f"band_{name}",
        f"{title}时时段来电",
        f"calls {title} h",
        (D365,),
        base="phone_in",
        where=f"hour BETWEEN {first} AND {last}",
    )


CALL = Dimension(
    "call",
    "来电行为",
    "Call behaviour",
    frame="calls_of_customers",
    features=(
        _CALLS,
        Count(
            "n_agent",
            "人工来电",
            "calls to an agent",
            _SPANS,
            where="phone_in AND ivr_result = 'agent'",
            unit="次",
        ),
        Count(
            "n_ivr",
            "纯IVR来电",
            "calls served by the voice menu",
            _SPANS,
            where="phone_in AND ivr_result = 'self'",
            unit="次",
        ),
        Sum("talk", "通话秒", "talk seconds", (D30, D90, D365), **_TALK),
        Average("talk", "通话秒", "talk seconds", (D30, D90, D365), **_TALK),
        Maximum("talk", "通话秒", "talk seconds", (D365,), **_TALK),
        Deviation("talk", "通话秒", "talk seconds", (D365,), **_TALK),
        Median("talk", "通话秒", "talk seconds", (D365,), **_TALK),
        Average("wait", "排队秒", "seconds in the queue", (D90, D365), **_WAIT),
        Maximum("wait", "排队秒", "seconds in the queue", (D90, D365), **_WAIT),
        Count(
            "wait20",
            "等待>20秒",
            "calls that waited over 20 s",
            (D365,),
            where="phone_in AND queue_seconds > 20",
            unit="次",
        ),
        Count(
            "abandon", "放弃", "abandoned calls", (D30, D90, D365), where="phone_in AND abandoned", unit="次"
        ),
        Rate("abandon", "放弃", "abandoned calls", (D365,), where="abandoned", base="phone_in"),
        Sum("hold", "保持秒", "seconds on hold", (D365,), of="hold_seconds", where="phone_in", unit="s"),
        Count("transfer", "转接", "transferred calls", (D365,), where="phone_in AND transferred", unit="次"),
        Average(
            "ivr_depth",
            "IVR深度",
            "depth in the voice menu",
            (D365,),
            of="ivr_depth",
            where="phone_in AND ivr_depth > 0",
            unit="层",
        ),
        HeldCode(
            "ivr_path",
            "常用IVR路径",
            "way most often taken through the voice menu",
            (D365,),
            of="menu_path",
            frame="menu_paths",
        ),
        Rate(
            "self_ok",
            "自助解决率",
            "calls solved by the voice menu",
            (D365,),
            where="ivr_result = 'self'",
            base="phone_in AND ivr_result IS NOT NULL",
        ),
        _band("b0006", "0-6", 0, 5),
        _band("b0608", "6-8", 6, 7),
        _band("b0812", "8-12", 8, 11),
        _band("b1214", "12-14", 12, 13),
        _band("b1418", "14-18", 14, 17),
        _band("b1822", "18-22", 18, 21),
        _band("b2224", "22-24", 22, 23),
        Share("weekend", "周末来电", "calls at weekends", (D365,), where="weekend", base="phone_in"),
        LastOn("last", "最近来电", "days since the last call", where="phone_in"),
        Average("gap", "来电间隔天", "days between calls", (D365,), **_GAP),
        Minimum("gap", "来电间隔天", "days between calls", (D365,), **_GAP),
        Deviation("gap", "来电间隔天", "days between calls", (D365,), **_GAP),
        Median("gap", "来电间隔天", "days between calls", (D365,), **_GAP),
        DistinctCount(
            "ani", "来电号码", "calling numbers", (D365,), of="calling_no", where="phone_in", unit="个"
        ),
        Count(
            "unreg_ani",
            "非登记号码来电",
            "calls from an unregistered number",
            (D365,),
            unit="次",
            where="phone_in AND NOT from_registered_no",
        ),
        DistinctCount(
            "agent", "接听坐席", "agents spoken to", (D365,), of="agent_no", where="phone_in", unit="个"
        ),
        Maximum(
            "day", "单日来电", "calls in one day", (D365,), of="contacts_of_day", where="phone_in", unit="次"
        ),
        BusiestMonth("month", "单月来电", "calls in one month", (D365,), where="phone_in", unit="次"),
        Count(
            "storm",
            "恶劣天气日来电",
            "calls on days of severe weather",
            (D365,),
            frame="weather_calls",
            unit="次",
        ),
        Count(
            "surge",
            "话务峰涌时段来电",
            "calls while the hotline was called far more than usual",
            (D365,),
            frame="surge_calls",
            unit="次",
        ),
        Difference(
            "delta",
            "来电环比",
            "calls less the 90 days before",
            (D90,),
            measure=_CALLS,
            against=before,
            unit="次",
        ),
        Difference(
            "yoy",
            "来电同比",
            "calls less the same days a year before",
            (D30,),
            measure=_CALLS,
            against=year_before,
            unit="次",
        ),
        Count(
            "out", "外呼", "outbound calls", (D90, D365), where="NOT inbound AND channel = 'phone'", unit="次"
        ),
        Rate(
            "out_ok",
            "外呼接通率",
            "outbound calls answered",
            (D365,),
            where="answered",
            base="NOT inbound AND channel = 'phone'",
        ),
    ),
)
