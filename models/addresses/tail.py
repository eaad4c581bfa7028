"""What follows the divisions: village, road and number, estate, building, unit and room, told apart by their words.

The text is cut at its numbers; the word after a number says what it counts, and what stands between numbers is cut at
the words that end names of roads, villages and estates. Where a word is missing, what was read before decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ESTATE_WORDS = (
    "花园|花苑|花城|家园|嘉园|佳园|公寓|新村(?:[一二三四五六七八九十东西南北]+村)?(?!村)|新城|人家|名邸|名都|雅苑|华庭|豪庭|名苑|佳苑|嘉苑|山庄|别墅|宿舍|大院|"
    "家属[院区]|职工院|广场|庄园|府邸|安置[区房点]|住宅区|生活区|住宅楼"
)
_SHORT_ENDS = "苑|庭|府|园|城|郡|居|邸|轩|阁|墅|里|寓|湾|坊"
_ESTATE_END = re.compile(f"(?:{_ESTATE_WORDS}|{_SHORT_ENDS})$")
_ESTATE_WORD = re.compile(f"(?:{_ESTATE_WORDS})$")
_NUMBERED_VILLAGE = re.compile("(?:[一二三四五六七八九十]|新)村$")
_NOT_HOUSING = re.compile(
    "(?:公司|厂|店|(?<![属大工])院|学|站|局|中心|超市|酒店|银行|园区|开发区|大厦|大楼|商场|商都|市场|餐馆|药房|产业园|科技园|工业园|创意园|校区|宾馆|饭店|公园|学校|幼儿园|"
    "影城|网吧|委|处|塔|亭|库|所|(?<!广)场|馆|民宿|客栈|农家乐|庙|祠堂|食堂|集团|商城|农庄|陵园|果园|菜园|茶园|乐园)$"
)
_ALONE = re.compile(f"(?:{_ESTATE_WORDS}|{_SHORT_ENDS}|小区|行政村|自然村|村|村委会|村委|居委会|大队部|的|家|处|那里|这里|号|里面|内|不详|不明|不清楚|未知|无|.{{0,4}}(?:不愿|不肯|拒绝|没有)提供)+$")

_RELATION = (
    "斜?对[面过门]|附近|旁边?|隔壁|边上|一带|周边|周围|门[口前]|[前后]面|十字路口|丁字路口|交叉口|交叉路口|交[汇界]处?|路口|(?<=[路街村])口|"
    "[东南西北]{1,2}[侧边面角头]|[向往][东南西北]+(?:方向)?|(?<=[村庄])[东南西北](?=$|[0-9]+米)|楼下"
)
_TOKEN = re.compile(
    f"(?P<relation>(?:{_RELATION})(?![村庄屯路街组镇乡区]))"
    "|(?P<highway>[GSXYgsxy]?[0-9]{2,4}(?:国道|省道|县道|乡道)|(?:国道|省道|县道)[GSX]?[0-9]{2,4}线?)"
    "|(?P<numbered>[0-9]+号?(?:大街|大道|公路|路|街(?![道坊]))(?![口]))"
    "|(?P<number>[甲乙丙]?[0-9]+(?:-[0-9]+)*[A-Za-z]?)"
    "(?P<unit>号楼(?![上下道梯])|号[大小]?院|号(?![路街线桥])|[栋幢座#]|单元|门(?![面市])|室|房(?!间)|户|层|楼|[Ff](?![A-Za-z])|组|村民小组|小组|队|社(?!区)|屯|连|支弄|弄|巷|期|区|米|排|街坊)?"
    "(?P<sub>[附之-][0-9]+号?|(?<=号)[甲乙丙丁](?![座栋幢单]))?"
    "|(?P<letter>[A-Za-z]{1,2}[0-9]{0,3}(?:-[0-9]+)*|[甲乙丙丁东西南北中](?=单元|[座栋幢区](?![域块])))(?P<kind>号楼|[座栋幢#区]|单元|室)?"
)
_ROAD = (
    "(?:大道|大街|公路|胡同|路|街(?![道村坊心组]|[东西南北中]里)|[东西南北中]道(?!口)|道(?=[0-9]|$))(?![村镇乡]|小学|中学|学校|幼儿园|医院|派出所)(?:[东西南北中上下]?[一二三四五六七八九十0-9]*段)?(?:[东西南北中](?=[0-9])|(?<=大道)[东西南北](?=$))?(?:步行街|商业街)?"
)
_COMMITTEE = "(?:村民委员会|民委员会|村委会|委会|村委|委(?!员))?"
_WORDS = (
    "(?P<name>.{1,14}?)(?:"
    f"(?P<road>{_ROAD})"
    "|(?P<lane>[巷弄](?![口上里村]))"
    "|(?P<community>社区(?:居民委员会|居委会|居委)?|居民委员会|居委会|居委)"
    f"|(?P<natural>自然[村屯]|村民小组|小组|组)"
    f"|(?P<estate>(?:{_ESTATE_WORDS})(?:小区)?|小区)"
    f"|(?P<village>(?:行政村|村{_COMMITTEE})(?![口镇乡弄巷村]|<far>(?:大[街道]|[路街道]))|嘎查{_COMMITTEE})"
    "<hamlet>"
    ")"
)
_NAMED = re.compile(_WORDS.replace("<far>", "[东西南北中]?").replace("<hamlet>", ""))
_NAMED_IN_TOWN = re.compile(_WORDS.replace("<far>", "").replace("<hamlet>", ""))
"""In a rural town 午汲村北街 is a street of the village, in a city 中关村东路 is a road."""
_NAMED_IN_VILLAGE = re.compile(_WORDS.replace("<far>", "").replace("<hamlet>", "|(?P<hamlet>[屯寨](?![村乡镇路街庄子]|[东西南北中][路街])组?)"))
_BUILDING_UNITS = frozenset(("号楼", "栋", "幢", "座", "#", "单元", "期", "区", "楼"))
_GROUP_UNITS = frozenset(("组", "村民小组", "小组", "队", "社", "屯", "连"))
_EDGES = re.compile("^[的在与及、离至到]+|[的在]+$")


@dataclass(slots=True)
class Tail:
    """Parts below the town, None where the text names none; numbers in digits without leading zeros."""

    village: str | None = None
    group: str | None = None
    road: str | None = None
    lane: str | None = None
    road_number: str | None = None
    estate: str | None = None
    phase: str | None = None
    building: str | None = None
    unit: str | None = None
    room: str | None = None
    landmark: str | None = None
    relation: str | None = None


def read(text: str, rural: bool = False) -> Tail:
    """Read the text after the divisions, numbers in digits; `rural` in a town that is no 街道."""
    found, at = Tail(), 0
    outside = _NAMED_IN_TOWN if rural else _NAMED
    for token in _TOKEN.finditer(text):
        start, end = token.span()
        if token["numbered"]:
            _names(found, text[at:end], None, outside)
        else:
            if start > at:
                _names(found, text[at:start], token, outside)
            _number(found, token, text[end : end + 4])
        at = end
    if at < len(text):
        _names(found, text[at:], None, outside)
    return found


def estate_name(name: str) -> str:
    """金桂花园小区 → 金桂花园, 东方小区 and 东方 → 东方小区."""
    stem = name.removesuffix("小区")
    return stem if _ESTATE_END.search(stem) and len(stem) > 1 else f"{stem}小区"


def _plain(number: str) -> str:
    """0501 → 501, 12-03 → 12-3."""
    if "0" not in number:
        return number
    return "-".join(part.lstrip("0") or "0" for part in number.split("-"))


# -- names ----------------------------------------------------------------------------------------------------


def _names(found: Tail, text: str, follows: re.Match[str] | None, outside: re.Pattern[str]) -> None:
    """Cut a piece between numbers at the words that end names."""
    at = 0
    while at < len(text):
        named = (_NAMED_IN_VILLAGE if found.village else outside).match(text, at)
        if named is None:
            break
        kind, name, whole = named.lastgroup or "", _EDGES.sub("", named["name"]), named[0]
        at = named.end()
        _name(found, kind, name, _EDGES.sub("", whole), follows if at == len(text) else None)
    rest = _EDGES.sub("", text[at:])
    if rest:
        _rest(found, rest, follows)


def _name(found: Tail, kind: str, name: str, whole: str, follows: re.Match[str] | None) -> None:
    if not name:
        return
    if kind == "road" or (kind == "lane" and found.road is None):
        if found.road is None:
            found.road = whole
        elif whole.endswith("胡同"):
            found.lane = found.lane or whole
        elif found.landmark is None:
            found.landmark = whole
    elif kind == "lane":
        found.lane = found.lane or whole
    elif kind in ("community", "village"):
        _village(found, kind, name, whole, follows)
    elif kind == "estate":
        if _NOT_HOUSING.search(whole):
            found.landmark = found.landmark or whole
        else:
            found.estate = found.estate or estate_name(whole)
    else:
        found.group = found.group or (whole.removesuffix("组") if kind == "hamlet" else name)


def _village(found: Tail, kind: str, name: str, whole: str, follows: re.Match[str] | None) -> None:
    unit = follows["unit"] if follows else None
    if kind == "village" and unit in _BUILDING_UNITS and _NUMBERED_VILLAGE.search(whole):
        found.estate = found.estate or whole
    elif found.village is not None:
        found.group = found.group or name
    elif kind == "community":
        found.village = name + "社区"
    else:
        found.village = name + ("嘎查" if "嘎查" in whole[len(name) :] else "村")


def _rest(found: Tail, text: str, follows: re.Match[str] | None) -> None:
    """A name without a word that says what it is."""
    if _ALONE.fullmatch(text):
        if text == "大队部":
            found.landmark = found.landmark or text
        return
    unit = follows["unit"] if follows else None
    housing = _ESTATE_END.search(text) and not _NOT_HOUSING.search(text)
    if unit in _GROUP_UNITS and found.village is None and 1 < len(text) < 7:
        found.village = text.removesuffix("村") + "村"
    elif unit == "号" and _takes_number(found, text):
        return
    elif follows is not None and _before_building(follows) and not _NOT_HOUSING.search(text):
        found.estate = found.estate or estate_name(text)
    elif found.village and found.group is None and _is_hamlet(text):
        found.group = text
    elif housing:
        found.estate = found.estate or estate_name(text)
    else:
        found.landmark = found.landmark or text


def _is_hamlet(text: str) -> bool:
    return 1 < len(text) < 5 and not _NOT_HOUSING.search(text) and not _ESTATE_WORD.search(text)


def _takes_number(found: Tail, text: str) -> bool:
    """里宣12号 in a village is a hamlet, 丁家桥87号 elsewhere is a road."""
    if len(text) > 6 or _NOT_HOUSING.search(text):
        return False
    if found.village and found.group is None:
        found.group = text
    elif found.village is None and found.road is None and not _ESTATE_END.search(text):
        found.road = text
    else:
        return False
    return True


def _before_building(token: re.Match[str]) -> bool:
    if token["number"]:
        return token["unit"] in _BUILDING_UNITS or token["unit"] is None
    return bool(token["letter"] and token["kind"] != "室")


# -- numbers --------------------------------------------------------------------------------------------------


def _number(found: Tail, token: re.Match[str], after: str) -> None:
    if token["relation"]:
        found.relation = found.relation or token["relation"]
    elif token["highway"]:
        found.road = found.road or token["highway"].upper()
    elif token["letter"]:
        _letter(found, token["letter"].upper(), token["kind"])
    elif token["unit"]:
        _counted(found, _plain(token["number"]), token["unit"], token["sub"], after)
    else:
        _bare(found, _plain(token["number"]).split("-"))


def _letter(found: Tail, letter: str, kind: str | None) -> None:
    if kind == "区":
        found.phase = found.phase or f"{letter}区"
    elif kind == "单元":
        found.unit = found.unit or letter
    elif kind == "室":
        found.room = found.room or letter
    elif kind or any(character.isdigit() for character in letter):
        first, _, room = letter.partition("-")
        found.building = found.building or first
        found.room = found.room or room or None


def _counted(found: Tail, number: str, unit: str, sub: str | None, after: str) -> None:
    if sub and sub in "甲乙丙丁":
        number = sub + number
    elif sub:
        number = f"{number}-{_plain(sub.strip('附之-号'))}"
    if unit in ("号楼", "栋", "幢", "座", "#"):
        _building(found, number)
    elif unit in ("单元", "门"):
        found.unit = found.unit or number
    elif unit in ("室", "房", "户"):
        _room(found, number)
    elif unit in _GROUP_UNITS:
        found.group = found.group or number
    elif unit == "支弄" and found.lane:
        found.lane = f"{found.lane}-{number}"
    elif unit in ("弄", "巷", "支弄"):
        found.lane = found.lane or number
    elif unit in ("期", "区"):
        found.phase = found.phase or number + unit
    elif unit in ("层", "楼", "F", "f"):
        _floor(found, number, unit, after)
    elif unit.startswith("号"):
        _house(found, number)


def _building(found: Tail, number: str) -> None:
    """3-2幢 keeps both numbers."""
    found.building = found.building or number


def _room(found: Tail, number: str) -> None:
    """2-501室 after a building is unit 2, room 501; 3-2-501室 is building, unit and room."""
    *before, room = number.split("-")
    if before and found.building is None:
        found.building = before.pop(0)
    if before and found.unit is None:
        found.unit = before.pop(0)
    if found.room is None or found.room.endswith("层"):
        found.room = room


def _floor(found: Tail, number: str, unit: str, after: str) -> None:
    """金桂花园3楼2单元 is a building, 大厦3楼 and 3楼301 are floors."""
    same = re.match("[0-9]+", after)
    floor = unit != "楼" or (same is not None and same[0][:-2] == number)
    if not floor and found.building is None and (found.estate or found.village):
        found.building = number
    elif found.room is None and found.landmark is not None or found.room is None and not found.village:
        found.room = f"{number}层"


def _house(found: Tail, number: str) -> None:
    """A number of a road, lane or village; behind an estate, or the second one, that of a building."""
    if found.unit and found.room is None:
        found.room = number
    elif found.building is None and (found.estate or found.road_number):
        found.building = number
    elif found.road_number is None:
        found.road_number = number
    elif found.room is None:
        found.room = number


def _bare(found: Tail, parts: list[str]) -> None:
    """Numbers without a word: 3-2-501, 15-301, 501, 12."""
    placed = found.estate or found.road_number or found.building or found.lane or found.phase
    if not placed and (found.road or found.village):
        found.road_number = "-".join(parts)
        return
    if found.building is None and found.unit is None and (len(parts) > 1 or len(parts[0]) < 3) and found.estate:
        found.building = parts.pop(0)
    elif found.building is None and len(parts) > 1:
        found.building = parts.pop(0)
    if len(parts) > 1 or (parts and len(parts[0]) < 3 and found.unit is None and found.building and not found.room):
        found.unit = found.unit or parts.pop(0)
    if parts:
        _room(found, parts[-1])
