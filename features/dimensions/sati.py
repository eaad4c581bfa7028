"""SATI: what they say of the service.

Scores run from 1 (dissatisfied) to 4 (very satisfied), of rated calls only. The last rating is the key pressed, from
1 (very satisfied) to 4 (dissatisfied).
"""

from gridtag.features.codes import Dominant
from gridtag.features.comparisons import Difference
from gridtag.features.dimension import Dimension
from gridtag.features.statistics import Average, Count, Rate, Share, Statistic
from gridtag.features.windows import D30, D90, D365, before

_SPANS = (D30, D90, D365)
_SCORE = Average("score", "话后评价", "score after the call", (D90, D365), of="score", where="inbound")


def _words(name: str, title: str, title_en: str, where: str) -> Statistic:
    return Count(
        f"kw_{name}",
        f"{title}关键词命中通话",
        f"calls with {title_en}",
        _SPANS,
        where=f"inbound AND {where}",
        unit="次",
    )


SATI = Dimension(
    "sati",
    "满意度与情绪",
    "Satisfaction and sentiment",
    frame="calls_of_customers",
    features=(
        Count(
            "rated", "话后评价", "rated calls", (D90, D365), where="inbound AND score IS NOT NULL", unit="次"
        ),
        _SCORE,
        Count("bad", "不满意", "calls rated dissatisfied", _SPANS, where="inbound AND score = 1", unit="次"),
        Rate(
            "bad",
            "不满意",
            "calls rated dissatisfied",
            (D365,),
            where="score = 1",
            base="inbound AND score IS NOT NULL",
        ),
        Share(
            "norate",
            "未评价",
            "calls offered a rating and not rated",
            (D365,),
            where="score IS NULL",
            base="inbound AND rating_offered",
        ),
        Rate(
            "revisit_sat",
            "回访满意率",
            "satisfied at the revisit",
            (D90, D365),
            where="satisfied",
            frame="revisits",
            base="done AND satisfied IS NOT NULL",
            minimum=1,
        ),
        Count(
            "revisit_bad",
            "回访不满意",
            "dissatisfied at the revisit",
            (D365,),
            where="done AND NOT satisfied",
            frame="revisits",
            unit="次",
        ),
        Count(
            "revisit_miss",
            "回访未接/拒绝",
            "revisits not reached",
            (D365,),
            where="done AND NOT reached",
            frame="revisits",
            unit="次",
        ),
        _words("neg", "负面词", "negative words", "negative_words"),
        _words("escal", "升级词(媒体/12398/12345)", "words of escalation", "escalation_words"),
        _words("legal", "法律/赔偿词", "legal words", "legal_words"),
        Count(
            "praise",
            "表扬",
            "praises",
            (D365,),
            where="business_level1 = 'P'",
            frame="tickets_of_customers",
            unit="次",
        ),
        Dominant(
            "last",
            "最近评价",
            "key of the last rating",
            of="cast(5 - score AS STRING)",
            where="inbound AND latest",
            values=("1", "2", "3", "4"),
        ),
        Difference(
            "trend", "满意度变化", "score less the 90 days before", (D90,), measure=_SCORE, against=before
        ),
    ),
)
