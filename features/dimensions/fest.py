"""FEST: the same festival or season this year and last."""

from gridtag.features.codes import Flag, Reaches
from gridtag.features.comparisons import Ratio
from gridtag.features.dimension import Dimension
from gridtag.features.dimensions.outg import SOURCE_SIDE
from gridtag.features.series import DailyMean
from gridtag.features.statistics import Average, Count, Occasions, Share, Statistic
from gridtag.features.windows import D365, ND0, ND1, SF0, SF1, SUM0, SUM1, WIN0, WIN1, Window, weeks_before

_FESTIVALS = (SF0, SF1, ND0, ND1)
_CALLS = Count(
    "x_call",
    "来电节日",
    "calls in the festival",
    _FESTIVALS,
    where="phone_in",
    frame="calls_of_customers",
    unit="次",
)
_REPAIRS = Count("x_repair", "报修节日", "repairs in the festival", _FESTIVALS, where="is_repair", unit="次")


def _last_year(window: Window) -> Window:
    assert window == SF0
    return SF1


def _against_last_year(name: str, title: str, title_en: str, measure: Count) -> Statistic:
    return Ratio(
        f"sf_yoy_{name}",
        f"{title}春节同比(本/上)",
        f"{title_en} in the latest Spring Festival over the one before",
        (SF0,),
        measure=measure,
        against=_last_year,
        frame=measure.frame,
    )


def _in_storms(name: str, title: str, title_en: str, where: str = "") -> Statistic:
    return Occasions(
        f"storm_{name}",
        f"{title}恶劣天气事件",
        f"spells of severe weather with {title_en}",
        (D365,),
        of="cast(event_on AS STRING)",
        where=where,
        frame=f"weather_{name}s",
        unit="次",
    )


_DAILY = DailyMean("kwh", "日均电量", "daily energy", of="energy_wh")
_AT_HOME = "coalesce(cust_elec_group_code_now = 'residential' AND {}, false)"
_USE: tuple[Statistic, ...] = (
    Average(
        "kwh",
        "节日日均电量",
        "daily energy in the festival",
        _FESTIVALS,
        of="energy_wh",
        frame="meter_days",
        unit="kWh",
        scale=1000,
    ),
    Ratio(
        "kwh",
        "节日日均电量",
        "daily energy in the festival over that of the four weeks before",
        _FESTIVALS,
        measure=_DAILY,
        against=weeks_before,
        frame="meter_days",
    ),
    Ratio(
        "sf_yoy_kwh",
        "电量春节同比(本/上)",
        "daily energy in the latest Spring Festival over the one before",
        (SF0,),
        measure=_DAILY,
        against=_last_year,
        frame="meter_days",
    ),
    Flag(
        "return_home",
        "春节返乡型(农村电量高)",
        "comes home for Spring Festival: a home out of town that uses a fifth more than in the four weeks before",
        (SF0,),
        derive=_AT_HOME.format("grid_urban_rural_code_now IN ('02', '03') AND fest_kwh_ratio_sf0 >= 1.2"),
        frame="meter_days",
    ),
    Flag(
        "sf_absent",
        "春节外出型(城市电量低)",
        "away for Spring Festival: a home in town that uses a fifth less than in the four weeks before",
        (SF0,),
        derive=_AT_HOME.format("grid_urban_rural_code_now = '01' AND fest_kwh_ratio_sf0 <= 0.8"),
        frame="meter_days",
    ),
)

FEST = Dimension(
    "fest",
    "节假日与重大事件",
    "Festivals and events",
    frame="tickets_of_customers",
    features=(
        _CALLS,
        _REPAIRS,
        _against_last_year("call", "来电", "calls", _CALLS),
        _against_last_year("repair", "报修", "repairs", _REPAIRS),
        Count(
            "x_outage",
            "停电节日",
            "outages in the festival",
            _FESTIVALS,
            where="kind <> 'user'",
            frame="customer_outages",
            unit="次",
        ),
        Count(
            "x_bad",
            "不满意节日",
            "calls rated dissatisfied in the festival",
            _FESTIVALS,
            where="inbound AND score = 1",
            frame="calls_of_customers",
            unit="次",
        ),
        Share(
            "pay_online",
            "节日线上缴费占比",
            "payments online in the festival",
            (SF0, SF1),
            where="online",
            frame="payments_of_customers",
            minimum=1,
        ),
        Reaches(
            "sf_both_fault",
            "连续两年春节有电源侧故障",
            "a supply-side fault in both Spring Festivals",
            (SF0,),
            spans=(SF0, SF1),
            where=SOURCE_SIDE,
            frame="customer_outages",
        ),
        _in_storms("outage", "停电", "outages", where="severe"),
        _in_storms("call", "来电", "calls"),
        _in_storms("repair", "报修", "repairs"),
        Count(
            "exam",
            "保电时段停电",
            "outages during the national entrance examination, 7 to 10 June",
            (D365,),
            where="kind <> 'user' AND month(day) = 6 AND dayofmonth(day) BETWEEN 7 AND 10",
            frame="customer_outages",
            unit="次",
        ),
        *_USE,
        Count("peak", "度夏度冬诉求", "demands in the peak season", (SUM0, SUM1, WIN0, WIN1), unit="次"),
    ),
)
