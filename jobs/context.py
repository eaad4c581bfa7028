"""What every job gets: the lake, the day, the folders and the settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from gridtag.lake import Lake
from gridtag.settings import TIME_ZONE, Settings


def _quiet(message: str) -> None:
    """Progress nobody asked for."""


@dataclass(frozen=True)
class Context:
    """`say` takes a short line for the progress display; nothing personal may be in it."""

    lake: Lake
    as_of: date
    landing: str = ""
    out: Path = Path("out")
    settings: Settings = field(default_factory=Settings)
    say: Callable[[str], None] = _quiet

    @property
    def batch(self) -> str:
        return self.as_of.isoformat()

    @property
    def cut_off(self) -> datetime:
        """What became known after this moment does not exist for the run."""
        return day_end(self.as_of)


def day_end(day: date) -> datetime:
    """Midnight after `day` in Shanghai."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), ZoneInfo(TIME_ZONE))
