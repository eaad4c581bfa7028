"""What became of a check: counts and a plain sentence, never a value of the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gridtag.expectations.check import Check


@dataclass(frozen=True)
class Outcome:
    """`unexpected` of `evaluated` rows break the check; None where it looks at the table as a whole.

    `error` says, without any value, why the check could not be evaluated; it then counts as failed.
    """

    check: Check
    success: bool
    unexpected: int | None
    evaluated: int | None
    detail: str
    error: str = ""

    @property
    def failed_share(self) -> float:
        return (self.unexpected or 0) / self.evaluated if self.evaluated else 0.0


def outcome(check: Check, success: bool, result: Mapping[str, Any], error: str = "") -> Outcome:
    """From what Great Expectations found: `result` is its result dictionary."""
    if error:
        return Outcome(check, False, None, None, f"无法检查: {error}", error)
    if "element_count" in result:
        evaluated = int(result["element_count"]) - int(result.get("missing_count") or 0)
        unexpected = int(result["unexpected_count"] or 0)
        return Outcome(check, success, unexpected, evaluated, _of_rows(check, unexpected, evaluated))
    observed = result.get("observed_value")
    if check.expectation == "UnexpectedRowsExpectation":
        rows = int(observed or 0)
        return Outcome(check, success, rows, None, f"{rows:,} 处不符" if rows else "")
    counted = int(observed or 0) if check.expectation == "ExpectTableRowCountToBeBetween" else None
    return Outcome(check, success, None, counted, _of_figure(check, observed))


def _of_rows(check: Check, unexpected: int, evaluated: int) -> str:
    if not evaluated:
        return "没有适用的行"
    if not unexpected:
        return ""
    allowed = f"，容许 {1 - check.mostly:.2%}" if check.mostly < 1 else ""
    return f"{evaluated:,} 行中 {unexpected:,} 行不符({unexpected / evaluated:.2%}{allowed})"


def _of_figure(check: Check, observed: Any) -> str:
    limits = [
        f"{sign} {check.kwargs[key]:g}"
        for key, sign in (("min_value", "≥"), ("max_value", "≤"))
        if key in check.kwargs
    ]
    shown = "无数据" if observed is None else f"{observed:,.10g}{check.unit}"
    return f"实际 {shown}，应 {' 且 '.join(limits)}{check.unit}"
