"""Plain SQL of the statistics of features/temperature.py."""

from __future__ import annotations

from gridtag.features.plain import Condition, plain
from gridtag.features.temperature import (
    BALANCE,
    COOLING_FROM,
    DEGREE,
    EXTREME_DAYS,
    HEATING_FROM,
    TINY,
    Response,
    ResponseRatio,
    ResponseShare,
)
from gridtag.features.windows import Window

_PRODUCTS = {"cc": ("c", "c"), "hh": ("h", "h"), "ch": ("c", "h"), "ce": ("c", "e"), "he": ("h", "e")}
_OF_FIT = {
    "cooling_slope": f"cooling * {DEGREE}",
    "heating_slope": f"heating * {DEGREE}",
    "temperature_base": "base",
    "temperature_explained": "explained",
    "cooling_energy": "CASE WHEN cooled = 0 OR cooling <= 0 THEN 0 ELSE cooling * cooled END",
    "heating_energy": "CASE WHEN heated = 0 OR heating <= 0 THEN 0 ELSE heating * heated END",
}
_EXTREMES = {"hottest_mean": "DESC", "coldest_mean": "ASC"}


def _days(window: Window, at: Condition, frame: str, columns: str) -> str:
    """Columns of the customer's days that have energy and temperature."""
    span, _ = at(window)
    return (
        f"SELECT {columns} FROM {frame} AS chosen WHERE chosen.customer_no = customers.customer_no "
        f"AND {span} AND energy_wh IS NOT NULL AND degrees IS NOT NULL"
    )


def _fit(days: str) -> str:
    """By `base_degree`: coefficients of cooling and heating, the base, and the share of the variance explained."""
    products = ", ".join(
        f"cast(count(*) * sum({x} * {y}) - sum({x}) * sum({y}) AS DOUBLE) AS {name}"
        for name, (x, y) in _PRODUCTS.items()
    )
    sums = (
        f"SELECT base_degree, count(*) AS n, {products}, var_pop(e) * count(*) * count(*) AS spread, "
        "avg(e) AS mean_energy, avg(c) AS mean_cooling, avg(h) AS mean_heating, sum(c) AS cooled, sum(h) AS heated "
        f"FROM ({days}) AS days GROUP BY base_degree"
    )
    clear = f"cc * hh - ch * ch > {TINY:.9f} * cc * hh"
    solved = (
        f"SELECT *, CASE WHEN cc > 0 AND hh > 0 AND NOT {clear} THEN true ELSE false END AS alike, "
        f"CASE WHEN cc > 0 AND hh > 0 THEN CASE WHEN {clear} THEN (ce * hh - he * ch) / (cc * hh - ch * ch) END "
        "WHEN cc > 0 THEN ce / cc END AS cooling, "
        f"CASE WHEN cc > 0 AND hh > 0 THEN CASE WHEN {clear} THEN (he * cc - ce * ch) / (cc * hh - ch * ch) END "
        f"WHEN hh > 0 THEN he / hh END AS heating FROM ({sums}) AS sums"
    )
    base = "mean_energy - coalesce(cooling, 0) * mean_cooling - coalesce(heating, 0) * mean_heating"
    told = "coalesce(cooling, heating) IS NOT NULL AND spread > 0"
    explained = "(coalesce(cooling, 0) * ce + coalesce(heating, 0) * he) / spread"
    return (
        f"SELECT *, CASE WHEN NOT alike THEN {base} END AS base, "
        f"CASE WHEN {told} THEN {explained} END AS explained FROM ({solved}) AS solved"
    )


def _columns(heating_from: str) -> str:
    return (
        f"{heating_from} AS base_degree, energy_wh AS e, greatest(degrees - {COOLING_FROM * DEGREE}, 0) AS c, "
        f"greatest({heating_from} * {DEGREE} - degrees, 0) AS h"
    )


def _balance(declared: Response, window: Window, at: Condition, frame: str) -> str:
    days = " UNION ALL ".join(_days(window, at, frame, _columns(str(degree))) for degree in BALANCE)
    fits = f"SELECT base_degree, explained, max(explained) OVER () AS best FROM ({_fit(days)}) AS fits "
    fits += f"WHERE heating > 0 AND n >= {declared.minimum}"
    return f"(SELECT min(base_degree) FROM ({fits}) AS compared WHERE explained >= best - {TINY:.9f})"


def _extreme(declared: Response, window: Window, at: Condition, frame: str) -> str:
    days = _days(window, at, frame, "energy_wh, degrees, day")
    chosen = f"SELECT energy_wh FROM ({days}) AS days ORDER BY degrees {_EXTREMES[declared.kind]}, day DESC"
    return f"(SELECT avg(energy_wh) FROM ({chosen} LIMIT {EXTREME_DAYS}) AS extreme)"


def _found(declared: Response, window: Window, at: Condition, frame: str) -> str:
    if declared.kind == "balance_temperature":
        return _balance(declared, window, at, frame)
    if declared.kind in _EXTREMES:
        return _extreme(declared, window, at, frame)
    days = _days(window, at, frame, _columns(str(HEATING_FROM)))
    return f"(SELECT {_OF_FIT[declared.kind]} FROM ({_fit(days)}) AS fit)"


def _from(declared: Response, window: Window, at: Condition, frame: str, number: str) -> str:
    enough = f"(SELECT count(*) >= {declared.minimum} FROM ({_days(window, at, frame, 'day')}) AS days)"
    return f"CASE WHEN {enough} THEN {number} END"


def _of_all(window: Window, at: Condition, frame: str, told: str) -> str:
    return f"(SELECT {told}(energy_wh) FROM ({_days(window, at, frame, 'energy_wh')}) AS days)"


@plain.register
def _response(declared: Response, window: Window, at: Condition, frame: str) -> str:
    found = _found(declared, window, at, frame)
    scaled = found if declared.scale == 1 else f"{found} / {declared.scale}"
    return _from(declared, window, at, frame, scaled)


@plain.register
def _response_share(declared: ResponseShare, window: Window, at: Condition, frame: str) -> str:
    total = _of_all(window, at, frame, "sum")
    return _from(declared, window, at, frame, f"{_found(declared, window, at, frame)} / nullif({total}, 0)")


@plain.register
def _response_ratio(declared: ResponseRatio, window: Window, at: Condition, frame: str) -> str:
    mean = _of_all(window, at, frame, "avg")
    return _from(declared, window, at, frame, f"{_found(declared, window, at, frame)} / nullif({mean}, 0)")
