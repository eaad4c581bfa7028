"""The DAG files, loaded and run by Airflow itself in a process and a folder of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from tests.landing_files import content, land
from tests.province import DAY, Province
from tests.spark_settings import INTERPRETED, QUICK_JAVA

pytestmark = pytest.mark.airflow

DAGS = Path(__file__).parents[2] / "dags"
FEATURES = "gold/features_payments"
RUN = """
import sys
from datetime import datetime, timezone
from importlib import import_module
folder, name, succeed = sys.argv[1:]
sys.path.insert(0, folder)
done = import_module(name).DAG.test(logical_date=datetime(2026, 10, 31, tzinfo=timezone.utc),
                                    run_conf={"as_of": "2026-10-31"}, mark_success_pattern=succeed or None)
if str(done.state) not in ("success", "DagRunState.SUCCESS"):
    sys.exit(f"{name}: {done.state}")
"""


def _airflow(folder: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env={
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "AIRFLOW_HOME": str(folder / "airflow"),
            "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "false",
            "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "false",
            "AIRFLOW_CONN_SPARK_DEFAULT": json.dumps({"conn_type": "spark", "host": "local[2]"}),
            "JAVA_TOOL_OPTIONS": QUICK_JAVA,
            "GRIDTAG_SPARK_CONF": ";".join(f"{key}={value}" for key, value in INTERPRETED.items()),
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=500,
    )


def test_the_files_are_thin_and_import_only_the_catalog() -> None:
    for path in DAGS.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 60, path.name
        assert "from gridtag.jobs.catalog import" in text and "doc_md" in text, path.name


@pytest.fixture(scope="module")
def folder(province: Province, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the finished province, to which one more payment comes, and Airflow's own database."""
    folder = tmp_path_factory.mktemp("dags")
    shutil.copytree(province.context.landing, folder / "landing")
    shutil.copytree(province.context.lake.root, folder / "lake")
    payment = {"PAY_NO": "one more", "CONS_NO": customer(folder), "CHARGE_TIME": f"{DAY} 10:00:00",
               "RCVED_AMT": "50.00", "PAY_MODE": "010101"}  # fmt: skip
    land(folder / "landing", "payments", "late.parquet", content("payments", [payment]), DAY)
    made = _airflow(folder, "airflow", "db", "migrate")
    assert made.returncode == 0, made.stderr[-2000:]
    return folder


def table(lake: Path | str, name: str) -> pl.DataFrame:
    return pl.scan_delta(f"{lake}/{name}").collect()


def customer(folder: Path) -> str:
    return str(table(folder / "lake", FEATURES)["customer_no"].max())


def run(folder: Path, name: str, succeed: str = "") -> None:
    """The DAG, as Airflow runs it; tasks that match `succeed` are taken as done."""
    places = {f"GRIDTAG_{place.upper()}": str(folder / place) for place in ("landing", "lake", "out")}
    ran = _airflow(folder, sys.executable, "-c", RUN, str(DAGS), name, succeed, **places)
    assert ran.returncode == 0, (ran.stdout + ran.stderr)[-4000:]


@pytest.fixture(scope="module")
def ingested(folder: Path) -> Path:
    run(folder, "ingest")
    return folder


@pytest.mark.timeout(1200)  # the province may be made in its time
def test_the_ingest_dag_takes_in_a_late_file(province: Province, ingested: Path) -> None:
    before = table(province.context.lake.root, "silver/payments")
    assert table(ingested / "lake", "silver/payments").height == before.height + 1


def test_the_customer_dag_brings_it_into_features_and_tags(province: Province, ingested: Path) -> None:
    folder = ingested
    run(folder, "customer", "wait_for_quality|audience_index|cards|feature_profile|feature_audit")
    of = pl.col("customer_no") == customer(folder)
    tables = [table(lake, FEATURES) for lake in (province.context.lake.root, folder / "lake")]
    paid = [found.filter(of)["pay_n_cnt_30d"].item() for found in tables]
    assert paid[1] == paid[0] + 1
    others = [found.filter(~of).sort("customer_no") for found in tables]
    assert others[0].equals(others[1])
