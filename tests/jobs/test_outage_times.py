"""Moments as people write them."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest

from gridtag.errors import GridtagError
from gridtag.jobs.outage_times import days, moments, zone_of

WRITTEN = """
zone              written                         utc
Asia/Shanghai     2026-01-03 10:05                2026-01-03 02:05:00
Asia/Shanghai     2026-01-03 10:05:07.250         2026-01-03 02:05:07.250
Asia/Shanghai     2026-01-03T10:05:07Z            2026-01-03 10:05:07
Asia/Shanghai     2026-01-03 10:05:07+09:00       2026-01-03 01:05:07
Asia/Shanghai     2026-01-03 10:05:07-0330        2026-01-03 13:35:07
Asia/Shanghai     2026/1/3 9:05                   2026-01-03 01:05:00
Asia/Shanghai     2026/01/03 09:05:30             2026-01-03 01:05:30
Asia/Shanghai     2026.1.3 9:05                   2026-01-03 01:05:00
Asia/Shanghai     2026年1月3日 9时5分             2026-01-03 01:05:00
Asia/Shanghai     2026年1月3日9时5分30秒          2026-01-03 01:05:30
Asia/Shanghai     20260103T100500                 2026-01-03 02:05:00
Asia/Shanghai     2026-01-03                      -
Asia/Shanghai     2026-13-03 10:05                -
Asia/Shanghai     2026/2/30 9:05                  -
Asia/Shanghai     3.1.2026 9:05                   -
Asia/Shanghai     46025.42                        -
Asia/Shanghai     十点                            -
America/New_York  2026-03-08 01:59                2026-03-08 06:59:00
America/New_York  2026-03-08 02:30                -
America/New_York  2026-11-01 01:30                -
America/New_York  2026-11-01 01:30:00-05:00       2026-11-01 06:30:00
"""


def lines() -> list[list[str]]:
    return [
        [cell.strip() for cell in line.split("  ") if cell.strip()]
        for line in WRITTEN.strip().splitlines()[1:]
    ]


def test_moments_as_written() -> None:
    for zone in ("Asia/Shanghai", "America/New_York"):
        told = [line for line in lines() if line[0] == zone]
        found = moments(pa.chunked_array([[line[1] for line in told]]), zone_of(zone), "", "start")
        for (_, written, utc), moment in zip(told, found, strict=True):
            awaited = pd.NaT if utc == "-" else pd.Timestamp(utc, tz="UTC")
            assert (moment is pd.NaT) if awaited is pd.NaT else moment == awaited, (zone, written)


def test_a_pattern_is_followed() -> None:
    column = pa.chunked_array([["03.01.2026 09:05", "2026-01-03 09:05"]])
    found = moments(column, zone_of("Asia/Shanghai"), "%d.%m.%Y %H:%M", "start")
    assert found[0] == pd.Timestamp("2026-01-03 01:05", tz="UTC") and found[1] is pd.NaT


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_timestamps_of_parquet(unit: str) -> None:
    told = pd.Series([pd.Timestamp("2026-01-03 10:05:07.250"), None])
    plain = pa.chunked_array([pa.array(told, pa.timestamp(unit), safe=False)])
    zoned = plain.cast(pa.timestamp(unit, "UTC"))
    for column, hour in ((plain, 2), (zoned, 10)):
        found = moments(column, zone_of("Asia/Shanghai"), "", "start")
        assert (found[0].hour, found[0].minute) == (hour, 5) and found[1] is pd.NaT


def test_other_types_and_zones_are_refused() -> None:
    with pytest.raises(GridtagError, match="column start holds int64, no moments"):
        moments(pa.chunked_array([[1, 2]]), zone_of("Asia/Shanghai"), "", "start")
    with pytest.raises(GridtagError, match="no time zone 'Shanghai'"):
        zone_of("Shanghai")


def test_days_are_local() -> None:
    told = ["2025-12-31T15:59:59Z", "2025-12-31T16:00:00Z", "2025-12-31T16:00:00.001+00:00", "never"]
    found = moments(pa.chunked_array([told]), zone_of("Asia/Shanghai"), "", "start")
    shown = days(found, zone_of("Asia/Shanghai"))
    assert shown[:3].tolist() == [
        pd.Timestamp(2025, 12, 31),
        pd.Timestamp(2026, 1, 1),
        pd.Timestamp(2026, 1, 1),
    ]
    assert shown[3] is pd.NaT
