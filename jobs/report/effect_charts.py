"""Charts of a campaign's effect: lift, gain, calibration and Qini."""

from __future__ import annotations

from collections.abc import Mapping

import altair
import numpy as np
import pandas as pd
from markupsafe import Markup

from gridtag.jobs.report.charts import ACCENT, HEIGHT, INK, PALE, WIDTH, svg
from gridtag.models.campaign_planning.holdout import HOLDOUT, TREATMENT
from gridtag.models.campaign_planning.outcome import by_score, qini_curve
from gridtag.models.propensity.metrics import gains

ARMS = {TREATMENT: "触达组", HOLDOUT: "留出组"}
POINTS = 200
"""Of a curve; more cannot be seen."""


def drawn(people: pd.DataFrame) -> Mapping[str, Markup]:
    """The four charts by name, of customer_no, arm, score, adopted; a gain chart needs adopters of its arm."""
    compared = people[people["arm"].isin(ARMS)]
    score, adopted = compared["score"].to_numpy(float), compared["adopted"].to_numpy(int)
    treated = (compared["arm"] == TREATMENT).to_numpy(int)
    bins = by_score(people)
    bins["arm"] = bins["arm"].map(ARMS)
    return {
        "lift": _bars(bins),
        "gain": _gains(score, adopted, treated),
        "calibration": _calibration(bins),
        "qini": _line(
            {"触达组减留出组": qini_curve(score, adopted, treated)}, "Qini 曲线",
            "触达比例（得分由高到低）", "累计增量（户）", ends=True,
        ),
    }  # fmt: skip


def _colour(names: list[str]) -> altair.Color:
    return altair.Color(
        "arm:N", scale=altair.Scale(domain=names, range=[ACCENT, "#b88a00", PALE][: len(names)])
    )


def _bars(bins: pd.DataFrame) -> Markup:
    values = bins.to_dict("records")
    chart = (
        altair.Chart(altair.Data(values=values))
        .mark_bar()
        .encode(
            x=altair.X("bin:O", title="得分十等分（1 为最高）", axis={"labelAngle": 0}),
            xOffset=altair.XOffset("arm:N", sort=list(ARMS.values())),
            y=altair.Y("rate:Q", title="转为线上缴费的比例", axis={"format": ".0%"}),
            color=_colour(list(ARMS.values())),
        )
        .properties(width=WIDTH, height=HEIGHT)
    )
    return svg(chart, "各得分档两组的转化率")


def _gains(score: np.ndarray, adopted: np.ndarray, treated: np.ndarray) -> Markup:
    curves = {
        title: gains(score[treated == arm], adopted[treated == arm])
        for arm, title in ((1, ARMS[TREATMENT]), (0, ARMS[HOLDOUT]))
        if adopted[treated == arm].any()
    }
    return _line(curves, "累计增益", "触达比例（得分由高到低）", "覆盖的转化客户比例")


def _calibration(bins: pd.DataFrame) -> Markup:
    values = bins.to_dict("records")
    most = max(0.01, float(bins[["score", "rate"]].to_numpy().max(initial=0)))
    same = altair.Chart(altair.Data(values=[{"x": 0, "y": 0}, {"x": most, "y": most}]))
    points = (
        altair.Chart(altair.Data(values=values))
        .mark_point(filled=True, size=60)
        .encode(
            x=altair.X("score:Q", title="平均得分"),
            y=altair.Y("rate:Q", title="实际转化率", axis={"format": ".0%"}),
            color=_colour(list(ARMS.values())),
        )
    )
    line = same.mark_line(color=INK, strokeDash=[4, 3], strokeWidth=1).encode(x="x:Q", y="y:Q")
    return svg((line + points).properties(width=WIDTH, height=HEIGHT), "得分与实际转化率")


def _line(
    curves: Mapping[str, tuple[np.ndarray, np.ndarray]], title: str, x: str, y: str, ends: bool = False
) -> Markup:
    """Each curve, and the straight line of a random order from its begin to its end."""
    values = []
    for name, (across, up) in curves.items():
        places = np.unique(np.linspace(0, len(across) - 1, POINTS).astype(int))
        values += [{"arm": name, "x": float(across[one]), "y": float(up[one])} for one in places]
    last = float(next(iter(curves.values()))[1][-1]) if ends and curves else 1.0
    straight = altair.Chart(altair.Data(values=[{"x": 0, "y": 0}, {"x": 1, "y": last}]))
    drawn_ = (
        altair.Chart(altair.Data(values=values))
        .mark_line(strokeWidth=2)
        .encode(
            x=altair.X("x:Q", title=x, axis={"format": ".0%"}),
            y=altair.Y("y:Q", title=y, axis={"format": "~r"}),
            color=_colour(list(curves)),
        )
    )
    random = straight.mark_line(color=INK, strokeDash=[4, 3], strokeWidth=1).encode(x="x:Q", y="y:Q")
    return svg((random + drawn_).properties(width=WIDTH, height=HEIGHT), title)
