"""DMND: what they ask for, by business class and theme."""

from gridtag.features.codes import Dominant, Entropy, Flag, LastOn
from gridtag.features.dimension import Dimension
from gridtag.features.statistics import Count, DistinctCount, Share, Statistic
from gridtag.features.windows import D30, D90, D365

CLASSES = {
    "Q": ("query", "信息查询", "enquiries"),
    "C": ("consult", "业务咨询", "consultations"),
    "R": ("repair", "故障报修", "fault repairs"),
    "T": ("complaint", "投诉", "complaints"),
    "J": ("report", "举报", "reports"),
    "O": ("opinion", "意见", "opinions"),
    "S": ("suggest", "建议", "suggestions"),
    "P": ("praise", "表扬", "praises"),
    "A": ("apply", "服务申请", "service applications"),
}
THEMES = {
    "bill": ("电量电费", "bills"),
    "price": ("电价政策", "tariffs"),
    "pay": ("缴费", "payment"),
    "outageq": ("停电信息", "outage information"),
    "freqout": ("频繁停电", "frequent outages"),
    "lowvolt": ("低电压", "low voltage"),
    "rush": ("抢修", "emergency repair"),
    "meter": ("计量表计", "meters"),
    "install": ("业扩报装", "new connection"),
    "reconn": ("欠费复电", "reconnection"),
    "attitude": ("服务态度", "service attitude"),
    "safety": ("用电安全", "safety"),
}
_LAST = ("consult", "repair", "complaint", "opinion", "apply")


def _class(letter: str, name: str, title: str, title_en: str) -> tuple[Statistic, ...]:
    where = f"business_level1 = '{letter}'"
    last = LastOn(f"last_{name}", f"{title}最近诉求", f"days since the last of {title_en}", where=where)
    return (
        Count(f"n_{name}", f"{title}诉求", title_en, (D30, D90, D365), where=where, unit="次"),
        Share(f"n_{name}", f"{title}诉求", title_en, (D365,), where=where),
        *((last,) if name in _LAST else ()),
    )


def _theme(theme: str, title: str, title_en: str) -> Statistic:
    return Count(
        f"theme_{theme}",
        f"{title}主题诉求",
        f"demands about {title_en}",
        (D90, D365),
        where=f"theme = '{theme}'",
        unit="次",
    )


DMND = Dimension(
    "dmnd",
    "诉求结构",
    "Demand structure",
    frame="tickets_of_customers",
    features=(
        *(statistic for letter, words in CLASSES.items() for statistic in _class(letter, *words)),
        *(_theme(theme, *titles) for theme, titles in THEMES.items()),
        DistinctCount("type", "诉求类别", "classes of demand", (D365,), of="business_level1", unit="个"),
        Entropy(
            "type", "诉求类别", "classes of demand", (D365,), of="business_level1", values=tuple(CLASSES)
        ),
        Flag(
            "new_theme",
            "出现新主题",
            "a demand on a theme not met in the year before",
            (D30,),
            where="new_theme",
        ),
        Dominant("main", "主导主题", "main theme", (D90, D365), of="theme", values=tuple(THEMES)),
    ),
)
