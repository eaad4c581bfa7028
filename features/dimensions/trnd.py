"""TRND: change of use from month to month and year to year."""

from gridtag.features.codes import Flag
from gridtag.features.comparisons import Difference, Ratio
from gridtag.features.dimension import Dimension
from gridtag.features.statistics import Count, Sum, Variation
from gridtag.features.windows import M1, M3, M6, M12, M24, before, year_before

_ENERGY = Sum("month", "月电量", "monthly energy", of="energy_wh", unit="kWh", scale=1000)
_SPANS = (M1, M3, M6, M12)

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
    ),
)
