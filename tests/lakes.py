"""Lakes that come and go within a test."""

from __future__ import annotations

from pathlib import Path

from gridtag.lake import Lake


def forget(lake: Lake) -> None:
    """Let Spark's memory of the lake's tables go; a table that is read again is looked at anew."""
    java = lake.spark._jvm
    for table in Path(lake.root).glob("*/*/"):
        path = java.org.apache.hadoop.fs.Path(str(table))
        java.org.apache.spark.sql.delta.DeltaLog.invalidateCache(lake.spark._jsparkSession, path)
