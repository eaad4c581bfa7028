"""GRID: where the customer hangs on the grid."""

from gridtag.features.codes import Code, Flag, Value
from gridtag.features.dimension import Dimension
from gridtag.features.held import HeldCount, HeldRate
from gridtag.features.statistics import Statistic
from gridtag.features.windows import D30, D60, D90, D365

_PLACES = "grid_places"
_OUTAGES = "grid_outages"


def _number(name: str, title: str, title_en: str, of: str, unit: str = "") -> Statistic:
    return Value(name, title, title_en, of=f"cast({of} AS DOUBLE)", unit=unit, frame=_PLACES)


def _feeder_outages(kind: str, title: str, title_en: str) -> Statistic:
    return HeldCount(
        f"feeder_outage_{kind}",
        f"{title}馈线停电",
        title_en,
        (D30, D60, D90, D365),
        of=f"feeder_{kind}",
        unit="次",
        frame=_OUTAGES,
    )


def _density(kind: str, title: str, title_en: str) -> Statistic:
    return HeldRate(
        f"tg_ticket_density_{kind}",
        f"{title}台区每千户工单",
        f"{title_en} of the transformer area for every 1,000 customers",
        (D30, D90, D365),
        of=kind,
        unit="件/千户",
        frame="grid_tickets",
    )


GRID = Dimension(
    "grid",
    "地域与电网位置",
    "Territory and grid position",
    frame="archive",
    features=(
        Code("urban_rural", "城乡类别(城市/农村/特殊边远)", "urban, rural or remote", of="urban_rural"),
        Code("addr_type", "地址类型(小区/村庄/沿街/厂区)", "kind of address", of="address_type"),
        Code(
            "addr_precision",
            "地址定位精度级别",
            "finest part of the address, 1 province to 9 room",
            of="address_precision",
        ),
        Flag("remote_mountain", "特殊边远", "remote", of="urban_rural = '03'"),
        Code("tg_pub_priv", "公变/专变", "public or private transformer", of="ownership", frame=_PLACES),
        Code(
            "feeder_type", "馈线类型(公线/专线)", "public or private feeder", of="feeder_type", frame=_PLACES
        ),
        _number("tg_cap", "台区容量kVA", "capacity of the transformer", "capacity_kva", "kVA"),
        _number("tg_cons", "台区户数", "customers of the transformer area", "customers", "户"),
        Value(
            "tg_cap_per_cons",
            "户均配变容量",
            "transformer capacity for each customer",
            derive="grid_tg_cap_val_now / nullif(grid_tg_cons_val_now, 0)",
            unit="kVA",
            frame=_PLACES,
        ),
        _number("tg_age", "配变运行年限", "years since the transformer was commissioned", "area_years", "年"),
        Value(
            "feeder_len",
            "馈线长度km",
            "length of the feeder",
            of="cast(length_m AS DOUBLE) / 1000",
            unit="km",
            frame=_PLACES,
        ),
        _number("feeder_cons", "馈线户数", "customers of the feeder", "feeder_customers", "户"),
        _number("hall_dist", "最近营业厅距离km", "distance to the nearest service hall", "hall_km", "km"),
        _number("agent_dist", "最近代收点距离km", "distance to the nearest payment agent", "agent_km", "km"),
        _number("station_dist", "最近抢修驻点距离km", "distance to the nearest repair team", "team_km", "km"),
        _feeder_outages("all", "全部", "outages of the feeder"),
        _feeder_outages("fault", "故障", "faults of the feeder"),
        Flag(
            "feeder_frequent_outage",
            "馈线频繁停电(两月≥3次)",
            "3 or more outages of the feeder in 60 days",
            derive="coalesce(grid_feeder_outage_all_cnt_60d >= 3, false)",
            frame=_OUTAGES,
        ),
        HeldCount(
            "tg_outage",
            "台区停电",
            "outages of the transformer area",
            (D60, D365),
            of="area",
            unit="次",
            frame=_OUTAGES,
        ),
        Value(
            "place_src_fault_years",
            "同地点连续发生电源侧故障年数",
            "latest years in a row with a supply-side fault of the transformer area",
            of="cast(source_fault_years AS DOUBLE)",
            unit="年",
            frame=_OUTAGES,
        ),
        _density("repair", "报修", "repair tickets"),
        _density("complaint", "投诉", "complaints"),
    ),
)
