"""Checks of the contact legs of the call platform."""

from gridtag.expectations.check import between, holds, known
from gridtag.expectations.contract import suite
from gridtag.sources import calls

_PLATFORM = "请话务平台核对话单字段；在此之前接通率与时长指标可能不准。"

CALLS = suite(
    calls.CALLS,
    known("org_no", "organisations", "供电单位存在", mostly=0.99),
    known("customer_no", "customers", "已识别的户号存在于客户档案", mostly=0.95),
    known("ticket_no", "tickets", "生成的工单存在", mostly=0.9),
    known("master_contact_id", "calls", "主接触存在", other="contact_id", mostly=0.99),
    known("campaign_id", "campaigns", "外呼活动存在", mostly=0.99),
    between("queue_seconds", 0, 3600, "排队不超过 1 小时", mostly=0.999),
    between("talk_seconds", 0, 7200, "通话不超过 2 小时", mostly=0.999),
    between("hold_seconds", 0, 3600, "保持不超过 1 小时", mostly=0.999),
    between("wrap_seconds", 0, 3600, "话后整理不超过 1 小时", mostly=0.999),
    between("transfers", 0, 20, "转接不超过 20 次", mostly=0.999),
    holds(
        "identified",
        "CASE WHEN direction = 'in' THEN customer_no IS NOT NULL END",
        "30 % 以上的来电能对应到客户",
        "识别率突降多因来电号码或身份识别接口中断；请查话务平台。",
        mostly=0.3,
    ),
    holds(
        "rated",
        "CASE WHEN rating_offered AND answered_at IS NOT NULL THEN rating IS NOT NULL END",
        "邀评的通话中未按键的不超过 90 %",
        "按键率突降多因邀评流程或按键回传中断；满意率暂不可比。",
        mostly=0.1,
    ),
    holds(
        "rated_when_offered",
        "CASE WHEN rating IS NOT NULL THEN rating_offered END",
        "有评价的通话都曾邀评",
        _PLATFORM,
        mostly=0.99,
    ),
    holds(
        "abandoned_unanswered",
        "CASE WHEN abandoned THEN answered_at IS NULL END",
        "放弃的来电没有应答时间",
        _PLATFORM,
        mostly=0.99,
    ),
    holds(
        "agent_answered",
        "CASE WHEN ivr_result = 'agent' AND NOT abandoned THEN answered_at IS NOT NULL END",
        "转人工且未放弃的来电有应答时间",
        _PLATFORM,
        mostly=0.99,
    ),
    holds(
        "not_abandoned",
        "CASE WHEN direction = 'in' THEN NOT abandoned END",
        "70 % 以上的来电未放弃",
        "放弃率如此之高，多为字段含义改变或话务平台故障；核实前不要发布接通率。",
        mostly=0.7,
    ),
)

SUITES = (CALLS,)
