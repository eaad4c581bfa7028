"""Plain SQL of the statistics of features/series.py; those of features/temperature.py are in temperature_plain.py."""

from __future__ import annotations

from gridtag.features import temperature_plain as temperature_plain
from gridtag.features.daily import (
    EMPTY_WH,
    LAG,
    LAG_PAIRS,
    VACANCY_DAYS,
    WEEK_DAYS,
    ChangePoints,
    CurrentVacancy,
    Evenness,
    LargestJump,
    LongestVacancy,
    Reoccupied,
    Vacancies,
    WeeklyRhythm,
)
from gridtag.features.plain import Condition, filtered, plain
from gridtag.features.runs import LongestRun
from gridtag.features.series import (
    Contrast,
    DailyMean,
    HighPercentile,
    Lately,
    LatestDeviation,
    Level,
    MonthOfLeast,
    MonthOfMost,
    Outliers,
    RunOfMonths,
    Slope,
)
from gridtag.features.statistics import Statistic
from gridtag.features.windows import D30, D365, Window

_PLACE = "year(month) * 12 + month(month)"


def _rows(declared: Statistic, window: Window, at: Condition, frame: str, columns: str) -> str:
    """Columns of the customer's rows that have a value in the window."""
    span, _ = at(window)
    more = f" AND ({declared.where})" if declared.where else ""
    return (
        f"(SELECT {columns} FROM {frame} AS chosen WHERE chosen.customer_no = customers.customer_no "
        f"AND {span} AND {declared.of} IS NOT NULL{more})"
    )


def _scaled(declared: Statistic, number: str) -> str:
    return number if declared.scale == 1 else f"{number} / {declared.scale}"


@plain.register
def _high_percentile(declared: HighPercentile, window: Window, at: Condition, frame: str) -> str:
    ordered = f"percentile_cont(0.9) WITHIN GROUP (ORDER BY {declared.of})"
    return _scaled(declared, f"{ordered} {filtered(window, at, declared.where)}")


@plain.register
def _daily_mean(declared: DailyMean, window: Window, at: Condition, frame: str) -> str:
    told = filtered(window, at, declared.where)
    mean = _scaled(declared, f"avg({declared.of}) {told}")
    return f"CASE WHEN count({declared.of}) {told} >= {declared.minimum} THEN {mean} END"


@plain.register
def _contrast(declared: Contrast, window: Window, at: Condition, frame: str) -> str:
    above, below = (filtered(window, at, where) for where in (declared.where, declared.base))
    counts = [f"count({declared.of}) {told} >= {declared.minimum}" for told in (above, below)]
    mean = f"avg({declared.of}) {below}"
    return f"CASE WHEN {' AND '.join(counts)} AND {mean} > 0 THEN avg({declared.of}) {above} / {mean} END"


@plain.register
def _lately(declared: Lately, window: Window, at: Condition, frame: str) -> str:
    assert declared.measure is not None, declared.name
    now, earlier = (
        plain(declared.measure, span, at, frame) for span in (declared.span, declared.against(declared.span))
    )
    return f"({now}) / nullif({earlier}, 0)"


@plain.register
def _level(declared: Level, window: Window, at: Condition, frame: str) -> str:
    mean = f"avg({declared.of}) {filtered(window, at, declared.where)}"
    first, *others = declared.values
    steps = reversed(list(zip(declared.bounds, others, strict=True)))
    listed = " ".join(f"WHEN {mean} >= {bound} THEN '{name}'" for bound, name in steps)
    return f"CASE {listed} WHEN {mean} IS NOT NULL THEN '{first}' END"


@plain.register
def _slope(declared: Slope, window: Window, at: Condition, frame: str) -> str:
    step = _PLACE if window.column == "month" else "unix_date(day)"
    told = filtered(window, at, declared.where)
    slope = _scaled(declared, f"regr_slope({declared.of}, {step}) {told}")
    apart = f"max({window.column}) {told} > min({window.column}) {told}"
    return f"CASE WHEN count({declared.of}) {told} >= {declared.minimum} AND {apart} THEN {slope} END"


@plain.register
def _latest_deviation(declared: LatestDeviation, window: Window, at: Condition, frame: str) -> str:
    last, others = (filtered(span, at, declared.where) for span in declared.spans(window))
    deviation = f"nullif(stddev_samp({declared.of}) {others}, 0)"
    away = f"(max({declared.of}) {last} - avg({declared.of}) {others}) / {deviation}"
    return f"CASE WHEN count({declared.of}) {others} >= {declared.minimum} THEN {away} END"


@plain.register
def _outliers(declared: Outliers, window: Window, at: Condition, frame: str) -> str:
    rows = _rows(declared, window, at, frame, f"month, {declared.of} AS amount")
    return (
        f"(SELECT count(*) FROM (SELECT one.month FROM {rows} AS one INNER JOIN {rows} AS other "
        "ON one.month <> other.month GROUP BY one.month, one.amount HAVING count(*) >= 3 "
        "AND abs(one.amount - avg(other.amount)) > 3 * stddev_samp(other.amount)) AS far)"
    )


