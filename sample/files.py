"""Landing files: columns in contract order, encodings, the same bytes for the same rows."""

import gzip
import io
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from gridtag.contract import Source

_EXTENSIONS = {"jsonl.gz": "jsonl.gz", "jsonl": "jsonl", "parquet": "parquet"}


def file_name(source: Source, stem: str) -> str:
    if source.format == "csv":
        return f"{stem}.{'txt' if source.delimiter == '|' else 'csv'}"
    return f"{stem}.{_EXTENSIONS[source.format]}"


def in_order(source: Source, frame: pl.DataFrame) -> pl.DataFrame:
    """Columns as the contract names and orders them, with any others after them."""
    names = list(dict.fromkeys(source.raw_columns))
    missing = [name for name in names if name not in frame.columns]
    if missing:
        raise ValueError(f"{source.name} lacks {', '.join(missing)}")
    return frame.select([*names, *(name for name in frame.columns if name not in names)])


def write(path: Path, source: Source, frame: pl.DataFrame) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if source.format == "parquet":
        # old readers know neither dictionary-free strings nor page indexes; plain settings, fixed
        pq.write_table(plain(frame), path, compression="zstd", row_group_size=1 << 20, store_schema=False)
    else:
        path.write_bytes(as_bytes(source, frame))


def plain(frame: pl.DataFrame):  # type: ignore[no-untyped-def]
    """An Arrow table with plain strings, as other systems write them."""
    return frame.to_arrow(compat_level=pl.CompatLevel.oldest())


def as_bytes(source: Source, frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    if source.format == "csv":
        frame.write_csv(buffer, separator=source.delimiter)
        raw = buffer.getvalue()
        return raw if source.encoding == "utf-8" else raw.decode().encode(source.encoding)
    frame.write_ndjson(buffer)
    raw = buffer.getvalue()
    return gzip.compress(raw, compresslevel=6, mtime=0) if source.format == "jsonl.gz" else raw
