"""Outbound campaigns and what came of each contact."""

from gridtag.contract import Column, Rule, Source

CAMPAIGNS = Source(
    name="campaigns",
    title="营销活动",
    format="csv",
    cadence="on change",
    key=("campaign_id",),
    columns=(
        Column("CAMPAIGN_ID", "campaign_id", "string", "活动编号", required=True),
        Column("NAME", "name", "string", "名称", required=True),
        Column(
            "CHANNEL",
            "channel",
            "string",
            "触达渠道",
            required=True,
            values=("sms", "voice", "app", "wechat", "hall"),
        ),
        Column("OFFER", "offer", "string", "推荐渠道", values=("app", "wechat", "alipay", "debit")),
        Column("START_DATE", "starts_on", "date", "开始日期", required=True),
        Column("END_DATE", "ends_on", "date", "结束日期"),
    ),
    rules=(Rule("ends_before_start", "ends_on < starts_on", "ends before it starts"),),
)

CAMPAIGN_OUTCOMES = Source(
    name="campaign_outcomes",
    title="活动结果",
    format="csv",
    cadence="on change",
    key=("outcome_no",),
    event_at="assigned_at",
    cluster_by=("customer_no",),
    columns=(
        Column("OUTCOME_NO", "outcome_no", "string", "结果编号", required=True),
        Column("CAMPAIGN_ID", "campaign_id", "string", "活动编号", required=True),
        Column("CONS_NO", "customer_no", "string", "户号", required=True),
        Column("ARM", "arm", "string", "组别", required=True, values=("treatment", "control")),
        Column("ASSIGNED_TIME", "assigned_at", "timestamp", "分组时间", required=True),
        Column("CONTACT_TIME", "contacted_at", "timestamp", "触达时间"),
        Column(
            "DISPOSITION",
            "disposition",
            "string",
            "结果",
            values=("accepted", "declined", "unreached", "wrong_number", "complained"),
        ),
    ),
)

SOURCES = (CAMPAIGNS, CAMPAIGN_OUTCOMES)
