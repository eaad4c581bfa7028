"""How names sound: characters that speakers and typists take for each other have one sound.

Readings are those of pypinyin (MIT), without tones; zh, ch, sh are read as z, c, s, and -ng as -n, as in much of the
south, so that 候庄 is 侯庄 and 勇进 is 永进.
"""

from __future__ import annotations

from functools import cache


@cache
def _syllable(character: str) -> str:
    from pypinyin import lazy_pinyin

    read = lazy_pinyin(character)[0] if "一" <= character <= "鿿" else character
    read = read.replace("zh", "z").replace("ch", "c").replace("sh", "s")
    return read.removesuffix("g") if read.endswith("ng") else read


def sound(text: str) -> str:
    """候庄 and 侯庄 → hou zuan."""
    return " ".join(map(_syllable, text))


def sounds_near(one: str, other: str) -> bool:
    """Whether characters that differ begin and end alike: 海定 and 海淀 (din, dian)."""
    pairs = [(_syllable(a), _syllable(b)) for a, b in zip(one, other, strict=True) if a != b]
    return all(a[0] == b[0] and a[-1] == b[-1] and abs(len(a) - len(b)) < 2 for a, b in pairs)
