"""From silver to what the model reads: transformer areas with their exposure, and reports about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from gridtag.calendar import days_window
from gridtag.models.events import with_event
from gridtag.models.faults import CITY_DIGITS, fault_outages, fault_tickets, with_county
from gridtag.models.moments import at
from gridtag.models.weak_spots import CHANNELS, YEAR_DAYS, YEARS
from gridtag.models.weak_spots.breaches import LEAST_VOLT, MEASURABLE, MEASURED
from gridtag.models.weak_spots.province import PLANNED
from gridtag.models.weak_spots.region import DAYS, DEVICE_DAYS

PROVINCE_DIGITS = 2
LOW_VOLTAGE = ("R3", "T41")
COMPLAINTS = ("T42", "T43", "O4")
OPEN_HOURS = 24
"""What an outage without a recorded restoration counts for at most."""


@dataclass(frozen=True)
class Silver:
    """Rows known at the cut-off; `versions` are all archive versions, `archive` those in force."""

    tickets: DataFrame
    outages: DataFrame
    outage_scope: DataFrame
    transformers: DataFrame
    versions: DataFrame
    archive: DataFrame
    counties: DataFrame

    @property
    def home(self) -> DataFrame:
        return self.archive.select("customer_no", F.col("transformer_no").alias("home_no"))


def exposure(versions: DataFrame, as_of: date) -> DataFrame:
    """transformer_no, days_0 …: customer-days of each of the last years, the latest first; the first version of a
    customer holds from connection on."""
    last = as_of + timedelta(days=1)
    order = Window.partitionBy("customer_no").orderBy("valid_from")
    long_ago = F.lit(days_window(as_of, YEARS * YEAR_DAYS).first)
    first = F.row_number().over(order) == 1
    begin = F.when(first, F.coalesce("connected_on", long_ago)).otherwise(F.to_date("valid_from"))
    following = F.lead(F.to_date("valid_from")).over(order)
    end = F.least(F.coalesce(following, F.lit(last)), F.coalesce("cancelled_on", F.lit(last)), F.lit(last))
    spans = versions.select("transformer_no", "status", begin.alias("begin"), end.alias("end"))
    active = spans.where("transformer_no IS NOT NULL AND coalesce(status, '0') <> '9'")
    sums = [
        F.sum(days).cast("bigint").alias(name)
        for name, days in zip(DAYS, _years(as_of, "begin", "end"), strict=True)
    ]
    return active.groupBy("transformer_no").agg(*sums).where(" + ".join(DAYS) + " > 0")


def _years(as_of: date, begin: str, end: str) -> list[Column]:
    """How many days of each year lie between two columns."""
    found = []
    for year in range(YEARS):
        window = days_window(as_of - timedelta(days=year * YEAR_DAYS), YEAR_DAYS)
        until = F.least(F.col(end), F.lit(window.last + timedelta(days=1)))
        found.append(F.greatest(F.datediff(until, F.greatest(F.col(begin), F.lit(window.first))), F.lit(0)))
    return found


def transformers(silver: Silver, as_of: date) -> DataFrame:
    """One row per public transformer area with customers in any of the years: what it is, whom it serves, its days."""
    located = with_county(silver.transformers, silver.counties)
    begin = F.coalesce("commissioned_on", F.lit(date(1900, 1, 1)))
    dated = located.withColumn("_begin", begin).withColumn("_end", F.lit(as_of + timedelta(days=1)))
    public = dated.where("coalesce(ownership, '01') <> '02'").select(
        "transformer_no",
        F.xxhash64("transformer_no").alias("place"),
        F.coalesce("transformer_name", "transformer_no").alias("name"),
        *("feeder_no", "org_no", "county_org_no", "longitude", "latitude"),
        F.coalesce("urban_rural", F.lit("")).alias("urban_rural"),
        F.coalesce(F.substring("county_org_no", 1, PROVINCE_DIGITS), F.lit("")).alias("province"),
        F.coalesce(F.substring("county_org_no", 1, CITY_DIGITS), F.lit("")).alias("city"),
        *[days.alias(name) for name, days in zip(DEVICE_DAYS, _years(as_of, "_begin", "_end"), strict=True)],
    )
    now = silver.archive.groupBy("transformer_no").agg(F.count("*").alias("customers"))
    joined = public.join(exposure(silver.versions, as_of), "transformer_no").join(
        now, "transformer_no", "left"
    )
    return joined.fillna(0, ["customers"])


def reports(silver: Silver, as_of: date, cut_off: datetime, arrive: dict[str, int]) -> DataFrame:
    """transformer_no, kind (index of CHANNELS, PLANNED for planned outages), report_no, root, started_at, ended_at and
    breach of the last three years. `arrive` are minutes to the site by urban or rural kind."""
    tickets = _of_tickets(silver, arrive)
    outages = _of_outages(silver, cut_off)
    both = tickets.unionByName(outages).where("transformer_no IS NOT NULL")
    return both.where(days_window(as_of, YEARS * YEAR_DAYS).sql("to_date(started_at)"))


def _of_tickets(silver: Silver, arrive: dict[str, int]) -> DataFrame:
    repairs = fault_tickets(silver.tickets, silver.outages)
    voiced = voiced_tickets(silver.tickets, (*COMPLAINTS, *LOW_VOLTAGE[1:]))
    voiced = voiced.withColumn("started_at", F.col("accepted_at"))
    told = repairs.unionByName(voiced).join(silver.home, "customer_no", "left")
    low = _starts_with("business_code", LOW_VOLTAGE)
    kind = F.when(low, CHANNELS.index("low_voltage")).when(
        F.col("business_level1") == "R", CHANNELS.index("fault")
    )
    limits = F.create_map(*[F.lit(part) for pair in sorted(arrive.items()) for part in pair])
    took = (F.unix_timestamp("on_site_at") - F.unix_timestamp("accepted_at")) / 60
    late = (F.col("business_level1") == "R") & (
        took > F.try_element_at(limits, F.coalesce("urban_rural", F.lit("")))
    )
    return told.select(
        F.coalesce("transformer_no", "home_no").alias("transformer_no"),
        kind.otherwise(CHANNELS.index("complaint")).alias("kind"),
        F.col("ticket_no").alias("report_no"),
        F.lit(-1).cast("bigint").alias("root"),
        "started_at",
        F.lit(None).cast("timestamp").alias("ended_at"),
        F.when(low & (_measured() < LEAST_VOLT), "under_198v").when(late, "late_arrival").alias("breach"),
    )


def voiced_tickets(tickets: DataFrame, codes: tuple[str, ...]) -> DataFrame:
    """Tickets filed under one of these codes or below; child and test tickets are out."""
    return tickets.where(
        _starts_with("business_code", codes)
        & ~F.coalesce("is_child", F.lit(False))
        & ~F.coalesce("is_test", F.lit(False))
    )


def _starts_with(column: str, codes: tuple[str, ...]) -> Column:
    return F.col(column).rlike("^(" + "|".join(codes) + ")")


def _measured() -> Column:
    """The lowest voltage that the ticket's text names, null where none."""
    text = F.concat_ws(" ", "content", "handling")
    volts = F.transform(F.regexp_extract_all(text, F.lit(MEASURED), 1), lambda told: told.cast("double"))
    return F.array_min(F.filter(volts, lambda volt: volt.between(*MEASURABLE)))


