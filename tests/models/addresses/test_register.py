"""Which registered place of a county an address means, and by which step."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtag.models.addresses.register import STEPS, Register, Spoken, resolved
from tests.models.tables import rows

HOMES = """
name        level    road    number
名仕苑      estate   丰收街   380
金桂花园    estate   学院路   12
香樟新村    estate   胜利弄   247
香樟名苑    estate   胜利弄   9
上坞村      village  -        -
下坞村      village  -        -
长岭村      village  -        -
长龄村      village  -        -
石桥头村    village  -        -
东方一村    estate   东方路   1
东方二村    estate   东方路   2
双龙小区    estate   人民路   5
和平里      estate   人民路   6
和平里      estate   人民路   8
翠湖苑      estate   湖滨路   7
翠湖南苑    estate   湖滨路   7
"""
SPOKEN = """
name        level    road    number  home      customer  place      step      why
金桂花园    estate   -        -       -         -         金桂花园    exact     -
金桂花园    estate   -        -       名仕苑     C1        金桂花园    exact     callers speak of other places too
双龙        estate   -        -       -         -         双龙小区    alias     -
秋月新城    estate   丰收街   380     -         -         名仕苑      road      nobody else has that door
湖畔家园    estate   湖滨路   7       -         -         湖畔家园    new       two places have that door
香樟新春    estate   -        -       -         -         香樟新村    sound     春 and 村
长陵村      village  -        -       -         -         长陵村      new       two places sound so
石桥村      village  -        -       -         -         石桥村      new       too short to lack a character
石桥口村    village  -        -       -         -         石桥头村    edit      -
东方三村    estate   -        -       -         -         东方三村    new       numbers tell neighbours apart
东坞村      village  -        -       -         -         东坞村      new       so do directions
阳光城      estate   -        -       和平里     C2        和平里      witness   three of four who say so live there
阳光城      estate   -        -       和平里     C3        和平里      witness   -
阳光城      estate   -        -       和平里     C4        和平里      witness   -
阳光城      estate   -        -       和平里     C5        和平里      witness   -
阳光城      estate   -        -       名仕苑     C6        和平里      witness   -
阳光城      estate   -        -       -         -         和平里      witness   -
老宅        estate   -        -       翠湖苑     C7        翠湖苑      customer  one witness is not enough for others
老宅        estate   -        -       -         -         老宅        new       -
山背村      village  -        -       翠湖苑     C8        山背村      new       a village is no estate
-           -        -        -       翠湖苑     C9        翠湖苑      customer  the address names nothing
-           -        -        -       外县苑     C10       -           -         at home in another county
-           -        -        -       -         -         -           -         -
"""


def spoken(row: dict[str, str | None]) -> Spoken:
    number = row["number"]
    return Spoken(
        row["name"],
        row["level"],
        row["road"],
        int(number) if number else None,
        row.get("home"),
        row.get("customer"),
    )


def register() -> Register:
    return Register.of(map(spoken, rows(HOMES)))


def test_each_address_means_its_place() -> None:
    told = rows(SPOKEN)
    found = list(resolved(register(), map(spoken, told)))
    assert [
        (row["name"], one and one.name, one and one.step) for row, one in zip(told, found, strict=True)
    ] == [(row["name"], row["place"], row["step"]) for row in told]
    assert {one.step for one in found if one} == set(STEPS), "every step is in the table"


@given(st.permutations(rows(SPOKEN)), st.permutations(rows(HOMES)))
@settings(deadline=None)
def test_the_order_of_rows_does_not_matter(
    told: list[dict[str, str | None]], homes: list[dict[str, str | None]]
) -> None:
    found = resolved(Register.of(map(spoken, homes)), map(spoken, told))
    assert [one and (one.name, one.step) for one in found] == [
        (row["place"], row["step"]) if row["place"] else None for row in told
    ]


@pytest.mark.parametrize("name", ["", "村", "小区", "一二三四五", "x" * 500])
def test_any_name_is_answered(name: str) -> None:
    (found,) = resolved(register(), [Spoken(name or None, "estate")])
    assert found is None if not name else found and found.name == name
    (found,) = resolved(Register.of([]), [Spoken(name or None, "estate", home="金桂花园", customer="C1")])
    assert found is None if not name else found and found.step == "new"
