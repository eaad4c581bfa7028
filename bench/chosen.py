"""The features that all peers compute: window features of five event tables, and the SQL of each."""

from __future__ import annotations

from datetime import date

from gridtag.features.dimension import Feature
from gridtag.features.oracle import bounded
from gridtag.features.plain import formula
from gridtag.features.registry import features

TABLES = (
    "bill_months",
    "payments_of_customers",
    "calls_of_customers",
    "tickets_of_customers",
    "customer_outages",
)
"""Frames of the feature engine, each written to Parquet before anything is measured: what the peers read."""
STATISTICS = (
    *("Count", "DistinctCount", "Tally", "Sum", "Average", "Maximum", "Minimum", "Deviation", "Variation"),
    *("Share", "Rate", "Portion", "Quotient", "LastOn", "Flag"),
)
"""Statistics that every peer's own users would write as one aggregate each."""


def chosen(table: str) -> tuple[Feature, ...]:
    return tuple(
        one
        for one in features().values()
        if one.frame == table and type(one.declared).__name__ in STATISTICS and not one.is_derived
    )


def aggregates(table: str, as_of: date) -> dict[str, str]:
    """By stored column of a feature, its aggregate as SQL over the rows of a customer."""
    at = bounded(as_of)
    return {one.column: f"cast({formula(one, at)} AS {one.column_type})" for one in chosen(table)}
