"""A made-up report for tests and pictures: real division names, all else invented from a fixed seed."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from gridtag.jobs.report.data import (
    Book,
    Campaign,
    CountyCount,
    Download,
    Entry,
    ModelCard,
    NotedFile,
    Reason,
    RepeatPlace,
    RepeatPlaces,
    Report,
    ScoreBand,
    Step,
    TableSize,
    Tag,
    TagCounts,
    Unit,
    WeakSpot,
    WeakSpots,
)
from gridtag.sample.parameters import divisions
from gridtag.sources import SOURCES

AS_OF = date(2026, 10, 31)
CUSTOMERS = 20_000
LANDED = {
    "organisations": 38, "feeders": 61, "transformers": 214, "topology": 275, "customers": 24_318,
    "contacts": 31_940, "consents": 9_127, "care_register": 604, "calls": 96_411, "tickets": 21_864,
    "ticket_steps": 88_102, "ticket_urges": 1_733, "ticket_revisits": 14_520, "bills": 480_377,
    "payments": 462_915, "dunning": 20_468, "outages": 4_102, "outage_scope": 9_844, "outage_notices": 6_310,
    "resources": 43, "knowledge_items": 300, "campaigns": 6, "campaign_outcomes": 2_950,
}  # fmt: skip
HEADS = (
    "金桂",
    "翠湖",
    "锦绣",
    "望江",
    "春晖",
    "碧波",
    "东方",
    "丹桂",
    "紫荆",
    "滨湖",
    "枫桦",
    "玉兰",
    "香樟",
)
FEEDERS = ("城北", "东湖", "新丰", "石桥", "南山", "长河", "青云")
TAILS = ("花园", "小区", "新村", "家园")
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


def units() -> tuple[Unit, ...]:
    rows = divisions()
    found = {"33101": Unit("33101", "浙江省", "province")}
    for row in rows:
        found[row["city_org"]] = Unit(row["city_org"], row["city"], "city", "33101")
        found[row["county_org"]] = Unit(row["county_org"], row["county"], "county", row["city_org"])
    return tuple(found.values())


def books() -> tuple[Book, ...]:
    random = np.random.default_rng(1)
    found = []
    for source in SOURCES:
        landed = LANDED.get(source.name, 0)
        held, lost = int(landed * random.uniform(0, 0.006)), int(landed * random.uniform(0, 0.02))
        latest = AS_OF - timedelta(days=3 if source.name == "outages" else 0) if landed else None
        book = Book(
            source.name,
            source.title,
            source.cadence,
            source.optional,
            landed,
            landed - held - lost,
            held,
            lost,
            True,
            latest,
        )
        found.append(book)
    return tuple(found)


def reasons(found: tuple[Book, ...]) -> tuple[Reason, ...]:
    rules = {
        "calls": (("negative_duration", "a duration is negative", 0.7), ("rating_range", "rating key", 0.3)),
        "tickets": (
            ("finish_before_begin", "archived before it was accepted", 0.5),
            ("accepted_at.not_a_timestamp", "HANDLE_TIME is not a valid timestamp", 0.3),
            ("business_code.missing", "BUSI_TYPE_CODE is missing", 0.2),
        ),
        "payments": (("pay_mode.unknown_code", "PAY_MODE has an unknown code", 1.0),),
    }
    held = {book.source: book.quarantined for book in found}
    listed = [
        Reason(source, rule, reason, round(held[source] * share))
        for source, broken in rules.items()
        for rule, reason, share in broken
    ]
    return tuple(sorted((r for r in listed if r.rows), key=lambda r: (-r.rows, r.source, r.rule)))


def points() -> dict[str, tuple[tuple[float, float], ...]]:
    """Transformers scattered over each county's box, denser in its middle."""
    random = np.random.default_rng(2)
    found = {}
    for row in divisions():
        west, east, south, north = (float(row[side]) for side in ("west", "east", "south", "north"))
        x = west + (east - west) * random.beta(1.6, 1.6, 60)
        y = south + (north - south) * random.beta(1.6, 1.6, 60)
        found[row["county"]] = tuple(
            (round(float(a), 4), round(float(b), 4)) for a, b in zip(x, y, strict=True)
        )
    return found


