"""Which estate or village an address names, and that nothing else is taken for one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyspark.sql import SparkSession

from gridtag.models.addresses.clean import clean, in_digits
from gridtag.models.addresses.places import ESTATE, VILLAGE, place_id, place_of, places
from tests.models.tables import rows

PLACES = """
address                                             place        level
浙江省杭州市西湖区翠苑街道学院路12号金桂花园3幢2单元501室      金桂花园       estate
杭州市西湖区学院路１２号金桂花园小区三号楼                  金桂花园       estate
西湖区金桂花園3-2-501                                 金桂花园       estate
金桂花园二期3#1单元                                   金桂花园       estate
翠苑街道金桂花圆3幢                                   金桂花园       estate
上城区东方小去5号楼                                    东方小区       estate
上城区东方5号楼2单元                                   东方小区       estate
和平里小区7栋                                         和平里         estate
和平里7幢2单元301                                     和平里         estate
阳光城市花园2栋                                       阳光城市花园    estate
五一新村十二幢                                         五一新村       estate
丽水市松阳县古市镇上坞村3组                              上坞村         village
古市镇上坞村三组 张某家东侧                               上坞村         village
店口镇上坞3组12号                                      上坞村         village
桐庐县横村镇石桥村委会对面                               石桥村         village
遂昌县王村口镇长岭村民委员会旁                            长岭村         village
溫嶺市大溪鎮雙龍邨                                     双龙村         village
三里村五组                                            三里村         village
西边村3组                                             西边村         village
乐清市李村王先生家旁                                    李村           village
建设路35号恒达便利店                                    -              -
城东街道中兴路88号                                     -              -
柯桥街道工业园区永盛纺织有限公司                           -              -
杭州市西湖区翠苑街道                                    -              -
附近                                                 -              -
不详                                                 -              -
花园                                                 -              -
"""


@pytest.mark.parametrize("case", rows(PLACES), ids=lambda case: case["address"])
def test_place_of_an_address(case: dict[str, str | None]) -> None:
    found = place_of(case["address"])
    assert (found and found.name, found and found.level) == (case["place"], case["level"])


def test_nothing_has_no_place() -> None:
    assert place_of(None) is None
    assert place_of("") is None


@given(st.text("村镇街路市区县花园小苑组号栋幢一二三0123456789 金桂上坞附近对面王先生", max_size=24))
def test_a_place_is_made_of_the_address_alone(address: str) -> None:
    found = place_of(address)
    if found:
        stem = re.sub("(小区|村)$", "", found.name)
        assert stem and stem in in_digits(clean(address))
        assert found.level in (ESTATE, VILLAGE)
        assert not re.search(r"\d", found.name)


def test_the_same_name_in_another_county_is_another_place() -> None:
    assert place_id("3340101", "上坞村") == place_id("3340101", "上坞村")
    assert place_id("3340101", "上坞村") != place_id("3340102", "上坞村")


def test_places_of_a_frame_come_once_per_address(spark: SparkSession) -> None:
    listed = [("上坞村3组",), ("上坞村3组",), ("学院路12号",), ("不详",), (None,)]
    found = places(spark.createDataFrame(listed, "address STRING")).collect()
    assert sorted(map(tuple, found)) == [
        ("上坞村3组", "上坞村", "village", None, None),
        ("不详", None, None, None, None),
        ("学院路12号", None, None, "学院路", 12),
    ]
