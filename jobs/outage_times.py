"""Moments as outage tables write them: with or without an offset, in one time zone."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from gridtag.errors import GridtagError

_OFFSET = r":\d\d(?:[.,]\d+)?\s*(?:[Zz]|[+-]\d\d:?\d\d)$"
_LOOSE = (
    r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]*"
    r"(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2})?(?:\.(\d{1,3})\d*)?秒?)?$"
)


def zone_of(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise GridtagError(f"--zone knows no time zone {name!r}; give one as Asia/Shanghai") from None


def moments(column: pa.ChunkedArray, zone: ZoneInfo, form: str, name: str) -> pd.Series:
    """Moments in UTC to the millisecond; NaT where a text is none, or names no one moment by the clocks of `zone`.

    What has no offset is by those clocks. `form` is a pattern of strptime; without, year comes first, then month.
    """
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_timestamp(column.type):
        values = column.cast(pa.timestamp("ms", column.type.tz), safe=False).to_pandas()
        return values.dt.tz_convert("UTC") if column.type.tz else _in_utc(values, zone)
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        raise GridtagError(f"column {name} holds {column.type}, no moments")
    text = column.to_pandas().astype("str").str.strip()
    if form:
        return _in_utc(_with_pattern(text, form), zone)
    offset = text.str.contains(_OFFSET, regex=True)
    found = pd.Series(pd.NaT, index=text.index, dtype="datetime64[ms, UTC]")
    found[offset] = pd.to_datetime(text[offset], format="ISO8601", utc=True, errors="coerce").astype(
        found.dtype
    )
    found[~offset] = _in_utc(_by_clock(text[~offset]), zone)
    return found


def _with_pattern(text: pd.Series, form: str) -> pd.Series:
    try:
        return pd.to_datetime(text, format=form, errors="coerce")
    except ValueError as error:
        raise GridtagError(f"--time-format {form!r}: {error}") from None


def _by_clock(text: pd.Series) -> pd.Series:
    """ISO 8601 with a time of day, else as spreadsheets write it (2026/1/3 9:05)."""
    found = pd.to_datetime(text.where(text.str.len() > 10), format="ISO8601", errors="coerce")
    left = text[found.isna()]
    if len(left):
        parts = left.str.extract(_LOOSE)
        date = parts[0] + "-" + parts[1] + "-" + parts[2]
        clock = parts[3] + ":" + parts[4] + ":" + parts[5].fillna("0") + "." + parts[6].fillna("0")
        found[left.index] = pd.to_datetime(date + " " + clock, format="%Y-%m-%d %H:%M:%S.%f", errors="coerce")
    return found


def _in_utc(values: pd.Series, zone: ZoneInfo) -> pd.Series:
    """By the clocks of the zone; NaT where these show a time twice or never, since both readings differ then."""
    local = pa.array(values.astype("datetime64[ms]"), from_pandas=True)
    first, second = (
        pc.assume_timezone(local, zone.key, ambiguous=one, nonexistent=one).cast(pa.timestamp("ms", "UTC"))
        for one in ("earliest", "latest")
    )
    moment = pc.if_else(pc.equal(first, second), first, pa.scalar(None, first.type))
    return moment.to_pandas().set_axis(values.index)


def days(moments: pd.Series, zone: ZoneInfo) -> pd.Series:
    """The days of moments in UTC by the clocks of the zone."""
    there = pa.array(moments.dt.tz_localize(None), pa.timestamp("ms")).cast(pa.timestamp("ms", "UTC"))
    local = pc.local_timestamp(there.cast(pa.timestamp("ms", zone.key)))
    return pc.floor_temporal(local, unit="day").to_pandas().set_axis(moments.index)
