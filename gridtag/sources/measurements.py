"""Optional measurements: daily meter freezes and county weather. What needs them stays null until they come."""

from gridtag.contract import Column, Rule, Source

METER_DAILY = Source(
    name="meter_daily",
    title="日冻结电量",
    format="parquet",
    optional=True,
    key=("customer_no", "day"),
    event_at="day",
    cluster_by=("customer_no",),
    columns=(
        Column("CONS_NO", "customer_no", "string", "户号", required=True),
        Column("DATA_DATE", "day", "date", "日期", required=True),
        Column("PAP_E", "energy_wh", "wh", "日电量", privacy="P3"),
        Column("PAP_PEAK", "peak_wh", "wh", "峰电量"),
        Column("PAP_VALLEY", "valley_wh", "wh", "谷电量"),
        Column("READ_OK", "collected", "boolean", "采集成功", required=True),
    ),
    rules=(Rule("negative_energy", "energy_wh < 0", "energy is negative"),),
)

WEATHER = Source(
    name="weather",
    title="县区天气",
    format="parquet",
    optional=True,
    key=("org_no", "day"),
    event_at="day",
    columns=(
        Column("ORG_NO", "org_no", "string", "县公司", required=True),
        Column("DATA_DATE", "day", "date", "日期", required=True),
        Column("T_MAX", "max_celsius", "double", "最高气温"),
        Column("T_MIN", "min_celsius", "double", "最低气温"),
        Column("RAIN_MM", "rain_mm", "double", "降水量"),
        Column("WIND_MAX", "max_wind_ms", "double", "最大风速"),
        Column("WARNING", "warning", "string", "预警等级", values=("blue", "yellow", "orange", "red")),
    ),
    rules=(
        Rule(
            "impossible_temperature",
            "max_celsius < min_celsius OR max_celsius > 60 OR min_celsius < -60",
            "temperatures cannot be",
        ),
    ),
)

SOURCES = (METER_DAILY, WEATHER)
