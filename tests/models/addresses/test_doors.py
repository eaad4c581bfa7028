"""Front doors: the same however the address is told, and none where no door is told."""

from __future__ import annotations

import pytest

from gridtag.models.addresses.doors import doors
from gridtag.models.addresses.parse import parse

SAME = (
    ("浙江省杭州市西湖区翠苑街道学院路12号金桂花园3幢2单元501室", "杭州西湖区金桂花园３号楼２单元５０１"),
    ("浙江省杭州市西湖区翠苑街道学院路12号金桂花园3幢2单元501室", "杭州市西湖区学院路12号金桂花园三栋501室"),
    ("浙江省杭州市西湖区文新小区1幢101室", "杭州市西湖区文新小区1栋101"),
    ("浙江省杭州市桐庐县分水镇大路村3组12号", "桐庐县分水镇大路村三组12号"),
)
NO_DOOR = ("", "浙江省杭州市西湖区金桂花园", "金桂花园3幢2单元501室", "杭州市西湖区学院路", "鼓楼区")
OTHER = (
    ("浙江省杭州市西湖区金桂花园3幢2单元501室", "浙江省杭州市西湖区金桂花园3幢2单元502室"),
    ("浙江省杭州市西湖区金桂花园3幢2单元501室", "浙江省杭州市拱墅区金桂花园3幢2单元501室"),
    ("浙江省杭州市桐庐县分水镇大路村3组12号", "浙江省杭州市桐庐县分水镇大路村3组13号"),
)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_a_door_has_a_name_in_common_however_it_is_told(one: str, other: str) -> None:
    assert set(doors(parse(one))) & set(doors(parse(other)))


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_doors_apart_have_no_name_in_common(one: str, other: str) -> None:
    assert doors(parse(one)) and doors(parse(other))
    assert not set(doors(parse(one))) & set(doors(parse(other)))


@pytest.mark.parametrize("text", NO_DOOR)
def test_without_county_or_door_there_is_none(text: str) -> None:
    assert doors(parse(text)) == ()
