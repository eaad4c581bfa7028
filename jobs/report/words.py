"""How figures, days and codes are written on the pages: Chinese first, English beside."""

from __future__ import annotations

import re
from datetime import date

NONE = "–"

FILE_STATUS = {
    "loaded": ("已装载，有说明", "loaded, with a note"),
    "partial": ("部分装载", "partly loaded"),
    "empty": ("空文件", "empty"),
    "duplicate": ("重复文件", "copy of another file"),
    "unreadable": ("无法读取", "unreadable"),
    "replaced": ("已被新文件取代", "replaced"),
}
LEVELS = {"hq": "总部", "province": "省", "city": "地市", "county": "区县", "station": "供电所"}
URBAN_RURAL = {"01": "城市 urban", "02": "农村 rural", "03": "偏远 remote"}
CHANNELS = {
    "phone": "电话",
    "sms": "短信",
    "app": "网上国网",
    "wechat": "微信",
    "alipay": "支付宝",
    "hall": "营业厅",
    "web": "网站",
}
FESTIVALS = {"spring": ("春节", "Spring Festival"), "national": ("国庆", "National Day")}
NULL_RULES = {
    "0 where the source covers the customer, null where it does not": "没有为 0，来源不覆盖为空",
    "false where unknown": "未知为否",
    "null where unknown": "未知为空",
    "null where it never happened": "从未发生为空",
    "null without an event": "没有事件为空",
    "null where either window lacks events": "任一窗口没有事件为空",
    "null where a month of either window has no bill": "任一账期缺账单为空",
    "null where the total is not positive": "合计不为正则为空",
}
RULE_ENDINGS = {"missing": "必填项为空", "unknown_code": "代码不在约定之内"}
RULES = {
    "unreadable_row": "该行无法拆分为列",
    "event_before_2000": "发生时间早于 2000 年",
    "event_in_future": "发生时间晚于交付时间",
    "negative_duration": "时长为负",
    "answered_before_start": "应答早于进入",
    "rating_range": "评价按键超出 1 至 4",
    "finish_before_begin": "归档早于受理",
    "restored_before_begin": "修复早于受理",
    "child_without_parent": "子单没有主单",
    "restored_before_start": "送电早于停电",
    "negative_customers": "户数为负",
    "coordinates_outside_china": "坐标不在国内",
    "negative_capacity": "容量为负",
    "negative_length": "长度为负",
    "cancelled_before_connected": "销户早于送电",
    "withdrawn_before_granted": "撤回早于授权",
    "negative_amount": "金额为负",
    "due_before_bill": "到期早于出账",
    "ends_before_start": "结束早于开始",
    "negative_energy": "电量为负",
    "impossible_temperature": "气温不可能",
}


NOTES = (
    (r"same content as (.+)", r"与 \1 内容相同，未再装载"),
    (r"columns outside the contract kept in _extra: (.+)", r"有契约之外的列，已留存于 _extra：\1"),
    (r"encoding is (\S+), expected (\S+)", r"编码为 \1，约定为 \2，已按实际编码读取"),
    (r"file has no (?:bytes|rows)", "文件里没有数据"),
    (r"truncated gzip stream.*", "压缩流被截断，只装载了前面完整的行"),
    (r"replaced by a later delivery", "已被后来交付的同名文件取代"),
    (r"not below .*", "不在 <来源>/<交付日>/ 目录之下，无法认领"),
)
UNIT_NAME = re.compile(r"^(?:国网)?(.+?)(?:供电(?:分)?(?:公司|局)|公司)$")


def note(text: str) -> str:
    """A ledger note in Chinese; what is not known stays as it is."""
    return "；".join(_note(part) for part in text.split("; ") if part)


def _note(text: str) -> str:
    for pattern, said in NOTES:
        if found := re.fullmatch(pattern, text):
            return found.expand(said)
    return text


def short_unit(name: str) -> str:
    """临安区 for 国网临安区供电公司: what fits on a map."""
    found = UNIT_NAME.match(name)
    return found[1] if found else name


def number(value: float | int | None, digits: int = 0) -> str:
    """1,234,567 or 3.10; a dash where there is none."""
    return NONE if value is None else f"{value:,.{digits}f}"


def short(figure: float | None) -> str:
    """Three significant digits."""
    return NONE if figure is None else f"{float(f'{figure:.3g}'):,g}"


def percent(part: float | None, whole: float | None = 1.0, digits: int = 1) -> str:
    """The share as 98.7%; a share that is not whole is never rounded up to 100% nor down to 0%."""
    if part is None or not whole:
        return NONE
    share, step = 100.0 * part / whole, 10.0**-digits
    if share < 100 <= round(share, digits):
        return f">{100 - step:.{digits}f}%"
    if round(share, digits) <= 0 < share:
        return f"<{step:.{digits}f}%"
    return f"{share:.{digits}f}%"


def day(value: date | None) -> str:
    return NONE if value is None else value.isoformat()


def channel(code: str) -> str:
    return f"{CHANNELS[code]} {code}" if code in CHANNELS else code


def festival(code: str) -> tuple[str, str]:
    return FESTIVALS.get(code, (code, code))


def file_status(code: str) -> tuple[str, str]:
    return FILE_STATUS.get(code, (code, code))


def rule(name: str, titles: dict[str, str]) -> str:
    """A quarantine rule in Chinese; `titles` are the source's column titles by name."""
    if name in RULES:
        return RULES[name]
    column, _, kind = name.rpartition(".")
    if not column:
        return name
    said = RULE_ENDINGS.get(kind) or ("格式不对" if kind.startswith("not_a_") else kind)
    return f"{titles.get(column, column)}：{said}"
