"""Evaluates suites over Spark frames with Great Expectations, in few Spark jobs and without caching.

All counts of a frame come from one aggregate; unique keys and queries add one job each.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import great_expectations as gx
from great_expectations.core.expectation_suite import ExpectationSuite
from great_expectations.core.expectation_validation_result import (
    ExpectationSuiteValidationResult,
    ExpectationValidationResult,
)
from great_expectations.data_context.types.base import ProgressBarsConfig

from gridtag.expectations.check import Check, Suite, dated
from gridtag.expectations.counted import CLASSES
from gridtag.expectations.outcome import Outcome, outcome

if TYPE_CHECKING:
    from great_expectations.datasource.fluent import SparkDatasource
    from great_expectations.expectations import Expectation
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
    from pyspark.sql import DataFrame

RESULT_FORMAT = {
    "result_format": "SUMMARY",
    "exclude_unexpected_values": True,
    "partial_unexpected_count": 0,
}
SEVERITY_TITLES = {"critical": "严重", "warning": "提示"}


def datasource() -> SparkDatasource:
    """The Spark data source of a context that lives in memory, caches nothing and reports to nobody."""
    context = gx.get_context(mode="ephemeral")
    context.variables.analytics_enabled = False
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context.data_sources.add_spark("lake", persist=False)


def expectation(check: Check, as_of: str) -> Expectation:
    kwargs: dict[str, Any] = {
        key: dated(value, as_of) if isinstance(value, str) else value for key, value in check.kwargs.items()
    }
    return CLASSES[check.expectation](
        **kwargs,
        severity=check.severity,
        description=html.escape(f"【{SEVERITY_TITLES[check.severity]}】{check.title}"),
        meta={"check": check.full_name},
    )


def expectation_suite(suite: Suite, as_of: str) -> ExpectationSuite:
    return ExpectationSuite(suite.batch, expectations=[expectation(check, as_of) for check in suite.checks])


def with_conditions(frame: DataFrame, checks: Iterable[Check], as_of: str) -> DataFrame:
    """The frame with a column for each check that computes what it looks at."""
    computed = [f"{dated(check.sql, as_of)} AS `{check.kwargs['column']}`" for check in checks if check.sql]
    return frame.selectExpr("*", *computed)


def validate(
    suite: Suite, frame: DataFrame, as_of: str
) -> tuple[list[Outcome], ExpectationSuiteValidationResult]:
    """Outcomes in the order of the suite's checks, and the result that the suite's page is drawn from.

    Calls may run side by side: each has a context of its own.
    """
    asset = datasource().add_dataframe_asset(suite.batch)
    definition = asset.add_batch_definition_whole_dataframe(suite.batch)
    batch = definition.get_batch({"dataframe": with_conditions(frame, suite.checks, as_of)})
    found = batch.validate(expectation_suite(suite, as_of), result_format=RESULT_FORMAT)
    by_name = {_configuration(result).meta["check"]: result for result in found.results}
    found.results = [by_name[check.full_name] for check in suite.checks]
    return [_outcome(check, by_name[check.full_name]) for check in suite.checks], found


def _outcome(check: Check, result: ExpectationValidationResult) -> Outcome:
    """The outcome; leaves its sentence, and for a failure what to do, in the result for the page."""
    told = outcome(check, bool(result.success), result.result or {}, _error(result.exception_info or {}))
    configuration = _configuration(result)
    configuration.meta["detail"] = html.escape(told.detail)
    result.exception_info = {
        "raised_exception": False,
        "exception_message": None,
        "exception_traceback": None,
    }
    if not told.success:
        configuration.description = f"{configuration.description}\n处理：{html.escape(check.action)}"
    return told


def _configuration(result: ExpectationValidationResult) -> ExpectationConfiguration:
    if result.expectation_config is None:
        raise ValueError("a result of Great Expectations names no expectation")
    return result.expectation_config


def _error(info: dict[str, Any]) -> str:
    """Why the check could not be evaluated: only the kind of error, as its message may quote values."""
    raised = info if "raised_exception" in info else next(iter(info.values()), {})
    if not raised.get("raised_exception"):
        return ""
    told = f"{raised.get('exception_message')}\n{raised.get('exception_traceback')}"
    named = re.search(r"\[([A-Z][A-Z0-9_.]{3,})\]", told) or re.search(r"(\w+(?:Error|Exception))\b", told)
    return named.group(1) if named else "unknown error"
