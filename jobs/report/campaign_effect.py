"""What a campaign changed, as one page that is complete in itself."""

from __future__ import annotations

from gridtag.jobs.campaign_outcomes import Measured
from gridtag.jobs.report import effect_charts
from gridtag.jobs.report.environment import environment
from gridtag.models.campaign_planning.dispositions import CODES

CHARTS = (
    ("lift", "提升", "两组客户按得分分为十档；两柱之差是活动在该档的作用。"),
    ("gain", "累计增益", "按得分由高到低触达，覆盖了多少转化客户；虚线为随机顺序。"),
    ("calibration", "校准", "得分与实际转化率；点在虚线上为得分即概率，留出组没有活动的影响。"),
    ("qini", "Qini 曲线", "按得分由高到低触达，活动累计净增多少户；虚线为随机顺序。"),
)


def page(found: Measured) -> str:
    """The same measurement gives the same bytes."""
    drawn = effect_charts.drawn(found.people)
    return (
        environment()
        .get_template("campaign_effect.j2")
        .render(
            found=found,
            titles={code: words[0] for code, words in CODES.items()},
            charts=[(title, note, drawn[name]) for name, title, note in CHARTS],
        )
    )
