"""KWH: level of use by billing month and by day."""

from gridtag.features.derived import DerivedAverage
from gridtag.features.dimension import Dimension
from gridtag.features.series import Contrast, HighPercentile, Level
from gridtag.features.statistics import (
    Average,
    Count,
    Deviation,
    Maximum,
    Median,
    Minimum,
    Shared,
    Statistic,
    Sum,
)
from gridtag.features.windows import D7, D30, D90, D365, LYSM, M1, M3, M6, M12, M24, YTD

_ENERGY: Shared = {"of": "energy_wh", "unit": "kWh", "scale": 1000}
_BY_DAY: Shared = {**_ENERGY, "frame": "meter_days"}
WEEKEND = "(unix_date(day) + 3) % 7 >= 5"
WORKDAY = "(unix_date(day) + 3) % 7 < 5"
_DAYS: tuple[Statistic, ...] = (
    Sum("day", "日电量", "daily energy", (D7, D30, D90, D365), **_BY_DAY),
    Average("day", "日电量", "daily energy", (D7, D30, D90, D365), **_BY_DAY),
    Maximum("day", "日电量", "daily energy", (D7, D30, D90, D365), **_BY_DAY),
    Minimum("day", "日电量", "daily energy", (D30, D90), **_BY_DAY),
    Median("day", "日电量", "daily energy", (D30, D90), **_BY_DAY),
    HighPercentile("day", "日电量", "daily energy", (D30, D90), **_BY_DAY),
    Deviation("day", "日电量", "daily energy", (D30, D90), **_BY_DAY),
    Count(
        "day_zero",
        "零电量日",
        "days without use",
        (D7, D30, D90, D365),
        where="energy_wh = 0",
        frame="meter_days",
        unit="天",
    ),
    Count(
        "day_low",
        "低电量日(<0.5kWh)",
        "days below 0.5 kWh",
        (D30, D90),
        where="energy_wh < 500",
        frame="meter_days",
        unit="天",
    ),
    Average(
        "workday", "工作日日均", "energy of a day from Monday to Friday", (D30, D90), where=WORKDAY, **_BY_DAY
    ),
    Average("weekend", "周末日均", "energy of a Saturday or Sunday", (D30, D90), where=WEEKEND, **_BY_DAY),
    Contrast(
        "weekend_workday",
        "周末/工作日",
        "mean Saturday and Sunday over mean Monday to Friday",
        (D30, D90),
        of="energy_wh",
        where=WEEKEND,
        base=WORKDAY,
        frame="meter_days",
    ),
    *(
        DerivedAverage(
            "load_factor",
            "负荷率",
            "load factor of days: mean day over greatest day",
            (window,),
            derive=f"kwh_day_avg_{window.code} / nullif(kwh_day_max_{window.code}, 0)",
        )
        for window in (D30, D365)
    ),
    Median(
        "base",
        "基础负荷日电量",
        "daily energy of April, May, October and November, with neither heating nor cooling",
        (D365,),
        where="month(day) IN (4, 5, 10, 11)",
        **_BY_DAY,
    ),
)

KWH = Dimension(
    "kwh",
    "用电水平",
    "Consumption level",
    frame="bill_months",
    features=(
        Sum("month", "月电量", "monthly energy", (M1, M3, M6, M12, M24), **_ENERGY),
        Average("month", "月电量", "monthly energy", (M3, M6, M12), **_ENERGY),
        Maximum("month", "月电量", "monthly energy", (M12,), **_ENERGY),
        Minimum("month", "月电量", "monthly energy", (M12,), **_ENERGY),
        Deviation("month", "月电量", "monthly energy", (M12,), **_ENERGY),
        Median("month", "月电量", "monthly energy", (M12,), **_ENERGY),
        Sum("month", "上年同账期电量", "energy", (LYSM,), **_ENERGY),
        Count("month_zero", "零电量账期", "months without use", (M6, M12), where="energy_wh = 0", unit="个"),
        Count(
            "month_lt10", "<10kWh账期", "months below 10 kWh", (M6, M12), where="energy_wh < 10000", unit="个"
        ),
        Count(
            "month_neg", "负电量账期", "months of negative energy", (M12,), where="energy_wh < 0", unit="个"
        ),
        Level(
            "level",
            "用电量等级",
            "level of mean monthly energy: unused below 10 kWh, little below 50, low below 230, middle below 400, high",
            (M1, M12),
            of="energy_wh",
            values=("unused", "little", "low", "middle", "high"),
            bounds=(10_000, 50_000, 230_000, 400_000),
        ),
        DerivedAverage(
            "per_kva",
            "单位容量电量",
            "monthly energy by contract capacity",
            (M1,),
            derive="CASE WHEN kwh_level_code_m1 IS NOT NULL THEN kwh_month_sum_m1 END "
            "/ nullif(cust_contract_cap_val_now, 0)",
            unit="kWh/kVA",
        ),
        DerivedAverage(
            "per_kva",
            "单位容量电量",
            "monthly energy by contract capacity",
            (M12,),
            derive="kwh_month_avg_m12 / nullif(cust_contract_cap_val_now, 0)",
            unit="kWh/kVA",
        ),
        Sum("ytd", "年内累计电量", "energy", (YTD,), **_ENERGY),
        *_DAYS,
    ),
)
