"""The declarations: every source has a suite, and what the contract says is taken from the contract."""

import re
from collections import Counter
from pathlib import Path

import pytest

import gridtag.expectations
from gridtag.expectations.catalog import CHECKS, SUITES, TABLE_SUITES
from gridtag.expectations.check import CRITICAL, SEVERITIES, WARNING
from gridtag.expectations.contract import silver_columns, silver_key
from gridtag.jobs import silver
from gridtag.sources import SOURCES
from tests.test_layers import light_import_faults

BY_TABLE = {suite.batch: suite for suite in TABLE_SUITES}
NEEDS_GREAT_EXPECTATIONS = {"counted", "validation", "pages"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def checks_of(source):
    return {check.name: check for check in BY_TABLE[silver.table(source)].checks}


def test_every_source_has_one_suite():
    assert Counter(suite.batch for suite in TABLE_SUITES) == Counter(
        silver.table(source) for source in SOURCES
    )


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_the_contract_is_checked_and_not_repeated(source):
    checks = checks_of(source)
    required = {name.removeprefix("required_") for name in checks if name.startswith("required_")}
    assert required == {column.name for column in source.columns if column.required} | set(source.key)
    codes = {
        name.removeprefix("codes_"): check for name, check in checks.items() if name.startswith("codes_")
    }
    assert {name: tuple(check.kwargs["value_set"]) for name, check in codes.items()} == {
        column.name: column.values for column in source.columns if column.values
    }
    assert checks["key_unique"].sql == f"struct({', '.join(silver_key(source))})"
    assert silver_key(source) == silver.key(source)
    assert {f"rule_{rule.name}" for rule in source.rules} <= checks.keys()
    assert {f"lookup_{lookup.on}" for lookup in source.lookups} <= checks.keys()
    assert ("row_count" in checks) == (not source.optional)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_every_source_is_judged_by_its_deliveries(source):
    checks = {check.name: check for check in CHECKS if check.table_name == silver.table(source)}
    assert (checks["quarantined_critical"].severity, checks["quarantined"].severity) == (CRITICAL, WARNING)
    assert checks["quarantined_critical"].kwargs["max_value"] == 30
    assert checks["quarantined"].kwargs["max_value"] == 5


def test_names_are_unique_and_computed_columns_hide_no_column():
    assert max(Counter(check.full_name for check in CHECKS).values()) == 1
    for suite in TABLE_SUITES:
        computed = [check.kwargs["column"] for check in suite.checks if check.sql]
        assert len(set(computed)) == len(computed)
        assert not set(computed) & {name for name, _ in suite.columns}


def test_a_referential_check_never_stops_the_run():
    assert {check.severity for check in CHECKS if check.name.startswith("known_")} == {WARNING}


def test_every_check_says_what_and_what_to_do_in_chinese():
    for check in CHECKS:
        assert check.severity in SEVERITIES
        assert CHINESE.search(check.title), check.full_name
        assert CHINESE.search(check.action), check.full_name
        assert "$" not in check.title + check.action, "Great Expectations would take it for a parameter"


def test_columns_are_those_that_the_suites_look_at():
    for source in SOURCES:
        names = {name for name, _ in silver_columns(source)}
        for check in BY_TABLE[silver.table(source)].checks:
            column = check.kwargs.get("column")
            assert check.sql or column is None or column in names, check.full_name


def test_declarations_import_without_spark_and_great_expectations():
    folder = Path(gridtag.expectations.__file__).parent
    modules = {path.stem for path in folder.glob("*.py")} - NEEDS_GREAT_EXPECTATIONS - {"__init__"}
    assert {"catalog", "check", "calls", "outcome"} <= modules
    assert light_import_faults([f"gridtag.expectations.{name}" for name in sorted(modules)]) == ""


def test_no_aggregate_grows_beyond_what_spark_compiles():
    for suite in SUITES:
        columns = {check.kwargs.get("column") for check in suite.checks}
        mapped = [check for check in suite.checks if "mostly" in check.kwargs]
        assert len(columns) + len(mapped) <= 100, suite.batch
