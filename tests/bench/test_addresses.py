"""How answers are weighed against the labelled set, and that ours is measured alone where there are no peers."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridtag.bench import addresses
from gridtag.errors import GridtagError

EMPTY = dict.fromkeys(
    ("address", "given_city", "given_county", "province", "city", "county", "town", "road"), ""
)
LABEL = EMPTY | {
    "address": "江干区九堡镇",
    "province": "浙江省",
    "city": "杭州市",
    "county": "上城区",
    "town": "九堡镇",
}


@pytest.mark.parametrize(
    ("field", "answer", "right"),
    [
        ("county", "上城区", True),
        ("county", "江干区", True),
        ("county", "拱墅区", False),
        ("county", None, False),
        ("town", "九堡街道", True),
        ("town", "彭埠街道", False),
        ("road", None, True),
        ("road", "九堡", False),
    ],
)
def test_an_answer_is_right_by_the_label_or_by_the_text(field: str, answer: str | None, right: bool) -> None:
    assert addresses.right(field, LABEL, {field: answer}) is right


def test_shares_count_where_something_is_named() -> None:
    rows = [LABEL, EMPTY | {"address": "人民路", "road": "人民路"}]
    answers = [
        {"province": "浙江省", "city": "杭州市", "county": "上城区"},
        {"province": "北京市", "road": "人民路"},
    ]
    found = addresses.scores(rows, answers)
    assert found == {
        addresses.ALL: 0.5, "province": 0.5, "city": 1.0, "county": 1.0, "town": 0.0, "road": 1.0,
    }  # fmt: skip


def test_peers_that_cannot_run_are_told_in_one_line() -> None:
    with pytest.raises(GridtagError, match="cannot be run"):
        addresses.theirs("cpca", Path("/nowhere/python"), ["上坞村"])


def test_ours_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "REPEATS", 1)
    found = list(addresses.side_by_side(None, lambda _: None))
    assert found[0]["field"] == addresses.ALL and found[0]["gridtag"] >= 0.99
    assert found[-1]["field"] == "addresses per second" and found[-1]["gridtag"] > 2000
    assert all(set(row) == {"field", "gridtag"} for row in found)
