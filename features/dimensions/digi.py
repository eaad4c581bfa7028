"""DIGI: through which channels they come for service.

Fit for automatic service, by the contacts of the last year: `human` where under three in ten ended in the voice menu
and under three in ten came online, `ai` where seven in ten did either, else `either`. Age and care registrations play
no part.
"""

from gridtag.features.codes import Code, Dominant
from gridtag.features.dimension import Dimension
from gridtag.features.statistics import Count, Rate, Share, Statistic
from gridtag.features.windows import D90, D365

CHANNELS = {
    "phone": ("95598电话", "telephone"),
    "app": ("网上国网", "app"),
    "wechat": ("微信", "WeChat"),
    "web": ("95598网站", "website"),
    "hall": ("营业厅", "service hall"),
    "gov": ("政务平台", "government platform"),
}
_FIT = """CASE
    WHEN call_self_ok_rate_365d IS NULL AND digi_online_rate_365d IS NULL THEN NULL
    WHEN coalesce(call_self_ok_rate_365d, 0) >= 0.7 OR coalesce(digi_online_rate_365d, 0) >= 0.7 THEN 'ai'
    WHEN coalesce(call_self_ok_rate_365d, 0) < 0.3 AND coalesce(digi_online_rate_365d, 0) < 0.3 THEN 'human'
    ELSE 'either'
END"""


def _channel(code: str, title: str, title_en: str) -> tuple[Statistic, ...]:
    where = f"inbound AND channel = '{code}'"
    return (
        Count(
            f"n_{code}", f"{title}服务触点", f"contacts by {title_en}", (D90, D365), where=where, unit="次"
        ),
        Share(
            f"n_{code}", f"{title}服务触点", f"contacts by {title_en}", (D365,), where=where, base="inbound"
        ),
    )


DIGI = Dimension(
    "digi",
    "服务渠道与线上化",
    "Service channel and digital use",
    frame="calls_of_customers",
    features=(
        *(statistic for code, titles in CHANNELS.items() for statistic in _channel(code, *titles)),
        Dominant(
            "primary",
            "主服务渠道",
            "main service channel",
            (D90, D365),
            of="channel",
            where="inbound",
            values=tuple(CHANNELS),
        ),
        Rate(
            "online",
            "线上办理率",
            "demands brought online",
            (D90, D365),
            base="inbound AND NOT abandoned AND business_level1 IS NOT NULL",
            where="channel IN ('app', 'wechat', 'web', 'alipay')",
        ),
        Code("ai_fit", "智能/人工服务适配", "fit for automatic or human service", derive=_FIT),
    ),
)
