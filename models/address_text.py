"""Address text made comparable: one width, one script, plain numbers, nobody's name or phone in it."""

from __future__ import annotations

import re
import unicodedata

_TRADITIONAL = str.maketrans(
    "區縣鎮鄉號樓單園莊灣嶺東橋興龍華門陽雲廣國學組隊棟層豐寧濱麗錦繡綠頭塢鳳馬壩墻溝澗蘆葉連達業車運"
    "場廠臺廈邨樹雙溫橫楓臨義黃靈壽銀後裡裏澤漁蘇鄭陳趙吳楊劉張馮鄧蕭廟鐵長內舊開發衛農錢羅韓賈盧許顧"
    "蔣餘豬龜鷺鶴島塗墊圍壟崗峽幹廳彎檔洩漣潔潯瀾爐獅環瑪畢礦築紅經聖聯蘭觀貴賢遠郵鋪鍋閘關陸雞飛鹽點",
    "区县镇乡号楼单园庄湾岭东桥兴龙华门阳云广国学组队栋层丰宁滨丽锦绣绿头坞凤马坝墙沟涧芦叶连达业车运"
    "场厂台厦村树双温横枫临义黄灵寿银后里里泽渔苏郑陈赵吴杨刘张冯邓萧庙铁长内旧开发卫农钱罗韩贾卢许顾"
    "蒋余猪龟鹭鹤岛涂垫围垄岗峡干厅弯档泄涟洁浔澜炉狮环玛毕矿筑红经圣联兰观贵贤远邮铺锅闸关陆鸡飞盐点",
)
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMERAL = "零〇一二两三四五六七八九十百"
_NUMBERED = "号楼|号|栋|幢|座|单元|室|层|楼(?!村)|组|队|期|弄|区(?!县)"
_CHINESE_NUMBER = re.compile(f"[{_NUMERAL}]+(?=(?:{_NUMBERED}))")

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈姚卢傅钟姜崔谭廖"
    "范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严武孔向汤"
)
_SURNAME = f"(?:欧阳|上官|司徒|司马|诸葛|[{_SURNAMES}])"
_GIVEN = "[^\\W\\d_村庄屯寨路街巷道区县市镇乡号栋幢楼组队室家园苑]"
_PERSON = re.compile(
    f"{_SURNAME}(?:{_GIVEN}{{0,2}}?(?:先生|女士|小姐|师傅|同志|阿姨|大爷|大妈)|某{{1,2}})家?"
    f"|(?:联系人|户名|户主|姓名|客户姓名)[是为:]?{_SURNAME}{_GIVEN}{{1,2}}"
)
_PHONE = re.compile(
    r"(?:(?:联系)?电话|手机号?|户号|客户编号|致电)?[是为:]?(?<!\d)(?:1\d{10}|0\d{2,3}-?\d{7,8}|\d{10,13})(?!\d)"
)
_RELATION = re.compile(
    r"(?:斜?对面|附近|旁边|旁|隔壁|边上|一带|周边|周围|门口|门前|后面|前面|路口|交叉口|[东南西北]侧|[东南西北]边|[东南西北]面"
    r"|[向往][东南西北]+(?:约?\d+米)?|约?\d+米(?:处|左右)?)(?![村庄屯])"
)
_MISHEARD = (
    ("小去", "小区"), ("小曲", "小区"), ("花圆", "花园"), ("花元", "花园"),
    ("家圆", "家园"), ("公遇", "公寓"), ("单圆", "单元"),
)  # fmt: skip
_SEPARATORS = re.compile(r"[\s,.，。;；、|/\\()（）\[\]【】<>《》\"'“”‘’!?！？~_]+")


def chinese_number(text: str) -> int:
    """十二 → 12, 一百零三 → 103, 二〇三 → 203."""
    if not set(text) & set("十百"):
        return int("".join(str(_DIGITS[character]) for character in text))
    total, digit = 0, 0
    for character in text:
        if character in "十百":
            unit = 10 if character == "十" else 100
            total += (digit or 1) * unit
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit


def normalise(text: str) -> str:
    """Half width, simplified, numbers in digits before a unit word (三号楼 → 3号楼); without phone and
    customer numbers, people's names, relation words (附近, 对面, 东侧 …), spaces and punctuation.

    Numerals that are part of a name stay as they are (三里村, 五一新村).
    """
    text = unicodedata.normalize("NFKC", text).translate(_TRADITIONAL)
    text = _PERSON.sub(" ", _PHONE.sub(" ", text))
    text = _SEPARATORS.sub("", text)
    for wrong, right in _MISHEARD:
        text = text.replace(wrong, right)
    text = _CHINESE_NUMBER.sub(lambda found: str(chinese_number(found.group())), text)
    return _RELATION.sub("", text).replace(":", "")
