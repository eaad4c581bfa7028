"""RPT: the same demand again, complaints, and what becomes of them.

An event is a customer's contacts on one theme, none more than 7 days after the one before; it counts on the day of its
last contact. The risk of a complaint is told in points that add up, to 100 at most: a complaint in the last year 25,
three or more 15 above that; in the last 90 days an event of three contacts 20, the same theme within 7 days 10, urging
15, a ticket beyond its time limit 15, a bad rating 15, words of escalation 25, legal words 10; an open demand 10;
frequent outages by either definition 15.
"""

from gridtag.features.codes import Flag
from gridtag.features.derived import DerivedAverage, Points
from gridtag.features.dimension import Dimension
from gridtag.features.held import HeldCount
from gridtag.features.statistics import Average, Count, Maximum, Occasions, Shared, Statistic
from gridtag.features.windows import D30, D90, D180, D365, NOW

_COMPLAINT = "business_level1 = 'T'"
_MONTH = 30 * 86400
_TICKETS = "tickets_of_customers"
_EVENT: Shared = {"frame": "repeat_events"}
_PER_EVENT: Shared = {"of": "contacts", "unit": "次", **_EVENT}
_HOURS: Shared = {"of": "seconds", "unit": "h", "scale": 3600, **_EVENT}
_POINTS = (
    (25, "rpt_complaint_cnt_365d >= 1"),
    (15, "rpt_complaint_cnt_365d >= 3"),
    (20, "rpt_ev3_cnt_90d >= 1"),
    (10, "rpt_same_d7_cnt_90d >= 1"),
    (15, "tick_urge_cnt_90d >= 1"),
    (15, "tick_overdue_cnt_90d >= 1"),
    (15, "sati_bad_cnt_90d >= 1"),
    (25, "sati_kw_escal_cnt_90d >= 1"),
    (10, "sati_kw_legal_cnt_90d >= 1"),
    (10, "rpt_unresolved_cnt_now >= 1"),
    (15, "outg_freq_60d3_flag_now OR outg_freq_365d5_flag_now"),
)
_ADDED = " + ".join(f"CASE WHEN {met} THEN {points} ELSE 0 END" for points, met in _POINTS)


def _again(days: int) -> Statistic:
    return Count(
        f"same_d{days}",
        f"{days}天内同主题再来电",
        f"contacts on the same theme within {days} days",
        (D90, D365),
        unit="次",
        where=f"inbound AND NOT abandoned AND theme IS NOT NULL AND same_theme_seconds <= {days * 86400}",
    )


def _turned(name: str, title: str, title_en: str, since: str) -> Statistic:
    return Count(
        name,
        f"{title}转投诉",
        f"complaints within 30 days of {title_en}",
        (D365,),
        where=f"{_COMPLAINT} AND {since} <= {_MONTH}",
        frame=_TICKETS,
        unit="次",
    )


RPT = Dimension(
    "rpt",
    "重复诉求与升级风险",
    "Repeat and escalation",
    frame="calls_of_customers",
    features=(
        _again(1),
        _again(3),
        _again(7),
        _again(30),
        Count(
            "ev3",
            "同一事件≥3次来电",
            "events of 3 or more contacts",
            (D90, D365),
            where="contacts >= 3",
            unit="个",
            **_EVENT,
        ),
        Maximum("per_event", "单事件来电", "contacts of one event", (D365,), **_PER_EVENT),
        Average("per_event", "单事件来电", "contacts of one event", (D365,), **_PER_EVENT),
        Average(
            "span_h", "事件首末来电小时", "hours from first to last contact of an event", (D365,), **_HOURS
        ),
        Maximum(
            "span_h", "事件首末来电小时", "hours from first to last contact of an event", (D365,), **_HOURS
        ),
        DerivedAverage(
            "urge_per_ticket",
            "单均催办",
            "urgings for each ticket",
            (D365,),
            derive="cast(tick_urge_cnt_365d AS DOUBLE) / nullif(tick_n_all_cnt_365d, 0)",
            frame=_TICKETS,
        ),
        Count("complaint", "投诉", "complaints", (D180, D365), where=_COMPLAINT, frame=_TICKETS, unit="次"),
        _turned("c2c", "咨询", "a consultation", "since_consult_seconds"),
        _turned("o2c", "意见", "an opinion", "since_opinion_seconds"),
        Occasions(
            "unresolved",
            "未决事件",
            "themes with a ticket open or opened again",
            (NOW,),
            of="coalesce(theme, business_level1)",
            where="open OR reopened",
            frame=_TICKETS,
            unit="个",
        ),
        Points(
            "risk",
            "投诉风险规则分",
            "points of the risk of a complaint",
            derive=f"cast(least({_ADDED}, 100) AS DOUBLE)",
            unit="分",
        ),
        HeldCount(
            "neigh",
            "同台区投诉",
            "complaints of others in the transformer area",
            (D30, D365),
            of="complaints",
            frame="neighbours",
            unit="次",
        ),
        Flag(
            "group",
            "群体诉求关联",
            "shares a demand with two others of the transformer area",
            (D30,),
            of="in_group",
            frame="neighbours",
        ),
    ),
)
