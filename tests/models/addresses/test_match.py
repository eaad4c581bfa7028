"""Pairs of addresses: the hand-labelled set, and what holds for all pairs."""

from __future__ import annotations

import csv
from itertools import combinations

from gridtag.bench.addresses import PAIRS, labelled
from gridtag.models.addresses.match import DIFFERENT, PART, SAME, match
from gridtag.models.addresses.parse import parse


def _pairs() -> list[dict[str, str]]:
    with PAIRS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_labelled_pairs_are_told_as_labelled() -> None:
    pairs = _pairs()
    assert len(pairs) > 320
    for label in (SAME, PART, DIFFERENT):
        told = [match(pair["address_a"], pair["address_b"]).label == label for pair in pairs]
        meant = [pair["label"] == label for pair in pairs]
        both = sum(one and other for one, other in zip(told, meant, strict=True))
        assert both / sum(told) >= 0.97 and both / sum(meant) >= 0.97, label


def test_matching_knows_no_order_and_scores_stay_in_the_band_of_their_label() -> None:
    for pair in _pairs():
        there, back = match(pair["address_a"], pair["address_b"]), match(pair["address_b"], pair["address_a"])
        assert there == back
        low, high = {SAME: (0.8, 1.0), PART: (0.45, 0.75), DIFFERENT: (0.0, 0.4)}[there.label]
        assert low <= there.score <= high


def test_an_address_is_the_same_as_itself_and_its_canonical_form() -> None:
    for row in labelled():
        parts = parse(row["address"])
        told = match(row["address"], str(parts))
        assert told.label == (DIFFERENT if parts.precision == "none" else SAME), row["address"]
        sure = 1.0 if parse(str(parts)).counties else 0.98
        assert told.score == (0.0 if parts.precision == "none" else sure)


def test_addresses_of_different_counties_never_match() -> None:
    placed = [parts for row in labelled() if len((parts := parse(row["address"])).counties) == 1]
    for one, other in combinations(placed[::7], 2):
        if one.counties != other.counties:
            assert match(one, other).label == DIFFERENT


def test_a_number_that_differs_is_never_the_same() -> None:
    numbered = ("group", "lane", "road_number", "phase", "building", "unit", "room")
    changed = 0
    for row in labelled():
        parts = parse(row["address"])
        for name in numbered:
            value = getattr(parts, name)
            if value and value[0].isdigit():
                other = parts._replace(**{name: "9" + value})
                assert match(parts, other).label != SAME, (row["address"], name)
                changed += 1
    assert changed > 250


def test_nothing_matches_nothing() -> None:
    assert match("不详", "不详") == (DIFFERENT, 0.0, "nothing known")
    assert match(None, "上坞村").label == DIFFERENT
