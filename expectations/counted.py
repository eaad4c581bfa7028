"""The expectations of Great Expectations, made to count without fetching values and to speak plainly.

Stock expectations fetch sample values for every check as soon as a result is to say more than yes or no: one
Spark job per check, and customers' data in the results. These leave those metrics out, so the counts of a
whole table come from the one aggregate that BOOLEAN_ONLY needs anyway. Import late: loading takes seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import great_expectations.expectations as gxe
from great_expectations.compatibility import pydantic
from great_expectations.render import LegacyDiagnosticRendererType
from great_expectations.render.renderer.renderer import renderer

_FETCHING = (".unexpected_values", ".unexpected_index_list", ".unexpected_index_query")


class _Told:
    """The page shows the sentence in meta["detail"] as what was observed, and no statement of its own."""

    @classmethod
    @renderer(renderer_type=LegacyDiagnosticRendererType.OBSERVED_VALUE)
    def _diagnostic_observed_value_renderer(cls, *_: Any, result: Any = None, **__: Any) -> str:
        return result.expectation_config.meta.get("detail") or "全部符合"

    @classmethod
    @renderer(renderer_type=LegacyDiagnosticRendererType.UNEXPECTED_STATEMENT)
    def _diagnostic_unexpected_statement_renderer(cls, *_: Any, **__: Any) -> list:
        return []


class _Counted(_Told):
    """The metrics that would fetch values are not asked for."""

    def get_validation_dependencies(self, *arguments: Any, **named: Any) -> Any:
        dependencies = super().get_validation_dependencies(*arguments, **named)  # type: ignore[misc]
        for name in list(dependencies.get_metric_names()):
            if name.endswith(_FETCHING):
                dependencies.remove_metric_configuration(name)
        return dependencies


class CountedNotNull(_Counted, gxe.ExpectColumnValuesToNotBeNull):
    pass


class CountedInSet(_Counted, gxe.ExpectColumnValuesToBeInSet):
    pass


class CountedBetween(_Counted, gxe.ExpectColumnValuesToBeBetween):
    pass


class CountedUnique(_Counted, gxe.ExpectColumnValuesToBeUnique):
    pass


class CountedRows(_Told, gxe.UnexpectedRowsExpectation):
    metric_dependencies = ("unexpected_rows_query.row_count",)

    @pydantic.validator("unexpected_rows_query", allow_reuse=True)
    def _validate_query(cls, query: str) -> str:  # noqa: N805
        """Queries name the view of their table, not {batch}: that view has one name for all threads."""
        return query

    def _validate(self, metrics: dict, *arguments: Any, **named: Any) -> Any:
        return super()._validate({"unexpected_rows_query.table": [], **metrics}, *arguments, **named)


class ToldRowCount(_Told, gxe.ExpectTableRowCountToBeBetween):
    pass


class ToldMax(_Told, gxe.ExpectColumnMaxToBeBetween):
    pass


CLASSES: dict[str, Callable[..., gxe.Expectation]] = {
    "ExpectColumnValuesToNotBeNull": CountedNotNull,
    "ExpectColumnValuesToBeInSet": CountedInSet,
    "ExpectColumnValuesToBeBetween": CountedBetween,
    "ExpectColumnValuesToBeUnique": CountedUnique,
    "UnexpectedRowsExpectation": CountedRows,
    "ExpectTableRowCountToBeBetween": ToldRowCount,
    "ExpectColumnMaxToBeBetween": ToldMax,
}
"""By the name that checks give."""
