"""Audience expressions: what they mean, as SQL, and what is said of those that mean nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtag.errors import GridtagError
from gridtag.features.audiences.expression import leaves, sql
from gridtag.features.audiences.parser import parse

TAGS = {"T001", "T002", "T044"}
KINDS = {"paid": "INT", "rate": "DOUBLE", "online": "BOOLEAN", "sort": "STRING"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("T001", "T001"),
        ("(T001)", "T001"),
        ("T001 AND NOT T044 OR T002", "((T001 AND NOT T044) OR T002)"),
        ("not (T001 or T002)", "NOT (T001 OR T002)"),
        ("city = '33401' AND T001", "(coalesce(city = '33401', false) AND T001)"),
        ("county IN ('3340101', '3340102')",
         "(coalesce(county = '3340101', false) OR coalesce(county = '3340102', false))"),
        ("NOT station = 'S1'", "NOT coalesce(station = 'S1', false)"),
        ("paid >= 2", "coalesce(paid >= 2, false)"),
        ("2 < paid", "coalesce(paid > 2, false)"),
        ("rate <> -0.25", "coalesce(rate <> -0.25, false)"),
        ("paid BETWEEN 1 AND 3", "(coalesce(paid >= 1, false) AND coalesce(paid <= 3, false))"),
        ("online", "coalesce(online = true, false)"),
        ("online = false", "coalesce(online = false, false)"),
        ("sort = '03'", "coalesce(sort = '03', false)"),
        ("sort = 'it\\'s'", "coalesce(sort = 'it\\'s', false)"),
        ("rate IS NULL", "NOT (rate IS NOT NULL)"),
        ("rate IS NOT NULL", "NOT NOT (rate IS NOT NULL)"),
    ],
)  # fmt: skip
def test_what_an_expression_means(text: str, meant: str) -> None:
    assert sql(parse(text, TAGS, KINDS)) == meant


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "character 1 (the end): one condition is wanted"),
        ("T001; T002", "character 1 (T001; T002): one condition is wanted"),
        ("T001\nT002", "character 6 (T002): not understood"),
        ("T001 AND", "character 6 (AND): not understood"),
        ("T001 ANDD T002", "character 11 (T002): not understood"),
        ("(T001", "character 2 (T001): not understood"),
        ("T001 AND sort = 'x", "a quotation is not closed"),
        ("T001 AND T999", "character 10 (T999): no such tag: T999; see `tags list`"),
        (
            "T001 OR nonsense > 1",
            "character 9 (nonsense > 1): no such tag, office level or feature: nonsense",
        ),
        ("paid", "character 1 (paid): paid is no flag; compare it, as in paid >= 1"),
        ("paid = 'two'", "paid compares with a number"),
        ("sort = 3", "sort compares with a text in quotes"),
        ("sort > '3'", "sort compares by = or <> only"),
        ("online = 1", "online compares with true or false"),
        ("paid = rate", "compare with a number or a text in quotes"),
        ("T001 = 1", "T001 is a tag; customers have it or not"),
        ("city > '3'", "an office is told as city = '33401' or NOT city = '33401'"),
        ("city = 33401", "an office is told as city = '33401'"),
        ("count(*) > 1", "the name of a feature or an office level is wanted here"),
        ("T001 AND (SELECT 1)", "neither a tag nor a comparison"),
        ("paid IN (SELECT 1)", "neither a tag nor a comparison"),
        ("T001 IS NULL", "no such tag, office level or feature: T001"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text: str, told: str) -> None:
    with pytest.raises(GridtagError) as raised:
        parse(text, TAGS, KINDS)
    assert told in str(raised.value) and "\n" not in str(raised.value)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_one_line(text: str) -> None:
    try:
        parse(text, TAGS, KINDS)
    except GridtagError as error:
        assert str(error).startswith("audience, character ") and "\n" not in str(error)


def test_leaves_tell_whether_they_let_in_or_keep_out() -> None:
    found = leaves(parse("T001 AND NOT (T002 OR NOT T044)", TAGS, KINDS))
    assert [(leaf.tag, wanted) for leaf, wanted in found] == [("T001", True), ("T002", False), ("T044", True)]
