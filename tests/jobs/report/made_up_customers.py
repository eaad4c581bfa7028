"""Made-up tags, campaign and data dictionary."""

from __future__ import annotations

from datetime import date

import numpy as np

from gridtag.jobs.report.data import Campaign, Entry, ModelCard, ScoreBand, Step, TagCounts, Unit
from gridtag.sources import SOURCES
from tests.jobs.report.made_up_grid import AS_OF

CUSTOMERS = 20_000
TAGS = (
    ("T001", "A 停电与供电质量", "频繁停电敏感客户", "frequent-outage sensitive", "P2", "-", 0.031),
    ("T002", "A 停电与供电质量", "频繁停电客户(60天)", "frequent outage (60d)", "P2", "-", 0.094),
    ("T008", "A 停电与供电质量", "长时停电受影响", "long-outage exposed", "P2", "-", 0.121),
    ("T015", "A 停电与供电质量", "低电压客户", "low-voltage customer", "P2", "-", 0.017),
    ("T026", "B 诉求与投诉风险", "重复来电客户", "repeat caller", "P2", "-", 0.024),
    ("T041", "C 满意度与情绪", "不满意客户", "dissatisfied", "P3", "-", 0.006),
    ("T050", "D 来电与服务渠道", "高频来电客户", "frequent caller", "P2", "-", 0.008),
    ("T051", "D 来电与服务渠道", "沉默客户", "silent", "P2", "-", 0.612),
    ("T063", "D 来电与服务渠道", "未绑定电子渠道", "no e-channel bound", "P2", "Y", 0.388),
    ("T068", "E 缴费行为与渠道", "线上缴费偏好", "online payer", "P2", "Y", 0.447),
    ("T069", "E 缴费行为与渠道", "线下缴费偏好", "offline payer", "P2", "Y", 0.269),
    ("T070", "E 缴费行为与渠道", "线下转线上高潜", "high online-migration potential", "P2", "Y", 0.083),
)


def tag_counts(of: tuple[Unit, ...]) -> TagCounts:
    random = np.random.default_rng(5)
    customers: dict[tuple[str, str], int] = {}
    counties = [unit for unit in of if unit.level == "county"]
    parents = {unit.org_no: unit.parent for unit in of}
    for tag_id, *_, share in TAGS:
        for unit in counties:
            held = int(random.binomial(CUSTOMERS // len(counties), share))
            org_no: str | None = unit.org_no
            customers[tag_id, "all"] = customers.get((tag_id, "all"), 0) + held
            while org_no:
                customers[tag_id, org_no] = customers.get((tag_id, org_no), 0) + held
                org_no = parents[org_no]
    entered = {tag[0]: int(random.integers(0, 60)) for tag in TAGS}
    left = {tag[0]: int(random.integers(0, 60)) for tag in TAGS}
    marked = sum(held for (_, org_no), held in customers.items() if org_no == "all")
    return TagCounts(customers, entered, left, 17_204, marked)


def campaign() -> Campaign:
    rules = (
        ("eligible", "线下缴费、在供客户", 0, 7_436),
        ("consent", "未同意营销", 2_871, 4_565),
        ("do_not_call", "勿扰登记", 143, 4_422),
        ("care", "关爱登记客户", 96, 4_326),
        ("arrears", "欠费停电或争议中", 210, 4_116),
        ("frequency", "30 天内已联系", 388, 3_728),
        ("no_phone", "没有可用电话", 121, 3_607),
        ("capacity", "超出外呼能力", 1_607, 2_000),
    )
    steps = tuple(Step(n, rule, title, gone, kept) for n, (rule, title, gone, kept) in enumerate(rules, 1))
    listed = (612, 438, 290, 181, 109, 70, 48, 31, 16, 5)
    bands = tuple(
        ScoreBand(n + 1, round(0.81 - 0.08 * (n + 1), 3), round(0.81 - 0.08 * n, 3), 744, held, held // 9)
        for n, held in enumerate(listed)
    )
    model = ModelCard(
        "hgb-2026-10-31",
        AS_OF,
        date(2026, 5, 1),
        date(2026, 9, 30),
        41_872,
        5_310,
        date(2026, 6, 30),
        40_127,
        0.803,
        3.41,
        0.0074,
    )
    reasons = (
        ("近 12 个月仍有线下缴费，但已绑定网上国网", 734),
        ("最近一次线上缴费在 90 天内", 512),
        ("账单短信订阅客户", 466),
        ("家住城区，缴费点距离远", 203),
    )
    units_listed = (("上城区", 188, 20), ("西湖区", 202, 23), ("余杭区", 199, 22), ("诸暨市", 160, 18))
    channels = (("app", 1_020), ("wechat", 533), ("alipay", 247))
    return Campaign("EPAY-2026-11", AS_OF, 1_800, 200, steps, bands, channels, reasons, units_listed, model)


def entries() -> tuple[Entry, ...]:
    found = [
        Entry(
            "feature",
            f"call_n_{kind}_cnt_{window}",
            f"{title}（近 {window[:-1]} 天）",
            f"{kind} calls, {window}",
            "CALL 来电行为",
            "INT",
            "次",
            "没有来电为 0；来源缺失为空",
            "calls",
            "P2",
            "" if kind != "night" else "缺来源 calls.ivr",
        )
        for kind, title in (("all", "来电次数"), ("repair", "报修来电次数"), ("night", "夜间来电次数"))
        for window in ("7d", "30d", "90d", "365d")
    ]
    found += [
        Entry("tag", tag_id, title, english, group, "BOOLEAN", "", f"{tag_id} 的规则", "", privacy, "")
        for tag_id, group, title, english, privacy, _, _ in TAGS
    ]
    found += [
        Entry("source", f"{s.name}.{c.name}", c.title, "", s.title, c.sql_type, "", c.raw, s.name, c.privacy)
        for s in SOURCES
        for c in s.columns
    ]
    return tuple(found)
