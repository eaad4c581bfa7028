"""Tags on audit leads, which are no verdicts."""

from functools import partial

from gridtag.features.tags.tag import Tag

_tag = partial(Tag, group="N 稽查与反窃电线索", owner="AUD")

TAGS = (
    _tag(
        "T186",
        "零度有容量",
        "zero use with capacity",
        "AUD",
        "kwh_month_zero_cnt_m6>=3 AND cust_contract_cap_val_now>=50",
        privacy="P3",
        refresh="M",
    ),
    _tag(
        "T188",
        "换表后骤变",
        "step change after meter swap",
        "AUD BILL",
        "cust_meter_swap_dsl_now<=90 AND trnd_changepoint_cnt_90d>=1",
        privacy="P3",
        refresh="W",
    ),
    _tag("T189", "电量负值", "negative kWh", "AUD BILL", "kwh_month_neg_cnt_m12>=1", refresh="M"),
    _tag(
        "T190",
        "疑似转供/混用",
        "suspected mixed use",
        "AUD",
        'cust_elec_group_code_now="residential" AND kwh_month_sum_m1>=3000',
        privacy="P3",
        refresh="M",
    ),
)
