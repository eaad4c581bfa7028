"""`gridtag demo`: a make-believe province through the whole pipeline, for a laptop."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

from gridtag import sample
from gridtag.errors import GridtagError
from gridtag.jobs.output import Progress

END = date(2026, 10, 31)
MONTHS = 24
SEED = 1


def province(landing: Path, customers: int, progress: Progress) -> None:
    """Write the sample landing files, unless exactly these are there already."""
    wanted = {"customers": customers, "months": MONTHS, "seed": SEED, "end": str(END)}
    marker = landing / "_truth" / "sample.json"
    if marker.is_file():
        found = json.loads(marker.read_text(encoding="utf-8"))
        if found != wanted:
            raise GridtagError(
                f"{landing}/ holds another sample ({found['customers']} customers); "
                f"remove {landing}/ and the lake, or give other folders with --landing and --lake"
            )
        return
    if landing.exists() and any(landing.iterdir()):
        raise GridtagError(
            f"{landing}/ is not empty and no finished sample; give another folder with --landing"
        )
    with progress.step(f"sample {customers:,} customers x {MONTHS} months", "ingest") as say:
        sample.generate(
            landing, customers=customers, months=MONTHS, seed=SEED, end=END, progress=month_shown(say)
        )
    marker.write_text(json.dumps(wanted), encoding="utf-8")


def month_shown(say: Callable[[str], None]) -> Callable[[str, int, int], None]:
    """Progress of the generator as a line."""
    return lambda month, number, months: say(f"{month} ({number} of {months})")