def _of_outages(silver: Silver, cut_off: datetime) -> DataFrame:
    faults = fault_outages(silver.outages)
    wide = faults.where("level = 'mv' AND feeder_no IS NOT NULL")
    wide = with_event(wide, ("feeder_no",), "started_at", "outage_id")
    roots = wide.select(
        "outage_id", F.shiftrightunsigned(F.xxhash64("feeder_no", "event_at"), 1).alias("root")
    )
    work = silver.outages.where(
        "kind IN ('plan', 'temp') AND coalesce(status, '') NOT IN ('cancelled', 'planned')"
    )
    told = faults.withColumn("kind", F.lit(CHANNELS.index("outage"))).unionByName(
        work.withColumn("kind", F.lit(PLANNED))
    )
    scope = silver.outage_scope.select(
        "outage_id", F.col("transformer_no").alias("area_no"), F.col("restored_at").alias("area_restored_at")
    )
    reached = told.join(scope, "outage_id", "left").join(roots, "outage_id", "left")
    reached = reached.join(silver.home, "customer_no", "left")
    ended = F.coalesce("area_restored_at", "restored_at", F.expr(f"started_at + INTERVAL {OPEN_HOURS} HOURS"))
    return reached.select(
        F.coalesce("area_no", "transformer_no", "home_no").alias("transformer_no"),
        "kind",
        F.col("outage_id").alias("report_no"),
        F.coalesce("root", F.lit(-1)).alias("root"),
        "started_at",
        F.least(ended, at(cut_off)).alias("ended_at"),
        F.lit(None).cast("string").alias("breach"),
    )


def daily_minutes(reports: DataFrame, transformers: DataFrame) -> DataFrame:
    """city, day, customer_seconds of the unplanned outages that began on the day."""
    seconds = F.greatest(F.unix_timestamp("ended_at") - F.unix_timestamp("started_at"), F.lit(0))
    out = reports.where(F.col("kind") == CHANNELS.index("outage")).join(
        transformers.select("transformer_no", "city", "customers"), "transformer_no"
    )
    return out.groupBy("city", F.to_date("started_at").alias("day")).agg(
        F.sum(seconds * F.col("customers")).cast("decimal(38,0)").alias("customer_seconds")
    )


def facts(reports: DataFrame, members: DataFrame, as_of: date) -> DataFrame:
    """Per unit_kind, unit_id: fault_tickets, outages, outage_minutes (overlaps once), complaints and breaches of the
    last 365 days; last_event_on and evidence of all years. `members` has transformer_no, unit_kind, unit_id."""
    unit = ("unit_kind", "unit_id")
    told = reports.where(F.col("kind") != PLANNED).join(members, "transformer_no")
    before = Window.partitionBy(*unit).orderBy("started_at", "report_no")
    before = before.rowsBetween(Window.unboundedPreceding, -1)
    begin = F.greatest("started_at", F.coalesce(F.max("ended_at").over(before), "started_at"))
    seconds = F.greatest(F.unix_timestamp("ended_at") - F.unix_timestamp(begin), F.lit(0))
    recent = days_window(as_of, YEAR_DAYS).sql("to_date(started_at)")
    timed = told.withColumn("out_seconds", F.coalesce(seconds, F.lit(0))).withColumn("recent", F.expr(recent))

    def counted(channel: str) -> Column:
        chosen = F.col("recent") & (F.col("kind") == CHANNELS.index(channel))
        return F.count_distinct(F.when(chosen, F.col("report_no"))).cast("int")

    latest = F.sort_array(F.collect_set(F.struct("started_at", "report_no")), asc=False)
    return timed.groupBy(*unit).agg(
        counted("fault").alias("fault_tickets"),
        counted("outage").alias("outages"),
        F.expr("cast(sum(if(recent, out_seconds, 0)) div 60 AS BIGINT)").alias("outage_minutes"),
        counted("complaint").alias("complaints"),
        F.to_date(F.max("started_at")).alias("last_event_on"),
        F.transform(latest, lambda one: one["report_no"]).alias("evidence"),
        F.array_sort(F.collect_set(F.when(F.col("recent"), F.col("breach")))).alias("told_breaches"),
    )
