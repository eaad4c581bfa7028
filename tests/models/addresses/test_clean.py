"""Text made comparable before it is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtag.models.addresses.clean import chinese_number, clean, in_digits
from tests.models.tables import rows

TEXTS = """
text                                normal
三号楼二单元五〇一室                    3号楼2单元501室
一百零三号                            103号
三里村                               三里村
三十号村                             三十号村
新港二号路                            新港二号路
六巷村                               六巷村
第三组                               3组
打浦路九弄十二号二零三室                 打浦路9弄12号203室
１２号                               12号
金桂花園 3 幢                         金桂花园3幢
⼭东⻘岛⾚岛路                         山东青岛赤岛路
浙江省-台州市-温岭市-3组-16号            浙江省台州市温岭市3组16号
3-2-501                            3-2-501
浙江省/杭州市，西湖区；翠苑街道            浙江省杭州市西湖区翠苑街道
西城区（原宣武区）牛街                   西城区牛街
滨海新区（塘沽）                       滨海新区塘沽
电话12345678901，上坞村                上坞村
联系人：张三丰 上坞村                   上坞村
户号3300000001上坞村                  上坞村
上坞村王先生家旁                       上坞村旁
上坞村李建国家旁边                     上坞村旁边
上坞村老王家对面                       上坞村对面
上坞村高家自然村                       上坞村高家自然村
国家电网对面                          国家电网对面
上坞村张老师                          上坞村
地址：上坞村                          上坞村
客户反映：上坞村停电了，请尽快处理          上坞村
金桂小去5栋                           金桂小区5栋
金桂花圆3幢                           金桂花园3幢
去年村                               去年村
"""


@pytest.mark.parametrize("case", rows(TEXTS), ids=lambda case: case["text"])
def test_normal_text(case: dict[str, str]) -> None:
    assert in_digits(clean(case["text"])) == case["normal"]


@given(st.integers(1, 199))
def test_chinese_numbers_are_read(value: int) -> None:
    digits = "零一二三四五六七八九"
    hundred, ten, one = value // 100, value // 10 % 10, value % 10
    text = (digits[hundred] + "百" if hundred else "") + (digits[ten] + "十" if ten else "")
    text += ("零" if hundred and not ten and one else "") + (digits[one] if one else "")
    assert chinese_number(text) == value
    assert chinese_number("".join(digits[int(digit)] for digit in str(value))) == value


@given(st.text(max_size=400))
def test_what_is_clean_stays_so_short(text: str) -> None:
    assert len(clean(text)) <= 300
