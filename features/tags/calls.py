"""Tags on calls and channels."""

from functools import partial

from gridtag.features.tags.tag import Tag

_tag = partial(Tag, group="D 来电与服务渠道", owner="OPS")

TAGS = (
    _tag("T050", "高频来电客户", "frequent caller", "AGT OPS", "call_n_all_cnt_90d>=5"),
    _tag("T051", "沉默客户", "silent", "MKT", "call_n_all_cnt_365d=0 AND tick_n_all_cnt_365d=0", refresh="W"),
    _tag("T052", "放弃来电受影响", "abandoned calls", "OPS", "call_abandon_cnt_30d>=2"),
    _tag("T053", "久候客户", "long waiter", "OPS", "call_wait20_cnt_365d>=3", refresh="W"),
    _tag(
        "T054",
        "夜间来电习惯",
        "night caller",
        "OPS",
        "call_band_b2224_share_365d+call_band_b0006_share_365d>=0.5 AND call_n_all_cnt_365d>=3",
        refresh="W",
    ),
    _tag("T055", "人工服务偏好", "human preference", "AGT OPS", "digi_ai_fit_code_now='human'", refresh="W"),
    _tag("T056", "智能服务适配", "AI-service fit", "OPS MKT", "digi_ai_fit_code_now='ai'", refresh="W"),
    _tag("T057", "电话偏好", "phone preference", "AGT MKT", 'digi_primary_code_365d="phone"', refresh="W"),
    _tag(
        "T058", "APP偏好", "app preference", "MKT", 'digi_primary_code_365d="app"', marketing="Y", refresh="W"
    ),
    _tag(
        "T059",
        "微信偏好",
        "wechat preference",
        "MKT",
        'digi_primary_code_365d="wechat"',
        marketing="Y",
        refresh="W",
    ),
    _tag("T060", "营业厅偏好", "hall preference", "CNTY STN", 'digi_primary_code_365d="hall"', refresh="W"),
    _tag(
        "T063",
        "未绑定电子渠道",
        "no e-channel bound",
        "MKT STN",
        "NOT cust_app_bound_flag_now AND NOT cust_wx_bound_flag_now",
        marketing="Y",
        refresh="W",
    ),
    _tag(
        "T065",
        "租户/代来电",
        "non-owner caller",
        "AGT",
        "call_unreg_ani_cnt_365d>=2 AND call_ani_ndist_365d>=2",
        refresh="W",
    ),
)
