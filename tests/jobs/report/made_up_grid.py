"""Made-up transformers, weak spots and repeat places in real counties."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from gridtag.jobs.report.grid_data import CountyCount, RepeatPlace, RepeatPlaces, WeakSpot, WeakSpots
from gridtag.sample.parameters import divisions

AS_OF = date(2026, 10, 31)
HEADS = (
    "金桂",
    "翠湖",
    "锦绣",
    "望江",
    "春晖",
    "碧波",
    "东方",
    "丹桂",
    "紫荆",
    "滨湖",
    "枫桦",
    "玉兰",
    "香樟",
)
FEEDERS = ("城北", "东湖", "新丰", "石桥", "南山", "长河", "青云")
TAILS = ("花园", "小区", "新村", "家园")


def points() -> dict[str, tuple[tuple[float, float], ...]]:
    """Transformers scattered over each county's box, denser in its middle."""
    random = np.random.default_rng(2)
    found = {}
    for row in divisions():
        west, east, south, north = (float(row[side]) for side in ("west", "east", "south", "north"))
        x = west + (east - west) * random.beta(1.6, 1.6, 60)
        y = south + (north - south) * random.beta(1.6, 1.6, 60)
        found[row["county"]] = tuple(
            (round(float(a), 4), round(float(b), 4)) for a, b in zip(x, y, strict=True)
        )
    return found


def weak_spots(count: int = 50) -> WeakSpots:
    random = np.random.default_rng(3)
    counties, places = [row["county"] for row in divisions()], points()
    items = []
    for rank in range(1, count + 1):
        county = counties[int(random.integers(len(counties)))]
        x, y = places[county][int(random.integers(60))]
        expected = float(random.uniform(0.8, 4))
        ratio = 2 + 4.2 * (1 - rank / (count + 1)) + float(random.uniform(-0.4, 0.4))
        events = max(2, round(expected * ratio * 1.1))
        tickets = tuple(f"工单 {20260901000 + 37 * rank + n}" for n in range(events // 2))
        outages = tuple(f"停电 PO{20260700 + 11 * rank + n}" for n in range(events - events // 2))
        items.append(
            WeakSpot(
                rank,
                f"TG{33010000 + rank:08d}",
                f"{HEADS[rank % len(HEADS)]}{'东西南北'[rank % 4]}{rank % 3 + 1}号公变",
                f"{FEEDERS[rank % 7]}{rank % 40 + 100}线",
                county,
                ("城市", "农村", "偏远")[rank % 3],
                int(random.integers(60, 260)),
                events,
                round(expected, 2),
                round(ratio, 2),
                round(ratio * 0.36 + 0.5, 2),
                round((ratio * 0.36 - 0.5) * expected, 2),
                events // 2,
                events - events // 2,
                int(random.integers(90, 4200)),
                int(random.integers(0, 6)),
                AS_OF - timedelta(days=int(random.integers(1, 90))),
                tickets + outages,
                x,
                y,
            )
        )
    rows = [
        CountyCount(
            county,
            sum(spot.county == county for spot in items),
            sum(spot.customers for spot in items if spot.county == county),
            sum(spot.events for spot in items if spot.county == county),
        )
        for county in counties
    ]
    return WeakSpots(tuple(items), count, 218, tuple(row for row in rows if row.places))


def repeat_places(count: int = 24) -> RepeatPlaces:
    random = np.random.default_rng(4)
    counties, places = [row["county"] for row in divisions()], points()
    items = []
    for number in range(count):
        county = counties[int(random.integers(len(counties)))]
        x, y = places[county][int(random.integers(60))]
        first, later = int(random.integers(1, 4)), int(random.integers(1, 5))
        items.append(
            RepeatPlace(
                "spring",
                2025,
                2026,
                f"PL{number:05d}",
                f"{HEADS[number % len(HEADS)]}{TAILS[number % 4]}",
                "estate",
                county,
                first,
                later,
                tuple(f"2025020{n + 1}{number:04d}" for n in range(first)),
                tuple(f"2026021{n + 1}{number:04d}" for n in range(later)),
                f"TG{33010000 + number:08d}",
                f"东湖{number + 100}线",
                (("过负荷", "设备老化") if number % 2 else ("树障",)),
                int(random.integers(40, 600)),
                date(2025, 1, 28) + timedelta(days=number % 9),
                date(2026, 2, 17) + timedelta(days=number % 9),
                x,
                y,
            )
        )
    items.sort(key=lambda place: (-place.faults_first - place.faults_later, place.place_id))
    rows = {
        county: [place for place in items if place.county == county]
        for county in dict.fromkeys(place.county for place in items)
    }
    counted = tuple(
        CountyCount(
            county,
            len(found),
            sum(place.customers or 0 for place in found),
            sum(place.faults_first + place.faults_later for place in found),
        )
        for county, found in rows.items()
    )
    return RepeatPlaces(tuple(items), count, counted)
