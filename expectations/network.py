"""Checks of organisations, the network down to the transformer area, resources and the knowledge base."""

from gridtag.contract import Source
from gridtag.expectations.check import CRITICAL, WARNING, Check, between, filled, holds, known, no_rows, view
from gridtag.expectations.contract import silver_name, suite
from gridtag.sources import network

_MASTER = "请网架主数据管理员核对后重新交付；在此之前该设备的统计归不到上级。"


def _validity(source: Source) -> tuple[Check, ...]:
    """Versions of one key end after they begin and do not overlap."""
    key = source.key[0]
    overlapping = (
        f"SELECT {key} FROM (SELECT {key}, valid_from, valid_to, lead(valid_from) OVER "
        f"(PARTITION BY {key} ORDER BY valid_from) AS following FROM {view(silver_name(source))}) "
        "WHERE following IS NOT NULL AND (valid_to IS NULL OR valid_to > following)"
    )
    action = "有效期重叠会使同一天有两个归属；请源头补上前一版本的失效日期。"
    return (
        holds("validity_order", "valid_to > valid_from", "失效日期晚于生效日期", action),
        no_rows("validity_overlap", overlapping, "同一对象的有效期不重叠", action),
    )


ORGANISATIONS = suite(
    network.ORGANISATIONS,
    *_validity(network.ORGANISATIONS),
    known("parent_org_no", "organisations", "上级单位存在", other="org_no"),
    known("successor_org_no", "organisations", "并入单位存在", other="org_no"),
    holds("parent_is_other", "parent_org_no <> org_no", "单位不以自己为上级", _MASTER, severity=CRITICAL),
    holds(
        "parent_given",
        "level IN ('hq', 'province') OR parent_org_no IS NOT NULL",
        "省以下单位都有上级",
        _MASTER,
        mostly=0.99,
    ),
    no_rows(
        "county_present",
        f"SELECT count(*) FROM {view('silver.organisations')} HAVING count_if(level = 'county') = 0",
        "至少有一个县公司",
        "没有县公司时所有按县统计都会为空；请补交组织机构。",
    ),
)
FEEDERS = suite(
    network.FEEDERS,
    known("org_no", "organisations", "供电单位存在", mostly=0.99),
    between("voltage_kv", 1, 1000, "电压等级在 1–1000 kV"),
    between("length_m", 10, 300_000, "线路长度在 10 m–300 km", mostly=0.99),
)
TRANSFORMERS = suite(
    network.TRANSFORMERS,
    known("org_no", "organisations", "供电单位存在", mostly=0.99),
    known("feeder_no", "feeders", "所属线路存在", mostly=0.99),
    between("capacity_kva", 5, 100_000, "台区容量在 5–100000 kVA", mostly=0.99),
    filled(
        "longitude",
        "至少 80 % 的台区有坐标",
        "缺坐标的台区不会出现在地图上；请补测或从 GIS 补录。",
        mostly=0.8,
    ),
    holds("place_complete", "(longitude IS NULL) = (latitude IS NULL)", "经纬度成对出现", _MASTER),
)
TOPOLOGY = suite(
    network.TOPOLOGY,
    *_validity(network.TOPOLOGY),
    known(
        "child_no", "feeders", "下级线路存在", other="feeder_no", mostly=0.99, when="child_kind = 'feeder'"
    ),
    holds(
        "child_transformer",
        "CASE WHEN child_kind = 'transformer' THEN child_no IN "
        f"(SELECT transformer_no FROM {view('silver.transformers')}) END",
        "下级台区存在",
        _MASTER,
        mostly=0.99,
    ),
    known(
        "parent_no", "feeders", "上级线路存在", other="feeder_no", mostly=0.99, when="parent_kind = 'feeder'"
    ),
    holds(
        "levels_fit",
        "(child_kind, parent_kind) IN (('feeder', 'substation'), ('transformer', 'feeder'))",
        "上下级类型相配(线路接变电站，台区接线路)",
        _MASTER,
    ),
)
RESOURCES = suite(
    network.RESOURCES,
    known("org_no", "organisations", "供电单位存在", mostly=0.99),
    holds("place_complete", "(longitude IS NULL) = (latitude IS NULL)", "经纬度成对出现", _MASTER),
    holds(
        "hall_has_place",
        "CASE WHEN kind = 'hall' THEN longitude IS NOT NULL END",
        "90 % 以上的营业厅有坐标",
        "缺坐标的营业厅无法推荐给客户；请补录。",
        mostly=0.9,
    ),
    empty=WARNING,
)
KNOWLEDGE_ITEMS = suite(
    network.KNOWLEDGE_ITEMS,
    holds("validity_order", "valid_to > valid_from", "失效日期晚于生效日期", "请知识库维护人员更正有效期。"),
    between("views", 0, 10**9, "浏览次数不为负"),
    holds(
        "votes_below_views",
        "useful_votes <= views",
        "有用评价不多于浏览次数",
        "统计口径可能改变；请问知识库管理员。",
        mostly=0.99,
    ),
    empty=WARNING,
)

SUITES = (ORGANISATIONS, FEEDERS, TRANSFORMERS, TOPOLOGY, RESOURCES, KNOWLEDGE_ITEMS)
