"""Moments as Spark sees them."""

from __future__ import annotations

from datetime import datetime

from pyspark.sql import Column
from pyspark.sql import functions as F


def at(moment: datetime) -> Column:
    """The moment by the session's clock; `F.lit` would read it by the clock of Python's machine."""
    return F.expr(f"TIMESTAMP '{moment:%Y-%m-%d %H:%M:%S}'")
