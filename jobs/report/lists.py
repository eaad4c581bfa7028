"""From the campaign's tables to the plain data of its page: counts of the list, never its customers."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gridtag.jobs import campaign, epay
from gridtag.jobs.context import Context
from gridtag.jobs.known import counties
from gridtag.jobs.report.data import Campaign, ModelCard, ScoreBand, Step
from gridtag.jobs.report.views import SMALLEST_GROUP
from gridtag.models.campaign_planning.holdout import HOLDOUT, TREATMENT
from gridtag.models.faults import with_county

BANDS = 10
FINEST = 1000
"""Scores are counted in steps of 1/1000; a band is made of whole steps."""
MOST_REASONS = 15

Steps = Mapping[int, int]


def listed(context: Context, names: Mapping[str, str]) -> Campaign | None:
    """The day's list in counts; `names` are the names of units by number. None where the job has not run."""
    lake = context.lake
    if not (lake.exists(campaign.PLAN) and lake.exists(campaign.SUPPRESSIONS)):
        return None
    steps = (
        lake.read(campaign.SUPPRESSIONS)
        .where(F.col("as_of") == F.lit(context.as_of))
        .orderBy("step")
        .select("step", "rule", "title", "removed", "remaining")
        .collect()
    )
    if not steps:
        return None
    sent = F.when(F.col("arm") == HOLDOUT, HOLDOUT).otherwise(TREATMENT)
    targets = campaign.plan(context).withColumn("arm", sent)
    chosen = targets.where(F.col("arm") == TREATMENT)
    arms = _counts(targets, F.col("arm"))
    channels = _counts(chosen, F.col("recommended_channel"))
    return Campaign(
        campaign_id=campaign.campaign_id(context),
        as_of=context.as_of,
        treatment=arms.get(TREATMENT, 0),
        holdout=arms.get(HOLDOUT, 0),
        steps=tuple(Step(*row) for row in steps),
        bands=_bands(context, targets),
        channels=tuple(sorted(channels.items(), key=lambda item: (-item[1], item[0]))),
        reasons=_reasons(chosen),
        units=_by_unit(context, targets, names),
        model=_model(context),
    )


def _counts(frame: DataFrame, column: Column) -> dict[str, int]:
    return {row[0]: row[1] for row in frame.groupBy(column).agg(F.count("*")).collect()}


def _reasons(chosen: DataFrame) -> tuple[tuple[str, int], ...]:
    rows = (
        chosen.select(F.explode("reasons").alias("reason"))
        .groupBy("reason")
        .agg(F.count("*").alias("customers"))
        .where(F.col("customers") >= SMALLEST_GROUP)
        .orderBy(F.desc("customers"), "reason")
        .limit(MOST_REASONS)
        .collect()
    )
    return tuple((row["reason"], row["customers"]) for row in rows)


def _by_unit(
    context: Context, targets: DataFrame, names: Mapping[str, str]
) -> tuple[tuple[str, int, int], ...]:
    located = with_county(targets.select("org_no", "arm"), counties(context))
    many = [F.count_if(F.col("arm") == arm) for arm in (TREATMENT, HOLDOUT)]
    rows = sorted(tuple(row) for row in located.groupBy("county_org_no").agg(*many).collect())
    return tuple((names.get(county, county), treated, held) for county, treated, held in rows)


def _bands(context: Context, targets: DataFrame) -> tuple[ScoreBand, ...]:
    if not context.lake.exists(epay.SCORES):
        return ()
    step = F.least(F.floor(F.col("score") * FINEST), F.lit(FINEST - 1)).cast("int")
    scored = {row[0]: row[1] for row in epay.scores(context).groupBy(step).agg(F.count("*")).collect()}
    by_arm = targets.groupBy(step.alias("step"), "arm").agg(F.count("*").alias("customers")).collect()
    arms: dict[str, dict[int, int]] = {TREATMENT: {}, HOLDOUT: {}}
    for row in by_arm:
        arms[row["arm"]][row["step"]] = row["customers"]
    return bands(scored, arms[TREATMENT], arms[HOLDOUT])


def bands(scored: Steps, treated: Steps, held: Steps) -> tuple[ScoreBand, ...]:
    """Up to ten bands of about as many customers, highest scores first; a step of scores is never split."""
    total, passed, full = sum(scored.values()), 0, 1
    found: list[ScoreBand] = []
    together: list[int] = []
    for step in sorted(scored, reverse=True):
        together.append(step)
        passed += scored[step]
        if passed * BANDS >= total * full:
            counts = [sum(of.get(one, 0) for one in together) for of in (scored, treated, held)]
            low, high = together[-1] / FINEST, (together[0] + 1) / FINEST
            found.append(ScoreBand(len(found) + 1, low, high, *counts))
            together, full = [], passed * BANDS // total + 1
    return tuple(found)


def _model(context: Context) -> ModelCard | None:
    if not context.lake.exists(epay.MODELS):
        return None
    rows = context.lake.read(epay.MODELS).where(F.col("as_of") == F.lit(context.as_of)).collect()
    if not rows:
        return None
    row = rows[0]
    return ModelCard(
        model_version=row["model_version"],
        trained_on=row["trained_on"],
        label_from=row["label_from"],
        label_to=row["label_to"],
        rows=row["rows"],
        positives=row["positives"],
        valid_on=row["valid_on"],
        valid_rows=row["valid_rows"],
        auc=row["auc_valid"],
        lift=row["lift10_valid"],
        calibration_error=row["ece_valid"],
        note=row["note"] or "",
    )
