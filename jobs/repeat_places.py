"""gold.repeat_places: estates, villages and transformer areas with supply-side faults in two Spring
Festivals."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gridtag.calendar import finished_spring_festivals, spring_festival
from gridtag.errors import GridtagError
from gridtag.jobs.context import Context
from gridtag.jobs.known import archive, counties, known
from gridtag.jobs.workbooks import Heading, write
from gridtag.models.faults import fault_tickets
from gridtag.models.repeat_places import Network, described, placed, repeated

TABLE = "gold.repeat_places"
SPRING = "spring"
COLUMNS = (
    "festival STRING NOT NULL COMMENT '节日：spring 春节（腊月廿三前后至元宵）'",
    "first_year INT NOT NULL COMMENT '前一年度'",
    "later_year INT NOT NULL COMMENT '后一年度'",
    "place_id STRING NOT NULL COMMENT '地点编号，由县公司与规范名称得出'",
    "place_name STRING NOT NULL COMMENT '地点规范名称'",
    "level STRING NOT NULL COMMENT 'estate 小区 | village 村 | transformer 台区（地址中没有小区或村时）'",
    "county_org_no STRING COMMENT '县公司（按现行机构）'",
    "org_no STRING COMMENT '供电单位'",
    "faults_first INT NOT NULL COMMENT '前一年度供电侧故障次数，6 小时内的工单为一次'",
    "faults_later INT NOT NULL COMMENT '后一年度供电侧故障次数'",
    "tickets_first ARRAY<STRING> NOT NULL COMMENT '前一年度工单编号'",
    "tickets_later ARRAY<STRING> NOT NULL COMMENT '后一年度工单编号'",
    "transformer_no STRING COMMENT '工单最多的台区'",
    "feeder_no STRING COMMENT '该台区所属线路'",
    "matched_by ARRAY<STRING> COMMENT '工单地址如何对应到该地点，见 models/addresses/register.py；transformer 按台区'",
    "causes ARRAY<STRING> COMMENT '故障原因'",
    "customers INT COMMENT '档案地址在该地点（或台区）的户数'",
    "longitude DOUBLE COMMENT '台区经度(CGCS2000)'",
    "latitude DOUBLE COMMENT '台区纬度(CGCS2000)'",
    "first_fault_on DATE COMMENT '首次故障'",
    "last_fault_on DATE COMMENT '末次故障'",
    "as_of DATE NOT NULL COMMENT '业务日'",
)
HEADINGS = (
    Heading("place_name", "地点", 20),
    Heading("level", "类型", 12),
    Heading("county_org_no", "县公司", 12),
    Heading("org_no", "供电单位", 14),
    Heading("transformer_no", "台区", 16),
    Heading("feeder_no", "线路", 16),
    Heading("customers", "户数", 8, "#,##0"),
    Heading("first_year", "前一年度", 10),
    Heading("faults_first", "前一年度故障（次）", 12, "0"),
    Heading("later_year", "后一年度", 10),
    Heading("faults_later", "后一年度故障（次）", 12, "0"),
    Heading("causes", "故障原因", 24),
    Heading("first_fault_on", "首次故障", 12),
    Heading("last_fault_on", "末次故障", 12),
    Heading("tickets_first", "前一年度工单", 36),
    Heading("tickets_later", "后一年度工单", 36),
    Heading("place_id", "地点编号", 20),
)


def run(context: Context) -> dict[str, int]:
    """Compares the last two finished Spring Festivals; gives `places` and `faults`, the faults in the later
    season at places faulty in both."""
    later, first = finished_spring_festivals(context.as_of, 2)
    found = between(context, first, later)
    context.lake.create(
        TABLE, COLUMNS, comment="两个年度同一节日都发生供电侧故障的地点", cluster_by=("county_org_no",)
    )
    context.lake.replace(TABLE, found, F.col("as_of") == F.lit(context.as_of))
    figures = result(context).agg(F.count("*"), F.coalesce(F.sum("faults_later"), F.lit(0))).first()
    assert figures is not None
    return {"places": figures[0], "faults": figures[1]}


def between(context: Context, first_year: int, later_year: int) -> DataFrame:
    """The rows of gold.repeat_places for two Spring Festivals, each of which must have ended by the day."""
    _must_have_ended(context.as_of, first_year, later_year)
    first, later = spring_festival(first_year), spring_festival(later_year)
    network = Network(archive(context), known(context, "transformers"), counties(context))
    faults = fault_tickets(known(context, "tickets"), known(context, "outages"))
    faults = faults.where(f"({first.sql('to_date(started_at)')}) OR ({later.sql('to_date(started_at)')})")
    context.say(f"Spring Festival {first_year} against {later_year}: faults by place")
    found = repeated(placed(faults, network), first, later).persist()
    return described(found, network).select(
        F.lit(SPRING).alias("festival"),
        F.lit(first_year).alias("first_year"),
        F.lit(later_year).alias("later_year"),
        "*",
        F.lit(context.as_of).alias("as_of"),
    )


def _must_have_ended(as_of: date, first_year: int, later_year: int) -> None:
    if first_year >= later_year:
        raise GridtagError(f"years {first_year} and {later_year}: give the earlier Spring Festival first")
    last = spring_festival(later_year).last
    if last > as_of:
        raise GridtagError(
            f"the Spring Festival of {later_year} ends on {last}, after {as_of}; choose earlier years"
        )


def result(context: Context) -> DataFrame:
    return context.lake.read(TABLE).where(F.col("as_of") == F.lit(context.as_of))


def ordered(context: Context) -> DataFrame:
    """The day's rows, most faults of the later season first."""
    return result(context).orderBy(F.col("faults_later").desc(), F.col("faults_first").desc(), "place_id")


def export(context: Context, out: Path) -> Path:
    """Writes out/repeat_places/repeat_places.xlsx; the map layer is in weak_spots.gpkg."""
    path = out / "repeat_places" / "repeat_places.xlsx"
    rows = ordered(context).select(*[heading.name for heading in HEADINGS]).toLocalIterator()
    note = "供电侧故障，只计主单；同一地点 6 小时内的工单为一次故障。"
    write(path, "重复故障地点", HEADINGS, rows, context.as_of, note)
    return path
