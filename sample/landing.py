"""Reads a landing folder back: every row of a source, or its last state by key, leaving faults in."""

import gzip
import io
from pathlib import Path

import polars as pl

from gridtag.sources import BY_NAME


def read(landing: Path, source: str, columns: tuple[str, ...] = ()) -> pl.DataFrame:
    """All rows as delivered, in order of delivery; texts stay texts."""
    promised = BY_NAME[source]
    frames = []
    for path in sorted(landing.glob(f"{source}/*/*")):
        if promised.format == "parquet":
            frame = pl.read_parquet(path, columns=list(columns) or None)
        elif promised.format == "csv":
            text = path.read_bytes().decode(promised.encoding).encode()
            frame = pl.read_csv(io.BytesIO(text), separator=promised.delimiter, infer_schema=False)
        else:
            raw = path.read_bytes()
            raw = gzip.decompress(raw) if promised.format == "jsonl.gz" else raw
            frame = pl.read_ndjson(io.BytesIO(raw), infer_schema_length=None)
        frames.append(frame.select(columns) if columns else frame)
    return pl.concat(frames, how="diagonal_relaxed")


def latest(rows: pl.DataFrame, *key: str) -> pl.DataFrame:
    """The row delivered last for each key."""
    return rows.unique(subset=list(key), keep="last", maintain_order=True)


def moments(frame: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """Times as seconds since 1970; null where the text is no time."""
    return frame.with_columns(
        pl.col(column).str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False).dt.epoch("s") for column in columns
    )


def sample_lines(landing: Path, rows: int = 2) -> dict[str, list[str]]:
    """The first lines of each source: CSV with its header, JSON as it is, Parquet as CSV."""
    found = {}
    for name, source in BY_NAME.items():
        path = next(iter(sorted(landing.glob(f"{name}/*/*"))), None)
        if path is None:
            continue
        raw = path.read_bytes()
        if source.format == "parquet":
            raw = pl.read_parquet(path).head(rows).write_csv().encode()
        raw = gzip.decompress(raw) if source.format == "jsonl.gz" else raw
        head = source.format in ("csv", "parquet")
        encoding = source.encoding if source.format == "csv" else "utf-8"
        found[name] = raw.decode(encoding).splitlines()[: rows + head]
    return found
