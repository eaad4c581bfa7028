"""The main job: every step of the catalog for one day, in order, and what it found."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from gridtag.errors import GridtagError
from gridtag.jobs.catalog import BY_NAME, JOBS, Job
from gridtag.jobs.check import accounting, quarantine_reasons
from gridtag.jobs.context import Context
from gridtag.jobs.failures import explained
from gridtag.jobs.locks import alone
from gridtag.jobs.output import Progress


def chosen(steps: str) -> tuple[Job, ...]:
    """Jobs by comma-separated names, in catalog order; all but those apart where `steps` is empty."""
    names = [name.strip() for name in steps.split(",") if name.strip()]
    unknown = [name for name in names if name not in BY_NAME]
    if unknown:
        raise GridtagError(f"no such step: {', '.join(unknown)}; steps are {', '.join(BY_NAME)}")
    return tuple(job for job in JOBS if (job.name in names if names else not job.apart))


def run(context: Context, jobs: Sequence[Job], progress: Progress) -> None:
    """Run the jobs one after the other; the first failure ends the run and leaves earlier tables as they are."""
    for number, job in enumerate(jobs):
        coming = jobs[number + 1].name if number + 1 < len(jobs) else ""
        with progress.step(f"{job.name} {job.title}", coming) as say, alone(context.lake, job.name):
            _run(job, dataclasses.replace(context, say=say))


def _run(job: Job, context: Context) -> None:
    try:
        job.run(context)
    except GridtagError:
        raise
    except Exception as error:
        raise explained(context, job.name, error) from error


def summary(context: Context) -> list[dict[str, Any]]:
    """item, figure, note: what a run leaves behind, for the closing table."""
    lake, books = context.lake, accounting(context.lake)
    found = [
        _item("rows landed", sum(row["landed"] for row in books), f"{len(books)} sources"),
        _item("rows in silver", sum(row["silver"] for row in books)),
        _item("rows superseded", sum(row["superseded"] for row in books), "re-sent or unchanged"),
        _item("rows quarantined", sum(row["quarantined"] for row in books)),
    ]
    for reason in quarantine_reasons(lake)[:12]:
        found.append(_item("  quarantined", reason["rows"], f"{reason['source']}: {reason['reason']}"))
    return found + [_item(*row) for row in _gold(context)]


def _gold(context: Context) -> list[tuple[str, int, str]]:
    from gridtag.features import registry
    from gridtag.features.tags.rules import rules

    lake, day = context.lake, f"as_of = DATE '{context.as_of}'"
    assigned = lake.read("gold.customer_tags").where(
        f"valid_from <= DATE '{context.as_of}' AND valid_to IS NULL"
    )
    targets = lake.read("gold.campaign_plan").where(day)
    areas = lake.read("gold.weak_spots").where(f"{day} AND unit_kind = 'transformer'")
    return [
        ("customers", lake.read("gold.features_archive").count(), "gold.features_archive"),
        ("features", len(registry.features()), "gold.features_*"),
        ("tags", len(rules()), f"{assigned.count():,} assignments in gold.customer_tags"),
        ("repeat places", lake.read("gold.repeat_places").where(day).count(), "gold.repeat_places"),
        (
            "weak spots",
            areas.where("tier IS NOT NULL").count(),
            f"of {areas.count():,} areas in gold.weak_spots",
        ),
        ("target list", targets.where("arm <> 'holdout'").count(), "out/campaign"),
        ("hold-out", targets.where("arm = 'holdout'").count(), "drawn before scoring"),
    ]


def _item(item: str, figure: int, note: str = "") -> dict[str, Any]:
    return {"item": item, "figure": figure, "note": note}
