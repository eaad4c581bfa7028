"""gold.weak_spots: every public transformer area, the clearest excess of fault events first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gridtag.jobs import repeat_places
from gridtag.jobs.context import Context
from gridtag.jobs.known import archive, counties, known
from gridtag.jobs.workbooks import Heading, cell, write
from gridtag.lake import Lake
from gridtag.models.weak_spots import Silver, areas, group_priors, ranked

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

TABLE = "gold.weak_spots"
LEVEL = "transformer"
CGCS2000 = "EPSG:4490"
COLUMNS = (
    "as_of DATE NOT NULL COMMENT '业务日，统计期为到该日的 365 天'",
    "level STRING NOT NULL COMMENT '单元类型：transformer 台区'",
    "unit_no STRING NOT NULL COMMENT '台区编号'",
    "unit_name STRING NOT NULL COMMENT '台区名称'",
    "feeder_no STRING COMMENT '所属线路'",
    "org_no STRING COMMENT '供电单位'",
    "county_org_no STRING COMMENT '县公司（按现行机构）'",
    "urban_rural STRING COMMENT '城乡类别'",
    "customers INT NOT NULL COMMENT '现有户数'",
    "events INT NOT NULL COMMENT '供电侧故障事件，工单与停电合计，6 小时内为一次'",
    "expected DOUBLE NOT NULL COMMENT '同市同城乡类别台区在同样户日数下的事件数'",
    "risk_ratio DOUBLE NOT NULL COMMENT '风险比的后验均值（伽马-泊松）'",
    "risk_ratio_low DOUBLE NOT NULL COMMENT '风险比的 5% 下限'",
    "excess DOUBLE NOT NULL COMMENT '按下限多出的事件数：max(0, 下限-1)×期望；大于 0 即为薄弱'",
    "rank INT NOT NULL COMMENT '名次，按 excess、下限、台区编号'",
    "fault_tickets INT NOT NULL COMMENT '供电侧故障主单（张）'",
    "outages INT NOT NULL COMMENT '非计划停电（次）'",
    "outage_minutes BIGINT NOT NULL COMMENT '停电分钟，重叠只计一次'",
    "complaints INT NOT NULL COMMENT '供电质量投诉与意见（件）'",
    "last_event_on DATE COMMENT '最近事件'",
    "evidence ARRAY<STRING> COMMENT '工单与停电编号'",
    "longitude DOUBLE COMMENT '经度(CGCS2000)'",
    "latitude DOUBLE COMMENT '纬度(CGCS2000)'",
)
HEADINGS = (
    Heading("rank", "名次", 6, "0"),
    Heading("unit_name", "台区", 22),
    Heading("unit_no", "台区编号", 16),
    Heading("feeder_no", "线路", 16),
    Heading("county_org_no", "县公司", 12),
    Heading("org_no", "供电单位", 14),
    Heading("urban_rural", "城乡", 6),
    Heading("customers", "户数", 8, "#,##0"),
    Heading("events", "事件（次）", 8, "0"),
    Heading("expected", "期望（次）", 8, "0.00"),
    Heading("risk_ratio", "风险比", 8, "0.00"),
    Heading("risk_ratio_low", "风险比 5% 下限", 8, "0.00"),
    Heading("excess", "至少多出（次）", 8, "0.00"),
    Heading("fault_tickets", "报修工单（张）", 8, "0"),
    Heading("outages", "停电（次）", 8, "0"),
    Heading("outage_minutes", "停电（分钟）", 10, "#,##0"),
    Heading("complaints", "投诉意见（件）", 8, "0"),
    Heading("last_event_on", "最近事件", 12),
    Heading("evidence", "工单与停电编号", 60),
)


def run(context: Context) -> dict[str, int]:
    """Ranks all public transformer areas; gives how many were looked at and how many are weak (excess above
    0)."""
    silver = Silver(
        tickets=known(context, "tickets"),
        outages=known(context, "outages"),
        outage_scope=known(context, "outage_scope"),
        transformers=known(context, "transformers"),
        versions=known(context, "customers"),
        archive=archive(context),
        counties=counties(context),
    )
    looked_at = areas(silver, context.as_of, context.cut_off).persist()
    context.say("fault events of the last 365 days by transformer area")
    found = ranked(looked_at, group_priors(looked_at)).select(
        F.lit(context.as_of).alias("as_of"), F.lit(LEVEL).alias("level"), "*"
    )
    context.lake.create(TABLE, COLUMNS, comment="台区故障事件与同类相比", cluster_by=("county_org_no",))
    context.lake.replace(TABLE, found, F.col("as_of") == F.lit(context.as_of))
    looked_at.unpersist()
    figures = result(context).agg(F.count("*"), F.count(F.when(F.col("excess") > 0, 1))).first()
    assert figures is not None
    return {"areas": figures[0], "weak": figures[1]}


def result(context: Context) -> DataFrame:
    return context.lake.read(TABLE).where(F.col("as_of") == F.lit(context.as_of))


def of_last_run(lake: Lake) -> DataFrame:
    """Every area by rank, on the last day that was run."""
    rows = lake.read(TABLE)
    last = rows.agg(F.max("as_of").alias("as_of"))
    return rows.join(F.broadcast(last), "as_of").orderBy("rank")


def weak(context: Context) -> DataFrame:
    """The day's weak areas by rank."""
    return result(context).where("excess > 0").orderBy("rank")


def export(context: Context, out: Path) -> list[Path]:
    """Writes out/weak_spots/weak_spots.xlsx and weak_spots.gpkg with the layers weak_spots and
    repeat_places."""
    sheet, package = out / "weak_spots" / "weak_spots.xlsx", out / "weak_spots" / "weak_spots.gpkg"
    rows = weak(context).select(*[heading.name for heading in HEADINGS]).toLocalIterator()
    note = "统计期为到业务日的 365 天；计划停电、欠费停电与客户内部故障不计。"
    write(sheet, "薄弱台区", HEADINGS, rows, context.as_of, note)
    layers = {"weak_spots": _points(weak(context))}
    if context.lake.exists(repeat_places.TABLE):
        layers["repeat_places"] = _points(repeat_places.ordered(context))
    _write_package(package, layers, context.as_of.isoformat())
    return [sheet, package]


def _points(frame: DataFrame) -> GeoDataFrame:
    """Rows as points; lists become text, and rows without coordinates keep no geometry."""
    import geopandas
    import pandas

    rows = [[cell(value) for value in row] for row in frame.toLocalIterator()]
    table = pandas.DataFrame(rows, columns=frame.columns)
    points = geopandas.points_from_xy(
        table["longitude"].astype(float), table["latitude"].astype(float), crs=CGCS2000
    )
    known = (table["longitude"].notna() & table["latitude"].notna()).to_numpy()
    geometry = geopandas.GeoSeries(points, crs=CGCS2000).where(known, None)
    return geopandas.GeoDataFrame(table, geometry=geometry, crs=CGCS2000)


def _write_package(path: Path, layers: dict[str, GeoDataFrame], day: str) -> None:
    import pyogrio

    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{day}T00:00:00.000Z"})
    for name, layer in layers.items():
        pyogrio.write_dataframe(
            layer, path, layer=name, driver="GPKG", geometry_type="Point", append=path.exists()
        )
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
