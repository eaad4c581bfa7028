"""gold.weak_spots: transformer areas, feeders and cells, the surest excess of trouble over their like first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gridtag import reference
from gridtag.jobs import repeat_places, weak_spot_causes, weak_spot_judging
from gridtag.jobs.context import Context
from gridtag.jobs.known import archive, counties, known
from gridtag.jobs.weak_spot_judging import DECIMALS, UNIT
from gridtag.jobs.weak_spot_tables import SPOT_COLUMNS, SPOTS
from gridtag.jobs.workbooks import Heading, cell, write
from gridtag.lake import Lake
from gridtag.models.weak_spots import silver
from gridtag.models.weak_spots.attribution import MOST_EVIDENCE
from gridtag.models.weak_spots.status import STATUS

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

TABLE = SPOTS
LEVEL = "transformer"
CGCS2000 = "EPSG:4490"
HEADINGS = (
    Heading("rank", "名次", 6, "0"),
    Heading("tier", "级别", 6, "0"),
    Heading("name", "台区", 22),
    Heading("unit_id", "台区编号", 16),
    Heading("feeder_no", "线路", 16),
    Heading("county_org_no", "县公司", 12),
    Heading("org_no", "供电单位", 14),
    Heading("urban_rural", "城乡", 6),
    Heading("customers", "户数", 8, "#,##0"),
    Heading("events", "三年事件（次）", 8, "0"),
    Heading("expected", "期望（次）", 8, "0.00"),
    Heading("risk_ratio", "风险比", 8, "0.00"),
    Heading("risk_ratio_low", "风险比 5% 下限", 8, "0.00"),
    Heading("years_risky", "风险年数", 8, "0"),
    Heading("channels_risky", "风险证据类数", 8, "0"),
    Heading("excess", "每年至少多出（次）", 8, "0.00"),
    Heading("fault_tickets", "报修工单（张）", 8, "0"),
    Heading("outages", "停电（次）", 8, "0"),
    Heading("outage_minutes", "停电（分钟）", 10, "#,##0"),
    Heading("complaints", "投诉意见（件）", 8, "0"),
    Heading("breaches", "违反规定", 24),
    Heading("status", "与上次相比", 10),
    Heading("last_event_on", "最近事件", 12),
    Heading("evidence", "工单与停电编号", 60),
)


def run(context: Context) -> dict[str, int]:
    """Judges and ranks all units; gives how many transformer areas were looked at and how many are weak (have a
    tier)."""
    lake = context.lake
    found = silver.Silver(
        tickets=known(context, "tickets"),
        outages=known(context, "outages"),
        outage_scope=known(context, "outage_scope"),
        transformers=known(context, "transformers"),
        versions=known(context, "customers"),
        archive=archive(context),
        counties=counties(context),
    )
    places = silver.transformers(found, context.as_of).persist()
    reports = silver.reports(found, context.as_of, context.cut_off, _limits("R", "arrive")).persist()
    context.say("fault events of the last three years by transformer area")
    judged = weak_spot_judging.judged(context, places, reports).persist()
    context.say("rank intervals of weak units")
    lake.create(
        TABLE, SPOT_COLUMNS, comment="薄弱点：台区、线路与网格同类相比", cluster_by=("county_org_no",)
    )
    rows = _described(context, weak_spot_judging.ranked(lake, judged), reports)
    lake.replace(TABLE, rows, F.col("as_of") == F.lit(context.as_of))
    for frame in (judged, reports, places):
        frame.unpersist()
    weak_spot_causes.run(context, found)
    figures = result(context).agg(F.count("*"), F.count("tier")).first()
    assert figures is not None
    return {"areas": figures[0], "weak": figures[1]}


def _limits(business: str, stage: str) -> dict[str, int]:
    """The time limit in force by urban or rural kind."""
    return {
        str(row["urban_rural"]): int(str(row["limit_value"]))
        for row in reference.rows("time_limits")
        if row["business"] == business
        and row["stage"] == stage
        and row["urban_rural"]
        and not row["valid_to"]
    }


def _described(context: Context, ranked: DataFrame, reports: DataFrame) -> DataFrame:
    """The rows as the table holds them: with names, what was reported, breaches and status."""
    ranked = ranked.withColumn("tier", F.expr("nullif(tier, 0)"))
    areas = ranked.where("unit_kind = 'transformer'")
    kinds = (("transformer", "unit_id"), ("feeder", "feeder_no"), ("cell", "cell"))
    units = [
        F.struct(F.lit(kind).alias("unit_kind"), F.col(column).alias("unit_id")) for kind, column in kinds
    ]
    members = areas.select(F.col("unit_id").alias("transformer_no"), F.explode(F.array(*units)).alias("unit"))
    members = members.select("transformer_no", "unit.*").where("unit_id IS NOT NULL")
    feeders = known(context, "feeders").select(F.col("feeder_no").alias("unit_id"), "feeder_name")
    feeders = feeders.withColumn("unit_kind", F.lit("feeder"))
    joined = (
        ranked.join(silver.facts(reports, members, context.as_of), list(UNIT), "left")
        .join(feeders, list(UNIT), "left")
        .join(_before(context), list(UNIT), "left")
    )
    joined = joined.fillna(0, ["fault_tickets", "outages", "outage_minutes", "complaints"])
    told = {
        "as_of": F.lit(context.as_of),
        "name": F.when(F.col("unit_kind") == "feeder", F.coalesce("feeder_name", "unit_id")).otherwise(
            F.col("name")
        ),
        "breaches": F.array_sort(
            F.concat("frequent", F.coalesce("told_breaches", F.array().cast("array<string>")))
        ),
        "evidence": F.slice(F.coalesce("evidence", F.array().cast("array<string>")), 1, MOST_EVIDENCE),
        "status": F.expr(STATUS),
        **{f"heavy_load_{name}": F.lit(None) for name in ("events", "expected", "rr", "probability")},
    }
    whole = joined.withColumns(told)
    return whole.select(*[_typed(*line.split()[:2]) for line in SPOT_COLUMNS])


def _typed(name: str, kind: str) -> Column:
    value = F.col(name)
    return (F.round(value, DECIMALS) if kind == "DOUBLE" else value.cast(kind)).alias(name)


def _before(context: Context) -> DataFrame:
    """Tier, ratio and bound of every unit in the last run on an earlier day."""
    rows = context.lake.read(TABLE).where(F.col("as_of") < F.lit(context.as_of))
    last = rows.agg(F.max("as_of").alias("as_of"))
    found = rows.join(F.broadcast(last), "as_of")
    former = (("tier", "was_tier"), ("risk_ratio", "was_ratio"), ("risk_ratio_low", "was_low"))
    return found.select(*UNIT, *[F.col(name).alias(was) for name, was in former])


def result(context: Context, kind: str = LEVEL) -> DataFrame:
    """The day's units of one kind."""
    return context.lake.read(TABLE).where(
        (F.col("as_of") == F.lit(context.as_of)) & (F.col("unit_kind") == kind)
    )


def of_last_run(lake: Lake, kind: str = LEVEL) -> DataFrame:
    """Every unit of one kind by rank, on the last day that was run."""
    rows = lake.read(TABLE).where(F.col("unit_kind") == kind)
    last = rows.agg(F.max("as_of").alias("as_of"))
    return rows.join(F.broadcast(last), "as_of").orderBy("rank")


def weak(context: Context, kind: str = LEVEL) -> DataFrame:
    """The day's weak units of one kind by rank."""
    return result(context, kind).where("tier IS NOT NULL").orderBy("rank")


def export(context: Context, out: Path) -> list[Path]:
    """Writes out/weak_spots/weak_spots.xlsx and weak_spots.gpkg with the layers weak_spots and
    repeat_places."""
    sheet, package = out / "weak_spots" / "weak_spots.xlsx", out / "weak_spots" / "weak_spots.gpkg"
    rows = weak(context).select(*[heading.name for heading in HEADINGS]).toLocalIterator()
    note = "统计期为到业务日的三年；计划停电、欠费停电、客户内部故障与重大事件日不计。"
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
