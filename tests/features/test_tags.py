"""Tag rules: all of them hold, and wrong ones fail with the tag's name."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest

from gridtag.errors import GridtagError
from gridtag.features import pages
from gridtag.features.registry import features
from gridtag.features.tags import BY_ID, TAGS, left_out
from gridtag.features.tags.rules import compiled, open_rules, rules
from gridtag.features.tags.tag import Tag

TAG = Tag("T999", "试验", "trial", "AGT", "call_n_all_cnt_7d >= 1", owner="OPS")
PRIVACY = ("P1", "P2", "P3", "P4")


def test_every_rule_reads_live_features() -> None:
    assert len(rules()) == len(TAGS) >= 40
    assert all(name in features() for rule in rules() for name in rule.features)


def test_ids_are_distinct_and_well_formed() -> None:
    assert len(BY_ID) == len(TAGS)
    assert all(len(tag.id) == 4 and tag.id[0] == "T" and tag.id[1:].isdigit() for tag in TAGS)
    assert all(tag.title and tag.title_en and tag.group and tag.privacy in PRIVACY for tag in TAGS)


def test_every_planned_tag_is_declared_or_left_out_for_a_reason() -> None:
    left = left_out()
    assert sorted([*BY_ID, *(row["id"] for row in left)]) == [f"T{number:03}" for number in range(1, 191)]
    assert all(row["title"] and row["title_en"] and row["reason"] for row in left)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rule": "call_n_unheard_of_cnt_7d > 1"}, "unknown features call_n_unheard_of_cnt_7d"),
        ({"rule": "call_n_all_cnt_7d >= AND"}, "the rule is no SQL condition"),
        ({"rule": "call_n_all_cnt_7d >= (SELECT 1)"}, "the rule holds a query"),
        ({"rule": "count(call_n_all_cnt_7d) > 1"}, "the rule holds an aggregate"),
        ({"rule": "1 = 1"}, "the rule reads no feature"),
        ({"users": "AGT NOBODY"}, "unknown users or owner: NOBODY"),
        ({"owner": ""}, "unknown users or owner: none is named"),
        ({"valid_to": date(2020, 1, 1)}, "valid to 2020-01-01, which is not after 2020-01-01"),
        ({"refresh": "X"}, "refresh is one of"),
        ({"rule": "call_n_all_cnt_7d"}, "the rule is a number, not a condition"),
        ({"rule": "cust_app_bound_flag_now > 3"}, "the rule puts a condition beside a number"),
        ({"rule": "call_n_all_cnt_7d = 'many'"}, "the rule puts a number beside a text"),
        (
            {"rule": "call_n_all_cnt_7d > 1 AND cust_cons_sort_code_now"},
            "a text stands where a condition should",
        ),
        ({"rule": "cust_cons_sort_code_now IN ('01', 3)"}, "the rule puts a text beside a number"),
        ({"rule": "care_elderly_flag_now"}, "the rule reads care_elderly_flag_now of class P4"),
    ],
)
def test_wrong_tags_fail_with_their_name(change: dict[str, Any], message: str) -> None:
    with pytest.raises(GridtagError, match=f"^tag T999 试验: {message}"):
        compiled([dataclasses.replace(TAG, **change)], features())


def test_a_tag_is_given_from_its_first_day_to_the_day_before_it_is_given_up() -> None:
    tag = dataclasses.replace(TAG, valid_from=date(2026, 1, 1), valid_to=date(2026, 7, 1))
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1))
    assert [tag.is_valid(day) for day in days] == [False, True, True, False]
    assert all(dataclasses.replace(tag, valid_to=None).is_valid(day) for day in days[1:])


def test_features_stand_in_the_order_of_the_rule() -> None:
    rule = next(rule for rule in rules() if rule.tag.id == "T001")
    assert rule.features == ("outg_n_all_cnt_60d", "dmnd_theme_freqout_cnt_365d", "notc_callin_rate_365d")


def test_tags_of_the_care_register_are_apart_and_never_for_marketing() -> None:
    care = {rule.tag.id for rule in rules() if rule.is_restricted}
    assert care == {"T102", "T155", "T156", "T158", "T159", "T161", "T162", "T163"}
    assert {rule.tag.id for rule in open_rules()} == BY_ID.keys() - care
    assert all(BY_ID[tag].marketing == "N" for tag in care)


def test_rows_for_the_command_line() -> None:
    keys = ["id", "title", "title_en", "rule", "users", "privacy", "marketing", "refresh", "version"]
    keys += ["owner", "valid_from", "valid_to"]
    assert all(list(row) == keys for row in pages.tag_rows())
