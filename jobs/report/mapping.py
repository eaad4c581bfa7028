"""From longitude and latitude to an SVG map: outlines around the network's own points, and places."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import shapely
from shapely.geometry import MultiPoint
from shapely.geometry.base import BaseGeometry

from gridtag.jobs.report.scales import Grade

WIDTH = 1000.0
TALLEST = 900.0
MARGIN = 0.04
KM_PER_DEGREE = 111.32
HULL_RATIO, HULL_POINTS = 0.4, 12
"""How closely an outline follows its points (0 is tightest, 1 the convex hull); convex for so few points."""
NAME_ROOM = 24.0
"""Map units around a county's name that are better left free of marks."""
FAR, LEAST_FAR = 6.0, 0.5
"""A point is taken for a typing error that lies so many times farther from its county's middle than
half of the points do, and at least so many degrees."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Outline:
    """A county's outline as an SVG path; `room` is the width its name has, in map units."""

    name: str
    path: str
    x: float
    y: float
    room: float


@dataclass(frozen=True)
class Mark:
    """A place on the map. `key` ties it to its sheet and its table row; `number` is written in it."""

    key: str
    grade: Grade
    label: str
    x: float
    y: float
    number: str = ""


@dataclass(frozen=True)
class Place:
    """What is to be marked, still in degrees."""

    key: str
    grade: Grade
    label: str
    longitude: float | None
    latitude: float | None
    number: str = ""


@dataclass(frozen=True)
class Map:
    """`unplaced` places have no coordinates; `kilometre` is its length in map units."""

    width: float
    height: float
    kilometre: float
    outlines: tuple[Outline, ...]
    marks: tuple[Mark, ...]
    unplaced: int


@dataclass(frozen=True)
class Projection:
    """Equirectangular about the middle latitude: true enough for a province, and needs no library."""

    west: float
    north: float
    stretch: float
    scale: float
    left: float
    top: float

    def __call__(self, longitude: float, latitude: float) -> Point:
        x = self.left + (longitude - self.west) * self.stretch * self.scale
        return x, self.top + (self.north - latitude) * self.scale


def draw(points: Mapping[str, Sequence[Point]], places: Sequence[Place]) -> Map | None:
    """The map, or None where nothing has coordinates. `points` are (longitude, latitude) by county."""
    credible = {name: _credible(points[name]) for name in sorted(points) if points[name]}
    network = [point for county in credible.values() for point in county]
    located = [(place, where) for place in places if (where := _where(place, network)) is not None]
    every = network + [where for _, where in located]
    if not every:
        return None
    projection, height = _fitted(every)
    marks = []
    for place, where in located:
        x, y = projection(*where)
        marks.append(Mark(place.key, place.grade, place.label, round(x, 1), round(y, 1), place.number))
    taken = [(mark.x, mark.y) for mark in marks]
    outlines = [_outline(name, [projection(*p) for p in county], taken) for name, county in credible.items()]
    kilometre = projection.scale / KM_PER_DEGREE
    # the first of the list is drawn last, on top
    return Map(WIDTH, height, kilometre, tuple(outlines), tuple(reversed(marks)), len(places) - len(marks))


def _credible(points: Sequence[Point]) -> list[Point]:
    middle = median(x for x, _ in points), median(y for _, y in points)
    far = max(FAR * median(math.dist(point, middle) for point in points), LEAST_FAR)
    return [point for point in points if math.dist(point, middle) <= far]


def _where(place: Place, network: Sequence[Point]) -> Point | None:
    """The place's coordinates; None where it has none, or lies a degree away from all of the network."""
    if place.longitude is None or place.latitude is None:
        return None
    at = (place.longitude, place.latitude)
    for axis in (0, 1) if network else ():
        if not min(p[axis] for p in network) - 1 <= at[axis] <= max(p[axis] for p in network) + 1:
            return None
    return at


def _fitted(points: Iterable[Point]) -> tuple[Projection, float]:
    longitudes, latitudes = zip(*points, strict=True)
    west, east, south, north = min(longitudes), max(longitudes), min(latitudes), max(latitudes)
    stretch = math.cos(math.radians((south + north) / 2))
    across, down = max((east - west) * stretch, 0.02), max(north - south, 0.02)
    inner = WIDTH * (1 - 2 * MARGIN)
    scale = min(inner / across, TALLEST * (1 - 2 * MARGIN) / down)
    height = round(max(down * scale + 2 * MARGIN * WIDTH, WIDTH * 0.5), 1)
    left = (WIDTH - (east - west) * stretch * scale) / 2
    top = (height - (north - south) * scale) / 2
    return Projection(west, north, stretch, scale, left, top), height


def _outline(name: str, points: Sequence[Point], taken: Sequence[Point]) -> Outline:
    spread = MultiPoint(sorted(points))
    ratio = min(1.0, max(HULL_RATIO, HULL_POINTS / len(points)))
    hull = shapely.concave_hull(spread, ratio=ratio) if len(points) > 3 else spread.convex_hull
    shape = hull.buffer(WIDTH * 0.03).buffer(-WIDTH * 0.016).simplify(WIDTH * 0.0006)
    west, _, east, _ = shape.bounds
    x, y = _name_at(shape, taken)
    return Outline(name, _path(shape), round(x, 1), round(y, 1), round(east - west, 1))


def _name_at(shape: BaseGeometry, taken: Sequence[Point]) -> Point:
    """Where within the shape its name is least covered by marks, and not far from the middle."""
    middle = shape.representative_point()
    west, south, east, north = shape.bounds
    steps = [step / 12 for step in range(1, 12)]
    grid = [(west + (east - west) * a, south + (north - south) * b) for b in steps for a in steps]
    inside = [at for at in grid if shape.contains(shapely.Point(at))]

    def worth(at: Point) -> float:
        # names are wide: a mark beside one is nearer than a mark above it
        free = min((math.hypot((at[0] - x) / 2, at[1] - y) for x, y in taken), default=WIDTH)
        return min(free, NAME_ROOM) - 0.15 * math.dist(at, (middle.x, middle.y))

    return max([(middle.x, middle.y), *inside], key=worth)


def _path(shape: BaseGeometry) -> str:
    """Outer rings only: a hole in a hull means nothing."""
    rings = [part.exterior.coords for part in getattr(shape, "geoms", [shape])]
    return " ".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring[:-1]) + "Z" for ring in rings)
