"""Tags on new energy and electric heating."""

from functools import partial

from gridtag.features.tags.tag import Tag

_tag = partial(Tag, group="J 新能源与电能替代", owner="MKT")

TAGS = (_tag("T144", "光伏客户", "PV", "AGT MKT", "nrg_pv_flag_now", marketing="Y"),)
