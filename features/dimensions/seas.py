"""SEAS: use by season, and how it goes with the temperature."""

from gridtag.features.dimension import Dimension
from gridtag.features.held import HeldSum
from gridtag.features.series import Contrast, HeldRatio
from gridtag.features.statistics import Maximum, Share, Shared, Statistic
from gridtag.features.temperature import Response, ResponseMean, ResponseRatio, ResponseShare, ResponseSum
from gridtag.features.windows import D365, M12, SUM0, SUM1, WIN0, WIN1

_YEAR: Shared = {"windows": (M12,), "of": "energy_wh", "frame": "bill_months"}
_SUMMER = "month(month) IN (7, 8, 9)"
_WINTER = "month(month) IN (1, 2)"
_SHOULDER = "month(month) IN (4, 5, 10, 11)"
_BY_TEMPERATURE: Shared = {"windows": (D365,), "frame": "meter_days"}
_ENERGY: Shared = {"unit": "kWh", "scale": 1000}
_BY_DEGREE: Shared = {"unit": "kWh/℃", "scale": 1000}


def _of_year(name: str, title: str, title_en: str, where: str) -> Statistic:
    """Of a whole year's energy: told where all twelve months have a bill."""
    return Share(name, f"{title}电量", title_en, where=where, minimum=12, **_YEAR)


def _over_shoulder(name: str, title: str, title_en: str, where: str) -> Statistic:
    return Contrast(
        f"{name}_shoulder",
        f"{title}/春秋",
        f"{title_en} over that of April, May, October and November, from two months of each on",
        where=where,
        base=_SHOULDER,
        minimum=2,
        **_YEAR,
    )


def _estimated(name: str, title: str, title_en: str) -> tuple[Statistic, ...]:
    told: Shared = {"kind": f"{name}_energy", **_BY_TEMPERATURE}
    return (
        ResponseSum(f"{name}_kwh", f"估计{title}电量", f"estimated {title_en} energy", **told, **_ENERGY),
        ResponseShare(f"{name}_kwh", f"估计{title}电量", f"estimated {title_en} energy of all", **told),
    )


def _extreme(name: str, title: str, title_en: str, kind: str) -> tuple[Statistic, ...]:
    told: Shared = {"kind": kind, **_BY_TEMPERATURE}
    return (
        ResponseMean(name, title, f"daily energy of the {title_en}", **told, **_ENERGY),
        ResponseRatio(name, title, f"daily energy of the {title_en} over that of all days", **told),
    )


_TEMPERATURE: tuple[Statistic, ...] = (
    Response(
        "beta_cdd",
        "制冷度日系数",
        "daily energy per degree above 26",
        kind="cooling_slope",
        **_BY_TEMPERATURE,
        **_BY_DEGREE,
    ),
    Response(
        "beta_hdd",
        "采暖度日系数",
        "daily energy per degree below 18",
        kind="heating_slope",
        **_BY_TEMPERATURE,
        **_BY_DEGREE,
    ),
    Response(
        "base",
        "温度无关基荷",
        "daily energy with neither cooling nor heating",
        kind="temperature_base",
        **_BY_TEMPERATURE,
        **_ENERGY,
    ),
    Response(
        "r2",
        "温度回归R2",
        "share of the variance of daily energy that temperature explains",
        kind="temperature_explained",
        **_BY_TEMPERATURE,
    ),
    Response(
        "balance_temp",
        "平衡点温度",
        "temperature below which heating begins: of 10 to 20 degrees the one that explains most",
        kind="balance_temperature",
        unit="℃",
        **_BY_TEMPERATURE,
    ),
    *_estimated("cooling", "制冷", "cooling"),
    *_estimated("heating", "采暖", "heating"),
    *_extreme("hot10", "最热10天日均", "ten hottest days", "hottest_mean"),
    *_extreme("cold10", "最冷10天日均", "ten coldest days", "coldest_mean"),
    Contrast(
        "heatwave_resp",
        "高温日(≥35℃)增幅",
        "mean day of 35 degrees or more over the other days of the summer",
        (SUM0,),
        of="energy_wh",
        where="max_tenths >= 350",
        base="max_tenths < 350",
        frame="meter_days",
    ),
    Contrast(
        "coldwave_resp",
        "寒潮日增幅",
        "mean day of a cold wave over the other days of the winter",
        (WIN0,),
        of="energy_wh",
        where="cold_wave",
        base="degrees IS NOT NULL AND NOT cold_wave",
        minimum=1,
        frame="meter_days",
    ),
)

SEAS = Dimension(
    "seas",
    "季节与气温敏感",
    "Seasonality and temperature response",
    frame="season_use",
    features=(
        *(
            _of_year(
                f"share_mon_{month:02}",
                f"{month}月月份",
                f"energy of month {month}",
                f"month(month) = {month}",
            )
            for month in range(1, 13)
        ),
        HeldSum(
            "kwh", "季节电量", "energy of the season's months", (SUM0, SUM1, WIN0, WIN1), of="use", unit="kWh"
        ),
        _of_year("summer", "夏季", "energy of July to September", _SUMMER),
        _of_year("winter", "冬季", "energy of January and February", _WINTER),
        _of_year("shoulder", "春秋", "energy of April, May, October and November", _SHOULDER),
        _over_shoulder("summer", "夏", "monthly energy of July to September", _SUMMER),
        _over_shoulder("winter", "冬", "monthly energy of January and February", _WINTER),
        HeldRatio(
            "yoy", "季节电量同比", "energy of the season over the one before", (SUM0, WIN0), of="use_yoy"
        ),
        Maximum(
            "dmax",
            "季节日电量",
            "daily energy in the season",
            (SUM0, WIN0),
            of="energy_wh",
            frame="meter_days",
            **_ENERGY,
        ),
        *_TEMPERATURE,
    ),
)
