"""Addresses taken apart: the hand-labelled set, and the rules behind it one by one.

labelled.csv was written from knowledge of the divisions before the parser read it, in parts of 412, 99, 75 and 41 rows;
all provinces, villages, autonomous counties, municipalities, cities of the construction corps, former names, missing
levels, misspelt names, relations, phones and people. An address of Hong Kong, Macao or Taiwan has no parts.
"""

from __future__ import annotations

import pyarrow as pa
import pytest

from gridtag.bench.addresses import ALL, DIVISIONS, fields_of, labelled, scores
from gridtag.models.addresses.address import FIELDS, Address
from gridtag.models.addresses.parse import SCHEMA, parse, parse_all
from tests.models.tables import rows

DIVIDED = """
address                          province        city       county            town
鼓楼区中山路12号                   -               -          -                 -
鼓楼区湖南路街道                   江苏省            南京市       鼓楼区              湖南路街道
福建鼓楼区中山路12号                福建省            福州市       鼓楼区              -
永定区                            -               -          -                 -
吉林                             吉林省            -          -                 -
吉林市                            吉林省            吉林市       -                 -
海南州共和县                       青海省            海南藏族自治州  共和县              -
大理                             云南省            大理白族自治州  -                 -
重庆路12号                        -               -          -                 -
南京东路3号                        -               -          -                 -
北京华联超市                       -               -          -                 -
昌平龙腾苑3栋                      -               -          -                 -
襄樊市樊城区                       湖北省            襄阳市       樊城区              -
六安市寿县                         安徽省            淮南市       寿县               -
城关镇东街                         -               -          -                 -
江干区九堡镇                       浙江省            杭州市       上城区              九堡街道
毫州市涡阳县                       安徽省            亳州市       涡阳县              -
绍兴县孙端镇                       浙江省            绍兴市       越城区              孙端街道
金华县                            浙江省            金华市       -                 -
金华县孝顺镇                       浙江省            金华市       金东区              孝顺镇
西安高新区科技路                    陕西省            西安市       -                 -
石家庄市市辖区长安区                 河北省            石家庄市      长安区              -
用户在江苏苏州昆山周市镇              江苏省            苏州市       昆山市              周市镇
上坞村3组（松阳县古市镇）              浙江省            丽水市       松阳县              古市镇
金桂花园3幢501，杭州市西湖区           浙江省            杭州市       西湖区              -
北京市海定区                       北京市            北京市       海淀区              -
杭州市之江区                       浙江省            杭州市       -                 -
成都市高新区天府大道                 四川省            成都市       -                 -
台北市中山区                       -               -          -                 -
青岛市香港中路                     山东省            青岛市       -                 -
台湾路12号                        -               -          -                 -
"""
TAILED = """
address                     parts
学院路12号                    road=学院路 road_number=12
学院路12-3号                  road=学院路 road_number=12-3
学院路12号附3号                road=学院路 road_number=12-3
学院路3号甲                   road=学院路 road_number=甲3
1200弄3支弄5号                lane=1200-3 road_number=5
解放路百花巷5号                road=解放路 lane=百花巷 road_number=5
百花巷5号                     road=百花巷 road_number=5
一环路北一段99号                road=一环路北一段 road_number=99
2号路15号                     road=2号路 road_number=15
104国道旁                     road=104国道 relation=旁
金桂花园3-2-0501               estate=金桂花园 building=3 unit=2 room=501
金桂花园3单元4-2               estate=金桂花园 unit=3 room=4-2
金桂花园15-301                 estate=金桂花园 building=15 room=301
金桂花园3号楼301                estate=金桂花园 building=3 room=301
金桂花园3号2单元                 estate=金桂花园 building=3 unit=2
金桂花园3楼2单元                 estate=金桂花园 building=3 unit=2
恒达大厦3楼                    landmark=恒达大厦 room=3层
恒达大厦3楼301                  landmark=恒达大厦 room=301
恒达大厦A座                    landmark=恒达大厦 building=A
金桂花园东区3栋                  estate=金桂花园 phase=东区 building=3
金桂花园二期3栋                  estate=金桂花园 phase=2期 building=3
6号院3号楼                     road_number=6 building=3
上坞村3组12号                  village=上坞村 group=3 road_number=12
上坞村牌坊组                    village=上坞村 group=牌坊
上坞村后山屯                    village=上坞村 group=后山屯
上坞村里宣12号                  village=上坞村 group=里宣 road_number=12
上坞村高家自然村                 village=上坞村 group=高家
上坞3组                       village=上坞村 group=3
上坞村委会对面                   village=上坞村 relation=对面
罗岗居委会四组                   village=罗岗社区 group=4
虹桥一村22幢                    estate=虹桥一村 building=22
新村村                        village=新村村
金桂花园广场5号                 estate=金桂花园广场 building=5
解放路与中山路交叉口               road=解放路 landmark=中山路 relation=交叉口
解放路小学对面                   landmark=解放路小学 relation=对面
解放路33号楼下                  road=解放路 road_number=33 relation=楼下
解放路12号张某某家旁，电话12345678901  road=解放路 road_number=12 relation=旁
"""
KNOWN = """
address              city      county     found
鼓楼区中山路12号        徐州市     -          江苏省徐州市鼓楼区
上坞村3组             丽水市     松阳县      浙江省丽水市松阳县
城关镇东街            信阳市     固始县      河南省信阳市固始县城关镇
南京路5号             武汉市     江岸区      湖北省武汉市江岸区
杭州市西湖区           武汉市     江岸区      浙江省杭州市西湖区
人民路88号            -         霍邱县      安徽省六安市霍邱县
人民路88号            -         没有县      -
"""


