"""Charts as still SVG: drawn here by Altair and vl-convert, sharp at any size, no script, no network."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import altair
import vl_convert
from markupsafe import Markup

from gridtag.jobs.report.data import ScoreBand
from gridtag.jobs.report.grid_data import WeakSpot
from gridtag.jobs.report.scales import WEAKNESS, weakness

FONT = "Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"
ACCENT, PALE, INK, LINE = "#00706b", "#a9cdc9", "#3c4a57", "#dfe4e8"
COLOURS = {"severe": "#a3161f", "high": "#d9651b", "watch": "#b88a00"}
SHAPES = {"severe": "diamond", "high": "square", "watch": "circle"}
WIDTH, HEIGHT = 400, 220

CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": "transparent",
    "view": {"stroke": "transparent"},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "domainColor": LINE,
        "tickColor": LINE,
        "gridColor": LINE,
    },
    "legend": {"labelColor": INK, "titleColor": INK, "labelFontSize": 12, "orient": "top", "title": None},
}


def svg(chart: altair.Chart | altair.LayerChart, title: str) -> Markup:
    """The chart as an <svg> element that scales with its column."""
    drawn = vl_convert.vegalite_to_svg({**chart.to_dict(), "config": CONFIG})
    box = re.search(r'viewBox="([^"]+)"', drawn)
    assert box, "vl-convert always writes a viewBox"
    opening = Markup('<svg class="chart" role="img" aria-label="{}" viewBox="{}">').format(title, box[1])
    return opening + Markup(drawn[drawn.index(">") + 1 :])


def list_by_band(bands: Sequence[ScoreBand]) -> Markup:
    """Customers on the list and held out, by tenth of the score."""
    arms = (("外呼名单 list", "treatment"), ("对照组 hold-out", "holdout"))
    values = [
        {"band": f"{band.band}", "arm": arm, "customers": getattr(band, name), "order": order}
        for band in bands
        for order, (arm, name) in enumerate(arms)
    ]
    chart = (
        altair.Chart(altair.Data(values=values))
        .mark_bar()
        .encode(
            x=altair.X("band:O", sort=None, title="得分十等分 score tenth", axis={"labelAngle": 0}),
            y=altair.Y("customers:Q", title="客户（户） customers", axis={"format": ",d", "tickCount": 5}),
            color=altair.Color(
                "arm:N", scale=altair.Scale(domain=[arm for arm, _ in arms], range=[ACCENT, PALE]), sort=None
            ),
            order="order:Q",
        )
        .properties(width=WIDTH, height=HEIGHT)
    )
    return svg(chart, "名单按得分分布 the list by score")


def observed_against_expected(spots: Sequence[WeakSpot]) -> Markup:
    """Each weak spot's events over what its like have; the line is where both are the same."""
    titles = {grade.code: f"{grade.title} {grade.english}" for grade in WEAKNESS}
    values = [
        {"expected": spot.expected, "events": spot.events, "grade": titles[weakness(spot).code]}
        for spot in spots
    ]
    most = max(max(spot.expected for spot in spots) * 1.1, 1.0)
    codes = list(titles)
    points = (
        altair.Chart(altair.Data(values=values))
        .mark_point(filled=True, size=60, opacity=0.85, stroke="white", strokeWidth=0.7)
        .encode(
            x=altair.X(
                "expected:Q", title="预计（次） expected", scale=altair.Scale(domain=[0, most], nice=False)
            ),
            y=altair.Y("events:Q", title="事件（次） events", scale=altair.Scale(zero=True)),
            color=altair.Color(
                "grade:N",
                scale=altair.Scale(domain=list(titles.values()), range=[COLOURS[code] for code in codes]),
            ),
            shape=altair.Shape(
                "grade:N",
                scale=altair.Scale(domain=list(titles.values()), range=[SHAPES[code] for code in codes]),
            ),
        )
    )
    ends = altair.Data(values=[{"x": 0, "y": 0}, {"x": most, "y": most}])
    same = altair.Chart(ends).mark_line(color=INK, strokeDash=[4, 3], strokeWidth=1).encode(x="x:Q", y="y:Q")
    chart = (same + points).properties(width=WIDTH, height=HEIGHT)
    return svg(chart, "事件与预计 events against expectation")
