"""Tags on outage and power quality."""

from functools import partial

from gridtag.features.tags.tag import Tag

_tag = partial(Tag, group="A 停电与供电质量", owner="CITY")

TAGS = (
    _tag(
        "T001",
        "频繁停电敏感客户",
        "frequent-outage sensitive",
        "AGT CITY STN",
        "outg_n_all_cnt_60d>=2 AND (dmnd_theme_freqout_cnt_365d>=1 OR notc_callin_rate_365d>=0.5)",
    ),
    _tag("T002", "频繁停电客户(60天)", "frequent outage (60d)", "CITY CNTY GRIDP", "outg_freq_60d3_flag_now"),
    _tag(
        "T003",
        "频繁停电客户(全年)",
        "frequent outage (year)",
        "PROV GRIDP",
        "outg_freq_365d5_flag_now OR outg_freq_plan3_flag_now",
    ),
    _tag(
        "T004",
        "停电预警客户",
        "outage early-warning",
        "CITY STN",
        "outg_warn_30d2_flag_now OR outg_warn_50d3_flag_now OR outg_warn_365d4_flag_now",
    ),
    _tag("T005", "当前停电中", "currently out", "AGT OPS", "outg_now_flag_now"),
    _tag("T006", "重复计划停电", "repeated planned outage", "CITY GRIDP", "outg_n_plan_cnt_60d>=2"),
    _tag("T007", "计划后再故障", "fault after planned work", "CITY GRIDP", "outg_fault_after_plan_flag_now"),
    _tag("T008", "长时停电受影响", "long-outage exposed", "AGT CITY", "outg_gt8h_cnt_365d>=1"),
    _tag("T009", "超长停电受影响(>24h)", "very long outage", "PROV CITY", "outg_gt24h_cnt_365d>=1"),
    _tag("T010", "高温停电受影响", "hot-day outage", "CITY STN", "outg_hot_cnt_365d>=1"),
    _tag(
        "T011",
        "停电通知缺位",
        "outage notice missed",
        "AGT CITY STN",
        "notc_late_cnt_365d>=1 OR notc_undelivered_cnt_365d>=1",
    ),
    _tag("T012", "延时送电受影响", "late-restoration exposed", "CITY", "notc_late_restore_cnt_90d>=1"),
    _tag(
        "T013",
        "停电高关注客户",
        "high outage attention",
        "AGT MKT",
        "notc_query_ivr_cnt_90d+notc_query_app_cnt_90d>=3",
        marketing="Y",
    ),
    _tag(
        "T014",
        "停电不敏感客户",
        "outage tolerant",
        "CITY",
        "outg_n_all_cnt_365d>=4 AND notc_callin_rate_365d=0",
        refresh="W",
    ),
    _tag("T015", "低电压客户", "low-voltage customer", "CITY GRIDP STN", "falt_lowvolt_cnt_90d>=1"),
    _tag("T016", "度夏低电压", "summer low voltage", "GRIDP CNTY", "falt_lowvolt_cnt_sum0>=1", refresh="W"),
    _tag(
        "T017",
        "弱网区域客户",
        "weak-grid area",
        "GRIDP CNTY",
        "grid_feeder_frequent_outage_flag_now",
        privacy="P1",
    ),
    _tag("T018", "同址重复故障", "same-place repeat fault", "CITY STN", "falt_same_place_cnt_365d>=2"),
    _tag(
        "T019",
        "春节连年故障点",
        "Spring-Festival repeat fault place",
        "PROV GRIDP",
        "outg_sf_repeat_flag_now",
        refresh="S",
    ),
    _tag(
        "T020",
        "客户内部故障多发",
        "customer-side faults",
        "AGT STN",
        "falt_cls_inner_cnt_365d>=2",
        refresh="W",
    ),
)
