"""The DAG files, loaded and run by Airflow itself in a process and a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from gridtag import sample

pytestmark = [pytest.mark.airflow, pytest.mark.slow]

DAGS = Path(__file__).parents[2] / "dags"
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


def test_both_dags_run_from_landing_files_to_tags(tmp_path: Path) -> None:
    sample.generate(tmp_path / "landing", customers=300, months=3, seed=2, end=date(2026, 10, 31))
    made = _airflow(tmp_path, "airflow", "db", "migrate")
    assert made.returncode == 0, made.stderr[-2000:]
    folders = {f"GRIDTAG_{name.upper()}": str(tmp_path / name) for name in ("landing", "lake", "out")}
    ran = _airflow(tmp_path, sys.executable, "-c", RUN, str(DAGS), **folders)
    assert ran.returncode == 0, (ran.stdout + ran.stderr)[-4000:]
    features = pl.scan_delta(str(tmp_path / "lake/gold/features_calls")).collect()
    assert features.height > 250 and features["call_n_all_cnt_365d"].sum() > 0
    assert pl.scan_delta(str(tmp_path / "lake/gold/customer_tags")).collect().height >= 1