@plain.register
def _run_of_months(declared: RunOfMonths, window: Window, at: Condition, frame: str) -> str:
    longest = plain.dispatch(LongestRun)(declared, window, at, frame)
    return f"CASE WHEN count({declared.of}) {filtered(window, at)} >= {declared.minimum} THEN {longest} END"


@plain.register
def _change_points(declared: ChangePoints, window: Window, at: Condition, frame: str) -> str:
    rows = _rows(
        declared, window, at, frame, f"floor((unix_date(day) + 3) / 7) AS week, {declared.of} AS used"
    )
    weeks = (
        f"(SELECT week, sum(used) AS used, count(*) AS days FROM {rows} AS dated GROUP BY week "
        f"HAVING count(*) >= {WEEK_DAYS})"
    )
    now, before = "later.used * earlier.days", "earlier.used * later.days"
    more, less = f"greatest({now}, {before})", f"least({now}, {before})"
    return (
        f"(SELECT count(*) FROM {weeks} AS later INNER JOIN {weeks} AS earlier ON later.week = earlier.week + 1 "
        f"WHERE {more} >= 2 * {less} AND {more} - {less} >= {EMPTY_WH} * later.days * earlier.days)"
    )


def _pairs(declared: Statistic, window: Window, at: Condition, frame: str, told: str, days: int) -> str:
    rows = _rows(declared, window, at, frame, f"day, {declared.of} AS used")
    return (
        f"(SELECT {told} FROM {rows} AS later INNER JOIN {rows} AS earlier "
        f"ON later.day = date_add(earlier.day, {days}))"
    )


@plain.register
def _largest_jump(declared: LargestJump, window: Window, at: Condition, frame: str) -> str:
    told = _scaled(declared, "max(abs(later.used - earlier.used))")
    return _pairs(declared, window, at, frame, told, 1)


@plain.register
def _weekly_rhythm(declared: WeeklyRhythm, window: Window, at: Condition, frame: str) -> str:
    differ = [f"min({side}.used) < max({side}.used)" for side in ("later", "earlier")]
    enough = " AND ".join([f"count(*) >= {LAG_PAIRS}", *differ])
    told = f"CASE WHEN {enough} THEN corr(later.used, earlier.used) END"
    return _pairs(declared, window, at, frame, told, LAG)


@plain.register
def _evenness(declared: Evenness, window: Window, at: Condition, frame: str) -> str:
    total = f"sum({declared.of}) {filtered(window, at, f'{declared.of} > 0')}"
    logs = f"sum({declared.of} * ln({declared.of})) {filtered(window, at, f'{declared.of} > 0')}"
    counted = f"count({declared.of}) {filtered(window, at)}"
    return f"CASE WHEN {counted} >= {declared.minimum} THEN ln({total}) - {logs} / {total} END"


def _extreme(declared: MonthOfMost, window: Window, at: Condition, frame: str, order: str) -> str:
    rows = _rows(declared, window, at, frame, f"month, {declared.of} AS amount")
    return f"(SELECT last_day(month) FROM {rows} AS billed ORDER BY amount {order}, month DESC LIMIT 1)"


@plain.register
def _month_of_most(declared: MonthOfMost, window: Window, at: Condition, frame: str) -> str:
    return _extreme(declared, window, at, frame, "DESC")


@plain.register
def _month_of_least(declared: MonthOfLeast, window: Window, at: Condition, frame: str) -> str:
    return _extreme(declared, window, at, frame, "ASC")


def _vacancies(declared: Statistic, window: Window, at: Condition, frame: str, told: str) -> str:
    """Of runs of empty days among those collected: their days, and whether the last collected day is in it."""
    rows = _rows(declared, window, at, frame, f"day, {declared.of} < {EMPTY_WH} AS empty")
    numbered = (
        "SELECT empty, row_number() OVER (ORDER BY day) AS place, count(*) OVER () AS places, "
        f"row_number() OVER (PARTITION BY empty ORDER BY day) AS own_place FROM {rows} AS collected"
    )
    runs = (
        f"SELECT count(*) AS days, max(place) = max(places) AS open FROM ({numbered}) AS numbered WHERE empty "
        f"GROUP BY place - own_place HAVING count(*) >= {VACANCY_DAYS}"
    )
    return f"(SELECT {told} FROM ({runs}) AS vacancies)"


@plain.register
def _vacancy_count(declared: Vacancies, window: Window, at: Condition, frame: str) -> str:
    return _vacancies(declared, window, at, frame, "count(*)")


@plain.register
def _longest_vacancy(declared: LongestVacancy, window: Window, at: Condition, frame: str) -> str:
    return _vacancies(declared, window, at, frame, "max(days)")


@plain.register
def _current_vacancy(declared: CurrentVacancy, window: Window, at: Condition, frame: str) -> str:
    days = _vacancies(declared, D365, at, frame, "max(CASE WHEN open THEN days END)")
    return f"CASE WHEN count({declared.of}) {filtered(D30, at)} > 0 THEN coalesce({days}, 0) END"


@plain.register
def _reoccupied(declared: Reoccupied, window: Window, at: Condition, frame: str) -> str:
    now, before = (
        _vacancies(declared, span, at, frame, "count(CASE WHEN NOT open THEN 1 END)")
        for span in declared.spans(window)
    )
    return f"{now} > {before}"
