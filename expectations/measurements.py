"""Checks of the optional measurements; a source that never came has nothing to fail."""

from gridtag.expectations.check import between, holds, known
from gridtag.expectations.contract import suite
from gridtag.sources import measurements

METER_DAILY = suite(
    measurements.METER_DAILY,
    known("customer_no", "customers", "户号存在于客户档案", mostly=0.99),
    holds(
        "collected_share",
        "collected",
        "采集成功率 90 % 以上",
        "采集失败的日子不计入日电量特征；请查采集终端。",
        mostly=0.9,
    ),
    holds(
        "collected_has_energy",
        "CASE WHEN collected THEN energy_wh IS NOT NULL END",
        "采集成功的有日电量",
        "请用电信息采集系统核对。",
        mostly=0.99,
    ),
    between("energy_wh", 0, 10**13, "日电量不为负且不超过 1000 万 kWh"),
)
WEATHER = suite(
    measurements.WEATHER,
    known("org_no", "organisations", "县公司存在", mostly=0.99),
    between("rain_mm", 0, 2000, "日降水在 0–2000 mm"),
    between("max_wind_ms", 0, 100, "最大风速在 0–100 m/s"),
)

SUITES = (METER_DAILY, WEATHER)
