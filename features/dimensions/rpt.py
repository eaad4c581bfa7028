"""RPT: the same demand again, and complaints."""

from gridtag.features.dimension import Dimension
from gridtag.features.statistics import Count, Statistic
from gridtag.features.windows import D90, D180, D365


def _again(days: int) -> Statistic:
    return Count(
        f"same_d{days}",
        f"{days}天内同主题再来电",
        f"contacts on the same theme within {days} days",
        (D90, D365),
        unit="次",
        where=f"inbound AND NOT abandoned AND theme IS NOT NULL AND same_theme_seconds <= {days * 86400}",
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
            "complaint",
            "投诉",
            "complaints",
            (D180, D365),
            where="business_level1 = 'T'",
            frame="tickets_of_customers",
            unit="次",
        ),
    ),
)
