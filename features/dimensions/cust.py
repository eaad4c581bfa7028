"""CUST: who they are on paper."""

from gridtag.features.codes import Code, Flag, LastOn, Value
from gridtag.features.dimension import Dimension
from gridtag.features.statistics import Count, Rate
from gridtag.features.windows import D30, D90, D365, LIFE

CUST = Dimension(
    "cust",
    "客户档案与计量接入",
    "Customer archive and metering",
    frame="archive",
    features=(
        Code("cons_sort", "用户分类(高压/低压非居民/低压居民)", "customer class", of="customer_sort"),
        Code("elec_type", "用电类别", "electricity type", of="elec_type"),
        Code("elec_group", "用电大类", "electricity group", of="elec_group"),
        Code("trade", "行业分类", "trade", of="trade"),
        Code("trade_group", "行业大类", "trade group: first two digits of the trade", of="trade_group"),
        Code("volt", "供电电压", "supply voltage", of="voltage"),
        Code("load_attr", "负荷性质", "load attribute", of="load_attribute"),
        Code("status", "用户状态", "account status", of="status"),
        Code("hec", "高耗能行业", "energy-intensive industry", of="nullif(high_energy_industry, '')"),
        Code("meter_type", "电能表类型", "meter type", of="meter_type"),
        Code("read_mode", "抄表方式", "how the last bill was read", of="read_type", frame="latest_bills"),
        Code(
            "bill_cycle", "账单周期(月/双月)", "months between bills", of="bill_cycle", frame="latest_bills"
        ),
        Value(
            "contract_cap", "合同容量kVA", "contract capacity", of="cast(contract_kva AS DOUBLE)", unit="kVA"
        ),
        LastOn("account_age", "户龄(天)", "account age", of="connected_on", call_it="val"),
        LastOn("meter_age", "表龄(天)", "age of the meter", of="meter_since", call_it="val"),
        Value(
            "n_accounts_same_owner",
            "同一主体名下户数",
            "accounts of the same owner",
            of="cast(accounts_of_owner AS DOUBLE)",
            frame="shared_phones",
        ),
        Value(
            "n_accounts_same_phone",
            "同一电话关联户数",
            "accounts with the same phone",
            of="cast(accounts_of_phone AS DOUBLE)",
            frame="shared_phones",
        ),
        Value("n_contacts", "联系人数", "contacts", of="cast(contacts AS DOUBLE)"),
        Value(
            "contact_completeness",
            "联系信息完整度",
            "contact completeness, of 4 items",
            of="cast(contact_items AS DOUBLE) / 4",
        ),
        Value(
            "archive_completeness",
            "档案完整度",
            "archive completeness, of 10 items",
            of="cast(archive_items AS DOUBLE) / 10",
        ),
        Value(
            "archive_conflicts", "档案冲突项数", "archive conflicts", of="cast(archive_conflicts AS DOUBLE)"
        ),
        Flag("smart_meter", "智能表", "smart meter", of="meter_type = 'smart'"),
        Flag("prepaid", "费控预付", "prepaid", of="prepaid"),
        Flag(
            "remote_switch",
            "可远程停复电",
            "switched remotely: fee control on a smart meter",
            of="prepaid AND meter_type = 'smart'",
        ),
        Flag("phone_present", "有有效电话", "phone present", of="phone_present"),
        Flag("phone_verified", "电话已核验", "phone verified", of="phone_verified"),
        Flag("sms_bill", "订阅账单短信", "subscribes to bill messages", of="sms_bill"),
        Flag("sms_outage", "订阅停电短信", "subscribes to outage messages", of="sms_outage"),
        Flag("sms_owe", "订阅欠费短信", "subscribes to arrears messages", of="sms_arrears"),
        Flag("wx_bound", "绑定公众号", "WeChat bound", of="wechat_bound"),
        Flag("app_bound", "绑定网上国网", "app bound", of="app_bound"),
        Flag("marketing_consent", "营销触达同意", "marketing consent", of="marketing_consent"),
        Flag("profiling_optout", "已退出画像推荐", "opted out of profiling", of="profiling_optout"),
        Flag("important_user", "重要用户", "important user", of="important"),
        Count(
            "transfer",
            "过户更名",
            "changes of name",
            (D365, LIFE),
            frame="archive_changes",
            where="renamed",
            unit="次",
        ),
        LastOn(
            "transfer",
            "过户更名",
            "days since the last change of name",
            frame="archive_changes",
            where="renamed",
        ),
        Count(
            "cap_change",
            "增减容/暂停",
            "changes of capacity",
            (D365, LIFE),
            frame="archive_changes",
            where="capacity_changed",
            unit="次",
        ),
        Count(
            "meter_swap",
            "换表",
            "meter swaps",
            (D365,),
            frame="archive_changes",
            where="meter_swapped",
            unit="次",
        ),
        LastOn(
            "meter_swap",
            "换表",
            "days since the last meter swap",
            frame="archive_changes",
            where="meter_swapped",
        ),
        Count(
            "collect_fail",
            "采集失败天数",
            "days on which the meter was not read",
            (D30, D90),
            frame="meter_days",
            where="NOT collected",
            unit="天",
        ),
        Rate(
            "collect_ok",
            "采集成功率",
            "days on which the meter was read",
            (D30, D90),
            frame="meter_days",
            where="collected",
        ),
    ),
)
