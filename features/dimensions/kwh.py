"""KWH: level of use by billing month."""

from gridtag.features.dimension import Dimension
from gridtag.features.statistics import Average, Count, Deviation, Maximum, Median, Minimum, Shared, Sum
from gridtag.features.windows import LYSM, M1, M3, M6, M12, M24

_ENERGY: Shared = {"of": "energy_wh", "unit": "kWh", "scale": 1000}

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
    ),
)
