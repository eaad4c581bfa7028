"""Write small landing files in their real formats, from rows that name only the columns that matter."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from gridtag.contract import Source
from gridtag.sources import BY_NAME

DEFAULTS: dict[str, dict[str, Any]] = {
    "calls": {
        "channel": "phone",
        "direction": "in",
        "org_no": "3340101",
        "ivr_enter_ts": "2026-10-30 09:00:00",
        "abandon_flag": "0",
    },
    "tickets": {
        "BUSI_TYPE_CODE": "R21",
        "ORG_NO": "3340101",
        "HANDLE_TIME": "2026-10-30 09:00:00",
        "SUB_FLAG": "0",
        "CUST_NO": "3300000001",
        "ACCEPT_CONTENT": "【低压故障】客户来电反映家中无电",
    },
    "payments": {
        "CONS_NO": "3300000001",
        "ORG_NO": "3340101",
        "RCVBL_YM": "202609",
        "CHARGE_TIME": "2026-10-20 10:00:00",
        "PAY_MODE": "030146",
        "RCVED_AMT": "55.20",
    },
    "bills": {
        "CONS_NO": "3300000001",
        "RCVBL_YM": "202609",
        "ORG_NO": "3340101",
        "BILL_DATE": "2026-10-05",
        "T_PQ": "120.5",
        "RCVBL_AMT": "64.83",
    },
    "customers": {
        "CONS_NO": "3300000001",
        "ORG_NO": "3340101",
        "CONS_SORT_CODE": "03",
        "UPDATED_AT": "2024-11-01 00:00:00",
    },
}


def content(source: Source | str, rows: Sequence[Mapping[str, Any]], encoding: str | None = None) -> bytes:
    """The bytes of a file with these rows; columns that a row leaves out take the source's defaults."""
    source = BY_NAME[source] if isinstance(source, str) else source
    full = [{**DEFAULTS.get(source.name, {}), **row} for row in rows]
    if source.format == "parquet":
        sink = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(full), sink)
        return sink.getvalue()
    if source.format == "csv":
        extra = [
            name
            for name in dict.fromkeys(key for row in full for key in row)
            if name not in source.raw_columns
        ]
        text = io.StringIO()
        writer = csv.DictWriter(
            text, [*source.raw_columns, *extra], delimiter=source.delimiter, lineterminator="\r\n", restval=""
        )
        writer.writeheader()
        writer.writerows(full)
        return text.getvalue().encode(encoding or source.encoding)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in full).encode()
    return gzip.compress(lines, mtime=0) if source.format.endswith(".gz") else lines


def land(folder: Path | str, source: str, name: str, data: bytes, day: date = date(2026, 10, 31)) -> str:
    """Put a file into the landing folder; gives its name there."""
    relative = f"{source}/{day}/{name}"
    path = Path(folder) / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return relative
