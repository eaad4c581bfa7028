"""Every query of sql/queries says its grain, runs, and gives rows on a province."""

import pytest

from gridtag import sql
from tests.province import Province


@pytest.mark.parametrize("name", sql.names())
def test_a_query_says_what_it_is(name: str) -> None:
    head = [line for line in sql.text(name).splitlines() if line.startswith("--")]
    assert len(head) >= 2 and "Grain:" in head[1] and f"gridtag query {name}" in head[1]


@pytest.mark.parametrize("name", sql.names())
def test_a_query_gives_rows(province: Province, name: str) -> None:
    assert province.context.lake.query(sql.text(name)).limit(1).collect() != []
