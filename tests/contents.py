"""What a lake or a folder holds, as digests that can be compared."""

from __future__ import annotations

import hashlib
from pathlib import Path

import polars as pl


def tables(root: Path) -> list[str]:
    return sorted(str(log.parent.relative_to(root)) for log in root.glob("*/*/_delta_log"))


def content(root: Path) -> dict[str, tuple[int, str]]:
    """Rows and a digest of all of them, for every table of the lake, read by Polars."""
    found = {}
    for name in tables(root):
        frame = pl.scan_delta(str(root / name)).collect()
        lines = sorted(repr(row) for row in frame.select(sorted(frame.columns)).iter_rows())
        found[name] = (len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest())
    return found


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
