"""What the payment-adoption model looks at: features of the catalogue, how they are scaled, how they read.

Reasons are read by the people who call, so only features of privacy class P1 and P2 are used: nothing of the
care register, no arrears, nobody's hours of the day; and nothing that consent or an earlier score decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gridtag.errors import GridtagError
from gridtag.models.propensity.inputs import Inputs

ALLOWED_CLASSES = ("P1", "P2")
FORBIDDEN_PREFIXES = ("care_",)
FORBIDDEN = frozenset({"chnl_propensity_score_now", "chnl_shift_like_flag_now"})


@dataclass(frozen=True)
class Input:
    """`high` and `low` say what an above- or below-average value means; `logarithm` tames long tails."""

    name: str
    high: str
    low: str
    logarithm: bool = False


INPUTS: tuple[Input, ...] = (
    Input("chnl_online_share_365d", "近一年用过线上缴费", "近一年很少线上缴费"),
    Input("chnl_online_share_90d", "近 90 天线上缴费较多", "近 90 天很少线上缴费"),
    Input("chnl_online_delta_diff_90d", "线上缴费占比在上升", "线上缴费占比没有上升"),
    Input("chnl_n_debit_share_365d", "多用银行代扣", "不用银行代扣"),
    Input("chnl_n_hall_share_365d", "常到营业厅缴费", "很少到营业厅缴费"),
    Input("chnl_n_bankctr_share_365d", "常到银行柜台缴费", "很少到银行柜台缴费"),
    Input("chnl_n_kiosk_share_365d", "常用自助终端缴费", "很少用自助终端缴费"),
    Input("chnl_n_agent_share_365d", "常在代收点缴费", "很少在代收点缴费"),
    Input("chnl_chan_ndist_365d", "用过多种缴费渠道", "缴费渠道单一"),
    Input("chnl_switch_cnt_365d", "近一年换过缴费渠道", "缴费渠道固定"),
    Input("chnl_revert_cnt_365d", "曾由线上转回线下", "没有由线上转回线下"),
    Input("pay_n_cnt_365d", "近一年缴费次数较多", "近一年缴费次数较少"),
    Input("pay_lag_avg_m6", "出账后缴费较晚", "出账后缴费较快", True),
    Input("pay_lag_std_m12", "缴费时间不固定", "缴费时间固定", True),
    Input("pay_amt_avg_365d", "单笔缴费金额较大", "单笔缴费金额较小", True),
    Input("pay_weekend_share_365d", "常在周末缴费", "多在工作日缴费"),
    Input("pay_prepay_cnt_365d", "有预存电费的习惯", "没有预存电费"),
    Input("kwh_month_avg_m12", "月均用电量较高", "月均用电量较低", True),
    Input("kwh_month_std_m12", "各月用电变化较大", "各月用电平稳", True),
    Input("bill_amt_sum_m12", "全年电费较高", "全年电费较低", True),
    Input("call_n_all_cnt_365d", "近一年来电较多", "近一年来电较少"),
    Input("digi_n_app_cnt_365d", "近一年用过网上国网办事", "近一年没用过网上国网办事"),
    Input("call_n_ivr_cnt_365d", "会用语音自助服务", "不用语音自助服务"),
    Input("cust_app_bound_flag_now", "已绑定网上国网", "未绑定网上国网"),
    Input("cust_wx_bound_flag_now", "已绑定微信公众号", "未绑定微信公众号"),
    Input("cust_sms_bill_flag_now", "订阅了账单短信", "未订阅账单短信"),
    Input("cust_account_age_val_now", "户龄较长", "户龄较短", True),
    Input("cust_n_accounts_same_phone_val_now", "同一电话关联多户", "同一电话只关联一户"),
    Input("cust_prepaid_flag_now", "费控预付用户", "后付费用户"),
)
NAMES = tuple(one.name for one in INPUTS)
MODEL_INPUTS = Inputs(
    NAMES, (None,) * len(INPUTS), (0.0,) * len(INPUTS), tuple(one.logarithm for one in INPUTS)
)
"""All are numbers."""


def check(privacy: Mapping[str, str]) -> None:
    """`privacy` gives the class of every feature of the engine. Raises GridtagError where an input is not
    among them, or may not be used.
    """
    if missing := sorted(set(NAMES) - set(privacy)):
        raise GridtagError(
            f"payment model: the feature engine does not give {missing}; declare them or change INPUTS in "
            "gridtag.models.epay_inputs"
        )
    banned = [
        name
        for name in NAMES
        if privacy[name] not in ALLOWED_CLASSES or name.startswith(FORBIDDEN_PREFIXES) or name in FORBIDDEN
    ]
    if banned:
        raise GridtagError(f"payment model: {banned} must not be model inputs; take them out of INPUTS")
