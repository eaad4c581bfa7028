"""OWE: arrears, reminders and disconnection. For credit control; never reason enough to cut anyone off."""

from gridtag.features.codes import Code, LastOn
from gridtag.features.derived import Rating
from gridtag.features.dimension import Dimension
from gridtag.features.runs import LongestRun
from gridtag.features.statistics import Average, Count, Maximum, Rate, Shared, Statistic, Sum
from gridtag.features.windows import D30, D90, D365, M3, M6, M12, M24, NOW

_LATE: Shared = {"of": "overdue_days", "where": "overdue", "unit": "天"}
_ARREARS: Shared = {"of": "arrears_fen", "unit": "元", "scale": 100}
_RUN = "arrears_fen > 0 AND (last_clear_month IS NULL OR month > last_clear_month)"

_OFF: Shared = {"of": "off_seconds", "unit": "小时", "scale": 3600, "frame": "reminders"}
_CREDIT = """CASE
    WHEN bill_n_cnt_m12 >= 3 THEN
        100
        - 10 * least(owe_n_cnt_m12, 4)
        - 15 * least(owe_months_val_now, 2)
        - CASE WHEN owe_cut_cnt_365d > 0 THEN 20 ELSE 0 END
        - CASE WHEN owe_overdue_run_max_m24 >= 3 THEN 10 ELSE 0 END
END"""
_SENSITIVE = """CASE
    WHEN dmnd_theme_bill_cnt_365d IS NOT NULL THEN
        least(10 * (dmnd_theme_bill_cnt_365d + dmnd_theme_price_cnt_365d), 40)
        + least(10 * coalesce(bill_call_after_cnt_m12, 0), 30)
        + CASE WHEN owe_dispute_cnt_365d > 0 THEN 30 ELSE 0 END
END"""


def _reminders(method: str, title: str, title_en: str) -> Statistic:
    return Count(
        f"dun_{method}",
        f"{title}催费",
        f"reminders by {title_en}",
        (D30, D90, D365),
        where=f"method = '{method}'",
        frame="reminders",
        unit="次",
    )


OWE = Dimension(
    "owe",
    "欠费、催费与信用",
    "Arrears, dunning and credit",
    frame="bill_months",
    features=(
        Sum("amt", "欠费金额", "arrears", (NOW,), call_it="val", **_ARREARS),
        Count(
            "months",
            "欠费账期数",
            "billing months in arrears",
            (NOW,),
            where="arrears_fen > 0",
            call_it="val",
            unit="个",
        ),
        Count("n", "逾期", "bills paid late or in arrears", (M3, M6, M12, M24), where="overdue", unit="次"),
        Sum(
            "amt",
            "逾期金额",
            "amount of bills paid late or in arrears",
            (M12,),
            of="amount_fen",
            where="overdue",
            unit="元",
            scale=100,
        ),
        Maximum(
            "amt",
            "逾期金额",
            "amount of bills paid late or in arrears",
            (M12,),
            of="amount_fen",
            where="overdue",
            unit="元",
            scale=100,
        ),
        Average("overdue", "逾期天数", "days overdue", (M6, M12), **_LATE),
        Maximum("overdue", "逾期天数", "days overdue", (M6, M12), **_LATE),
        Count(
            "overdue_run",
            "当前连续逾期账期",
            "latest billing months in arrears in a row",
            (NOW,),
            where=_RUN,
            call_it="val",
            unit="个",
        ),
        LongestRun(
            "overdue_run",
            "连续逾期账期",
            "billing months in a row paid late or in arrears",
            (M24,),
            where="overdue",
            unit="个",
        ),
        Sum("penalty", "违约金", "penalties", (M6, M12), of="penalty_fen", unit="元", scale=100),
        Count("penalty", "违约金", "bills with a penalty", (M6, M12), where="penalty_fen > 0", unit="次"),
        _reminders("sms", "短信", "text message"),
        _reminders("voice", "语音外呼", "voice call"),
        _reminders("paper", "催费单", "letter"),
        _reminders("visit", "上门", "visit"),
        Rate(
            "dun_effect_d3",
            "3天内催后缴清率",
            "reminded bills settled within 3 days",
            (D365,),
            frame="reminders",
            base="is_reminder",
            where="clear_days BETWEEN 0 AND 3",
        ),
        Rate(
            "dun_effect_d7",
            "7天内催后缴清率",
            "reminded bills settled within 7 days",
            (D365,),
            frame="reminders",
            base="is_reminder",
            where="clear_days BETWEEN 0 AND 7",
        ),
        Count(
            "cut",
            "欠费停电",
            "disconnections for arrears",
            (D365, M24),
            where="method = 'cut'",
            frame="reminders",
            unit="次",
        ),
        LastOn(
            "cut",
            "最近欠费停电",
            "days since the last disconnection",
            where="method = 'cut'",
            frame="reminders",
        ),
        Average("reconn", "复电时长小时", "hours from disconnection to reconnection", (D365,), **_OFF),
        Maximum("reconn", "复电时长小时", "hours from disconnection to reconnection", (D365,), **_OFF),
        Count(
            "reconn_late",
            "复电超24小时",
            "disconnections of more than 24 hours",
            (D365,),
            where="off_seconds > 86400",
            frame="reminders",
            unit="次",
        ),
        Code(
            "risk_level",
            "电费风险等级",
            "risk level on the latest bill",
            of="risk_level",
            frame="latest_bills",
        ),
        Rating(
            "credit",
            "信用评分",
            "100 less points for late payment, arrears and disconnection",
            derive=_CREDIT,
        ),
        Rating(
            "sensitive", "电费敏感度", "points for billing calls and complaints, to 100", derive=_SENSITIVE
        ),
        Count(
            "dispute",
            "电费争议",
            "billing complaints",
            (D365,),
            unit="次",
            frame="tickets_of_customers",
            where="business_level1 = 'T' AND theme IN ('bill', 'price')",
        ),
    ),
)
