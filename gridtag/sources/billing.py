"""Bills, payments and dunning, per billing run. A corrected row comes again under the same key."""

from gridtag.contract import Column, Lookup, Rule, Source

BILLS = Source(
    name="bills",
    title="应收电费",
    format="parquet",
    cadence="monthly",
    key=("customer_no", "bill_month"),
    event_at="billed_on",
    cluster_by=("customer_no",),
    columns=(
        Column("CONS_NO", "customer_no", "string", "户号", required=True),
        Column("RCVBL_YM", "bill_month", "month", "应收年月", required=True),
        Column("ORG_NO", "org_no", "string", "供电单位", required=True),
        Column("READ_DATE", "read_on", "date", "抄表日期"),
        Column("READ_TYPE", "read_type", "string", "抄表方式", values=("remote", "manual", "estimated")),
        Column("BILL_DATE", "billed_on", "date", "发行日期", required=True),
        Column("DUE_DATE", "due_on", "date", "缴费期限"),
        Column("T_PQ", "energy_wh", "wh", "总电量", required=True, privacy="P3"),
        Column("PQ_PEAK", "peak_wh", "wh", "峰电量"),
        Column("PQ_FLAT", "flat_wh", "wh", "平电量"),
        Column("PQ_VALLEY", "valley_wh", "wh", "谷电量"),
        Column("PQ_TIER2", "tier2_wh", "wh", "二档电量"),
        Column("PQ_TIER3", "tier3_wh", "wh", "三档电量"),
        Column("RCVBL_AMT", "amount_fen", "fen", "应收金额", required=True),
        Column("RCVBL_PENALTY", "penalty_fen", "fen", "应收违约金"),
        Column("REFUND_AMT", "refund_fen", "fen", "退补金额"),
        Column("STATUS_CODE", "status", "string", "状态", values=("0", "2", "9")),
        Column("RISK_LEVEL_CODE", "risk_level", "string", "电费风险等级", privacy="P3"),
        Column("CONS_SORT_CODE", "customer_sort", "string", "用户分类"),
        Column("ELEC_TYPE_CODE", "elec_type", "string", "用电类别"),
    ),
    rules=(
        Rule("negative_amount", "amount_fen < 0 OR penalty_fen < 0", "an amount is negative"),
        Rule("due_before_bill", "due_on < billed_on", "due before it was billed"),
    ),
)

PAYMENTS = Source(
    name="payments",
    title="收费记录",
    format="csv",
    delimiter="|",
    cadence="monthly",
    key=("payment_no",),
    event_at="paid_at",
    cluster_by=("customer_no",),
    columns=(
        Column("PAY_NO", "payment_no", "string", "收费编号", required=True),
        Column("CONS_NO", "customer_no", "string", "户号", required=True),
        Column("ORG_NO", "org_no", "string", "供电单位", required=True),
        Column("RCVBL_YM", "bill_month", "month", "所缴账期"),
        Column("CHARGE_TIME", "paid_at", "timestamp", "收费时间", required=True),
        Column("PAY_MODE", "pay_mode", "string", "缴费方式代码", required=True),
        Column("RCVED_AMT", "amount_fen", "fen", "实收金额", required=True),
        Column("RCVED_PENALTY", "penalty_fen", "fen", "实收违约金"),
        Column("PAYER_NO", "payer_no", "string", "付款主体编号", privacy="P3"),
    ),
    lookups=(Lookup("pay_modes", "pay_mode", ("pay_channel", "is_online")),),
    rules=(Rule("negative_amount", "amount_fen < 0 OR penalty_fen < 0", "an amount is negative"),),
)

DUNNING = Source(
    name="dunning",
    title="催费记录",
    format="csv",
    delimiter="|",
    cadence="monthly",
    key=("dunning_no",),
    event_at="sent_at",
    cluster_by=("customer_no",),
    columns=(
        Column("DUN_NO", "dunning_no", "string", "催费编号", required=True),
        Column("CONS_NO", "customer_no", "string", "户号", required=True),
        Column("RCVBL_YM", "bill_month", "month", "欠费账期"),
        Column(
            "METHOD",
            "method",
            "string",
            "催费方式",
            required=True,
            values=("sms", "voice", "paper", "visit", "cut", "reconnect"),
            privacy="P3",
        ),
        Column("SENT_TIME", "sent_at", "timestamp", "催费时间", required=True),
        Column("DELIVERED", "delivered", "boolean", "是否送达"),
    ),
)

SOURCES = (BILLS, PAYMENTS, DUNNING)
