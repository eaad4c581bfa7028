"""A tag: a yes-or-no rule over features, for named users and one purpose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

USERS = {
    "AGT": "座席 agent screen",
    "QC": "质检 quality control",
    "OPS": "现场与排班 floor and staffing",
    "CSC": "国网客服中心 national centre",
    "PROV": "省客服中心 province centre",
    "CITY": "地市供电服务指挥中心 city command",
    "CNTY": "县公司 county",
    "STN": "供电所 supply station",
    "MKT": "营销 marketing",
    "BILL": "核算 billing review",
    "CRED": "电费回收 credit control",
    "GRIDP": "规划运检 grid planning",
    "AUD": "稽查 audit",
    "CARE": "关爱 care desk",
}
FIRST = date(2020, 1, 1)
"""Tags of the first catalogue hold for every day that is run anew."""
REFRESH = {"D": "daily", "W": "weekly", "M": "per bill run", "S": "per season or festival"}


@dataclass(frozen=True)
class Tag:
    """`rule` is Spark SQL over feature names and counts as false where null.

    `users` and `owner`, who answers for the rule, are codes of USERS; `marketing`: Y only through the consent filter,
    N never, - not meant for it. Nobody has the tag on days before `valid_from`, or from `valid_to` on. A changed rule
    gets the next `version`; ids are never given to another tag, so one that is given up stays, with its `valid_to`.
    """

    id: str
    title: str
    title_en: str
    users: str
    rule: str
    marketing: str = "-"
    privacy: str = "P2"
    refresh: str = "D"
    version: int = 1
    group: str = ""
    owner: str = ""
    valid_from: date = FIRST
    valid_to: date | None = None

    def is_valid(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)
