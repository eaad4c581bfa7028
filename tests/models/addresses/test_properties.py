"""What holds for any address, and for any text at all."""

from __future__ import annotations

import time
import unicodedata

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gridtag.bench.addresses import labelled
from gridtag.models.addresses.address import FIELDS, Address
from gridtag.models.addresses.divisions import table
from gridtag.models.addresses.parse import parse

TOWNS = tuple(path for path in table().paths.values() if path[3] and path[2])
NAMES = st.sampled_from(("金桂", "望江", "和平", "云溪", "石井", "柳塘", "大洋", "前进", "东关", "百丈"))
NUMBERS = st.integers(1, 1999).map(str)
SMALL = st.integers(1, 99).map(str)
NOISE = (
    *("电话12345678901", "手机号10000000001", "户号3300000001", "联系人张三丰", "户主：赵某", "王先生报修"),
    *("（李女士）", "家里停电了", "没电了", "请尽快处理", "谢谢", "你好，", "，", "  "),
)
ALPHABET = (
    "村镇街路市区县花园小苑组号栋幢一二三十百0123456789 -#金桂上坞附近对面王先生城里坊湾不愿提供新东西南北中"
    "大道段与委会社单元门楼层原()（）停电某"
)


@st.composite
def homes(draw: st.DrawFn) -> Address:
    """An address of made-up names in a real town."""
    province, city, county, town = draw(st.sampled_from(TOWNS))
    head = Address(province, city, county, town)
    if draw(st.booleans()):
        return head._replace(
            village=draw(NAMES) + "村", group=draw(SMALL), road_number=draw(st.none() | NUMBERS)
        )
    road, number = draw(NAMES) + draw(st.sampled_from(("路", "街", "大道", "东路"))), draw(NUMBERS)
    home = head._replace(road=road, road_number=number)
    if draw(st.booleans()):
        return home
    estate = draw(NAMES) + draw(st.sampled_from(("花园", "小区", "家园", "公寓", "新村", "苑")))
    building, unit, room = (
        draw(SMALL),
        draw(st.none() | st.integers(1, 9).map(str)),
        draw(st.integers(101, 3399)),
    )
    return home._replace(estate=estate, building=building, unit=unit, room=str(room))


def _parts(address: Address) -> tuple[str | None, ...]:
    return address[: FIELDS.index("precision")]


def _levels(address: Address) -> list[str]:
    """The canonical form cut where a level ends."""
    levels: list[str] = []
    for place in range(FIELDS.index("precision")):
        empty = Address()._replace(**{FIELDS[place]: address[place]})
        levels += [str(empty)] if str(empty) else []
    return list(dict.fromkeys(levels))


@settings(max_examples=300)
@given(homes())
def test_the_canonical_form_reads_as_the_same_parts(home: Address) -> None:
    assert _parts(parse(str(home))) == _parts(home)


def test_reading_what_was_read_changes_nothing() -> None:
    for row in labelled():
        once = parse(row["address"])
        assert _parts(parse(str(once))) == _parts(once), row["address"]


@given(homes(), st.sampled_from((" ", "，", ",", "-", "/", "、", "　", " - ")))
def test_separators_between_levels_change_nothing(home: Address, separator: str) -> None:
    assert _parts(parse(separator.join(_levels(home)))) == _parts(parse("".join(_levels(home))))


@given(homes())
def test_full_width_changes_nothing(home: Address) -> None:
    wide = "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in str(home))
    assert unicodedata.normalize("NFKC", wide) == str(home)
    assert parse(wide) == parse(str(home))


@settings(max_examples=150)
@given(homes(), st.sampled_from(NOISE), st.integers(0, 2), st.data())
def test_noise_never_changes_the_place(home: Address, noise: str, where: int, data: st.DataObject) -> None:
    levels = _levels(home)
    at = (0, len(levels), data.draw(st.integers(0, len(levels)), label="level"))[where]
    noisy = "".join(levels[:at]) + noise + "".join(levels[at:])
    before, after = levels[at - 1] if at else "", levels[at] if at < len(levels) else ""
    assume(
        not (before[-1:].isdigit() and noise[:1].isdigit())
        and not (after[:1].isdigit() and noise[-1:].isdigit())
    )
    assert _parts(parse(noisy)) == _parts(parse("".join(levels)))


def _swift(text: str) -> None:
    """At most 50 ms, the better of three, as a busy machine takes what it likes."""
    took = []
    for _ in range(3):
        began = time.perf_counter()
        parse(text)
        took.append(time.perf_counter() - began)
    assert min(took) < 0.05


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=10_000))
def test_any_text_is_read_swiftly(text: str) -> None:
    _swift(text)


@settings(max_examples=300, deadline=None)
@given(st.text(ALPHABET, min_size=1, max_size=6), st.text(ALPHABET, max_size=6))
def test_texts_that_repeat_themselves_are_read_swiftly(piece: str, last: str) -> None:
    _swift((piece * 10_000)[:10_000])
    _swift((piece * 300)[:290] + last)
