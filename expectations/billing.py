"""Checks of bills, payments and dunning."""

from gridtag.expectations.check import WARNING, between, holds, known, no_rows, view
from gridtag.expectations.contract import suite
from gridtag.sources import billing

_BILLING = "请电费发行班组核对；错发的账单更正后以同一主键重新交付即可。"
_BILL_KEYS = f"SELECT customer_no, bill_month FROM {view('silver.bills')}"
_CLOSED_MONTH = "add_months(trunc(date_sub(:as_of, 15), 'MM'), -1)"
"""The latest month whose billing run must have arrived: runs take until the middle of the next month."""

BILLS = suite(
    billing.BILLS,
    known("customer_no", "customers", "户号存在于客户档案", mostly=0.99),
    known("org_no", "organisations", "供电单位存在", mostly=0.99),
    no_rows(
        "closed_month_complete",
        "SELECT 1 FROM "
        "(SELECT count(DISTINCT c.customer_no) AS customers, count(DISTINCT b.customer_no) AS billed "
        f"FROM {view('silver.customers')} c LEFT JOIN {view('silver.bills')} b "
        f"ON b.customer_no = c.customer_no AND b.bill_month = {_CLOSED_MONTH} "
        "WHERE c.is_current AND coalesce(c.status, '0') <> '9' "
        f"AND coalesce(c.connected_on, DATE '2000-01-01') < {_CLOSED_MONTH}) WHERE billed < 0.8 * customers",
        "上一个已关账的月份，80 % 以上的在用客户有账单",
        "该月账单可能只到了一部分；缺的供电单位补交后重跑，补齐前不要解读用电与欠费的变化。",
    ),
    between("energy_wh", 0, 10**14, "电量不为负且不超过 1 亿 kWh", mostly=0.999),
    between("amount_fen", 0, 10**11, "电费不超过 10 亿元"),
    holds(
        "parts_make_total",
        "abs(peak_wh + flat_wh + valley_wh - energy_wh) <= 2000",
        "峰平谷电量之和等于总电量(差 2 kWh 以内)",
        _BILLING,
        mostly=0.95,
    ),
    holds(
        "tiers_below_total",
        "coalesce(tier2_wh, 0) + coalesce(tier3_wh, 0) <= energy_wh",
        "二、三档电量不超过总电量",
        _BILLING,
        mostly=0.99,
    ),
    holds(
        "price_plausible",
        "CASE WHEN energy_wh >= 50000 THEN amount_fen / energy_wh BETWEEN 0.01 AND 0.3 END",
        "均价在 0.1–3 元/kWh(50 kWh 以上的账单)",
        _BILLING,
        mostly=0.98,
    ),
    holds("billed_after_month", "billed_on >= bill_month", "发行不早于所属账期", _BILLING, mostly=0.999),
    holds(
        "due_within_90_days",
        "datediff(due_on, billed_on) <= 90",
        "缴费期限在发行后 90 天内",
        _BILLING,
        mostly=0.99,
    ),
    holds(
        "read_not_estimated",
        "read_type <> 'estimated'",
        "估抄不超过 20 %",
        "估抄过多时电量特征失真；请查采集成功率。",
        mostly=0.8,
    ),
)
PAYMENTS = suite(
    billing.PAYMENTS,
    known("customer_no", "customers", "户号存在于客户档案", mostly=0.99),
    known("org_no", "organisations", "供电单位存在", mostly=0.99),
    holds(
        "bill_known",
        f"CASE WHEN bill_month IS NOT NULL THEN (customer_no, bill_month) IN ({_BILL_KEYS}) END",
        "所缴账期有应收账单",
        "先看 silver.bills 是否缺月；预付与跨年补缴会造成少量缺失。",
        mostly=0.9,
    ),
    holds("amount_positive", "amount_fen > 0", "实收金额大于 0", _BILLING, mostly=0.99),
    between("amount_fen", 0, 10**11, "实收不超过 10 亿元"),
    holds(
        "paid_after_month", "CAST(paid_at AS DATE) >= bill_month", "缴费不早于所缴账期", _BILLING, mostly=0.95
    ),
)
DUNNING = suite(
    billing.DUNNING,
    known("customer_no", "customers", "户号存在于客户档案", mostly=0.99),
    holds(
        "bill_known",
        f"CASE WHEN bill_month IS NOT NULL THEN (customer_no, bill_month) IN ({_BILL_KEYS}) END",
        "欠费账期有应收账单",
        "先看 silver.bills 是否缺月。",
        mostly=0.9,
    ),
    holds(
        "delivered_told",
        "delivered IS NOT NULL",
        "80 % 以上的催费记录有送达结果",
        "请催费平台回传送达状态。",
        mostly=0.8,
    ),
    empty=WARNING,
)

SUITES = (BILLS, PAYMENTS, DUNNING)
