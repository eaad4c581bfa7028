"""Masks for what people see, keyed pseudonyms for what machines join, keyed draws for who is held out.

Masks follow the masking rules of DL/T 2549-2022 as this product reads them: enough is left to recognise
one's own record, not enough to reach anybody. A pseudonym is HMAC-SHA256, never a plain hash: ten digits
are counted through in seconds.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from gridtag.errors import GridtagError

if TYPE_CHECKING:
    from pyspark.sql import Column

_COMPOUND_SURNAME = re.compile(
    "欧阳|上官|司徒|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文|夏侯|端木|百里|南宫|轩辕|呼延"
)
MOBILE, LANDLINE = r"1\d{10}", r"(0\d{2,3})-?(\d{7,8})"
_MOBILE, _LANDLINE = re.compile(MOBILE), re.compile(LANDLINE)
_ORGANISATION = re.compile(
    "公司|厂|店|院|学校|中学|小学|大学|银行|中心|集团|合作社|村委会|局|部|所|站|馆|园|社"
)
_PLACE = re.compile(r"^.*?(?:小区|花园|家园|公寓|新村|苑|村)")
_DIVISION = re.compile(r"^(?:\w+?省)?(?:\w+?市(?![镇乡街路村场]))?(?:\w+?[县区市](?![镇乡街路村场]))?")


def is_phone(text: str | None) -> bool:
    """Whether a person could be called there: 11 digits from 1, or a landline with its area code."""
    return text is not None and bool(_MOBILE.fullmatch(text) or _LANDLINE.fullmatch(text))


def mask_phone(text: str | None) -> str | None:
    """138****1234; a landline keeps its area code and two digits; anything else is hidden whole."""
    if text is None:
        return None
    landline = _LANDLINE.fullmatch(text)
    if landline:
        return f"{landline[1]}-{'*' * (len(landline[2]) - 2)}{landline[2][-2:]}"
    return f"{text[:3]}****{text[-4:]}" if _MOBILE.fullmatch(text) else "*" * len(text)


def mask_name(text: str | None) -> str | None:
    """张*, 欧阳**; of an organisation the first two characters are left."""
    if text is None:
        return None
    if len(text) > 4 or _ORGANISATION.search(text):
        return text[:2] + "*" * max(len(text) - 2, 1)
    kept = 2 if _COMPOUND_SURNAME.match(text) and len(text) > 2 else 1
    return text[:kept] + "*" * max(len(text) - kept, 1)


def mask_address(text: str | None) -> str | None:
    """Down to the estate or village; where none is named, to the county."""
    if text is None:
        return None
    found = _PLACE.match(text) or _DIVISION.match(text)
    return f"{found.group()}***" if found else "***"


def mask_customer_no(text: str | None) -> str | None:
    """33****6789."""
    if text is None:
        return None
    return f"{text[:2]}{'*' * (len(text) - 6)}{text[-4:]}" if len(text) > 7 else "*" * len(text)


def pseudonym(secret: str, text: str) -> str:
    """Stands for a customer number outside the vault: 32 hex digits, the same for the same secret."""
    return _keyed(key_of(secret), "pseudonym", text).hex()[:32]


def key_of(secret: str) -> str:
    """The secret; raises GridtagError where there is none."""
    if not secret:
        raise GridtagError(
            "no pseudonyms without a key: set GRIDTAG_SECRET to a long random text and keep it"
        )
    return secret


def phone_key(secret: str, text: str | None) -> str | None:
    """Stands for a phone where cards are looked up; None of what is no phone."""
    return pseudonym(secret, f"phone {text.replace('-', '')}") if text and is_phone(text) else None


def address_key(secret: str, door: str) -> str:
    """Stands for a front door where cards are looked up."""
    return pseudonym(secret, f"address {door}")


def uniform_draw(secret: str, purpose: str, text: str) -> float:
    """A number in [0, 1) that only key, purpose and text decide: not the day, the order or who else takes
    part.

    Without a secret the draw is still uniform, but anyone can foretell it.
    """
    return int.from_bytes(_keyed(secret, purpose, text)[:6], "big") / 2**48


def _keyed(secret: str, purpose: str, text: str) -> bytes:
    return hmac.digest(secret.encode(), f"{purpose}|{text}".encode(), "sha256")


def draws(secret: str, purpose: str, column: str) -> Column:
    """`uniform_draw` over a column, batch by batch; the key stays out of the query plan."""
    return _over_arrow(lambda text: uniform_draw(secret, purpose, text), "double")(column)


def masked(mask: Callable[[str | None], str | None], column: str) -> Column:
    """One of the masks over a column."""
    return _over_arrow(mask, "string")(column)


def _over_arrow(function: Callable[[Any], Any], kind: str) -> Callable[[str], Column]:
    from pyspark.sql.functions import arrow_udf

    arrow = pa.float64() if kind == "double" else pa.string()

    def batch(values: pa.Array) -> pa.Array:
        return pa.array([None if value is None else function(value) for value in values.to_pylist()], arrow)

    return arrow_udf(batch, kind)  # type: ignore[call-overload]
