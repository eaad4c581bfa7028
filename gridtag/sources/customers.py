"""The customer archive and what hangs on it. From PostgreSQL by watermark, or as CSV where no server is set up."""

from gridtag.contract import Column, Rule, Source

_UPDATED = Column("UPDATED_AT", "updated_at", "timestamp", "更新时间", required=True)

CUSTOMERS = Source(
    name="customers",
    title="客户档案",
    format="csv",
    key=("customer_no",),
    event_at="updated_at",
    history=True,
    database=True,
    cluster_by=("customer_no",),
    columns=(
        Column("CONS_NO", "customer_no", "string", "户号", required=True),
        Column("CONS_NO_OLD", "former_customer_no", "string", "原户号"),
        Column("CONS_NAME", "name", "string", "户名", privacy="P3"),
        Column("ELEC_ADDR", "address", "string", "用电地址", privacy="P3"),
        Column("ORG_NO", "org_no", "string", "供电单位", required=True),
        Column("TG_NO", "transformer_no", "string", "台区"),
        Column("CONS_SORT_CODE", "customer_sort", "string", "用户分类", values=("00", "01", "02", "03")),
        Column("ELEC_TYPE_CODE", "elec_type", "string", "用电类别"),
        Column("TRADE_CODE", "trade", "string", "行业分类"),
        Column("VOLT_CODE", "voltage", "string", "供电电压"),
        Column("LODE_ATTR_CODE", "load_attribute", "string", "负荷性质"),
        Column("HEC_INDUSTRY_CODE", "high_energy_industry", "string", "高耗能行业"),
        Column("URBAN_RURAL_FLAG", "urban_rural", "string", "城乡类别", values=("01", "02", "03")),
        Column("CONTRACT_CAP", "contract_kva", "int", "合同容量(kVA)"),
        Column("STATUS_CODE", "status", "string", "用户状态", values=("0", "1", "9")),
        Column("TS_FLAG", "time_of_use", "boolean", "执行峰谷"),
        Column("RCA_FLAG", "prepaid", "boolean", "费控预付"),
        Column("METER_NO", "meter_no", "string", "电能表资产号"),
        Column("METER_TYPE", "meter_type", "string", "电能表类型"),
        Column("POWER_ON_DATE", "connected_on", "date", "送电日期"),
        Column("CANCEL_DATE", "cancelled_on", "date", "销户日期"),
        Column("IMPORTANT_FLAG", "important", "boolean", "重要用户"),
        _UPDATED,
    ),
    rules=(
        Rule(
            "cancelled_before_connected", "cancelled_on < connected_on", "cancelled before it was connected"
        ),
        Rule("negative_capacity", "contract_kva < 0", "contract capacity is negative"),
    ),
)

CONTACTS = Source(
    name="contacts",
    title="联系人",
    format="csv",
    key=("contact_no",),
    event_at="updated_at",
    database=True,
    cluster_by=("customer_no",),
    columns=(
        Column("CONTACT_NO", "contact_no", "string", "联系人编号", required=True),
        Column("CONS_NO", "customer_no", "string", "户号", required=True),
        Column("CONTACT_NAME", "name", "string", "姓名", privacy="P3"),
        Column("PHONE", "phone", "string", "电话", privacy="P3"),
        Column("ROLE", "role", "string", "角色", values=("owner", "billing", "outage", "legal")),
        Column("BIRTH_YEAR", "birth_year", "int", "出生年份", privacy="P3"),
        Column("VERIFIED_TIME", "verified_at", "timestamp", "核验时间"),
        Column("DO_NOT_CALL", "do_not_call", "boolean", "勿扰", required=True),
        Column("SMS_BILL", "sms_bill", "boolean", "订阅账单短信"),
        Column("SMS_OUTAGE", "sms_outage", "boolean", "订阅停电短信"),
        Column("SMS_OWE", "sms_arrears", "boolean", "订阅欠费短信"),
        Column("APP_BOUND", "app_bound", "boolean", "绑定网上国网"),
        Column("WX_BOUND", "wechat_bound", "boolean", "绑定公众号"),
        _UPDATED,
    ),
)

CONSENTS = Source(
    name="consents",
    title="授权同意",
    format="csv",
    key=("consent_no",),
    event_at="updated_at",
    database=True,
    cluster_by=("customer_no",),
    columns=(
        Column("CONSENT_NO", "consent_no", "string", "授权编号", required=True),
        Column("CONS_NO", "customer_no", "string", "户号", required=True),
        Column("PURPOSE", "purpose", "string", "用途", required=True, values=("marketing", "profiling")),
        Column("GRANTED_AT", "granted_at", "timestamp", "授权时间", required=True),
        Column("WITHDRAWN_AT", "withdrawn_at", "timestamp", "撤回时间"),
        Column("CHANNEL", "channel", "string", "授权渠道"),
        Column("TEXT_VERSION", "text_version", "string", "文本版本"),
        _UPDATED,
    ),
    rules=(Rule("withdrawn_before_granted", "withdrawn_at < granted_at", "withdrawn before it was granted"),),
)

CARE_REGISTER = Source(
    name="care_register",
    title="关爱登记",
    format="csv",
    key=("care_no",),
    event_at="updated_at",
    database=True,
    cluster_by=("customer_no",),
    columns=(
        Column("CARE_NO", "care_no", "string", "登记编号", required=True),
        Column("CONS_NO", "customer_no", "string", "户号", required=True),
        Column(
            "CARE_TYPE",
            "care_type",
            "string",
            "关爱类型",
            required=True,
            privacy="P4",
            values=("lowinc", "wubao", "elderly", "disabled", "life_support", "left_behind"),
        ),
        Column("STATUS", "status", "string", "状态", required=True, values=("active", "ended"), privacy="P4"),
        Column("START_DATE", "starts_on", "date", "起始日期", privacy="P4"),
        Column("EXPIRE_DATE", "expires_on", "date", "到期日期", privacy="P4"),
        _UPDATED,
    ),
)

SOURCES = (CUSTOMERS, CONTACTS, CONSENTS, CARE_REGISTER)
