"""The catalogue page: every feature with what it comes from, fresh in docs/, searchable in a browser."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from gridtag.features.dimension import catalogue
from gridtag.features.lineage import landing_columns
from gridtag.features.profile import Spread, tally
from gridtag.features.registry import features
from gridtag.jobs.report.feature_catalogue import Distribution, page
from gridtag.sources import BY_NAME
from tests.chromium import chromium

DOCS = Path(__file__).parents[3] / "docs"
MADE_UP = "call_n_all_cnt_365d"


def test_docs_are_fresh() -> None:
    stale = "docs/features.html is stale; write it anew with `gridtag features docs`"
    assert (DOCS / "features.html").read_text("utf-8") == page(), stale


def test_every_feature_of_the_catalogue_is_on_the_page() -> None:
    text = page()
    assert [name for name in catalogue() if f"<code>{name}</code>" not in text] == []


def test_every_feature_comes_from_landing_columns() -> None:
    known = {f"{source.name}.{name}" for source in BY_NAME.values() for name in source.raw_columns}
    for feature in features().values():
        found = set(landing_columns(feature))
        assert found & known, feature.name
        of_code_tables = {column for column in found - known if column.partition(".")[0] not in BY_NAME}
        assert found - known == of_code_tables, feature.name


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("cust_status_code_now", "customers.CONS_NO customers.STATUS_CODE"),
        ("kwh_month_sum_m3", "bills.BILL_DATE bills.CONS_NO bills.RCVBL_YM bills.T_PQ"),
        ("tick_n_all_cnt_365d", "tickets.CUST_NO tickets.HANDLE_TIME"),
    ],
)
def test_lineage_is_that_read_by_hand(name: str, columns: str) -> None:
    assert landing_columns(features()[name]) == tuple(columns.split())


def distribution() -> Distribution:
    dice = np.random.default_rng(3)
    values = pa.array(
        np.concatenate([np.zeros(300), dice.poisson(3, 600)]).astype(float).tolist() + [None] * 100
    )
    batch = pa.RecordBatch.from_arrays([values], ["x"])
    rows = [row for found in tally(iter([batch])) for row in found.to_pylist()]
    spread = Spread({row["bucket"]: row["customers"] for row in rows})
    return Distribution(spread, {"p05": 0.0, "p50": 2.0, "p95": 5.98}, 0.31, ("psi 0.31",))


@pytest.mark.chromium
def test_a_browser_finds_features_by_word_and_dimension(tmp_path: Path) -> None:
    path = tmp_path / "features.html"
    path.write_text(page({MADE_UP: distribution()}, date(2026, 10, 31), "index.html"), encoding="utf-8")
    shown = "[...document.querySelectorAll('#features tbody tr')].filter(r => !r.hidden)"
    with chromium(tmp_path / "profile") as tab:
        for width in (1280, 390):
            tab.open(path, width=width, height=844)
            assert tab.errors == [] and tab.foreign_requests == []
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
            assert tab.evaluate(f"{shown}.length") == len(catalogue())
        for selector, value, count in (
            ("[data-by=dimension]", "CARE", sum(one.dimension == "CARE" for one in catalogue().values())),
            ("[data-by=dimension]", "", len(catalogue())),
            ("[data-by=odd]", "yes", 1),
            ("[data-finds]", "ivr_enter_ts 近365天", 1),
        ):
            tab.evaluate(
                f"(() => {{ const box = document.querySelector('{selector}'); box.value = '{value}';"
                "box.dispatchEvent(new Event('input')); })()"
            )
            assert tab.evaluate(f"{shown}.length") == count, value
        assert tab.evaluate(f"{shown}[0].querySelector('svg.spread path').getBBox().width") > 40
        assert "10.0%" in tab.evaluate(f"{shown}[0].textContent")
