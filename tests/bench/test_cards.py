"""Every made-up card is found by each of its keys, in time, and a request that finds none is an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridtag.bench import cards
from gridtag.errors import GridtagError


def test_a_row_for_each_kind_of_key(tmp_path: Path) -> None:
    found = list(cards.rates(cards.sqlite_url(tmp_path), 2_000, 50, 6, lambda _: None))
    assert [row["asked_by"] for row in found] == list(cards.KINDS)
    assert all(row["requests"] == 100 and 0 < row["p50_ms"] <= row["p99_ms"] for row in found)


def test_cards_that_are_not_there_are_no_answers(tmp_path: Path) -> None:
    url = cards.sqlite_url(tmp_path)
    cards.make(url, 1)
    with pytest.raises(GridtagError, match=r"a (customer|phone|meter) leads to no card"):
        cards.asked(url, 1_000, 100, 1)
