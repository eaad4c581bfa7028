"""The declarations against the catalogue, their ids, and the pages made of them."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from gridtag.features import pages
from gridtag.features.comparisons import Difference
from gridtag.features.dimension import Dimension, catalogue
from gridtag.features.frames import FRAMES, STREAMS, closure
from gridtag.features.plain import formula
from gridtag.features.registry import DIMENSIONS, features, of_stream, with_inputs
from gridtag.features.statistics import Count
from gridtag.features.windows import D7, D30

ROOT = Path(__file__).resolve().parents[2]
TYPES = {"int": "INT", "double": "DOUBLE", "boolean": "BOOLEAN", "string": "STRING"}


def test_every_feature_is_in_the_catalogue_as_declared() -> None:
    planned = catalogue()
    odd = [
        feature.name
        for feature in features().values()
        if (feature.title, feature.dimension, feature.window.code, feature.type)
        != (
            planned[feature.name].title,
            planned[feature.name].dimension,
            planned[feature.name].window,
            TYPES[planned[feature.name].type],
        )
    ]
    assert odd == []


def test_ids_are_those_of_the_catalogue_and_stand_in_its_order() -> None:
    assert [row.id for row in catalogue().values()] == [
        f"F{number:04d}" for number in range(1, len(catalogue()) + 1)
    ]
    assert len(catalogue()) >= 1116


def test_enough_features_live_in_each_stream() -> None:
    counts = {stream.code: len(of_stream(stream.code)) for stream in STREAMS}
    assert sum(counts.values()) == sum(not one.is_derived for one in features().values())
    assert all(counts.values()), counts
    assert len(features()) >= 900 and len({one.dimension for one in features().values()}) >= 23


def test_what_is_left_out_says_why() -> None:
    path = ROOT / "features" / "left_out.csv"
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    assert sorted(row["name"] for row in rows) == sorted(catalogue().keys() - features().keys())
    assert all(row["reason"] for row in rows)


def test_every_feature_says_what_it_is() -> None:
    for feature in features().values():
        assert (
            feature.title and feature.title_en and feature.null_rule and feature.sources and formula(feature)
        )
        assert feature.status == "live" and feature.version >= 1


def test_stored_columns_are_distinct() -> None:
    columns = [feature.column for feature in features().values()]
    assert len(set(columns)) == len(columns)


def test_names_outside_the_catalogue_are_refused() -> None:
    wrong = Dimension(
        "call", "", "", frame="calls_of_customers", features=(Count("n_unheard_of", "", "", (D7,)),)
    )
    with pytest.raises(ValueError, match=r"call_n_unheard_of_cnt_7d is not in features/catalogue\.csv"):
        list(wrong.expand())
    nowhere = Dimension("call", "", "", frame="nowhere", features=(Count("n_all", "", "", (D7,)),))
    with pytest.raises(ValueError, match="names no frame"):
        list(nowhere.expand())


def test_frames_come_after_what_they_are_made_of() -> None:
    seen: set[str] = set()
    for frame in closure(tuple(FRAMES)):
        assert {name for name in frame.inputs if name in FRAMES} <= seen, frame.name
        seen.add(frame.name)


def test_derived_features_bring_what_they_are_made_of() -> None:
    names = {feature.name for feature in with_inputs(["notc_callin_rate_365d"])}
    assert names == {
        "notc_callin_rate_365d",
        "notc_call_notified_cnt_365d",
        "notc_call_unnotified_cnt_365d",
        "outg_n_all_cnt_365d",
    }


def test_a_difference_names_both_windows() -> None:
    feature = features()["call_delta_diff_90d"]
    assert isinstance(feature.declared, Difference)
    assert "day > D - 90 AND day <= D)" in formula(feature) and "day > D - 180 AND day <= D - 90" in formula(
        feature
    )


def test_formula_of_a_plain_count() -> None:
    assert (
        formula(features()["call_n_all_cnt_30d"])
        == "count(*) FILTER (WHERE (day > D - 30 AND day <= D) AND (phone_in))"
    )
    assert features()["call_n_all_cnt_30d"].window == D30


def test_rows_for_the_command_line() -> None:
    rows = pages.feature_rows()
    assert len(rows) == len(catalogue())
    assert {row["status"] for row in rows} == {"live", "planned"}
    keys = [
        "id",
        "name",
        "dimension",
        "title",
        "title_en",
        "unit",
        "window",
        "status",
        "null_rule",
        "privacy",
        "stream",
        "sql",
    ]
    assert all(list(row) == keys for row in rows)
    assert len(DIMENSIONS) >= 22


def test_the_tag_page_is_fresh() -> None:
    stale = "docs/tags.md is stale; write it anew with `gridtag features docs`"
    assert (ROOT / "docs/tags.md").read_text("utf-8") == pages.tags_page(), stale


def test_declarations_load_fast() -> None:
    loading = "import time, gridtag.features.registry as r; r.features(); import gridtag.features.tags"
    command = [sys.executable, "-c", f"{loading}; print(time.process_time())"]
    seconds = [float(subprocess.check_output(command, cwd=ROOT, timeout=60)) for _ in range(3)]
    assert min(seconds) < 0.6, "declarations must not load anything heavy"
