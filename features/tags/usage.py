"""Tags on consumption and tariff."""

from functools import partial

from gridtag.features.tags.tag import Tag

_usage = partial(Tag, group="G 用电特征")
_tariff = partial(Tag, group="H 电价与阶梯")

TAGS = (
    _usage("T106", "零度户", "zero-use account", "AUD BILL", "kwh_month_zero_cnt_m6>=3", refresh="M"),
    _usage("T111", "波动型用电", "volatile", "BILL", "trnd_month_cv_m12>=0.6", refresh="M"),
    _usage("T112", "平稳型用电", "stable", "BILL", "trnd_month_cv_m12<=0.2", refresh="M"),
    _usage(
        "T120",
        "高用电居民",
        "high-use resident",
        "MKT",
        'kwh_month_sum_m12>=4800 AND cust_cons_sort_code_now="03"',
        marketing="Y",
        refresh="M",
    ),
    _usage(
        "T121",
        "低用电居民",
        "low-use resident",
        "MKT",
        'kwh_month_sum_m12<=600 AND cust_cons_sort_code_now="03"',
        refresh="M",
    ),
    _tariff(
        "T133",
        "谷电大户",
        "valley heavy",
        "MKT",
        "tarf_kwh_valley_share_m12>=0.6",
        marketing="Y",
        refresh="M",
    ),
)
