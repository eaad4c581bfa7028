"""BILL: amounts, their change, and what is odd about the bills."""

from gridtag.features.codes import Dominant
from gridtag.features.comparisons import Difference, Quotient, Ratio
from gridtag.features.dimension import Dimension
from gridtag.features.runs import HighestScore
from gridtag.features.statistics import Average, Count, Deviation, Maximum, Minimum, Shared, Sum, Variation
from gridtag.features.windows import M1, M3, M6, M12, before, year_before

_AMOUNT: Shared = {"of": "amount_fen", "unit": "元", "scale": 100}
_TOTAL = Sum("amt", "应收电费", "billed amount", **_AMOUNT)
_SPANS = (M1, M3, M12)
_REASONS = ("month_before", "year_before", "three_sigma", "refund", "estimated")

BILL = Dimension(
    "bill",
    "电费账单与核算异常",
    "Bills and billing review",
    frame="bill_months",
    features=(
        Sum("amt", "应收电费", "billed amount", (M1, M3, M6, M12), **_AMOUNT),
        Average("amt", "应收电费", "billed amount", (M12,), **_AMOUNT),
        Maximum("amt", "应收电费", "billed amount", (M12,), **_AMOUNT),
        Minimum("amt", "应收电费", "billed amount", (M12,), **_AMOUNT),
        Deviation("amt", "应收电费", "billed amount", (M12,), **_AMOUNT),
        Variation("amt", "应收电费", "billed amount", (M12,), of="amount_fen"),
        Ratio(
            "amt_pop",
            "环比应收电费",
            "amount over the window before",
            _SPANS,
            measure=_TOTAL,
            against=before,
            complete=True,
        ),
        Difference(
            "amt_pop",
            "环比应收电费",
            "amount less the window before",
            _SPANS,
            measure=_TOTAL,
            against=before,
            complete=True,
            unit="元",
        ),
        Ratio(
            "amt_yoy",
            "同比应收电费",
            "amount over the year before",
            _SPANS,
            measure=_TOTAL,
            against=year_before,
            complete=True,
        ),
        Difference(
            "amt_yoy",
            "同比应收电费",
            "amount less the year before",
            _SPANS,
            measure=_TOTAL,
            against=year_before,
            complete=True,
            unit="元",
        ),
        Quotient(
            "amt_per_day",
            "日均电费",
            "amount over the days of the months billed",
            (M1, M12),
            of="amount_fen",
            per="month_days * 100",
            unit="元",
        ),
        Count("n", "账单", "bills", (M6, M12), unit="张"),
        Count(
            "estimated",
            "估抄账单",
            "bills on estimated readings",
            (M3, M12),
            where="read_type = 'estimated'",
            unit="张",
        ),
        Count(
            "refund",
            "退补账单",
            "bills with a refund or back-bill",
            (M3, M12),
            where="refund_fen <> 0",
            unit="张",
        ),
        Count("zero", "零费账单", "bills of nothing", (M3, M12), where="amount_fen = 0", unit="张"),
        Count(
            "anom_pop50",
            "环比>50%账单",
            "bills half as high again as the month before",
            (M3, M12),
            unit="张",
            where="amount_before_fen > 0 AND amount_fen * 2 > amount_before_fen * 3",
        ),
        Count(
            "anom_yoy50",
            "同比>50%账单",
            "bills half as high again as a year before",
            (M3, M12),
            unit="张",
            where="amount_last_year_fen > 0 AND amount_fen * 2 > amount_last_year_fen * 3",
        ),
        Count(
            "anom3s",
            "3σ异常账单",
            "bills 3 standard deviations off those of the year before",
            (M3, M12),
            where="amount_odd",
            unit="张",
        ),
        HighestScore(
            "recheck_now",
            "本期复核优先级",
            "priority of a recheck by rules, 0 to 1",
            (M1,),
            of="recheck_points",
            scale=10,
        ),
        Dominant(
            "recheck_reason",
            "本期复核原因",
            "rule that speaks most for a recheck",
            (M1,),
            of="recheck_reason",
            values=_REASONS,
        ),
        Sum(
            "refund_amt", "退补金额", "refunds and back-bills", (M12,), of="refund_fen", unit="元", scale=100
        ),
        Average(
            "read2issue", "抄表到发行天数", "days from reading to bill", (M3, M12), of="issue_days", unit="天"
        ),
        Maximum(
            "read2issue", "抄表到发行天数", "days from reading to bill", (M3, M12), of="issue_days", unit="天"
        ),
        Count(
            "call_after",
            "出账后7日内电费来电",
            "bills with a billing call within 7 days",
            (M3, M12),
            where="called_after",
            unit="张",
        ),
    ),
)
