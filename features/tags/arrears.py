"""Tags on arrears and credit."""

from functools import partial

from gridtag.features.tags.tag import Tag

_tag = partial(Tag, group="F 欠费与信用", owner="CRED")

TAGS = (
    _tag("T091", "当前欠费", "in arrears", "AGT CRED", "owe_amt_val_now>0", privacy="P3"),
    _tag("T092", "连续欠费", "consecutive arrears", "CRED", "owe_overdue_run_val_now>=2", privacy="P3"),
    _tag(
        "T093",
        "高额欠费",
        "large arrears",
        "CRED",
        "owe_amt_val_now>=3*kwh_month_avg_m12*tarf_avg_price_avg_m12",
        privacy="P3",
    ),
    _tag(
        "T095",
        "信用优良",
        "good credit",
        "CRED MKT",
        "owe_credit_score_now>=80 AND owe_n_cnt_m24=0",
        marketing="Y",
        privacy="P3",
        refresh="M",
    ),
    _tag(
        "T096",
        "催费敏感",
        "responds to dunning",
        "CRED",
        "owe_dun_effect_d3_rate_365d>=0.7",
        privacy="P3",
        refresh="M",
    ),
    _tag(
        "T097",
        "催费无效",
        "dunning ineffective",
        "CRED",
        "owe_dun_effect_d7_rate_365d<=0.2 AND owe_dun_sms_cnt_365d>=3",
        privacy="P3",
        refresh="M",
    ),
    _tag("T098", "欠费停电经历", "cut for arrears", "AGT CRED", "owe_cut_cnt_365d>=1", privacy="P3"),
    _tag(
        "T099", "复电超时受影响", "reconnection late", "AGT CITY", "owe_reconn_late_cnt_365d>=1", privacy="P3"
    ),
    _tag(
        "T100",
        "电费敏感客户",
        "bill sensitive",
        "AGT MKT",
        "owe_sensitive_score_now>=70",
        privacy="P3",
        refresh="W",
    ),
    _tag(
        "T101",
        "电费争议客户",
        "bill dispute",
        "AGT BILL",
        "owe_dispute_cnt_365d>=1",
        privacy="P3",
        refresh="W",
    ),
)
