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

pytestmark = [pytest.mark.airflow, pytest.mark.slow]

DAGS = Path(__file__).parents[2] / "dags"
FEATURES = "gold/features_payments"
RUN = """
import sys
from datetime import datetime, timezone
sys.path.insert(0, sys.argv[1])
import customer, ingest
for dag, succeed in ((ingest.DAG, None), (customer.DAG, "wait_for_quality")):
    done = dag.test(logical_date=datetime(2026, 10, 31, tzinfo=timezone.utc), run_conf={"as_of": "2026-10-31"},
                    mark_success_pattern=succeed)
    print(dag.dag_id, done.state.value if hasattr(done.state, "value") else done.state, file=sys.stderr)
    if str(done.state) not in ("success", "DagRunState.SUCCESS"):
        sys.exit(f"{dag.dag_id}: {done.state}")
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


def test_both_dags_bring_a_late_file_into_features_and_tags(province: Province, tmp_path: Path) -> None:
    """Over a copy of the finished province, to which one more payment comes."""
    landing, lake = (
        shutil.copytree(folder, tmp_path / name)
        for name, folder in (("landing", province.context.landing), ("lake", province.context.lake.root))
    )
    before = {name: pl.scan_delta(str(lake / name)).collect() for name in ("silver/payments", FEATURES)}
    number = before[FEATURES]["customer_no"].max()
    payment = {"PAY_NO": "one more", "CONS_NO": number, "CHARGE_TIME": f"{DAY} 10:00:00", "RCVED_AMT": "50.00",
               "PAY_MODE": "010101"}  # fmt: skip
    land(str(landing), "payments", "late.parquet", content("payments", [payment]), DAY)
    made = _airflow(tmp_path, "airflow", "db", "migrate")
    assert made.returncode == 0, made.stderr[-2000:]
    folders = {f"GRIDTAG_{name.upper()}": str(tmp_path / name) for name in ("landing", "lake", "out")}
    ran = _airflow(tmp_path, sys.executable, "-c", RUN, str(DAGS), **folders)
    assert ran.returncode == 0, (ran.stdout + ran.stderr)[-4000:]
    after = {name: pl.scan_delta(str(lake / name)).collect() for name in before}
    assert after["silver/payments"].height == before["silver/payments"].height + 1
    of = pl.col("customer_no") == number
    paid = [table[FEATURES].filter(of)["pay_n_cnt_30d"].item() for table in (before, after)]
    assert paid[1] == paid[0] + 1
    others = [table[FEATURES].filter(~of).sort("customer_no") for table in (before, after)]
    assert others[0].equals(others[1])
