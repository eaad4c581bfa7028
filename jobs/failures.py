"""What a user is told when a job breaks on a full disk, a lost connection, a killed worker or anything else."""

from __future__ import annotations

import re
import traceback

from gridtag.errors import GridtagError
from gridtag.jobs.context import Context

FOLDER = "failures"
_CAUSE = re.compile(r"^Caused by: (?:[\w.$]+: )?(.+)$", re.MULTILINE)
_JAVA = re.compile(r"^: (?:[\w.$]+: )?(.+)$", re.MULTILINE)
_NUMBER = re.compile(r"\d{6,}")
"""Long enough to be a customer's number or phone."""
LONGEST = 200


def explained(context: Context, job: str, error: Exception) -> GridtagError:
    """One line with the innermost cause; the whole trace goes to out/failures/<day>-<job>.txt. Long numbers are hidden
    in both."""
    trace = _NUMBER.sub("…", "".join(traceback.format_exception(error)))
    path = context.out / FOLDER / f"{context.as_of}-{job}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(trace, "utf-8")
    return GridtagError(
        f"{job} broke off for {context.as_of}: {_cause(trace)} ({path} has all of it); put that right and run "
        "the same day again, nothing is lost or taken in twice"
    )


def _cause(trace: str) -> str:
    found = _CAUSE.findall(trace) or _JAVA.findall(trace) or trace.strip().splitlines()[-1:]
    return str(found[-1]).strip()[:LONGEST]
