"""Tags on payment."""

from functools import partial

from gridtag.features.tags.tag import Tag

_tag = partial(Tag, group="E 缴费行为与渠道", owner="MKT")

TAGS = (
    _tag(
        "T068",
        "线上缴费偏好",
        "online payer",
        "MKT",
        "chnl_online_share_365d>=0.8",
        marketing="Y",
        refresh="M",
    ),
    _tag(
        "T069",
        "线下缴费偏好",
        "offline payer",
        "MKT STN",
        "chnl_online_share_365d<=0.2 AND pay_n_cnt_365d>=3",
        marketing="Y",
        refresh="M",
    ),
    _tag(
        "T071",
        "线上回退客户",
        "reverted offline",
        "MKT",
        "chnl_revert_cnt_365d>=1 AND chnl_online_delta_diff_90d<=-0.3",
        marketing="Y",
        refresh="M",
    ),
    _tag(
        "T072",
        "网上国网缴费",
        "pays in app",
        "MKT",
        'chnl_primary_code_365d="app"',
        marketing="Y",
        refresh="M",
    ),
    _tag(
        "T073",
        "支付宝缴费",
        "pays by Alipay",
        "MKT",
        'chnl_primary_code_365d="alipay"',
        marketing="Y",
        refresh="M",
    ),
    _tag(
        "T074",
        "微信缴费",
        "pays by WeChat",
        "MKT",
        'chnl_primary_code_365d="wechat"',
        marketing="Y",
        refresh="M",
    ),
    _tag("T075", "银行代扣客户", "bank debit", "CRED", "pay_auto_debit_flag_now", refresh="M"),
    _tag("T077", "营业厅缴费", "pays at hall", "CNTY", 'chnl_primary_code_365d="hall"', refresh="M"),
    _tag("T078", "自助终端缴费", "pays at kiosk", "CNTY", 'chnl_primary_code_365d="kiosk"', refresh="M"),
    _tag("T079", "代收点缴费", "pays at agent", "CNTY STN", 'chnl_primary_code_365d="agent"', refresh="M"),
    _tag("T080", "邮政缴费", "pays at post", "CNTY", 'chnl_primary_code_365d="post"', refresh="M"),
    _tag("T081", "走收客户", "collected in person", "STN", 'chnl_primary_code_365d="walk"', refresh="M"),
    _tag(
        "T082",
        "多渠道缴费",
        "multi-channel payer",
        "MKT",
        "chnl_chan_ndist_365d>=3",
        marketing="Y",
        refresh="M",
    ),
    _tag(
        "T083",
        "及时缴费",
        "prompt payer",
        "CRED MKT",
        "pay_timing_r7_share_m12>=0.8",
        marketing="Y",
        refresh="M",
    ),
    _tag("T084", "月末缴费习惯", "month-end payer", "CRED", "pay_timing_e7_share_m12>=0.6", refresh="M"),
    _tag(
        "T085", "拖延缴费", "late payer", "CRED", "pay_timing_n6p_share_m12>=0.4", privacy="P3", refresh="M"
    ),
    _tag("T086", "预存客户", "prepayer", "MKT", "pay_prepay_cnt_365d>=3", marketing="Y", refresh="M"),
    _tag("T089", "他人代缴", "paid by others", "CRED", "pay_payer_ndist_365d>=2", privacy="P3", refresh="M"),
    _tag(
        "T090",
        "渠道推荐疲劳",
        "campaign fatigue",
        "MKT",
        "chnl_campaign_touched_cnt_90d>=3 AND chnl_campaign_responded_cnt_90d=0",
        marketing="Y",
        refresh="W",
    ),
)
