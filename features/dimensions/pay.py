"""PAY: when, how much and how regularly they pay."""

from gridtag.features.codes import Flag, LastOn
from gridtag.features.dimension import Dimension
from gridtag.features.statistics import (
    Average,
    Count,
    Deviation,
    DistinctCount,
    Maximum,
    Median,
    Minimum,
    Share,
    Shared,
    Sum,
)
from gridtag.features.windows import D30, D90, D180, D365, M3, M6, M12

_AMOUNT: Shared = {"of": "amount_fen", "unit": "元", "scale": 100}
_PREPAID: Shared = {"where": "prepaid", "frame": "payments_of_customers"}
_TOP_UP: Shared = {"where": "topped_up"}
_LAG: Shared = {"of": "settle_days", "unit": "天", "frame": "bill_months"}
_GAP: Shared = {"gaps": True, "unit": "天"}
_SPANS = (D30, D90, D180, D365)


def _timing(name: str, title: str, title_en: str, where: str) -> Share:
    return Share(
        f"timing_{name}",
        title,
        title_en,
        (M12,),
        where=where,
        base="settled_on IS NOT NULL",
        frame="bill_months",
    )


def _hours(name: str, title: str, title_en: str, where: str) -> Share:
    return Share(f"hour_{name}", title, title_en, (D365,), where=where)


PAY = Dimension(
    "pay",
    "缴费行为",
    "Payment behaviour",
    frame="payments_of_customers",
    features=(
        Count("n", "缴费", "payments", _SPANS, unit="次"),
        Sum("amt", "缴费金额", "amount paid", _SPANS, **_AMOUNT),
        Average("amt", "单笔金额", "amount per payment", (D365,), **_AMOUNT),
        Median("amt", "单笔金额", "amount per payment", (D365,), **_AMOUNT),
        Maximum("amt", "单笔金额", "amount per payment", (D365,), **_AMOUNT),
        Minimum("amt", "单笔金额", "amount per payment", (D365,), **_AMOUNT),
        Deviation("amt", "单笔金额", "amount per payment", (D365,), **_AMOUNT),
        Average("lag", "发行到缴清天数", "days from bill to settlement", (M3, M6, M12), **_LAG),
        Maximum("lag", "发行到缴清天数", "days from bill to settlement", (M3, M6, M12), **_LAG),
        Median("lag", "发行到缴清天数", "days from bill to settlement", (M3, M6, M12), **_LAG),
        Deviation("lag", "发行到缴清天数", "days from bill to settlement", (M3, M6, M12), **_LAG),
        _timing(
            "r7", "抄表后7天内缴费时段", "settled within 7 days of the reading", "days_after_reading <= 7"
        ),
        _timing(
            "r7_e7",
            "抄表7天后至月末前7天缴费时段",
            "settled later, up to 7 days before the month's end",
            "days_after_reading > 7 AND days_after_month <= -7",
        ),
        _timing(
            "e7",
            "月末7天缴费时段",
            "settled in the last 7 days of the month",
            "days_after_reading > 7 AND days_after_month BETWEEN -6 AND 0",
        ),
        _timing(
            "n6",
            "次月6天内缴费时段",
            "settled within 6 days of the next month",
            "days_after_reading > 7 AND days_after_month BETWEEN 1 AND 6",
        ),
        _timing(
            "n6p", "次月6天后缴费时段", "settled later", "days_after_reading > 7 AND days_after_month > 6"
        ),
        Count(
            "monthend",
            "月末缴费",
            "bills settled in the last 7 days of the month",
            (M12,),
            unit="次",
            where="days_after_reading > 7 AND days_after_month BETWEEN -6 AND 0",
            frame="bill_months",
        ),
        Count("partial", "部分缴费", "payments short of the bill", (D365,), where="partial", unit="次"),
        Count(
            "topup", "充值", "top-ups by meter card or under fee control", (D90, D365), **_TOP_UP, unit="次"
        ),
        Average(
            "topup",
            "充值",
            "amount of top-ups",
            (D90, D365),
            **_TOP_UP,
            of="amount_fen",
            unit="元",
            scale=100,
        ),
        Count("prepay", "预存", "payments in advance", (D90, D365), unit="次", **_PREPAID),
        Sum(
            "prepay",
            "预存",
            "amount paid in advance",
            (D90, D365),
            of="amount_fen",
            unit="元",
            scale=100,
            **_PREPAID,
        ),
        Share(
            "round_amt", "整额缴费", "payments of whole tens of yuan", (D365,), where="amount_fen % 1000 = 0"
        ),
        _hours("night", "22-6点缴费时辰", "payments 22 to 6", "hour >= 22 OR hour < 6"),
        _hours("morning", "6-12点缴费时辰", "payments 6 to 12", "hour BETWEEN 6 AND 11"),
        _hours("afternoon", "12-18点缴费时辰", "payments 12 to 18", "hour BETWEEN 12 AND 17"),
        _hours("evening", "18-22点缴费时辰", "payments 18 to 22", "hour BETWEEN 18 AND 21"),
        Share("weekend", "周末缴费", "payments at weekends", (D365,), where="weekend"),
        LastOn("last", "最近缴费", "days since the last payment"),
        Average("gap", "缴费间隔", "days between payments", (D365,), **_GAP),
        Deviation("gap", "缴费间隔", "days between payments", (D365,), **_GAP),
        Maximum("gap", "缴费间隔", "days between payments", (D365,), **_GAP),
        DistinctCount("payer", "付款主体", "payers", (D365,), of="payer_no", unit="个"),
        Flag(
            "auto_debit", "代扣签约", "paid by debit in the last 90 days", derive="chnl_n_debit_cnt_90d > 0"
        ),
    ),
)
