"""Work on several tables side by side: over small ones most of the time is planning and waiting for commits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

THREADS = 4

Item = TypeVar("Item")
Result = TypeVar("Result")


def each(work: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """What `work` gives for each item, in the order of the items; the first error ends what has not begun."""
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(work, items))
