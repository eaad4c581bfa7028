"""TRND: change of use from day to day, month to month and year to year."""

from gridtag.features.codes import Flag
from gridtag.features.comparisons import Difference, Ratio
from gridtag.features.daily import (
    ChangePoints,
    CurrentVacancy,
    Evenness,
    LargestJump,
    LongestVacancy,
    Reoccupied,
    Vacancies,
    WeeklyRhythm,
)
from gridtag.features.dimension import Dimension
from gridtag.features.series import (
    DailyMean,
    Lately,
    LatestDeviation,
    MonthOfLeast,
    MonthOfMost,
    Outliers,
    RunOfMonths,
    Slope,
)
from gridtag.features.statistics import Count, Shared, Statistic, Sum, Variation
from gridtag.features.windows import D7, D30, D90, D365, M1, M3, M6, M12, M24, Window, before, year_before

_ENERGY = Sum("month", "月电量", "monthly energy", of="energy_wh", unit="kWh", scale=1000)
_SPANS = (M1, M3, M6, M12)
_BY_DAY: Shared = {"of": "energy_wh", "frame": "meter_days"}
_DAY = DailyMean("day", "日电量", "daily energy", of="energy_wh")


def _lately(span: Window, size: int, title: str) -> Statistic:
    return Lately(
        f"day_{span.size}_{size}",
        title,
        f"mean day of the last {span.size} days over that of the {size} before",
        span=span,
        measure=_DAY,
        against=lambda window: Window(f"{size}d", "", "", "days", size, window.size),
        frame="meter_days",
    )


_VACANT = "vacancies: 14 collected days or more in a row below 0.5 kWh"
_DAYS: tuple[Statistic, ...] = (
    _lately(D7, 28, "近7天/前28天"),
    _lately(D30, 90, "近30天/前90天"),
    ChangePoints(
        "changepoint",
        "日电量突变点",
        "weeks whose mean day is twice or half that of the week before, or further from it",
        (D30, D90),
        unit="次",
        **_BY_DAY,
    ),
    LargestJump(
        "jump",
        "日电量最大跳变",
        "difference of one day and the next",
        (D30, D90, D365),
        unit="kWh",
        scale=1000,
        **_BY_DAY,
    ),
    WeeklyRhythm("acf7", "周自相关", "correlation of days with those a week before", (D90,), **_BY_DAY),
    Evenness("day", "日电量", "how evenly energy spreads over the days", (D90,), **_BY_DAY),
    Vacancies("vacancy", "空置段", _VACANT, (D365,), unit="次", **_BY_DAY),
    LongestVacancy("vacancy", "空置段", f"collected days of {_VACANT}", (D365,), unit="天", **_BY_DAY),
    CurrentVacancy(
        "vacancy_now",
        "当前连续空置",
        "collected days of the vacancy that goes on: 14 or more in a row below 0.5 kWh",
        unit="天",
        **_BY_DAY,
    ),
    Reoccupied("reoccupy", "空置后复用", "use after a vacancy", (D90,), **_BY_DAY),
)

TRND = Dimension(
    "trnd",
    "用电波动与趋势",
    "Consumption variability and trend",
    frame="bill_months",
    features=(
        Ratio(
            "month_pop",
            "环比月电量",
            "energy over the window before",
            _SPANS,
            measure=_ENERGY,
            against=before,
            complete=True,
        ),
        Difference(
            "month_pop",
            "环比月电量",
            "energy less the window before",
            _SPANS,
            measure=_ENERGY,
            against=before,
            complete=True,
            unit="kWh",
        ),
        Ratio(
            "month_yoy",
            "同比月电量",
            "energy over the year before",
            _SPANS,
            measure=_ENERGY,
            against=year_before,
            complete=True,
        ),
        Difference(
            "month_yoy",
            "同比月电量",
            "energy less the year before",
            _SPANS,
            measure=_ENERGY,
            against=year_before,
            complete=True,
            unit="kWh",
        ),
        Variation("month", "月电量", "monthly energy", (M6, M12, M24), of="energy_wh"),
        Count(
            "drop50",
            "骤降≥50%账期",
            "months with half or less of the month before",
            (M12,),
            unit="个",
            where="energy_before_wh > 0 AND energy_wh * 2 <= energy_before_wh",
        ),
        Count(
            "rise100",
            "骤增≥100%账期",
            "months with twice or more of the month before",
            (M12,),
            unit="个",
            where="energy_before_wh > 0 AND energy_wh >= energy_before_wh * 2",
        ),
        Flag(
            "zero2use",
            "由无到有",
            "use after a month without",
            (M12,),
            where="energy_before_wh = 0 AND energy_wh > 0",
        ),
        Flag(
            "use2zero",
            "由有到无",
            "no use after a month with",
            (M12,),
            where="energy_before_wh > 0 AND energy_wh = 0",
        ),
        Slope("month", "月电量", "monthly energy", (M6, M12, M24), of="energy_wh", unit="kWh/月", scale=1000),
        LatestDeviation(
            "z_latest",
            "最近账期Z值",
            "standard deviations of the latest month from the mean of those before",
            (M12,),
            of="energy_wh",
        ),
        Outliers(
            "anom3s",
            "3σ异常账期",
            "months over three standard deviations from the mean of the others",
            (M12,),
            of="energy_wh",
            unit="个",
        ),
        RunOfMonths(
            "runup",
            "连续增长账期",
            "months in a row with more than the month before",
            (M12,),
            of="energy_wh",
            where="energy_wh > energy_before_wh",
            unit="个",
        ),
        RunOfMonths(
            "rundown",
            "连续下降账期",
            "months in a row with less than the month before",
            (M12,),
            of="energy_wh",
            where="energy_wh < energy_before_wh",
            unit="个",
        ),
        MonthOfMost(
            "peak_month", "峰值账期距今", "the end of the month of greatest use", (M12,), of="energy_wh"
        ),
        MonthOfLeast(
            "trough_month", "谷值账期距今", "the end of the month of least use", (M12,), of="energy_wh"
        ),
        *_DAYS,
    ),
)
