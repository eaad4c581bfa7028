"""Tags of the care register: for the care desk and the guard against disconnection only, in a table of their own."""

from functools import partial

from gridtag.contract import RESTRICTED
from gridtag.features.tags.tag import Tag

_tag = partial(Tag, group="K 特殊群体", owner="CARE", marketing="N", privacy=RESTRICTED)

TAGS = (
    _tag(
        "T102",
        "停电前保护核查",
        "check protection before cut",
        "CRED",
        "owe_overdue_run_val_now>=1 AND (care_no_cut_flag_now OR care_life_support_flag_now)",
        group="F 欠费与信用",
        owner="CRED",
    ),
    _tag("T155", "低保户", "low-income", "AGT CARE", "care_lowinc_flag_now"),
    _tag("T156", "五保/特困", "five-guarantee", "AGT CARE", "care_wubao_flag_now"),
    _tag("T158", "资格即将到期", "eligibility expiring", "CARE", "care_expire_days_now<=30"),
    _tag("T159", "老年客户", "registered elderly", "AGT CARE", "care_elderly_flag_now"),
    _tag("T161", "生命支持设备", "life support", "AGT CITY CARE", "care_life_support_flag_now"),
    _tag("T162", "残障客户", "disability", "AGT CARE", "care_disabled_flag_now"),
    _tag("T163", "停电保护名单", "no-cut list", "CRED CITY", "care_no_cut_flag_now"),
)
