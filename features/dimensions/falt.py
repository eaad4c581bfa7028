"""FALT: repairs and power quality at the customer."""

from gridtag.features.dimension import Dimension
from gridtag.features.statistics import Count, Share, Statistic
from gridtag.features.windows import D30, D90, D180, D365, SUM0

CLASSES = {
    "hv": ("高压故障", "high-voltage faults"),
    "lv": ("低压故障", "low-voltage faults"),
    "pq": ("电能质量", "power quality"),
    "inner": ("客户内部", "faults inside the premises"),
    "nonelec": ("非电力", "matters of others"),
    "meter": ("计量", "meter faults"),
    "inquiry": ("停电原因查询", "outage enquiries"),
}


def _class(name: str, title: str, title_en: str) -> Statistic:
    return Count(
        f"cls_{name}",
        f"{title}报修",
        f"repairs: {title_en}",
        (D90, D365),
        unit="次",
        where=f"is_repair AND fault_class = '{name}'",
    )


FALT = Dimension(
    "falt",
    "故障报修与供电质量",
    "Faults and power quality",
    frame="tickets_of_customers",
    features=(
        Count("n", "报修", "repairs", (D30, D90, D180, D365), where="is_repair", unit="次"),
        *(_class(name, *titles) for name, titles in CLASSES.items()),
        Count(
            "lowvolt",
            "低电压报修",
            "repairs for low voltage",
            (D90, D365, SUM0),
            unit="次",
            where="is_repair AND theme = 'lowvolt'",
        ),
        Count(
            "volt_abn_high",
            "过电压电压异常报修",
            "repairs for overvoltage",
            (D365,),
            unit="次",
            where="is_repair AND business_level3 = 'R32'",
        ),
        Count(
            "volt_abn_flicker",
            "闪变波动电压异常报修",
            "repairs for flicker",
            (D365,),
            unit="次",
            where="is_repair AND business_level3 = 'R33'",
        ),
        Count(
            "refault30",
            "修复30天内再报",
            "repairs within 30 days of the one before",
            (D365,),
            unit="次",
            where="is_repair AND since_restored_seconds BETWEEN 0 AND 2592000",
        ),
        Count(
            "same_place",
            "同址重复报修",
            "repairs at a place that had one in the year before",
            (D30, D365),
            frame="place_repairs",
            unit="次",
            where="seconds_since BETWEEN 21600 AND 31536000",
        ),
        Count(
            "area",
            "片区性故障报修",
            "repairs when the whole area was hit",
            (D365,),
            frame="area_repairs",
            unit="次",
            where="whole_area",
        ),
        Count(
            "storm",
            "恶劣天气报修",
            "repairs on days of severe weather",
            (D365,),
            frame="weather_repairs",
            unit="次",
        ),
        Count(
            "arrive_late",
            "到场超时",
            "arrivals beyond the time limit",
            (D365,),
            where="arrive_late",
            unit="次",
        ),
        Share(
            "own_asset",
            "客户产权故障",
            "faults of the customer's own equipment",
            (D365,),
            base="is_repair",
            where="asset_owner = 'customer'",
        ),
        Count(
            "night",
            "夜间报修",
            "repairs 22 to 6",
            (D365,),
            where="is_repair AND (hour >= 22 OR hour < 6)",
            unit="次",
        ),
        Count(
            "damage",
            "电器损坏",
            "claims for damaged appliances",
            (D365,),
            where="business_level2 = 'A2'",
            unit="次",
        ),
        Count(
            "hazard",
            "触电/设备隐患",
            "demands about safety, damaged appliances aside",
            (D365,),
            where="theme = 'safety' AND business_level2 <> 'A2'",
            unit="次",
        ),
    ),
)
