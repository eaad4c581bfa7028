"""FEST: the same festival or season this year and last."""

from gridtag.features.codes import Reaches
from gridtag.features.dimension import Dimension
from gridtag.features.statistics import Count, Share
from gridtag.features.windows import ND0, ND1, SF0, SF1, SUM0, SUM1, WIN0, WIN1

_FESTIVALS = (SF0, SF1, ND0, ND1)
_SOURCE_SIDE = "kind IN ('fault', 'urgent') AND coalesce(reason, '') <> 'user'"

FEST = Dimension(
    "fest",
    "节假日与重大事件",
    "Festivals and events",
    frame="tickets_of_customers",
    features=(
        Count(
            "x_call",
            "来电节日",
            "calls in the festival",
            _FESTIVALS,
            where="phone_in",
            frame="calls_of_customers",
            unit="次",
        ),
        Count("x_repair", "报修节日", "repairs in the festival", _FESTIVALS, where="is_repair", unit="次"),
        Count(
            "x_outage",
            "停电节日",
            "outages in the festival",
            _FESTIVALS,
            where="kind <> 'user'",
            frame="customer_outages",
            unit="次",
        ),
        Count(
            "x_bad",
            "不满意节日",
            "calls rated dissatisfied in the festival",
            _FESTIVALS,
            where="inbound AND score = 1",
            frame="calls_of_customers",
            unit="次",
        ),
        Share(
            "pay_online",
            "节日线上缴费占比",
            "payments online in the festival",
            (SF0, SF1),
            where="online",
            frame="payments_of_customers",
            minimum=1,
        ),
        Reaches(
            "sf_both_fault",
            "连续两年春节有电源侧故障",
            "a supply-side fault in both Spring Festivals",
            (SF0,),
            spans=(SF0, SF1),
            where=_SOURCE_SIDE,
            frame="customer_outages",
        ),
        Count("peak", "度夏度冬诉求", "demands in the peak season", (SUM0, SUM1, WIN0, WIN1), unit="次"),
    ),
)
