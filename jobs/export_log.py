"""gold.export_log: which lists left the lake, for whom and what, and how many customers were kept off each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl
import pyarrow as pa
from deltalake import DeltaTable, write_deltalake

from gridtag.jobs.audiences import table_path
from gridtag.lake import Lake

TABLE = "gold.export_log"
COLUMNS = (
    "export STRING NOT NULL COMMENT '导出编号'",
    "exported_at TIMESTAMP NOT NULL COMMENT '首次导出时间'",
    "as_of DATE NOT NULL COMMENT '索引日'",
    "requester STRING NOT NULL COMMENT '申请人'",
    "purpose STRING NOT NULL COMMENT '用途'",
    "expression STRING NOT NULL COMMENT '客群条件'",
    "case_no STRING NOT NULL COMMENT '明文审批单号，空为脱敏'",
    "meant BIGINT NOT NULL COMMENT '符合条件户数'",
    "listed BIGINT NOT NULL COMMENT '名单户数'",
    "suppressed STRING NOT NULL COMMENT '各规则剔除户数(JSON)'",
    "sha256 STRING NOT NULL COMMENT '名单文件摘要'",
)


def create(lake: Lake) -> None:
    lake.create(TABLE, COLUMNS, comment="名单导出日志", statistics=("export", "as_of"))


def note(root: str, entry: Mapping[str, Any], at: datetime) -> None:
    """Log the export where its number is new; without Spark, in the lake at `root`."""
    path = table_path(root, TABLE)
    if pl.scan_delta(path).filter(pl.col("export") == entry["export"]).collect().height:
        return
    table = DeltaTable(path)
    row = pa.Table.from_pylist([{**entry, "exported_at": at}], schema=pa.schema(table.schema()))
    write_deltalake(table, row, mode="append")
