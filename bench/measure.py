"""A command's wall time, processor time and memory, its children's included; by /proc, so on Linux only."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TICK = os.sysconf("SC_CLK_TCK")
EVERY, MEMORY_SHARE = 0.25, 0.05
"""Seconds between looks, and the share of them that looks at memory, which take long where it is large, may take."""
MOST_MEMORY = 16 * 2**30
"""A command that takes more is ended and counts as failed: what a strong laptop has."""


@dataclass(frozen=True)
class Measured:
    """Seconds and bytes; `failed` says why where the command did not end well."""

    wall: float
    cpu: float
    memory: int
    failed: str = ""

    def row(self) -> dict[str, Any]:
        """As shown: wall_s, cpu_s, memory_gib, failed."""
        wall, cpu = round(self.wall, 1), round(self.cpu, 1)
        return {
            "wall_s": wall,
            "cpu_s": cpu,
            "memory_gib": round(self.memory / 2**30, 1),
            "failed": self.failed,
        }


def measured(command: Sequence[str], limit: float = 3600) -> Measured:
    """Run the command to its end, or to MOST_MEMORY or the limit in seconds."""
    cpu: dict[int, float] = {}
    began, due, most, failed = time.monotonic(), 0.0, 0, ""
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True)
        while process.poll() is None:
            tree = _tree(process.pid)
            cpu |= {pid: used for pid in tree if (used := _cpu(pid))}
            if (looked := time.monotonic()) >= due:
                most = max(most, sum(map(_memory, tree)))
                due = looked + (time.monotonic() - looked) / MEMORY_SHARE
            if most > MOST_MEMORY or time.monotonic() - began > limit:
                failed = "out of memory" if most > MOST_MEMORY else "out of time"
                os.killpg(process.pid, 9)
            time.sleep(EVERY)
        wall = time.monotonic() - began
        if process.returncode and not failed:
            errors.seek(0)
            told = errors.read().decode(errors="replace").strip().splitlines()
            failed = told[-1] if told else f"exit code {process.returncode}"
    return Measured(wall, sum(cpu.values()), most, failed)


def _tree(root: int) -> list[int]:
    """The process and its descendants."""
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            waiting += [int(child) for child in _text(task).split()]
    return found


def _cpu(pid: int) -> float:
    """Seconds of the process itself."""
    fields = _text(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / TICK if fields else 0.0


def _memory(pid: int) -> int:
    """Bytes, shared pages by their share."""
    for line in _text(Path(f"/proc/{pid}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # the process has ended meanwhile
        return ""


def machine() -> str:
    """Cores, memory and system, for the report."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {sys.platform}, Python {sys.version.split()[0]}"
