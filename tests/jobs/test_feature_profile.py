"""The profile of a day's features: against the tables themselves, and what it reports from one day to the next."""

from __future__ import annotations

import dataclasses
import shutil
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from gridtag.errors import GridtagError
from gridtag.features.registry import features
from gridtag.jobs import feature_profile as job
from gridtag.jobs import feature_state
from gridtag.jobs import features as feature_job
from gridtag.jobs.cli import main
from gridtag.jobs.context import Context
from gridtag.jobs.freshness import stale
from gridtag.lake import Lake
from tests.province import DAY, Province

NEXT = DAY + timedelta(days=1)


@pytest.fixture(scope="module")
def done(province: Province, tmp_path_factory: pytest.TempPathFactory) -> Context:
    """The province, and its profile of the next day as well, when half of the customers' payments have been lost."""
    finished = province.context.lake
    folder = shutil.copytree(finished.root, tmp_path_factory.mktemp("profile") / "lake")
    lake = Lake(finished.spark, str(folder))
    lake.delete("gold.features_payments", "customer_no % 2 = 0")
    reached = feature_state.states(lake).values()
    feature_state.note(lake, [dataclasses.replace(state, as_of=NEXT) for state in reached])
    later = Context(lake, NEXT)
    assert job.run(later)["features"] == len(features())
    return later


def profile(context: Context, day: date) -> dict[str, dict[str, Any]]:
    rows = context.lake.read(job.TABLE).where(f"as_of = DATE '{day}'").collect()
    return {row["feature"]: row.asDict() for row in rows}


def test_figures_are_those_of_the_view(done: Context) -> None:
    view = pl.DataFrame(feature_job.customer_features(done.lake, list(features())).toArrow())
    found = profile(done, NEXT)
    assert found.keys() == features().keys()
    for name in ("cust_account_age_val_now", "call_n_all_cnt_365d", "call_last_dsl_now", "kwh_month_sum_m12"):
        values, row = view[name], found[name]
        assert row["null_rate"] == values.null_count() / len(values) if name != "kwh_month_sum_m12" else True
        held = values.drop_nulls().to_numpy()
        for quantile, share in job.QUANTILES.items():
            exact = np.quantile(held, share, method="inverted_cdf")
            assert row[quantile] == pytest.approx(exact, rel=0.0101, abs=1e-9), (name, quantile)


def test_lost_rows_and_shifted_values_are_reported(done: Context) -> None:
    first, second = profile(done, DAY), profile(done, NEXT)
    assert all(row["psi"] is None for row in first.values()), "there was no day before"
    assert any(alert.startswith("rows ") for alert in second["pay_n_cnt_30d"]["alerts"])
    assert not any(alert.startswith("rows ") for alert in second["call_n_all_cnt_30d"]["alerts"])
    assert second["cust_status_code_now"]["psi"] == 0.0


def test_a_second_run_writes_the_same_rows(done: Context) -> None:
    before = profile(done, NEXT)
    job.run(done)
    assert profile(done, NEXT) == before


def test_features_of_another_day_are_refused(done: Context) -> None:
    with pytest.raises(GridtagError, match=f"is of {NEXT}, not of {DAY}"):
        job.run(dataclasses.replace(done, as_of=DAY))


def test_sources_that_stay_away_are_reported(done: Context) -> None:
    assert profile(done, NEXT)["call_n_all_cnt_30d"]["stale_days"] == 1
    of_calls, of_archive = features()["call_n_all_cnt_30d"], features()["cust_status_code_now"]
    late = {"calls": 2, "bills": 40, "customers": 90, "contacts": 90}
    assert stale(of_calls.sources, late) == ["calls last came 2 days ago"]
    assert stale(of_calls.sources, {**late, "calls": 1}) == []
    assert stale(of_archive.sources, late) == [], "a database gives nothing on days without changes"


def test_check_lists_what_is_odd(done: Context, capsys: pytest.CaptureFixture[str]) -> None:
    listed = job.alerts(done.lake)
    assert {"feature", "title", "as_of", "alert"} == listed[0].keys() and {
        row["as_of"] for row in listed
    } == {NEXT}
    with pytest.raises(SystemExit):
        main(["check", "--lake", done.lake.root])
    told = capsys.readouterr().out
    assert "features to look at" in told and "pay_n_cnt_30d" in told