def weak_spots(count: int = 50) -> WeakSpots:
    random = np.random.default_rng(3)
    counties, places = [row["county"] for row in divisions()], points()
    items = []
    for rank in range(1, count + 1):
        county = counties[int(random.integers(len(counties)))]
        x, y = places[county][int(random.integers(60))]
        expected = float(random.uniform(0.8, 4))
        ratio = 2 + 4.2 * (1 - rank / (count + 1)) + float(random.uniform(-0.4, 0.4))
        events = max(2, round(expected * ratio * 1.1))
        tickets = tuple(f"工单 {20260901000 + 37 * rank + n}" for n in range(events // 2))
        outages = tuple(f"停电 PO{20260700 + 11 * rank + n}" for n in range(events - events // 2))
        items.append(
            WeakSpot(
                rank,
                f"TG{33010000 + rank:08d}",
                f"{HEADS[rank % len(HEADS)]}{'东西南北'[rank % 4]}{rank % 3 + 1}号公变",
                f"{FEEDERS[rank % 7]}{rank % 40 + 100}线",
                county,
                ("城市", "农村", "偏远")[rank % 3],
                int(random.integers(60, 260)),
                events,
                round(expected, 2),
                round(ratio, 2),
                round(ratio * 0.58, 2),
                round(max(0.1, (ratio * 0.58 - 1) * expected), 2),
                events // 2,
                events - events // 2,
                int(random.integers(90, 4200)),
                int(random.integers(0, 6)),
                AS_OF - timedelta(days=int(random.integers(1, 90))),
                tickets + outages,
                x,
                y,
            )
        )
    rows = [
        CountyCount(
            county,
            sum(spot.county == county for spot in items),
            sum(spot.customers for spot in items if spot.county == county),
            sum(spot.events for spot in items if spot.county == county),
        )
        for county in counties
    ]
    return WeakSpots(tuple(items), count, 218, tuple(row for row in rows if row.places))


def repeat_places(count: int = 24) -> RepeatPlaces:
    random = np.random.default_rng(4)
    counties, places = [row["county"] for row in divisions()], points()
    items = []
    for number in range(count):
        county = counties[int(random.integers(len(counties)))]
        x, y = places[county][int(random.integers(60))]
        first, later = int(random.integers(1, 4)), int(random.integers(1, 5))
        items.append(
            RepeatPlace(
                "spring",
                2025,
                2026,
                f"PL{number:05d}",
                f"{HEADS[number % len(HEADS)]}{TAILS[number % 4]}",
                "estate",
                county,
                first,
                later,
                tuple(f"2025020{n + 1}{number:04d}" for n in range(first)),
                tuple(f"2026021{n + 1}{number:04d}" for n in range(later)),
                f"TG{33010000 + number:08d}",
                f"东湖{number + 100}线",
                (("过负荷", "设备老化") if number % 2 else ("树障",)),
                int(random.integers(40, 600)),
                date(2025, 1, 28) + timedelta(days=number % 9),
                date(2026, 2, 17) + timedelta(days=number % 9),
                x,
                y,
            )
        )
    items.sort(key=lambda place: (-place.faults_first - place.faults_later, place.place_id))
    rows = {
        county: [place for place in items if place.county == county]
        for county in dict.fromkeys(place.county for place in items)
    }
    counted = tuple(
        CountyCount(
            county,
            len(found),
            sum(place.customers or 0 for place in found),
            sum(place.faults_first + place.faults_later for place in found),
        )
        for county, found in rows.items()
    )
    return RepeatPlaces(tuple(items), count, counted)


def tag_counts(of: tuple[Unit, ...]) -> TagCounts:
    random = np.random.default_rng(5)
    customers: dict[tuple[str, str], int] = {}
    counties = [unit for unit in of if unit.level == "county"]
    parents = {unit.org_no: unit.parent for unit in of}
    for tag_id, *_, share in TAGS:
        for unit in counties:
            held = int(random.binomial(CUSTOMERS // len(counties), share))
            org_no: str | None = unit.org_no
            while org_no:
                customers[tag_id, org_no] = customers.get((tag_id, org_no), 0) + held
                org_no = parents[org_no]
    entered = {tag[0]: int(random.integers(0, 60)) for tag in TAGS}
    left = {tag[0]: int(random.integers(0, 60)) for tag in TAGS}
    marked = sum(held for (_, org_no), held in customers.items() if org_no == "33101")
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


def tables() -> tuple[TableSize, ...]:
    return (
        TableSize("gold.features_calls", "来电特征", "features", 19_612),
        TableSize("gold.customer_tags", "客户标签", "tags", 50_114),
        TableSize("gold.repeat_places", "重复故障地点", "repeat_places", 24),
        TableSize("gold.weak_spots", "薄弱点", "weak_spots", 218),
        TableSize("gold.campaign_targets", "外呼名单", "campaign", None),
    )


def report() -> Report:
    of, found = units(), books()
    tags = tuple(
        Tag(tag_id, group, title, english, f"rule_of_{tag_id.lower()} >= 2", privacy, marketing, "AGT CITY")
        for tag_id, group, title, english, privacy, marketing, _ in TAGS
    )
    counties = [unit for unit in of if unit.level == "county"]
    customers = {unit.org_no: CUSTOMERS // len(counties) for unit in counties}
    for unit in of:
        if unit.level == "city":
            customers[unit.org_no] = sum(customers[c.org_no] for c in counties if c.parent == unit.org_no)
    customers["33101"] = CUSTOMERS
    downloads = (
        Download(
            "campaign", "EPAY-2026-11.xlsx", "外呼目标清单", "campaign list", "脱敏，含理由与对照组标记"
        ),
        Download("campaign", "EPAY-2026-11.csv", "外呼目标清单", "campaign list", "同上，供系统导入"),
        Download("weak_spots", "weak_spots.gpkg", "薄弱点", "weak spots", "CGCS2000 点图层，可直接入 QGIS"),
        Download("weak_spots", "weak_spots.xlsx", "薄弱点", "weak spots", "工作表，含证据"),
        Download("repeat_places", "repeat_places.xlsx", "重复故障地点", "repeat places", "工作表，含工单"),
    )
    files = (
        NotedFile("tickets/2026-10-29/tickets_03.csv", "tickets", "partial", 812, "cut off after line 812"),
        NotedFile("calls/2026-10-30/calls_14.jsonl.gz", "calls", "unreadable", 0, "gzip stream is broken"),
        NotedFile("readme.txt", None, "unreadable", 0, "no source takes files of this name"),
    )
    return Report(
        as_of=AS_OF,
        customers=CUSTOMERS,
        books=found,
        reasons=reasons(found),
        files=files,
        tables=tables(),
        units=of,
        tags=tags,
        tag_counts=tag_counts(of),
        weak_spots=weak_spots(),
        repeat_places=repeat_places(),
        campaign=campaign(),
        entries=entries(),
        unit_customers=customers,
        points=points(),
        downloads=downloads,
        quality_page="quality/index.html",
    )


def empty(*, made: bool) -> Report:
    """A report of a lake with nothing in it: tables missing, or made and without rows."""
    nothing = tuple(Book(s.name, s.title, s.cadence, s.optional, 0, 0, 0, 0, True) for s in SOURCES)
    tables_sized = tuple(TableSize(t.name, t.title, t.job, 0 if made else None) for t in tables())
    return Report(
        as_of=AS_OF,
        customers=0 if made else None,
        books=nothing,
        reasons=(),
        files=(),
        tables=tables_sized,
        units=(),
        tags=(),
        tag_counts=TagCounts({}, {}, {}, 0, 0) if made else None,
        weak_spots=WeakSpots((), 0, 0, ()) if made else None,
        repeat_places=RepeatPlaces((), 0, ()) if made else None,
        campaign=Campaign("EPAY", AS_OF, 0, 0, (), (), (), (), (), None) if made else None,
        entries=(),
    )
