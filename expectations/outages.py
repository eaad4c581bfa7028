"""Checks of outages, the transformer areas they reach and the notices about them."""

from gridtag.expectations.check import WARNING, between, holds, known, view
from gridtag.expectations.contract import suite
from gridtag.sources import outages

_GRID = "请配网调度核对；在此之前停电时户数与薄弱点可能不准。"

OUTAGES = suite(
    outages.OUTAGES,
    known("org_no", "organisations", "供电单位存在", mostly=0.99),
    known("feeder_no", "feeders", "线路存在", mostly=0.98),
    known("transformer_no", "transformers", "台区存在", mostly=0.98),
    known("customer_no", "customers", "单户停电的户号存在", mostly=0.95),
    known("ticket_no", "tickets", "关联工单存在", mostly=0.9),
    holds(
        "scope_known",
        "CASE WHEN level IN ('mv', 'tg') AND kind <> 'arrears' AND coalesce(status, '') <> 'cancelled' "
        f"THEN outage_id IN (SELECT outage_id FROM {view('silver.outage_scope')}) END",
        "中压与台区停电有停电台区清单",
        "没有清单的停电不计入任何客户；请补交 outage_scope。",
        mostly=0.9,
    ),
    holds(
        "feeder_given",
        "CASE WHEN level = 'mv' THEN feeder_no IS NOT NULL END",
        "中压停电有线路",
        _GRID,
        mostly=0.95,
    ),
    holds(
        "transformer_given",
        "CASE WHEN level IN ('tg', 'lv') THEN transformer_no IS NOT NULL END",
        "台区与低压停电有台区",
        _GRID,
        mostly=0.95,
    ),
    holds(
        "arrears_is_single",
        "CASE WHEN kind = 'arrears' THEN level = 'own' END",
        "欠费停电只及单户",
        "欠费停电不计入供电可靠性，级别错误会误计；请更正。",
        mostly=0.99,
    ),
    holds(
        "within_72_hours",
        "timestampdiff(MINUTE, started_at, restored_at) <= 72 * 60",
        "98 % 的停电在 72 小时内送电",
        _GRID,
        mostly=0.98,
    ),
    holds(
        "open_not_stale",
        "CASE WHEN started_at < :as_of - INTERVAL '7' DAY "
        "AND coalesce(status, '') NOT IN ('cancelled', 'planned') THEN restored_at IS NOT NULL END",
        "7 天前的停电都有送电时间",
        "未回填送电时间的停电时长会被低估；请补录。",
        mostly=0.98,
    ),
    holds(
        "plan_has_times",
        "CASE WHEN kind = 'plan' THEN planned_start_at IS NOT NULL AND planned_end_at IS NOT NULL END",
        "计划停电有计划起止",
        _GRID,
        mostly=0.95,
    ),
    holds("plan_in_order", "planned_end_at > planned_start_at", "计划送电晚于计划停电", _GRID, mostly=0.99),
)
OUTAGE_SCOPE = suite(
    outages.OUTAGE_SCOPE,
    known("outage_id", "outages", "停电存在", mostly=0.98),
    known("transformer_no", "transformers", "台区存在", mostly=0.98),
    between("customers", 0, 20_000, "一个台区不超过 2 万户", mostly=0.999),
)
OUTAGE_NOTICES = suite(
    outages.OUTAGE_NOTICES,
    known("outage_id", "outages", "停电存在", mostly=0.98),
    known("transformer_no", "transformers", "台区存在", mostly=0.98),
    holds(
        "delivered_told",
        "delivered IS NOT NULL",
        "80 % 以上的通知有送达结果",
        "请短信与应用平台回传送达状态。",
        mostly=0.8,
    ),
    empty=WARNING,
)

SUITES = (OUTAGES, OUTAGE_SCOPE, OUTAGE_NOTICES)
