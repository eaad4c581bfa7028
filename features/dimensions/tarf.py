"""TARF: tariff, tiers and time of use."""

from gridtag.features.codes import Flag
from gridtag.features.comparisons import Portion, Quotient, Ratio
from gridtag.features.dimension import Dimension
from gridtag.features.statistics import Count, Statistic, Sum
from gridtag.features.windows import M1, M3, M12, year_before

_SPANS = (M1, M3, M12)
_PRICE = Quotient(
    "avg_price", "到户均价", "price paid", _SPANS, of="amount_fen", per="energy_wh", factor=10, unit="元/kWh"
)


def _period(name: str, title: str, title_en: str, column: str) -> tuple[Statistic, ...]:
    return (
        Sum(name, title, title_en, _SPANS, of=column, unit="kWh", scale=1000),
        Portion(name, title, title_en, _SPANS, of=column, per="peak_wh + flat_wh + valley_wh"),
    )


TARF = Dimension(
    "tarf",
    "电价、阶梯与分时",
    "Tariff, step tiers and time of use",
    frame="bill_months",
    features=(
        Flag("tou", "执行峰谷", "time-of-use tariff", of="time_of_use", frame="archive"),
        Count(
            "tier_months_t2",
            "二档阶梯账期",
            "months with tier-2 use",
            (M12,),
            where="tier2_wh > 0",
            unit="个",
        ),
        Count(
            "tier_months_t3",
            "三档阶梯账期",
            "months with tier-3 use",
            (M12,),
            where="tier3_wh > 0",
            unit="个",
        ),
        *_period("kwh_peak", "峰分时电量", "peak energy", "peak_wh"),
        *_period("kwh_flat", "平分时电量", "flat energy", "flat_wh"),
        *_period("kwh_valley", "谷分时电量", "valley energy", "valley_wh"),
        _PRICE,
        Ratio(
            "avg_price",
            "到户均价同比",
            "price over the year before",
            (M12,),
            measure=_PRICE,
            against=year_before,
            complete=True,
        ),
    ),
)
