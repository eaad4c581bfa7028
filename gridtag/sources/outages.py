"""Outages, the transformer areas they reach, and the notices sent about them."""

from gridtag.contract import Column, Rule, Source

OUTAGES = Source(
    name="outages",
    title="停电事件",
    format="jsonl",
    key=("outage_id",),
    event_at="started_at",
    future_days=60,
    cluster_by=("outage_id",),
    columns=(
        Column("POWEROFF_ID", "outage_id", "string", "停电编号", required=True),
        Column("ORG_NO", "org_no", "string", "供电单位", required=True),
        Column(
            "TYPE_CODE",
            "kind",
            "string",
            "停电类型",
            required=True,
            values=("plan", "temp", "fault", "urgent", "ration", "arrears", "user"),
        ),
        Column("LEVEL_CODE", "level", "string", "停电级别", required=True, values=("mv", "tg", "lv", "own")),
        Column("LINE_NO", "feeder_no", "string", "线路"),
        Column("TG_NO", "transformer_no", "string", "台区"),
        Column("CONS_NO", "customer_no", "string", "单户停电户号"),
        Column("PLAN_START", "planned_start_at", "timestamp", "计划停电时间"),
        Column("STOP_DATE", "planned_end_at", "timestamp", "计划送电时间"),
        Column("START_TIME", "started_at", "timestamp", "停电开始", required=True),
        Column("POWER_TIME", "restored_at", "timestamp", "实际送电"),
        Column(
            "REASON_L1",
            "reason",
            "string",
            "原因大类",
            values=("user", "nature", "external", "om", "equip", "constr", "superior"),
        ),
        Column("REASON_L2", "reason_detail", "string", "原因小类"),
        Column("SCOPE", "scope", "string", "停电范围"),
        Column("APP_NO", "ticket_no", "string", "关联工单"),
        Column("STATUS", "status", "string", "状态", values=("planned", "open", "restored", "cancelled")),
    ),
    rules=(Rule("restored_before_start", "restored_at < started_at", "restored before it began"),),
)

OUTAGE_SCOPE = Source(
    name="outage_scope",
    title="停电台区",
    format="jsonl",
    key=("outage_id", "transformer_no"),
    cluster_by=("transformer_no",),
    columns=(
        Column("POWEROFF_ID", "outage_id", "string", "停电编号", required=True),
        Column("TG_NO", "transformer_no", "string", "台区", required=True),
        Column("CONS_CNT", "customers", "int", "影响户数"),
        Column("RESTORE_TIME", "restored_at", "timestamp", "该台区送电时间"),
    ),
    rules=(Rule("negative_customers", "customers < 0", "a count is negative"),),
)

OUTAGE_NOTICES = Source(
    name="outage_notices",
    title="停电通知",
    format="jsonl",
    key=("notice_no",),
    event_at="issued_at",
    cluster_by=("outage_id",),
    columns=(
        Column("NOTICE_ID", "notice_no", "string", "通知编号", required=True),
        Column("POWEROFF_ID", "outage_id", "string", "停电编号", required=True),
        Column("TG_NO", "transformer_no", "string", "台区"),
        Column("ISSUED_TIME", "issued_at", "timestamp", "通知时间", required=True),
        Column(
            "CHANNEL",
            "channel",
            "string",
            "通知渠道",
            required=True,
            values=("sms", "app", "wechat", "poster", "media"),
        ),
        Column("DELIVERED", "delivered", "boolean", "是否送达"),
    ),
)

SOURCES = (OUTAGES, OUTAGE_SCOPE, OUTAGE_NOTICES)
