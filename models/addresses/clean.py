"""Address text made comparable: one width, one script, nobody's name or phone in it, numbers in digits."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 300
"""Characters of a text that are read; no address is longer."""

_TRADITIONAL = (
    "區縣鎮鄉號樓單園莊灣嶺東橋興龍華門陽雲廣國學組隊棟層豐寧濱麗錦繡綠頭塢鳳馬壩墻溝澗蘆葉連達業車運場廠臺廈邨樹"
    "雙溫橫楓臨義黃靈壽銀後裡裏澤漁蘇鄭陳趙吳楊劉張馮鄧蕭廟鐵長內舊開發衛農錢羅韓賈盧許顧蔣餘豬龜鷺鶴島塗墊圍壟崗"
    "峽幹廳彎檔洩漣潔潯瀾爐獅環瑪畢礦築紅經聖聯蘭觀貴賢遠郵鋪鍋閘關陸雞飛鹽點寜鐘鍾灘滙匯濟滬漢潤瀋獻產當畫眾種積"
    "穀窪紹絲綿縉職脈舉藍藥虛蟲術裝製覽詩誠論講謝譚豎賓贛躍軍輪辦邊遼選遺鄖鄰醫釣針鈺銅錫鎢鏡鑄閣閩閱隴隨雜電霧韻"
    "項順領頂頤顏風養駐騰驛鮑鯉鴨鴻麥齊齡壯夢實寬專將嶼師帶廬彌從徑愛慶應懷戰損攔擁斷時晉曉書會條極構樂標樞檢歐歲"
    "歸氣渦湯滿漲漵濤灑煉煙燈營犧現瑩瓏瓊甌"
)
_SIMPLIFIED = (
    "区县镇乡号楼单园庄湾岭东桥兴龙华门阳云广国学组队栋层丰宁滨丽锦绣绿头坞凤马坝墙沟涧芦叶连达业车运场厂台厦村树"
    "双温横枫临义黄灵寿银后里里泽渔苏郑陈赵吴杨刘张冯邓萧庙铁长内旧开发卫农钱罗韩贾卢许顾蒋余猪龟鹭鹤岛涂垫围垄岗"
    "峡干厅弯档泄涟洁浔澜炉狮环玛毕矿筑红经圣联兰观贵贤远邮铺锅闸关陆鸡飞盐点宁钟钟滩汇汇济沪汉润沈献产当画众种积"
    "谷洼绍丝绵缙职脉举蓝药虚虫术装制览诗诚论讲谢谭竖宾赣跃军轮办边辽选遗郧邻医钓针钰铜锡钨镜铸阁闽阅陇随杂电雾韵"
    "项顺领顶颐颜风养驻腾驿鲍鲤鸭鸿麦齐龄壮梦实宽专将屿师带庐弥从径爱庆应怀战损拦拥断时晋晓书会条极构乐标枢检欧岁"
    "归气涡汤满涨溆涛洒炼烟灯营牺现莹珑琼瓯"
)
_RADICALS, _PLAIN = (
    "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻤⻥⻦⻨⻩⻬⻮⻰⻳",
    "母民虎西见角贝车长门青韦页风飞食马鬼鱼鸟麦黄齐齿龙龟",
)
SIMPLE = str.maketrans(_TRADITIONAL + _RADICALS + "＃―–—‐‑‒", _SIMPLIFIED + _PLAIN + "#------")

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMERAL = "[零〇一二两三四五六七八九十百]"
_NOT_A_NAME = "(?![路街线桥村巷弄镇乡])"
_CHINESE_NUMBER = re.compile(
    f"第?({_NUMERAL}{{1,7}})(?=号楼|号{_NOT_A_NAME}|栋|幢|座(?!山)|单元|室|层|楼(?![村镇乡街路])|组(?!村)|队(?![部村])|期|支?[弄巷](?![口村乡镇])|"
    f"区(?![县])|社(?![区村])|屯(?!村)|连(?![队云])|米)|(?<=[楼栋幢座号#])({_NUMERAL}{{1,3}})(?=门)"
)

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈姚卢傅钟姜崔谭廖"
    "范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严武孔向汤"
)
_SURNAME = f"(?:欧阳|上官|司徒|司马|诸葛|[{_SURNAMES}])"
_GIVEN = "[^\\W\\d_村庄屯寨路街巷道区县市镇乡号栋幢楼组队室家园苑]"
_TITLE = "先生|女士|小姐|师傅|同志|阿姨|大爷|大妈|大娘|老师|老板|医生|书记|主任|队长|经理"
_HOME = "家(?=$|旁|附近|斜?对[面过门]|门[口前]|隔壁|边上|[前后]面|[东南西北]+[侧边面])"
_PERSON = re.compile(
    f"{_SURNAME}(?:{_GIVEN}{{0,2}}?(?:{_TITLE})|某{{1,2}})家?|{_SURNAME}{_GIVEN}{{1,2}}{_HOME}|老{_SURNAME}{_HOME}"
    f"|(?:联系人|联络人|报修人|来电人|户名|户主|姓名|客户姓名)[是为:]?{_SURNAME}(?:某{{1,2}}|{_GIVEN}{{1,2}})"
)
_ABOUT_PEOPLE = re.compile(f"{_TITLE}|某|[系络修电]人|户名|户主|姓名|{_HOME}")
_PHONE = re.compile(
    r"(?:(?:联系)?电话|手机号?码?|户号|客户编号|致电)?[是为:]?(?<!\d)(?:1\d{10}|0\d{2,3}-?\d{7,8}|\d{10,13})(?!\d)"
)
_LONG_NUMBER = re.compile(r"\d{7}")
_ONCE = re.compile(r"[(\[](?:原|原名|现|曾用名)[^()\[\]]{0,20}[)\]]")
_BEFORE = re.compile(
    "^(?:中国|中华人民共和国)?(?:(?:用电|客户|用户|详细|家庭|故障|停电|装表|联系|现|居住|报修)*(?:地址|住址|地点)(?:是|为|在)?|家住|住在|位于|地处)?:?"
)
_ADDRESS_IS = re.compile("^[^0-9]{0,40}?(?:地址|住址|地点)(?:[是为在:]|位于)+")
_COMPLAINT = re.compile(
    "(?:(?:客户|用户|村民|居民)?(?:反映|来电|报修|致电)[说称是为:]?|(?:家里?|全村|整栋楼|整个小区|一直|又|已经)?(?:停电|没电|没有电|无电|断电|跳闸|漏电|电压低|电压不稳)了?(?:[0-9一二两三]+(?:天|小时))?|"
    "(?:麻烦|请|要求|希望)?(?:尽快|及时|马上|赶快)(?:处理|抢修|派人|来修|恢复)(?:一下)?|谢谢|你好|您好)"
)
_COMPLAINS = re.compile("[电映修谢你您快时]")
_SEPARATORS = re.compile(r"[\s,.，。;；、|/\\()（）\[\]【】<>《》\"'“”‘’!?！？~_:·•*+=&%$@^`{}…]+")
_HYPHEN = re.compile(r"(?<![0-9A-Za-z])-+|-+(?![0-9A-Za-z])")
_MISHEARD = tuple(
    (re.compile(wrong), right)
    for wrong, right in (
        ("小[去曲取趣](?=$|[0-9一二三四五六七八九十A-Za-z东西南北])", "小区"),
        ("花[圆元缘](?=$|[0-9一二三四五六七八九十A-Za-z小东西南北])", "花园"),
        ("家[圆元缘](?=$|[0-9一二三四五六七八九十A-Za-z小东西南北])", "家园"),
        ("公[遇玉]", "公寓"),
        ("单[圆园员]", "单元"),
    )
)
_SUSPECT = re.compile("[去曲取趣圆元缘遇玉员园]")


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


def clean(text: str) -> str:
    """Half width, simplified characters, without people's names, phone and customer numbers, words before the
    address, spaces and punctuation; hyphens stay between numbers."""
    text = unicodedata.normalize("NFKC", text[:LONGEST]).translate(SIMPLE)[:LONGEST]
    if "原" in text or "现" in text:
        text = _ONCE.sub("", text)
    if _LONG_NUMBER.search(text):
        text = _PHONE.sub(" ", text)
    if _ABOUT_PEOPLE.search(text):
        text = _PERSON.sub(" ", text)
    if _COMPLAINS.search(text):
        text = _COMPLAINT.sub(" ", text)
    if "址" in text or "地点" in text:
        text = _ADDRESS_IS.sub("", text)
    text = _SEPARATORS.sub("", _BEFORE.sub("", text.lstrip(), count=1))
    if "-" in text:
        text = _HYPHEN.sub("", text)
    if _SUSPECT.search(text):
        for wrong, right in _MISHEARD:
            text = wrong.sub(right, text)
    return text


def in_digits(text: str) -> str:
    """Numerals before a unit word as digits: 三号楼二单元 → 3号楼2单元; 三里村, 五一新村, 二号路 stay."""
    return _CHINESE_NUMBER.sub(lambda found: str(chinese_number(found[1] or found[2])), text)
