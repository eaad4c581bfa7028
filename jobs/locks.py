"""One process at a time for a job over a lake."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from gridtag.errors import GridtagError
from gridtag.lake import Lake

FOLDER = "_locks"


@contextmanager
def alone(lake: Lake, job: str) -> Iterator[None]:
    """Raises GridtagError where another process runs the job over the same lake; a process that dies lets go.

    For lakes on this machine; elsewhere the scheduler runs one day of a DAG at a time, and of two commits to a table
    that are in each other's way Delta refuses the second.
    """
    if not lake.on_this_machine:
        yield
        return
    folder = Path(lake.root, FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    with Path(folder, job).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise GridtagError(
                f"{job} already runs over lake {lake.root} ({file.read().strip()}); wait until it has ended"
            ) from None
        file.truncate(0)
        file.write(f"process {os.getpid()} since {datetime.now():%Y-%m-%d %H:%M}")
        file.flush()
        yield
