"""The job deliver over a small lake: the pages tell the tables' figures, and nothing personal gets out."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gridtag.jobs import campaign, deliver, epay, ingest, repeat_places, tag_stats, tags
from gridtag.jobs.context import Context
from gridtag.jobs.report import lists, reading
from gridtag.jobs.weak_spot_tables import SPOT_COLUMNS, SPOTS
from gridtag.lake import Lake
from gridtag.models.campaign_planning.settings import Settings
from gridtag.privacy import mask_phone
from tests.jobs.report.reader import Reader, read
from tests.landing_files import content, land

pytestmark = pytest.mark.spark

DAY = date(2026, 10, 31)
PHONE = "12800001234"  # a lead that no mobile has
SECRETS = ("王小明", PHONE, "文晖路9号", "3300000001", "3300000002")

ORGANISATIONS = """
ORG_NO   ORG_NAME  ORG_LEVEL  P_ORG_NO  VALID_FROM  VALID_TO
33       浙江省     province   -         2000-01-01  -
33401    杭州市     city       33        2000-01-01  -
3340101  上城区     county     33401     2000-01-01  -
3340102  下城区     county     33401     2000-01-01  2021-04-01
3340103  西湖区     county     33401     2000-01-01  -
"""
TRANSFORMERS = """
TG_NO  TG_NAME     LINE_NO  ORG_NO   LONGITUDE  LATITUDE
T1     望江1号公变   L1       3340101  120.17     30.23
T2     望江2号公变   L1       3340101  120.18     30.24
T3     蒋村1号公变   L2       3340103  120.08     30.28
"""


def rows_of(table: str) -> list[dict[str, str]]:
    head, *lines = (line.split() for line in table.strip().splitlines())
    return [
        {key: "" if cell == "-" else cell for key, cell in zip(head, line, strict=True)} for line in lines
    ]


@pytest.fixture(scope="module")
def context(spark, tmp_path_factory) -> Context:
    """A lake with a few landed rows and one day's results."""
    folder = tmp_path_factory.mktemp("deliver")
    made = Context(
        Lake(spark, str(folder / "lake")), DAY, landing=str(folder / "landing"), out=folder / "out"
    )
    for source, table in (("organisations", ORGANISATIONS), ("transformers", TRANSFORMERS)):
        land(made.landing, source, "all.csv", content(source, rows_of(table)))
    feeders = [{"LINE_NO": "L1", "LINE_NAME": "望江101线", "SUBS_NO": "S1", "ORG_NO": "3340101"}]
    land(made.landing, "feeders", "all.csv", content("feeders", feeders))
    customers = [
        {"CONS_NO": f"330000000{n}", "CONS_NAME": "王小明", "ELEC_ADDR": "文晖路9号", "ORG_NO": f"334010{n}"}
        for n in (1, 2, 3)
    ]
    land(made.landing, "customers", "all.csv", content("customers", customers))
    payments = [{"PAY_NO": f"p{n}", "RCVED_AMT": "-1.00" if n < 2 else "5.00"} for n in range(7)]
    land(made.landing, "payments", "all.txt", content("payments", payments))
    land(made.landing, "calls", "noise.jsonl.gz", b"this is no gzip file")
    land(made.landing, "consents", "all.csv", content("consents", [consent(n) for n in (1, 2)]))
    land(made.landing, "contacts", "all.csv", content("contacts", [contact(n) for n in (1, 2)]))
    ingest.run(made)
    results(made)
    return made


def consent(n: int) -> dict[str, str]:
    given = {"CONSENT_NO": f"c{n}", "CONS_NO": f"330000000{n}", "PURPOSE": "marketing"}
    return given | {"GRANTED_AT": "2025-01-01 00:00:00", "UPDATED_AT": "2025-01-01 00:00:00"}


def contact(n: int) -> dict[str, str]:
    given = {"CONTACT_NO": f"k{n}", "CONS_NO": f"330000000{n}", "PHONE": PHONE, "DO_NOT_CALL": "0"}
    return given | {"CONTACT_NAME": "王小明", "ROLE": "owner", "UPDATED_AT": "2025-01-01 00:00:00"}


