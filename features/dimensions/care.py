"""CARE: registered special-care groups. Restricted: for the care desk and the guard against disconnection only.

Nothing here is inferred from behaviour; no model, marketing rule or open tag may use it.
"""

from gridtag.features.codes import Code, Flag
from gridtag.features.dimension import Dimension
from gridtag.features.held import DaysLeft

_REGISTERED = {
    "lowinc": ("低保户", "low-income household"),
    "wubao": ("五保/特困户", "household in extreme poverty"),
    "disabled": ("残障", "disabled"),
    "life_support": ("生命支持设备", "life-support equipment"),
    "elderly": ("登记老年客户", "registered elderly"),
    "left_behind": ("留守", "left-behind family"),
}

CARE = Dimension(
    "care",
    "特殊群体与关爱",
    "Special-care groups",
    frame="care",
    features=(
        *(Flag(kind, title, title_en, of=kind) for kind, (title, title_en) in _REGISTERED.items()),
        Flag(
            "no_cut",
            "停电保护名单",
            "protected from disconnection: any registration in force",
            of="any_kind",
        ),
        Code(
            "age_band", "年龄段(登记)", "age band of the owner, as registered", of="age_band", frame="owners"
        ),
        DaysLeft("expire", "资格到期", "days until the nearest registration ends", of="expire_days"),
    ),
)
