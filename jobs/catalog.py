"""The jobs in the order they run: the one list that command line, DAGs and documentation share. No Spark here."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridtag.packages import PACKAGES

if TYPE_CHECKING:
    from gridtag.jobs.context import Context


@dataclass(frozen=True)
class Job:
    """`module` has `run(context)`; `needs` are jobs that must have ended before it.

    One that is `apart` runs where it is named and in its DAG: nothing is made of its result.
    """

    name: str
    module: str
    title: str
    group: str
    needs: tuple[str, ...] = ()
    failure: str = ""
    apart: bool = False

    def run(self, context: Context) -> Any:
        return import_module(self.module).run(context)


JOBS: tuple[Job, ...] = (
    Job(
        "ingest",
        "gridtag.jobs.ingest",
        "落地文件入湖",
        "ingest",
        failure="No table changes; yesterday's numbers stay. Rerun the same day.",
    ),
    Job(
        "quality",
        "gridtag.jobs.quality",
        "数据质量检查",
        "ingest",
        needs=("ingest",),
        failure="A critical expectation failed: gold is not refreshed. See out/quality and silver.quarantine.",
    ),
    Job(
        "features",
        "gridtag.jobs.features",
        "客户特征",
        "customer",
        needs=("quality",),
        failure="Tags and scores keep yesterday's features. Rerun the same day.",
    ),
    Job(
        "tags",
        "gridtag.jobs.tags",
        "客户标签",
        "customer",
        needs=("features",),
        failure="Tag tables keep yesterday's assignments. Rerun the same day.",
    ),
    Job(
        "audience_index",
        "gridtag.jobs.audience_index",
        "客群索引",
        "customer",
        needs=("tags",),
        failure="Audiences are counted on the day before, and say so. Rerun the same day.",
    ),
    Job(
        "cards",
        "gridtag.jobs.cards",
        "座席卡片",
        "customer",
        needs=("tags",),
        failure="Agents see the cards of the day before. Rerun the same day.",
    ),
    Job(
        "feature_profile",
        "gridtag.jobs.feature_profile",
        "特征分布",
        "customer",
        needs=("features",),
        failure="Features and tags are right; nobody has looked at their distribution. Rerun the same day.",
    ),
    Job(
        "feature_audit",
        "gridtag.jobs.feature_audit",
        "特征抽样复核",
        "customer",
        needs=("features",),
        failure="Features and tags are as computed; no sample has been computed again. Rerun the same day.",
        apart=True,
    ),
    Job(
        "repeat_places",
        "gridtag.jobs.repeat_places",
        "重复故障地点",
        "grid",
        needs=("quality",),
        failure="Planners keep the last list. Rerun the same day.",
    ),
    Job(
        "weak_spots",
        "gridtag.jobs.weak_spots",
        "电网薄弱点",
        "grid",
        needs=("quality",),
        failure="Planners keep the last list. Rerun the same day.",
    ),
    Job(
        "epay",
        "gridtag.jobs.epay",
        "电子缴费倾向",
        "campaign",
        needs=("features",),
        failure="No new scores; the last list must not be used after 7 days.",
    ),
    Job(
        "campaign",
        "gridtag.jobs.campaign",
        "外呼目标清单",
        "campaign",
        needs=("epay", "tags"),
        failure="No list today; do not reuse yesterday's list, consents may have been withdrawn.",
    ),
    Job(
        "deliver",
        "gridtag.jobs.deliver",
        "交付件",
        "deliver",
        needs=(
            "tags",
            "audience_index",
            "feature_profile",
            "repeat_places",
            "weak_spots",
            "campaign",
        ),
        failure="Tables are right, the pages in out/ are of the last run. Rerun the same day.",
    ),
)
BY_NAME = {job.name: job for job in JOBS}

AS_OF = "{{ params.as_of or ((data_interval_start or logical_date).in_timezone('Asia/Shanghai') | ds) }}"
"""The day an Airflow run is for: the parameter where one is given, else the day its data interval begins."""


def of_group(group: str) -> tuple[Job, ...]:
    return tuple(job for job in JOBS if job.group == group)


def submission(job: Job) -> dict[str, Any]:
    """What a spark-submit of the job for one day needs; keys are those of Airflow's SparkSubmitOperator.

    Folders come from the environment of the scheduler's workers: GRIDTAG_LANDING, GRIDTAG_LAKE, GRIDTAG_OUT.
    """
    landing, lake, out = (
        os.environ.get(f"GRIDTAG_{name.upper()}", f"./{name}") for name in ("landing", "lake", "out")
    )
    arguments = [
        "run",
        "--steps",
        job.name,
        "--as-of",
        AS_OF,
        "--from",
        landing,
        "--lake",
        lake,
        "--out",
        out,
    ]
    return {
        "task_id": job.name,
        "name": f"gridtag-{job.name}",
        "application": str(Path(__file__).with_name("application.py")),
        "application_args": [*arguments, "--quiet"],
        "packages": ",".join(PACKAGES),
        "env_vars": {"PYSPARK_PYTHON": sys.executable},
        "doc_md": f"**{job.title}** (`gridtag run --steps {job.name}`)\n\nIf it fails: {job.failure}",
    }
