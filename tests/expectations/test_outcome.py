"""Sentences and counts made from what Great Expectations returns."""

import pytest

from gridtag.expectations.check import WARNING, Check, at_most, between, holds, no_rows
from gridtag.expectations.outcome import outcome

ROWS = Check("row_count", WARNING, "ExpectTableRowCountToBeBetween", {"min_value": 1}, "表不为空", "补交")
SHARE = at_most("x", 30, "隔离", "看", severity=WARNING, unit="%")
TOLERANT = holds("rated", "rating IS NOT NULL", "评价", "看", mostly=0.4)
STRICT = between("seconds", 0, 10, "秒数")
QUERY = no_rows("overlap", "SELECT 1", "重叠", "看")


@pytest.mark.parametrize(
    ("check", "success", "result", "unexpected", "evaluated", "detail"),
    [
        (STRICT, True, {"element_count": 9, "missing_count": 2, "unexpected_count": 0}, 0, 7, ""),
        (
            STRICT,
            True,
            {"element_count": 0, "missing_count": 0, "unexpected_count": None},
            0,
            0,
            "没有适用的行",
        ),
        (
            TOLERANT,
            False,
            {"element_count": 2000, "missing_count": 0, "unexpected_count": 1500},
            1500,
            2000,
            "2,000 行中 1,500 行不符(75.00%，容许 60.00%)",
        ),
        (ROWS, False, {"observed_value": 0}, None, 0, "实际 0，应 ≥ 1"),
        (SHARE, False, {"observed_value": 31.5}, None, None, "实际 31.5%，应 ≤ 30%"),
        (SHARE, False, {"observed_value": None}, None, None, "实际 无数据，应 ≤ 30%"),
        (QUERY, False, {"observed_value": 3}, 3, None, "3 处不符"),
        (QUERY, True, {"observed_value": 0}, 0, None, ""),
    ],
)
def test_outcomes(check, success, result, unexpected, evaluated, detail):
    found = outcome(check, success, result)
    assert (found.success, found.unexpected, found.evaluated, found.detail) == (
        success,
        unexpected,
        evaluated,
        detail,
    )


def test_a_check_that_cannot_be_evaluated_has_failed():
    found = outcome(STRICT, True, {}, "UNRESOLVED_COLUMN")
    assert not found.success
    assert found.error == "UNRESOLVED_COLUMN"
    assert "UNRESOLVED_COLUMN" in found.detail
