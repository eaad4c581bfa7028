"""Tags on bills."""

from functools import partial

from gridtag.features.tags.tag import Tag

_tag = partial(Tag, group="I 账单", owner="BILL")

TAGS = (
    _tag("T137", "账单异常待复核", "bill to recheck", "BILL", "bill_recheck_now_score_m1>=0.6"),
    _tag("T138", "账单环比突增", "bill jump", "AGT BILL", "bill_amt_pop_ratio_m1>=1.5"),
    _tag("T139", "退补客户", "refund/back-bill", "AGT BILL", "bill_refund_cnt_m12>=1", refresh="M"),
    _tag("T140", "估抄客户", "estimated reading", "BILL STN", "bill_estimated_cnt_m3>=1", refresh="M"),
    _tag("T142", "出账必来电", "calls after each bill", "AGT MKT", "bill_call_after_cnt_m3>=2"),
    _tag("T143", "采集异常", "collection failing", "STN BILL", "cust_collect_fail_cnt_30d>=5"),
)
