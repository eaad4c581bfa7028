"""Tags on value and archive."""

from functools import partial

from gridtag.features.tags.tag import Tag

_tag = partial(Tag, group="L 客户价值与档案", owner="MKT")

TAGS = (
    _tag(
        "T165",
        "高价值客户",
        "high value",
        "MKT PROV",
        "valu_rev_county_rank_m12>=0.99",
        marketing="Y",
        refresh="M",
    ),
    _tag("T166", "成长型客户", "growing", "MKT", "valu_rev_yoy_ratio_m12>=1.3", marketing="Y", refresh="M"),
    _tag(
        "T167",
        "下滑型客户",
        "shrinking",
        "MKT",
        'valu_rev_yoy_ratio_m12<=0.7 AND cust_cons_sort_code_now!="03"',
        refresh="M",
    ),
    _tag("T169", "重要用户", "important user", "AGT CITY", "cust_important_user_flag_now"),
    _tag(
        "T171",
        "高耗能",
        "energy intensive",
        "MKT",
        "cust_hec_code_now IS NOT NULL",
        privacy="P1",
        refresh="M",
    ),
    _tag(
        "T172",
        "一主体多户",
        "multi-account owner",
        "MKT CRED",
        "cust_n_accounts_same_owner_val_now>=3",
        privacy="P3",
        refresh="M",
    ),
    _tag("T173", "新装客户", "new account", "AGT MKT", "cust_account_age_val_now<=90", marketing="Y"),
    _tag(
        "T175",
        "档案待治理",
        "archive to fix",
        "STN PROV",
        "cust_archive_completeness_val_now<0.6 OR cust_archive_conflicts_val_now>=1",
        refresh="W",
    ),
    _tag(
        "T176",
        "联系方式失效",
        "contact invalid",
        "STN",
        "NOT cust_phone_present_flag_now OR notc_undelivered_cnt_365d>=3",
        refresh="W",
    ),
)
