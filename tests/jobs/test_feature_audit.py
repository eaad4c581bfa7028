"""The daily audit of features: silent where tables are right, and by name where one is not."""

from __future__ import annotations

import dataclasses
import shutil
from datetime import timedelta

import pytest

from gridtag.errors import GridtagError
from gridtag.features.registry import features
from gridtag.jobs import feature_audit as job
from gridtag.jobs.cli import main
from gridtag.jobs.context import Context
from gridtag.lake import Lake
from tests.province import Province

WRONG = "pay_n_cnt_30d"


@pytest.fixture(scope="module")
def audited(province: Province, tmp_path_factory: pytest.TempPathFactory) -> Context:
    """A copy of the province in which one feature is wrong, audited."""
    finished = province.context
    folder = shutil.copytree(finished.lake.root, tmp_path_factory.mktemp("audit") / "lake")
    context = Context(Lake(finished.lake.spark, str(folder)), finished.as_of)
    table = context.lake.identifier("gold.features_payments")
    context.lake.spark.sql(f"UPDATE {table} SET {WRONG} = {WRONG} + 1")
    told = job.run(context)
    assert (told["customers"], told["features"]) == (job.AT_LEAST, len(features()))
    return context


def test_a_sample_of_the_province_is_as_its_tables_hold_it_but_where_one_is_wrong(audited: Context) -> None:
    found = {row["feature"]: row for row in audited.lake.read(job.TABLE).collect()}
    assert found.keys() == features().keys()
    assert {row["customers"] for row in found.values()} == {job.AT_LEAST}
    wrong = {name for name, row in found.items() if row["differing"]}
    assert found[WRONG]["differing"] == job.AT_LEAST
    assert {name for name in wrong - {WRONG} if not features()[name].is_derived} == set(), (
        "only what is derived from the wrong figure is wrong as well"
    )
    assert {row["feature"] for row in job.found_wrong(audited.lake)} == wrong


def test_each_day_has_a_sample_of_its_own(province: Province) -> None:
    lake, day = province.context.lake, province.context.as_of
    first, again, second = (
        [row["customer_no"] for row in job.sample(lake, on).collect()]
        for on in (day, day, day + timedelta(days=1))
    )
    assert first == again and len(set(first)) == job.AT_LEAST
    assert len(set(first) & set(second)) < job.AT_LEAST // 2


def test_what_is_wrong_is_named(audited: Context, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check", "--lake", audited.lake.root])
    assert ended.value.code == 1
    shown = capsys.readouterr()
    assert "features found otherwise" in shown.out and WRONG in shown.out
    assert f"an audit found {len(job.found_wrong(audited.lake))} features otherwise" in shown.err


def test_features_of_another_day_are_refused(province: Province) -> None:
    later = dataclasses.replace(province.context, as_of=province.context.as_of + timedelta(days=1))
    with pytest.raises(GridtagError, match="run the features of that day first"):
        job.run(later)
