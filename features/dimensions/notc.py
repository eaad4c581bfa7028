"""NOTC: whether they were told of outages, and whether power came back when promised.

Planned work is told 7 days ahead, temporary work 24 hours. A fault is published in time within 15 minutes, which is
an assumption.

What demands come down to, for those who called about outages or reported faults in the last year: `weak` grid (outages
are frequent by either definition), `notice` (planned or temporary work told too late or not received), `both`, else
`customer` (faults on the customer's side); null where none of these is known.
"""

from gridtag.features.codes import Code, DerivedRate
from gridtag.features.comparisons import Portion
from gridtag.features.dimension import Dimension
from gridtag.features.statistics import Average, Count, Maximum, Minimum, Rate, Shared, Statistic, Tally
from gridtag.features.windows import D90, D365

_PLANNED = "kind = 'plan'"
_TEMPORARY = "kind = 'temp'"
_TOLD_7_DAYS = "delivered > 0 AND lead_seconds >= 604800"
_TOLD_24_HOURS = "delivered > 0 AND lead_seconds >= 86400"
_LATE = (
    f"({_PLANNED} AND NOT coalesce(lead_seconds >= 604800, false)) "
    f"OR ({_TEMPORARY} AND NOT coalesce(lead_seconds >= 86400, false))"
)
_LEAD: Shared = {"of": "lead_seconds", "where": "kind IN ('plan', 'temp')", "unit": "h", "scale": 3600}
_DELAY: Shared = {"of": "delay_seconds", "unit": "min", "scale": 60}
_CALL: Shared = {
    "of": "call_seconds",
    "where": "kind <> 'user'",
    "unit": "min",
    "scale": 60,
    "frame": "outage_calls",
}
_CAUSE = """CASE
    WHEN
        coalesce(falt_n_cnt_365d, 0) + coalesce(notc_call_notified_cnt_365d, 0)
        + coalesce(notc_call_unnotified_cnt_365d, 0) = 0
        THEN NULL
    WHEN outg_freq_60d3_flag_now OR outg_freq_365d5_flag_now
        THEN CASE WHEN notc_late_cnt_365d + notc_undelivered_cnt_365d > 0 THEN 'both' ELSE 'weak' END
    WHEN notc_late_cnt_365d + notc_undelivered_cnt_365d > 0 THEN 'notice'
    WHEN outg_level_own_cnt_365d > 0 OR falt_cls_inner_cnt_365d > 0 THEN 'customer'
END"""
_CALLIN = """CASE
    WHEN outg_n_all_cnt_365d >= 2
        THEN cast(notc_call_notified_cnt_365d + notc_call_unnotified_cnt_365d AS DOUBLE) / outg_n_all_cnt_365d
END"""


def _via(channel: str, title: str, title_en: str) -> Statistic:
    return Portion(
        f"via_{channel}",
        f"{title}通知渠道",
        f"notices by {title_en}",
        (D365,),
        of=f"{channel}_notices",
        per="notices",
    )


NOTC = Dimension(
    "notc",
    "停电告知与复电体验",
    "Outage notice and restoration",
    frame="customer_outages",
    features=(
        Tally("sent", "停电通知", "outage notices", (D90, D365), of="notices", unit="次"),
        Rate(
            "covered",
            "计划停电提前≥7天通知率",
            "planned outages told 7 days ahead",
            (D90, D365),
            minimum=1,
            base=_PLANNED,
            where=_TOLD_7_DAYS,
        ),
        Rate(
            "covered_temp",
            "临时停电提前≥24小时通知率",
            "temporary outages told 24 hours ahead",
            (D365,),
            minimum=1,
            base=_TEMPORARY,
            where=_TOLD_24_HOURS,
        ),
        _via("sms", "短信", "text message"),
        _via("app", "网上国网", "app"),
        _via("wechat", "微信", "WeChat"),
        _via("poster", "张贴/网格", "poster"),
        Rate(
            "publish_ok",
            "故障停电信息及时发布",
            "faults published within 15 minutes",
            (D365,),
            minimum=1,
            base="kind = 'fault' AND level <> 'own'",
            where="lead_seconds >= -900",
        ),
        Average("lead", "提前小时", "hours told ahead", (D365,), **_LEAD),
        Minimum("lead", "提前小时", "hours told ahead", (D365,), **_LEAD),
        Count("late", "通知不足期", "outages told too late or not at all", (D365,), where=_LATE, unit="次"),
        Count(
            "undelivered",
            "通知未送达",
            "outages whose notices were not delivered",
            (D365,),
            unit="次",
            where="kind IN ('plan', 'temp') AND notices > 0 AND delivered = 0",
        ),
        Count(
            "early_cut", "提前停电", "outages begun before the time told", (D365,), where="early", unit="次"
        ),
        Count(
            "late_restore",
            "延时送电",
            "outages ended after the time told",
            (D90, D365),
            where="delay_seconds > 0",
            unit="次",
        ),
        Average("restore_delay", "延时分钟", "minutes after the time told", (D365,), **_DELAY),
        Maximum("restore_delay", "延时分钟", "minutes after the time told", (D365,), **_DELAY),
        Count(
            "call_notified",
            "已通知停电仍来电",
            "outages called about though told",
            (D365,),
            unit="次",
            where="kind <> 'user' AND notified",
            frame="outage_calls",
        ),
        Count(
            "call_unnotified",
            "未通知停电来电",
            "outages called about and not told",
            (D365,),
            unit="次",
            where="kind <> 'user' AND NOT notified",
            frame="outage_calls",
        ),
        Code("cause", "诉求归因(弱网/告知/两者/客户侧)", "what demands come down to", derive=_CAUSE),
        DerivedRate("callin", "停电来电率", "outages called about", (D365,), derive=_CALLIN),
        Average("call_lag", "停电到来电分钟", "minutes from outage to call", (D365,), **_CALL),
        Minimum("call_lag", "停电到来电分钟", "minutes from outage to call", (D365,), **_CALL),
        Count(
            "query_ivr",
            "IVR停电查询",
            "outage queries by voice menu",
            (D90, D365),
            frame="calls_of_customers",
            where="phone_in AND ivr_result = 'self' AND theme = 'outageq'",
            unit="次",
        ),
        Count(
            "query_app",
            "线上停电查询",
            "outage queries online",
            (D90, D365),
            frame="calls_of_customers",
            where="inbound AND channel IN ('app', 'wechat', 'web', 'alipay') AND theme = 'outageq'",
            unit="次",
        ),
    ),
)
