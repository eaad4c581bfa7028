"""Tags on festivals and events."""

from functools import partial

from gridtag.features.tags.tag import Tag

_tag = partial(Tag, group="M 节假日与事件", owner="PROV")

TAGS = (
    _tag(
        "T178",
        "春节返乡用电",
        "SF returning home",
        "GRIDP CNTY",
        "fest_return_home_flag_sf0",
        privacy="P3",
        refresh="S",
    ),
    _tag("T179", "春节外出", "SF absent", "GRIDP", "fest_sf_absent_flag_sf0", privacy="P3", refresh="S"),
    _tag(
        "T180",
        "春节报修客户",
        "SF repair caller",
        "CITY CNTY",
        "fest_x_repair_cnt_sf0>=1 OR fest_x_repair_cnt_sf1>=1",
        refresh="S",
    ),
    _tag(
        "T181",
        "春节连年受故障",
        "SF fault both years",
        "PROV GRIDP",
        "fest_sf_both_fault_flag_sf0",
        refresh="S",
    ),
    _tag("T182", "国庆来电客户", "National-Day caller", "OPS", "fest_x_call_cnt_nd0>=1", refresh="S"),
    _tag(
        "T183",
        "恶劣天气敏感",
        "storm sensitive",
        "CITY",
        "fest_storm_outage_cnt_365d>=2 AND fest_storm_call_cnt_365d>=1",
        refresh="M",
    ),
    _tag("T184", "度夏高诉求", "summer-peak demand", "CITY", "fest_peak_cnt_sum0>=3", refresh="S"),
)
