"""Checks of campaigns and what came of each contact."""

from gridtag.expectations.check import WARNING, holds, known
from gridtag.expectations.contract import suite
from gridtag.sources import campaigns

_CAMPAIGN = "请营销活动负责人核对回传文件；分组被破坏的活动不能用来计算效果。"

CAMPAIGNS = suite(campaigns.CAMPAIGNS, empty=WARNING)
CAMPAIGN_OUTCOMES = suite(
    campaigns.CAMPAIGN_OUTCOMES,
    known("campaign_id", "campaigns", "活动存在"),
    known("customer_no", "customers", "户号存在于客户档案", mostly=0.99),
    holds(
        "contacted_after_assigned", "contacted_at >= assigned_at", "触达不早于分组", _CAMPAIGN, mostly=0.99
    ),
    holds(
        "control_untouched",
        "CASE WHEN arm = 'control' THEN contacted_at IS NULL END",
        "对照组没有被触达",
        _CAMPAIGN,
        mostly=0.99,
    ),
    holds(
        "disposition_given",
        "CASE WHEN contacted_at IS NOT NULL THEN disposition IS NOT NULL END",
        "已触达的有结果",
        _CAMPAIGN,
        mostly=0.95,
    ),
    empty=WARNING,
)

SUITES = (CAMPAIGNS, CAMPAIGN_OUTCOMES)
