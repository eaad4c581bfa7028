"""The words by which the parts of an address below the town are known, as regular expressions."""

from __future__ import annotations

import re

_ESTATE_WORDS = (
    "花园|花苑|花城|家园|嘉园|佳园|公寓|新村(?:[一二三四五六七八九十东西南北]+村)?(?!村|委|民委)|新城|人家|名邸|名都|雅苑|华庭|豪庭|"
    "名苑|佳苑|嘉苑|山庄|别墅|宿舍|大院|家属[院区]|职工院|广场|庄园|府邸|安置[区房点]|住宅区|生活区|住宅楼"
)
_SHORT_ENDS = "苑|庭|府|园|城|郡|居|邸|轩|阁|墅|里|寓|湾|坊"
ESTATE_END = re.compile(f"(?:{_ESTATE_WORDS}|{_SHORT_ENDS})$")
ESTATE_WORD = re.compile(f"(?:{_ESTATE_WORDS})$")
NUMBERED_VILLAGE = re.compile("(?:[一二三四五六七八九十]|新|工人)村$")
NOT_HOUSING = re.compile(
    "(?:公司|厂|店|(?<![属大工])院|学|站|局|中心|超市|酒店|银行|园区|开发区|大厦|大楼|商场|商都|市场|餐馆|药房|产业园|科技园|"
    "工业园|创意园|创业园|软件园|物流园|商务园|校区|宾馆|饭店|公园|学校|幼儿园|影城|网吧|委|处|塔|亭|库|所|(?<!广)场|馆|民宿|客栈|农家乐|庙|祠堂|食堂|集团|"
    "商城|农庄|陵园|果园|菜园|茶园|乐园)$"
)
ALONE = re.compile(
    f"(?:{_ESTATE_WORDS}|{_SHORT_ENDS}|小区|行政村|自然村|村|村委会|村委|居委会|大队部|的|家|处|那里|这里|号|里面|内|"
    "不详|不明|不清楚|未知|无|.{0,4}(?:不愿|不肯|拒绝|没有)提供)+$"
)
"""What names nothing where it stands alone."""

_RELATION = (
    "斜?对[面过门]|附近|旁边?|隔壁|边上|一带|周边|周围|门[口前]|[前后]面|十字路口|丁字路口|交叉口|交叉路口|交[汇界]处?|交口|路口|(?<=[路街道])[东南西北]口|"
    "(?<=[路街村])口|[东南西北]{1,2}[侧边面角头]|[向往][东南西北]+(?:方向)?|(?<=[村庄])[东南西北](?=$|[0-9]+米)|楼下"
)
_UNIT = (
    "号楼(?![上下道梯])|号[大小]?院|号(?![路街线桥])|[栋幢座#]|单元|门(?![面市])|室|房(?!间)|户|层|楼|[Ff](?![A-Za-z])|组|村民小组|小组|"
    "队|社(?!区)|屯|连|支弄|弄|巷|期|区|米|排|街坊"
)
TOKEN = re.compile(
    f"(?P<relation>(?:{_RELATION})(?![村庄屯路街组镇乡区]))"
    "|(?P<highway>[GSXYgsxy]?[0-9]{2,4}(?:国道|省道|县道|乡道)|(?:国道|省道|县道)[GSX]?[0-9]{2,4}线?)"
    "|(?P<numbered>[0-9]+号?(?:大街|大道|公路|路|街(?![道坊]))(?!口))"
    f"|(?P<number>[甲乙丙]?[0-9]+(?:-[0-9]+)*[A-Za-z]?)(?P<unit>{_UNIT})?"
    "(?P<sub>[附之-][0-9]+号?|(?<=号)[甲乙丙丁](?![座栋幢单]))?"
    "|(?P<letter>[A-Za-z]{1,2}[0-9]{0,3}(?:-[0-9]+)*|[甲乙丙丁东西南北中](?=单元|[座栋幢区](?![域块])))"
    "(?P<kind>号楼|[座栋幢#区]|单元|室)?"
)
"""A number or letter with what it counts, or a word that only points to a place."""

_ROAD = (
    "(?:大道|大街|公路|胡同|路|街(?![道村坊心组]|[东西南北中]里)|[东西南北中]道(?!口)|道(?=[0-9]|$))"
    "(?![村镇乡]|小学|中学|学校|幼儿园|医院|派出所)(?:[东西南北中上下]?[一二三四五六七八九十0-9]*段)?"
    "(?:[东西南北中](?=[0-9])|(?<=大道)[东西南北中](?=$))?(?:步行街|商业街)?"
)
_COMMITTEE = "(?:村民委员会|民委员会|村委会|委会|村委|委(?!员))?"
_WORDS = (
    "(?P<name>.{1,14}?)(?:"
    f"(?P<road>{_ROAD})"
    "|(?P<lane>[巷弄](?=$|[0-9东西南北附对旁与]))"
    "|(?P<community>社区(?:居民委员会|居委会|居委|村民委员会|村委会)?|居民委员会|居委会|居委)"
    f"|(?P<natural>自然[村屯]|村民小组|小组|组)"
    f"|(?P<estate>(?:(?:{_ESTATE_WORDS})+(?:小区)?|小区)(?![村镇乡]|社区|[东西南北中]?(?:[路街巷弄]|大街|大道)))"
    f"|(?P<village>(?:行政村|村{_COMMITTEE})(?![口镇乡弄巷村]|<far>(?:大[街道]|[路街道]))|嘎查{_COMMITTEE})"
    "<hamlet>"
    ")"
)
NAMED = re.compile(_WORDS.replace("<far>", "[东西南北中]?").replace("<hamlet>", ""))
NAMED_IN_TOWN = re.compile(_WORDS.replace("<far>", "").replace("<hamlet>", ""))
"""In a rural town 午汲村北街 is a street of the village, in a city 中关村东路 is a road."""
_HAMLET = "|(?P<hamlet>[屯寨](?![村乡镇路街庄子]|[东西南北中][路街])组?|(?:队|社)(?=$|[0-9]))"
NAMED_IN_VILLAGE = re.compile(_WORDS.replace("<far>", "").replace("<hamlet>", _HAMLET))
BUILDING_UNITS = frozenset(("号楼", "栋", "幢", "座", "#", "单元", "期", "区", "楼"))
GROUP_UNITS = frozenset(("组", "村民小组", "小组", "队", "社", "屯", "连"))
EDGES = re.compile("^[的在与及、离至到]+|[的在]+$")
