"""TARF: tariff, tiers and time of use."""

from gridtag.features.codes import Code, Flag
from gridtag.features.comparisons import Portion, Quotient, Ratio
from gridtag.features.dimension import Dimension
from gridtag.features.statistics import Count, Statistic, Sum
from gridtag.features.windows import M1, M3, M12, M24, YTD, year_before

_SPANS = (M1, M3, M12)
_PRICE = Quotient(
    "avg_price", "到户均价", "price paid", _SPANS, of="amount_fen", per="energy_wh", factor=10, unit="元/kWh"
)


def _period(name: str, title: str, title_en: str, column: str) -> tuple[Statistic, ...]:
    return (
        Sum(name, title, title_en, _SPANS, of=column, unit="kWh", scale=1000),
        Portion(name, title, title_en, _SPANS, of=column, per="peak_wh + flat_wh + valley_wh"),
    )


_TIER_NAMES = {1: "一", 2: "二", 3: "三"}
_TIER = """CASE
    WHEN tarf_tier_kwh_t3_sum_ytd > 0 THEN '3'
    WHEN tarf_tier_kwh_t2_sum_ytd > 0 THEN '2'
    WHEN tarf_tier_kwh_t1_sum_ytd > 0 THEN '1'
END"""


def _tier(tier: int) -> tuple[Statistic, ...]:
    name, title, title_en = f"tier_kwh_t{tier}", f"{_TIER_NAMES[tier]}档阶梯电量", f"tier-{tier} energy"
    spans, of, where = (YTD,), f"tier{tier}_wh", "household"
    return (
        Sum(name, title, title_en, spans, where, of, "kWh", 1000),
        Portion(name, title, title_en, spans, where, of, per="tier1_wh + tier2_wh + tier3_wh"),
    )


TARF = Dimension(
    "tarf",
    "电价、阶梯与分时",
    "Tariff, step tiers and time of use",
    frame="bill_months",
    features=(
        Flag("tou", "执行峰谷", "time-of-use tariff", of="time_of_use", frame="archive"),
        Code(
            "price_class",
            "执行电价类别",
            "class that the latest bill is priced as",
            of="price_class",
            frame="latest_bills",
        ),
        Code(
            "tou_scheme",
            "分时方案",
            "periods into which the latest three bills part energy",
            of="periods",
            frame="latest_bills",
        ),
        Code("tier", "当前阶梯档", "highest tier reached this year", derive=_TIER),
        Flag(
            "two_part",
            "两部制",
            "two-part tariff: large industry",
            derive="coalesce(cust_elec_group_code_now = 'large_industry', false)",
        ),
        *(statistic for tier in _TIER_NAMES for statistic in _tier(tier)),
        Count(
            "tier_up",
            "升档",
            "months that first reach a higher tier in their year",
            (M24,),
            where="stepped_up",
            unit="次",
        ),
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
