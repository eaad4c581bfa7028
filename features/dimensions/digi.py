"""DIGI: through which channels they come for service."""

from gridtag.features.codes import Dominant
from gridtag.features.dimension import Dimension
from gridtag.features.statistics import Count, Share, Statistic
from gridtag.features.windows import D90, D365

CHANNELS = {
    "phone": ("95598电话", "telephone"),
    "app": ("网上国网", "app"),
    "wechat": ("微信", "WeChat"),
    "web": ("95598网站", "website"),
    "hall": ("营业厅", "service hall"),
    "gov": ("政务平台", "government platform"),
}


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
    ),
)
