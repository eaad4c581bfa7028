"""Tags on satisfaction and sentiment."""

from functools import partial

from gridtag.features.tags.tag import Tag

_tag = partial(Tag, group="C 满意度与情绪", owner="PROV")

TAGS = (
    _tag(
        "T041",
        "不满意客户",
        "dissatisfied",
        "AGT PROV",
        "sati_bad_cnt_90d>=1 OR sati_revisit_bad_cnt_365d>=1",
        privacy="P3",
    ),
    _tag("T042", "持续不满意", "persistently dissatisfied", "PROV", "sati_bad_cnt_365d>=3", privacy="P3"),
    _tag(
        "T044",
        "满意度下滑",
        "satisfaction falling",
        "PROV",
        "sati_trend_diff_90d<=-0.5",
        privacy="P3",
        refresh="W",
    ),
    _tag("T045", "表扬客户", "praised us", "PROV", "sati_praise_cnt_365d>=1", refresh="W"),
    _tag(
        "T046",
        "习惯不评价",
        "never rates",
        "QC",
        "sati_norate_share_365d>=0.9 AND call_n_agent_cnt_365d>=3",
        refresh="W",
    ),
    _tag("T047", "回访困难", "hard to revisit", "PROV", "sati_revisit_miss_cnt_365d>=2", refresh="W"),
)
