"""Checks of tickets, their steps, urges and revisits."""

from gridtag.expectations.check import WARNING, between, holds, known
from gridtag.expectations.contract import suite
from gridtag.sources import tickets

_TICKET_SYSTEM = "请营销系统核对抽取口径；在此之前时限与次数指标可能不准。"

TICKETS = suite(
    tickets.TICKETS,
    known("org_no", "organisations", "供电单位存在", mostly=0.99),
    known("customer_no", "customers", "户号存在于客户档案", mostly=0.9),
    known("parent_ticket_no", "tickets", "主单存在", other="ticket_no", mostly=0.95),
    known("transformer_no", "transformers", "所属台区存在", mostly=0.95),
    known("feeder_no", "feeders", "所属线路存在", mostly=0.95),
    known("outage_id", "outages", "关联的停电存在", mostly=0.95),
    holds(
        "with_customer_no",
        "customer_no IS NOT NULL",
        "无户号的工单少于 60 %",
        "无户号的工单只能按地址归集；占比突增多因抽取漏列，请查营销系统。",
        mostly=0.4,
    ),
    holds("with_content", "content IS NOT NULL", "90 % 以上的工单有受理内容", _TICKET_SYSTEM, mostly=0.9),
    holds(
        "not_test",
        "NOT is_test",
        "测试工单不超过 2 %",
        "测试工单不计入任何指标；请通知受理单位停止在生产环境测试。",
        mostly=0.98,
    ),
    holds("parent_is_other", "parent_ticket_no <> ticket_no", "子单不以自己为主单", _TICKET_SYSTEM),
    holds(
        "accepted_then_dispatched",
        "dispatched_at >= accepted_at",
        "派发不早于受理",
        _TICKET_SYSTEM,
        mostly=0.99,
    ),
    holds(
        "on_site_then_restored",
        "restored_at >= on_site_at",
        "修复不早于到达现场",
        _TICKET_SYSTEM,
        mostly=0.99,
    ),
    holds(
        "closed_within_90_days",
        "timestampdiff(DAY, accepted_at, closed_at) <= 90",
        "99 % 的工单 90 天内归档",
        _TICKET_SYSTEM,
        mostly=0.99,
    ),
    holds(
        "closed_has_time",
        "CASE WHEN status = 'closed' THEN closed_at IS NOT NULL END",
        "已归档的工单有归档时间",
        _TICKET_SYSTEM,
        mostly=0.95,
    ),
    between("returns", 0, 20, "退单不超过 20 次", mostly=0.999),
    between("transfers", 0, 20, "转派不超过 20 次", mostly=0.999),
)
TICKET_STEPS = suite(
    tickets.TICKET_STEPS,
    known("ticket_no", "tickets", "工单存在", mostly=0.98),
    between("step_no", 0, 500, "环节序号在 0–500"),
)
TICKET_URGES = suite(
    tickets.TICKET_URGES,
    known("ticket_no", "tickets", "原工单存在", mostly=0.98),
    known("org_no", "organisations", "供电单位存在", mostly=0.99),
    known("customer_no", "customers", "户号存在于客户档案", mostly=0.9),
    empty=WARNING,
)
TICKET_REVISITS = suite(
    tickets.TICKET_REVISITS,
    known("ticket_no", "tickets", "工单存在", mostly=0.98),
    known("customer_no", "customers", "户号存在于客户档案", mostly=0.9),
    holds(
        "reached_then_answered",
        "CASE WHEN reached THEN satisfied IS NOT NULL END",
        "接通的回访中满意度缺失少于 50 %",
        "满意度缺失突增时满意率不可比；请查回访平台。",
        mostly=0.5,
    ),
    holds(
        "satisfied_only_reached",
        "CASE WHEN satisfied IS NOT NULL THEN reached END",
        "有满意度的回访都已接通",
        _TICKET_SYSTEM,
        mostly=0.99,
    ),
    holds(
        "done_has_method",
        "CASE WHEN done_at IS NOT NULL THEN method IS NOT NULL END",
        "已回访的有回访方式",
        _TICKET_SYSTEM,
        mostly=0.9,
    ),
    empty=WARNING,
)

SUITES = (TICKETS, TICKET_STEPS, TICKET_URGES, TICKET_REVISITS)
