"""A planted row makes its check fail and no other; one case at least for every kind of check."""

import dataclasses

import pytest

from gridtag.expectations import validation
from gridtag.expectations.catalog import TABLE_SUITES
from gridtag.expectations.check import view
from gridtag.expectations.contract import silver_name
from gridtag.lake import Lake
from gridtag.sources import BY_NAME, SOURCES
from tests.expectations.good_lake import AS_OF, CUSTOMER, at, frame, good_rows, on

pytestmark = pytest.mark.spark
SUITE = {suite.batch: suite for suite in TABLE_SUITES}


@pytest.fixture(scope="module")
def good(spark, tmp_path_factory):
    """Frames of good rows, all registered under the views that checks look into."""
    lake, rows = Lake(spark, str(tmp_path_factory.mktemp("none"))), good_rows()
    frames = {source.name: frame(lake, source, rows[source.name]) for source in SOURCES}
    for name, one in frames.items():
        one.createOrReplaceTempView(view(f"silver.{name}"))
    return lake, frames


def changed(rows, number, **values):
    return [{**row, **values} if n == number else row for n, row in enumerate(rows)]


def twice(rows, number):
    return [*rows, rows[number]]


CASES = {
    "required column empty": ("bills", lambda r: changed(r, 0, org_no=None), {"required_org_no"}),
    "code outside the set": ("feeders", lambda r: changed(r, 0, feeder_type="zzz"), {"codes_feeder_type"}),
    "key twice": ("feeders", lambda r: twice(r, 0), {"key_unique"}),
    "compound key twice": ("bills", lambda r: twice(r, 0), {"key_unique"}),
    "table empty": ("campaigns", lambda r: [], {"row_count"}),
    "code not in the reference": (
        "tickets",
        lambda r: changed(r, 0, business_level1=None),
        {"lookup_business_code"},
    ),
    "quarantine rule": ("calls", lambda r: changed(r, 0, rating=9), {"rule_rating_range"}),
    "range": ("calls", lambda r: changed(r, 0, talk_seconds=9000), {"range_talk_seconds"}),
    "unknown organisation": ("tickets", lambda r: changed(r, 0, org_no="999"), {"known_org_no"}),
    "unknown transformer": (
        "customers",
        lambda r: changed(r, 0, transformer_no="T9"),
        {"known_transformer_no"},
    ),
    "unknown customer": (
        "payments",
        lambda r: changed(r, 0, customer_no="3399999999"),
        {"known_customer_no", "bill_known"},
    ),
    "two columns unknown together": (
        "payments",
        lambda r: changed(r, 0, bill_month=on(1, month=8)),
        {"bill_known"},
    ),
    "hardly any customer number": (
        "tickets",
        lambda r: [{**row, "customer_no": None} for row in r],
        {"with_customer_no"},
    ),
    "half without customer number is allowed": ("tickets", lambda r: changed(r, 0, customer_no=None), set()),
    "nobody rates": ("calls", lambda r: changed(r, 0, rating=None), {"rated"}),
    "order in time": (
        "tickets",
        lambda r: changed(r, 0, dispatched_at=at(29)),
        {"accepted_then_dispatched"},
    ),
    "two current versions": (
        "customers",
        lambda r: changed(r, 0, is_current=True),
        {"one_current_version"},
    ),
    "versions overlap": ("customers", lambda r: changed(r, 0, valid_to=at(9)), {"versions_overlap"}),
    "half of a billing run": ("bills", lambda r: r[:1], {"closed_month_complete"}),
}


def failures(good, name, rows):
    lake, frames = good
    spoiled = frame(lake, BY_NAME[name], rows)
    spoiled.createOrReplaceTempView(view(f"silver.{name}"))
    try:
        outcomes, _ = validation.validate(SUITE[f"silver.{name}"], spoiled, AS_OF.isoformat())
    finally:
        frames[name].createOrReplaceTempView(view(f"silver.{name}"))
    return {outcome.check.name: outcome for outcome in outcomes if not outcome.success}


@pytest.mark.parametrize("case", CASES)
def test_a_planted_row_fails_its_check_alone(good, case):
    name, spoil, expected = CASES[case]
    assert failures(good, name, spoil(good_rows()[name])).keys() == expected


def test_counts_without_values(good):
    found = failures(good, "tickets", [{**row, "customer_no": None} for row in good_rows()["tickets"]])
    told = found["with_customer_no"]
    assert (told.unexpected, told.evaluated) == (2, 2)
    assert told.detail == "2 行中 2 行不符(100.00%，容许 60.00%)"


def test_results_hold_no_value_of_the_data(good):
    lake, _ = good
    rows = changed(good_rows()["payments"], 0, customer_no="3399999999", pay_channel=None)
    spoiled = frame(lake, BY_NAME["payments"], rows)
    _, result = validation.validate(SUITE["silver.payments"], spoiled, AS_OF.isoformat())
    assert not result.success
    told = str([one.to_json_dict() for one in result.results])
    assert "3399999999" not in told
    assert CUSTOMER not in told


def test_a_check_that_cannot_run_says_so_without_quoting_data(good):
    _, frames = good
    suite = SUITE["silver.feeders"]
    broken = dataclasses.replace(
        suite.checks[-1],
        name="broken",
        expectation="ExpectColumnValuesToBeInSet",
        sql="CAST(feeder_no AS INT) > 0",
        kwargs={"column": "broken", "value_set": [True]},
    )
    outcomes, result = validation.validate(
        dataclasses.replace(suite, checks=(suite.checks[0], broken)), frames["feeders"], AS_OF.isoformat()
    )
    assert outcomes[1].error == "CAST_INVALID_INPUT"
    assert "F1" not in outcomes[1].detail
    assert "F1" not in str([one.to_json_dict() for one in result.results])


def test_every_expectation_is_one_of_great_expectations(good):
    suite = validation.expectation_suite(SUITE["silver.calls"], AS_OF.isoformat())
    assert len(suite.expectations) == len(SUITE[silver_name(BY_NAME["calls"])].checks)
    assert {expectation.severity.value for expectation in suite.expectations} == {"critical", "warning"}
