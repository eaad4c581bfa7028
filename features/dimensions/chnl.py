"""CHNL: through which channels they pay, and how they move online.

Debit is automatic, so not online by choice.
"""

from gridtag.features.codes import Code, Dominant, Entropy, FirstOn, Flag, LastOn, SecondDominant
from gridtag.features.comparisons import Difference
from gridtag.features.dimension import Dimension
from gridtag.features.statistics import Count, DistinctCount, Share, Shared, Statistic
from gridtag.features.windows import D30, D90, D180, D365, before

CHANNELS = {
    "app": ("网上国网", "app"),
    "alipay": ("支付宝", "Alipay"),
    "wechat": ("微信", "WeChat"),
    "ewallet": ("电e宝/其他电子钱包", "other e-wallet"),
    "ebank": ("网银", "e-banking"),
    "debit": ("银行代扣", "bank debit"),
    "bankctr": ("银行柜台", "bank counter"),
    "hall": ("营业厅柜台", "service hall"),
    "kiosk": ("自助终端", "kiosk"),
    "post": ("邮政", "post"),
    "agent": ("代收点", "agent"),
    "walk": ("走收", "collected at the door"),
}


def _channel(code: str, title: str, title_en: str) -> tuple[Statistic, ...]:
    where = f"pay_channel = '{code}'"
    return (
        Count(f"n_{code}", f"{title}缴费", f"payments by {title_en}", (D90,), where=where, unit="次"),
        Share(f"n_{code}", f"{title}缴费", f"payments by {title_en}", (D365,), where=where),
        Share(
            f"amt_{code}", f"{title}缴费金额", f"amount by {title_en}", (D365,), where=where, of="amount_fen"
        ),
        LastOn(f"last_{code}", f"{title}最近使用", f"days since the last payment by {title_en}", where=where),
    )


_ONLINE = Share("online", "线上缴费", "payments online", (D30, D90, D180, D365), where="online")
_REACHED: Shared = {"frame": "campaign_contacts", "unit": "次"}
_STAGE = """CASE
    WHEN pay_n_cnt_365d < 3 THEN NULL
    WHEN chnl_online_share_365d = 0 THEN 'offline'
    WHEN chnl_revert_cnt_365d > 0 AND chnl_online_share_90d = 0 THEN 'reverted'
    WHEN chnl_online_share_365d >= 0.8 THEN 'online'
    WHEN chnl_online_share_365d <= 0.3 THEN 'trial'
    ELSE 'mixed'
END"""
_SHIFT_LIKE = """coalesce(
    pay_n_cnt_365d >= 3
    AND chnl_online_share_365d <= 0.2
    AND chnl_n_debit_share_365d < 0.5
    AND (
        cust_app_bound_flag_now
        OR cust_wx_bound_flag_now
        OR coalesce(digi_n_app_cnt_365d, 0) + coalesce(digi_n_wechat_cnt_365d, 0) > 0
    ),
    false
)"""

CHNL = Dimension(
    "chnl",
    "缴费渠道偏好与迁移",
    "Payment channel and migration",
    frame="payments_of_customers",
    features=(
        *(statistic for code, titles in CHANNELS.items() for statistic in _channel(code, *titles)),
        Dominant("primary", "主渠道", "main channel", (D90, D365), of="pay_channel", values=tuple(CHANNELS)),
        SecondDominant(
            "second", "次渠道", "second channel", (D365,), of="pay_channel", values=tuple(CHANNELS)
        ),
        _ONLINE,
        Difference(
            "online_delta",
            "线上占比变化",
            "share of payments online less the 90 days before",
            (D90,),
            measure=Share("online", "", "", where="online", minimum=1),
            against=before,
        ),
        DistinctCount("chan", "渠道", "channels", (D365,), of="pay_channel", unit="个"),
        Entropy("chan", "渠道", "channels", (D365,), of="pay_channel", values=tuple(CHANNELS)),
        Count(
            "switch",
            "渠道切换",
            "changes of channel",
            (D365,),
            where="pay_channel <> channel_before",
            unit="次",
        ),
        Count(
            "revert",
            "线上转回线下",
            "offline payments after an online one",
            (D365,),
            unit="次",
            where="online_before AND NOT online AND pay_channel <> 'debit'",
        ),
        FirstOn("first_online", "首次线上距今", "days since the first online payment", where="online"),
        Code("stage", "迁移阶段(线下/试用/混用/线上/回退)", "stage of migration", derive=_STAGE),
        Flag(
            "shift_like",
            "线下向线上引流候选",
            "pays offline by choice, though app or WeChat is bound or used",
            derive=_SHIFT_LIKE,
        ),
        Count("campaign_touched", "触达渠道推荐", "times reached by a campaign", (D90, D365), **_REACHED),
        Count(
            "campaign_responded",
            "响应渠道推荐",
            "campaign offers accepted",
            (D90, D365),
            where="accepted",
            **_REACHED,
        ),
    ),
)
