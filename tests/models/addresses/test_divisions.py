"""The table of divisions: complete, and every name of it is read as what it names."""

from __future__ import annotations

import csv
from importlib import resources

from gridtag.models.addresses.divisions import COUNTY, stem_of, table, town_stem
from gridtag.models.addresses.parse import parse
from tests.models.tables import rows

STEMS = """
name                      stem
彭水苗族土家族自治县          彭水
双江拉祜族佤族布朗族傣族自治县  双江
莫力达瓦达斡尔族自治旗         莫力达瓦
东乡族自治县                 东乡
内蒙古自治区                 内蒙古
浦东新区                    浦东
清新区                      清新
阿里地区                    阿里
神农架林区                  神农架
"""


def test_the_table_holds_all_of_the_mainland() -> None:
    codes = table().paths
    assert sum(code.endswith("0000") for code in codes) == 31
    assert sum(len(code) == 6 and code.endswith("00") and not code.endswith("0000") for code in codes) == 333
    assert sum(len(code) == 6 and not code.endswith("00") for code in codes) == 2845
    assert sum(len(code) == 9 for code in codes) == 38723


def test_every_division_is_read_as_itself() -> None:
    for path in table().paths.values():
        found = parse("".join(dict.fromkeys(filter(None, path))))
        assert (found.province, found.city, found.county, found.town) == path


def test_a_county_and_its_town_suffice_and_never_lead_astray() -> None:
    told = wrong = silent = 0
    for path in table().paths.values():
        if path[2] and path[3]:
            found = parse(f"{path[2]}{path[3]}1号")
            told += 1
            wrong += bool(found.county) and (found.province, found.city, found.county) != path[:3]
            silent += not found.county
    assert told > 38_000 and wrong == 0 and silent < told / 1000


def test_former_names_lead_to_what_stands_there_today() -> None:
    with resources.files("gridtag.models.addresses").joinpath("former.csv").open(encoding="utf-8") as lines:
        listed = list(csv.DictReader(lines))
    assert len(listed) > 300 and all(not row["until"] or 1980 < int(row["until"]) < 2027 for row in listed)
    heirs: dict[tuple[str, str, str], list[str]] = {}
    for row in listed:
        province, *_, now = row["now"].split("/")
        for within in row["within"].split("/"):
            heirs.setdefault((province, within, row["name"]), []).append(now)
    for names, now in heirs.items():
        found = parse("".join(names))
        if len(now) == 1:
            assert now[0] in (found.county or found.city, found.city), names
        else:
            told = {str(table().paths[code][2]) for code in found.counties}
            assert found.county is None and told == set(now), names


def test_stems() -> None:
    for row in rows(STEMS):
        assert stem_of(str(row["name"])) == row["stem"]
    assert town_stem("老竹畲族镇") == "老竹" and town_stem("白银纳鄂伦春族民族乡") == "白银纳"
    assert town_stem("翠苑街道") == "翠苑"


def test_names_that_several_counties_share_mean_all_of_them() -> None:
    assert {one.code for one in table().names["鼓楼区"]} == {"320106", "320302", "350102", "410204"}
    assert all(one.level == COUNTY for one in table().names["鼓楼区"])
