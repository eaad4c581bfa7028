"""Organisations, the network down to the transformer area, service resources and the knowledge base."""

from gridtag.contract import Column, Rule, Source

_PLACE = (
    Column("LONGITUDE", "longitude", "double", "经度(CGCS2000)"),
    Column("LATITUDE", "latitude", "double", "纬度(CGCS2000)"),
)
_OUT_OF_CHINA = Rule(
    "coordinates_outside_china",
    "longitude NOT BETWEEN 73 AND 136 OR latitude NOT BETWEEN 3 AND 54",
    "coordinates outside China",
)
_VALIDITY = (
    Column("VALID_FROM", "valid_from", "date", "生效日期", required=True),
    Column("VALID_TO", "valid_to", "date", "失效日期(不含)"),
)

ORGANISATIONS = Source(
    name="organisations",
    title="组织机构",
    format="csv",
    cadence="on change",
    key=("org_no", "valid_from"),
    columns=(
        Column("ORG_NO", "org_no", "string", "单位编号", required=True),
        Column("ORG_NAME", "org_name", "string", "单位名称", required=True),
        Column("P_ORG_NO", "parent_org_no", "string", "上级单位"),
        Column(
            "ORG_LEVEL",
            "level",
            "string",
            "级别",
            required=True,
            values=("hq", "province", "city", "county", "station"),
        ),
        Column("DIVISION", "division", "string", "行政区划"),
        Column("SUCCESSOR_NO", "successor_org_no", "string", "并入单位"),
        *_VALIDITY,
    ),
)

FEEDERS = Source(
    name="feeders",
    title="馈线",
    format="csv",
    cadence="on change",
    key=("feeder_no",),
    columns=(
        Column("LINE_NO", "feeder_no", "string", "线路编号", required=True),
        Column("LINE_NAME", "feeder_name", "string", "线路名称", required=True),
        Column("SUBS_NO", "substation_no", "string", "变电站编号", required=True),
        Column("SUBS_NAME", "substation_name", "string", "变电站名称"),
        Column("ORG_NO", "org_no", "string", "供电单位", required=True),
        Column("VOLT_KV", "voltage_kv", "int", "电压等级(kV)"),
        Column("LENGTH_M", "length_m", "int", "长度(m)"),
        Column("LINE_TYPE", "feeder_type", "string", "公线或专线", values=("public", "private")),
    ),
    rules=(Rule("negative_length", "length_m < 0", "length is negative"),),
)

TRANSFORMERS = Source(
    name="transformers",
    title="台区",
    format="csv",
    cadence="on change",
    key=("transformer_no",),
    columns=(
        Column("TG_NO", "transformer_no", "string", "台区编号", required=True),
        Column("TG_NAME", "transformer_name", "string", "台区名称", required=True),
        Column("LINE_NO", "feeder_no", "string", "所属线路", required=True),
        Column("ORG_NO", "org_no", "string", "供电单位", required=True),
        Column("TG_CAP", "capacity_kva", "int", "容量(kVA)"),
        Column("PUB_PRIV_FLAG", "ownership", "string", "公变或专变", values=("01", "02")),
        Column("URBAN_RURAL_FLAG", "urban_rural", "string", "城乡类别", values=("01", "02", "03")),
        Column("RUN_STATUS_CODE", "status", "string", "运行状态"),
        Column("PUT_DATE", "commissioned_on", "date", "投运日期"),
        *_PLACE,
    ),
    rules=(_OUT_OF_CHINA, Rule("negative_capacity", "capacity_kva < 0", "capacity is negative")),
)

TOPOLOGY = Source(
    name="topology",
    title="电网拓扑",
    format="csv",
    cadence="on change",
    key=("child_no", "valid_from"),
    columns=(
        Column("CHILD_NO", "child_no", "string", "下级设备", required=True),
        Column(
            "CHILD_KIND", "child_kind", "string", "下级类型", required=True, values=("feeder", "transformer")
        ),
        Column("PARENT_NO", "parent_no", "string", "上级设备", required=True),
        Column(
            "PARENT_KIND", "parent_kind", "string", "上级类型", required=True, values=("substation", "feeder")
        ),
        *_VALIDITY,
    ),
)

RESOURCES = Source(
    name="resources",
    title="服务资源",
    format="csv",
    cadence="on change",
    key=("resource_no",),
    columns=(
        Column("RES_NO", "resource_no", "string", "资源编号", required=True),
        Column(
            "KIND",
            "kind",
            "string",
            "类型",
            required=True,
            values=("hall", "kiosk", "agent", "repair_team", "generator"),
        ),
        Column("NAME", "name", "string", "名称", required=True),
        Column("ORG_NO", "org_no", "string", "供电单位", required=True),
        Column("OPEN_HOURS", "open_hours", "string", "服务时间"),
        Column("SERVICES", "services", "string", "服务内容"),
        *_PLACE,
    ),
    rules=(_OUT_OF_CHINA,),
)

KNOWLEDGE_ITEMS = Source(
    name="knowledge_items",
    title="知识库",
    format="csv",
    cadence="on change",
    key=("item_no",),
    columns=(
        Column("ITEM_NO", "item_no", "string", "知识编号", required=True),
        Column("LIBRARY", "library", "string", "知识库", required=True),
        Column("TOPIC_PATH", "topic_path", "string", "目录"),
        Column("TITLE", "title", "string", "标题", required=True),
        Column("CONTENT", "content", "string", "内容"),
        Column("BUSI_TYPE_CODE", "business_code", "string", "适用业务类型"),
        Column("VIEWS", "views", "int", "浏览次数"),
        Column("USEFUL_VOTES", "useful_votes", "int", "有用评价"),
        *_VALIDITY,
    ),
)

SOURCES = (ORGANISATIONS, FEEDERS, TRANSFORMERS, TOPOLOGY, RESOURCES, KNOWLEDGE_ITEMS)