def test_the_labelled_set_is_read_as_labelled() -> None:
    listed = labelled()
    assert len(listed) > 500 and len({row["province"] for row in listed} - {""}) == 31
    found = [
        parse(row["address"], city=row["given_city"], county=row["given_county"])._asdict() for row in listed
    ]
    share = scores(listed, found)
    assert share[ALL] >= 0.99
    least = dict.fromkeys(fields_of(listed), 0.95) | dict.fromkeys(DIVISIONS, 0.99) | {"landmark": 0.9}
    assert {field: share[field] for field in least if share[field] < least[field]} == {}


@pytest.mark.parametrize("case", rows(DIVIDED), ids=lambda case: case["address"])
def test_divisions(case: dict[str, str | None]) -> None:
    found = parse(case.pop("address"))
    assert {name: getattr(found, name) for name in case} == case


@pytest.mark.parametrize("case", rows(TAILED), ids=lambda case: case["address"])
def test_tails(case: dict[str, str]) -> None:
    found = parse(case["address"])
    parts = [f"{name}={getattr(found, name)}" for name in FIELDS[:-2] if getattr(found, name)]
    assert sorted(parts) == sorted(case["parts"].split())


@pytest.mark.parametrize("case", rows(KNOWN))
def test_what_the_caller_knows_fills_in_and_is_overruled_by_the_text(case: dict[str, str]) -> None:
    found = parse(case["address"], city=case["city"], county=case["county"])
    assert str(Address(found.province, found.city, found.county, found.town)) == (case["found"] or "")


def test_a_former_name_counts_in_its_own_time() -> None:
    assert parse("新市区北京南路").city == "乌鲁木齐市"
    assert parse("新市区北京南路", year=2012).city is None
    assert parse("保定市新市区复兴路", year=2012).county == "竞秀区"


def test_confidence_orders_the_evidence() -> None:
    texts = ("浙江省杭州市西湖区", "杭州西湖区", "毫州市涡阳县", "鼓楼区中山路", "人民路12号")
    sure = [parse(text).confidence for text in texts]
    assert sure == sorted(sure, reverse=True) and sure[0] == 1.0 and sure[-1] == 0.0


def test_precision_is_that_of_the_finest_part() -> None:
    texts = (
        "不详",
        "浙江省",
        "杭州市",
        "杭州市西湖区",
        "上坞村",
        "学院路",
        "学院路3号",
        "金桂花园",
        "金桂花园3幢501",
    )
    told = [parse(text).precision for text in texts]
    assert told == ["none", "province", "city", "county", "village", "road", "number", "estate", "room"]


def test_a_column_is_read_row_by_row() -> None:
    column = pa.chunked_array([["上坞村3组", None, "不详"], ["上坞村3组", ""]])
    table = parse_all(column, city="丽水市", county="松阳县")
    assert table.schema == SCHEMA and table.num_rows == 5
    assert table.column("village").to_pylist() == ["上坞村", None, None, "上坞村", None]
    assert table.column("county").to_pylist() == ["松阳县", None, "松阳县", "松阳县", None]
    assert table.column("precision").to_pylist() == ["group", "none", "county", "group", "none"]
    assert parse_all([]).num_rows == 0
