"""Tags on demand and complaint risk."""

from functools import partial

from gridtag.features.tags.tag import Tag

_tag = partial(Tag, group="B 诉求与投诉风险", owner="PROV")

TAGS = (
    _tag(
        "T021", "潜在投诉客户", "potential complaint", "AGT PROV CITY", "rpt_risk_score_now>=80", privacy="P3"
    ),
    _tag("T023", "曾投诉客户", "complained before", "AGT CITY", "rpt_complaint_cnt_365d>=1", privacy="P3"),
    _tag("T024", "多次投诉客户", "repeat complainant", "PROV", "rpt_complaint_cnt_365d>=3", privacy="P3"),
    _tag("T026", "重复来电客户", "repeat caller", "AGT PROV CITY", "rpt_same_d3_cnt_90d>=1"),
    _tag("T027", "同事件三次来电", "three-contact event", "CSC PROV", "rpt_ev3_cnt_90d>=1"),
    _tag("T028", "未决诉求客户", "unresolved demand", "AGT CITY", "rpt_unresolved_cnt_now>=1"),
    _tag("T029", "催办客户", "urging customer", "AGT CITY", "tick_urge_cnt_30d>=1"),
    _tag("T030", "多次催办", "repeat urging", "PROV CITY", "tick_urge_cnt_90d>=3"),
    _tag("T032", "升级用语客户", "escalation wording", "AGT PROV", "sati_kw_escal_cnt_90d>=1", privacy="P3"),
    _tag("T033", "法律赔偿诉求", "legal/compensation", "PROV", "sati_kw_legal_cnt_90d>=1", privacy="P3"),
    _tag(
        "T034", "咨询转投诉", "consult-to-complaint", "PROV", "rpt_c2c_cnt_365d>=1", privacy="P3", refresh="W"
    ),
    _tag(
        "T035", "意见转投诉", "opinion-to-complaint", "PROV", "rpt_o2c_cnt_365d>=1", privacy="P3", refresh="W"
    ),
    _tag("T036", "群体诉求关联", "group demand", "PROV CITY", "rpt_group_flag_30d", privacy="P3"),
    _tag("T038", "工单超时受影响", "ticket overdue", "CITY", "tick_overdue_cnt_90d>=1"),
    _tag("T039", "办理不实受影响", "false closing", "PROV", "tick_false_close_cnt_365d>=1", refresh="W"),
    _tag(
        "T040",
        "服务申请在途",
        "application in progress",
        "AGT",
        "tick_open_cnt_now>=1 AND dmnd_n_apply_cnt_30d>=1",
    ),
)
