"""Our count and those of the peers are one, and that of the table they are made of."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from gridtag.bench.audience import ASKED, ENGINES, TAGS, peers, shares, size

CUSTOMERS = 20_000


def test_all_peers_count_the_same(tmp_path: Path) -> None:
    found = list(peers(CUSTOMERS, tmp_path / "made", lambda _: None))
    assert [row["engine"] for row in found] == list(ENGINES) and not any(row["failed"] for row in found)
    one, two, three = (pl.read_parquet(tmp_path / "made/wide/*.parquet")[tag] for tag in ASKED)
    wanted = sum(a and b and not c for a, b, c in zip(one, two, three, strict=True))
    assert {row["customers"] for row in found} == {wanted} and wanted > 0
    assert size(tmp_path / "made")["index_mb"] > 0


def test_tags_reach_from_many_to_few() -> None:
    given = list(shares().values())
    assert (
        len(given) == TAGS and given[0] > 0.3 and given[-1] < 0.001 and given == sorted(given, reverse=True)
    )
