"""The one severity scale of the pages, told by shape and word beside colour."""

from __future__ import annotations

from dataclasses import dataclass

from gridtag.jobs.report.grid_data import RepeatPlace, WeakSpot


@dataclass(frozen=True)
class Grade:
    """`shape` names a symbol of the map, `code` a colour of the style sheet, `order` sorts worst first."""

    code: str
    order: int
    shape: str
    title: str
    english: str
    meaning: str


SEVERE = Grade("severe", 1, "diamond", "严重", "severe", "风险比下限 ≥ 2：有 95% 的把握至少是同类的 2 倍")
HIGH = Grade("high", 2, "square", "较重", "high", "风险比下限 1.5 至 2")
WATCH = Grade("watch", 3, "circle", "关注", "watch", "风险比下限 1 至 1.5")
WEAKNESS = (SEVERE, HIGH, WATCH)

WORSE = Grade("severe", 1, "up", "加重", "worse", "后一年故障多于前一年")
SAME = Grade("high", 2, "square", "持平", "same", "两年故障一样多")
BETTER = Grade("watch", 3, "down", "减轻", "fewer", "后一年故障少于前一年，但仍重复")
CHANGE = (WORSE, SAME, BETTER)


def weakness(spot: WeakSpot) -> Grade:
    if spot.risk_ratio_low >= 2:
        return SEVERE
    return HIGH if spot.risk_ratio_low >= 1.5 else WATCH


def change(place: RepeatPlace) -> Grade:
    if place.faults_later > place.faults_first:
        return WORSE
    return SAME if place.faults_later == place.faults_first else BETTER