def put(context: Context, table: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    context.lake.create(table, columns, comment="made for a test")
    schema = context.lake.schema(table)
    context.lake.append(table, context.lake.spark.createDataFrame(rows, schema))


def results(context: Context) -> None:
    """Results of the day, and of another day that must not be shown."""
    spots = [
        spot(1, "T1", "望江1号公变", 3340101, excess=4.2),
        spot(2, "T3", "蒋村1号公变", 3340103, excess=1.1),
        spot(3, "T2", "望江2号公变", 3340101, excess=0.0),
        spot(1, "T2", "昨日公变", 3340101, excess=9.9, day=date(2026, 10, 30)),
    ]
    put(context, SPOTS, SPOT_COLUMNS, spots)
    place = (
        "spring",
        2025,
        2026,
        "P1",
        "望江花园",
        "estate",
        "3340101",
        "3340101",
        1,
        3,
        ["t1"],
        ["t2", "t3"],
    )
    place += ("T1", "L1", ["exact"], ["树障"], 210, 120.17, 30.23, date(2025, 1, 28), date(2026, 2, 17), DAY)
    put(context, repeat_places.TABLE, repeat_places.COLUMNS, [place])
    steps = [
        ("candidates", "候选客户", 0, 90),
        ("no_consent", "未同意营销", 50, 40),
        ("quota", "超出名额", 37, 3),
    ]
    rows = [(DAY, "EPAY-2026-10-31", n, *step) for n, step in enumerate(steps)]
    put(context, campaign.SUPPRESSIONS, campaign.SUPPRESSION_COLUMNS, rows)
    targets = [
        target("3300000001", "treatment", 1, 0.91, "3340101"),
        target("3300000002", "holdout", 2, 0.8, "3340102"),
        target("3300000003", "treatment", 3, 0.7, "3340103"),
    ]
    put(context, campaign.PLAN, campaign.PLAN_COLUMNS, targets)
    made = json.dumps(asdict(Settings()), default=str)
    design = (DAY, "EPAY-2026-10-31", made, 40, 2, 0, 1, 600, 0.0, 1.0, 0.2, "{}")
    put(context, campaign.DESIGNS, campaign.DESIGN_COLUMNS, [design])
    held = [
        ("3300000001", "T001", "{}", DAY, None, 1),
        ("3300000002", "T001", "{}", date(2026, 10, 1), DAY, 1),
    ]
    held += [("3300000002", "T002", "{}", date(2026, 10, 1), None, 1)]
    put(context, tags.TABLE, tags.COLUMNS, held)
    stats = [
        (DAY, "total", "all", "T001", 1),
        (DAY, "county", "3340101", "T001", 1),
        (DAY, "total", "all", "T002", 1),
    ]
    put(context, tag_stats.TABLE, tag_stats.COLUMNS, stats)
    put(context, tag_stats.TOTALS, tag_stats.TOTAL_COLUMNS, [(DAY, "total", "all", 146, 3, 2, 2)])
    scores = [(f"s{n}", DAY, "m1", n / 100, ["理由"]) for n in range(100)]
    put(context, epay.SCORES, epay.SCORE_COLUMNS, scores)


def spot(rank: int, unit: str, name: str, county: int, *, excess: float, day: date = DAY) -> tuple[Any, ...]:
    told = {
        "as_of": day, "unit_kind": "transformer", "unit_id": unit, "name": name, "county_org_no": str(county),
        "feeder_no": "L1" if county == 3340101 else "L2", "org_no": str(county), "urban_rural": "01",
        "customers": 100 * rank, "rank": rank, "tier": 3 if excess else None, "years_risky": 1, "channels_risky": 1,
        "events": 10 - rank, "expected": 2.5, "risk_ratio": 3.1, "risk_ratio_low": 1.0 + excess / 2.5,
        "probability": 0.9, "excess": excess, "excess_customers_low": excess, "fault_tickets": rank, "outages": 4,
        "outage_minutes": 600 * rank, "complaints": 1, "major_events": 0, "last_event_on": DAY,
        "evidence": ["t1", "o1"], "longitude": 120.17, "latitude": 30.23,
    }  # fmt: skip
    return tuple(told.get(line.split()[0]) for line in SPOT_COLUMNS)


def target(customer_no: str, arm: str, rank: int, score: float, org_no: str) -> tuple[Any, ...]:
    about = (DAY, "EPAY-2026-10-31", customer_no, arm, 0.9, 1, "voice", rank, score, 900.0, 300, False)
    return (*about, ["已绑定网上国网"], "app", org_no, "王**", mask_phone(PHONE))


@pytest.fixture(scope="module")
def delivered(context: Context) -> dict[str, Reader]:
    deliver.run(context)
    return {path.name: read(path.read_text("utf-8")) for path in sorted(context.out.glob("*.html"))}


def figure(reader: Reader, name: str) -> int:
    return int(reader.figures[name].strip().replace(",", ""))


def test_pages_tell_the_rows_of_the_lake(delivered: dict[str, Reader], context: Context) -> None:
    run = delivered["run.html"]
    assert all(reader.faults == [] for reader in delivered.values())
    assert [figure(run, f"payments.{name}") for name in ("landed", "silver", "quarantined")] == [7, 5, 2]
    assert figure(run, "payments/negative_amount") == 2
    assert figure(run, "gold.weak_spots") == 4
    assert "gold.epay_models" not in run.figures, "a table that is not there has no figure"
    assert "calls/2026-10-31/noise.jsonl.gz" in run.text and "无法读取" in run.text
    assert figure(delivered["index.html"], "customers") == 3


def test_weak_spots_of_the_day_only(delivered: dict[str, Reader]) -> None:
    page = delivered["weak_spots.html"]
    assert figure(delivered["index.html"], "weak_spots") == 2
    assert [attributes["data-mark"] for attributes in page.having("data-mark")] == ["w1", "w2"]
    assert "望江101线" in page.text and "上城区" in page.text and "望江2号公变" not in page.text
    assert "昨日公变" not in page.text
    assert figure(page, "w1.events") == 9


def test_tags_are_counted_as_of_the_day(delivered: dict[str, Reader]) -> None:
    page = delivered["tags.html"]
    named = ("tagged_customers", "assignments", "entered_all", "left_all", "tag.T001", "tag.T002", "tag.T003")
    assert [figure(page, name) for name in named] == [2, 2, 1, 1, 1, 1, 0]
    counts = {a["data-tag"]: a["data-counts"] for a in page.having("data-counts")}
    assert counts["T001"] == "1," and counts["T002"] == "1,0", "one customer of a county is not told"


def test_repeat_places_with_their_tickets(delivered: dict[str, Reader]) -> None:
    page = delivered["repeat_places.html"]
    assert figure(delivered["index.html"], "repeat_places") == 1
    assert "quality/index.html" not in page.addresses, "no link before the page is there"
    assert all(text in page.text for text in ("望江花园", "t1", "t2", "t3", "树障", "望江101线", "加重"))


def test_the_campaign_is_shown_in_counts(delivered: dict[str, Reader], context: Context) -> None:
    page = delivered["campaign.html"]
    assert figure(page, "campaign_treatment") == 2 and figure(page, "campaign_holdout") == 1
    found = lists.listed(context, {"3340101": "上城区"})
    assert found is not None
    assert [band.customers for band in found.bands] == [10] * 10
    assert (found.bands[0].treatment, found.bands[1].holdout + found.bands[0].holdout) == (1, 1)
    assert found.reasons == (), "reasons of fewer than 20 customers are not told"
    assert found.channels == (("app", 2),)


def test_nothing_personal_gets_into_the_pages(context: Context, delivered: dict[str, Reader]) -> None:
    for path in context.out.glob("*.html"):
        html = path.read_text("utf-8")
        assert not [secret for secret in SECRETS if secret in html], path.name


def test_files_are_written_and_linked(context: Context, delivered: dict[str, Reader]) -> None:
    linked = {a["href"] for a in delivered["index.html"].having("download")}
    assert {Path(path).name for path in linked} == {*deliver.WHAT, "wave1_voice.csv", "wave1_voice.xlsx"}
    assert all((context.out / path).stat().st_size > 0 for path in linked)
    with (context.out / "campaign" / "wave1_voice.csv").open(encoding="utf-8-sig") as lines:
        listed = list(csv.DictReader(lines))
    assert [row["户号"] for row in listed] == ["3300000001"], "no consent, no line; no hold-out"


def test_a_second_run_writes_the_same_bytes(context: Context, delivered: dict[str, Reader]) -> None:
    def taken() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(context.out.glob("*.html"))}

    before = taken()
    deliver.run(context)
    assert taken() == before


def test_a_day_without_results_says_so(context: Context, tmp_path: Path) -> None:
    quality = tmp_path / "quality" / "index.html"
    quality.parent.mkdir()
    quality.write_text("", "utf-8")
    other = replace(context, as_of=date(2026, 12, 20), out=tmp_path)
    deliver.run(other)
    page = read((tmp_path / "weak_spots.html").read_text("utf-8"))
    assert [attributes["data-empty"] for attributes in page.having("data-empty")] == ["missing"]
    assert "gridtag run --steps weak_spots" in page.text
    assert "quality/index.html" in page.addresses
    assert "迟到 50 天" in read((tmp_path / "run.html").read_text("utf-8")).text


def test_units_and_points_come_from_the_network(context: Context) -> None:
    units = reading.units(context)
    assert [unit.name for unit in units] == ["浙江省", "杭州市", "上城区", "西湖区"], (
        "as they stand on the day"
    )
    by_unit = reading.customers_by_unit(context, units)
    assert by_unit["33"] == by_unit["33401"] == 2 and by_unit["3340103"] == 1
    points = reading.points(context, {unit.org_no: unit.name for unit in units})
    assert points == {"上城区": ((120.18, 30.24),), "西湖区": ((120.08, 30.28),)}
