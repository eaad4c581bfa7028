"""A range of customers as the index keeps it, and whom of them an expression means.

Bitmaps and runs lie under (kind, key): ("everyone", ""), ("tag", id), (level, office number), ("run", feature).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pyroaring import BitMap

from gridtag.features.audiences import runs
from gridtag.features.audiences.expression import (
    Both,
    Compared,
    Either,
    Expression,
    Leaf,
    Other,
    Tagged,
    Valued,
    Within,
    leaves,
)

Key = tuple[str, str]
EVERYONE: Key = ("everyone", "")


def key(leaf: Leaf) -> Key:
    """Where the leaf is answered from."""
    if isinstance(leaf, Tagged):
        return "tag", leaf.tag
    if isinstance(leaf, Within):
        return leaf.level, leaf.office
    return "run", leaf.feature


def keys(expression: Expression) -> Iterator[Key]:
    """What the index must give for the expression, each once."""
    yield from dict.fromkeys((EVERYONE, *(key(leaf) for leaf, _ in leaves(expression))))


@dataclass(frozen=True)
class Shard:
    """`entries` as they are stored; what is not there is empty. Each is unpacked once."""

    entries: Mapping[Key, bytes]
    _unpacked: dict[Key, Any] = field(default_factory=dict, compare=False)

    def members(self, expression: Expression) -> BitMap:
        """The customers who are meant."""
        if isinstance(expression, Both):
            if isinstance(expression.right, Other):  # cheaper than everybody else first
                return self.members(expression.left) - self.members(expression.right.than)
            return self.members(expression.left) & self.members(expression.right)
        if isinstance(expression, Either):
            return self.members(expression.left) | self.members(expression.right)
        if isinstance(expression, Other):
            return self._bitmap(EVERYONE) - self.members(expression.than)
        return self._leaf(expression)

    def count(self, expression: Expression) -> int:
        """How many are meant; the outermost AND is counted without being made."""
        if isinstance(expression, Both):
            left, right = self.members(expression.left), expression.right
            if isinstance(right, Other):
                return int(left.difference_cardinality(self.members(right.than)))
            return int(left.intersection_cardinality(self.members(right)))
        return len(self.members(expression))

    def _leaf(self, leaf: Leaf) -> BitMap:
        if isinstance(leaf, Tagged | Within):
            return self._bitmap(key(leaf))
        run = self._once(key(leaf), runs.unpacked)
        if run is None:
            return BitMap()
        if isinstance(leaf, Valued):
            return runs.valued(run)
        assert isinstance(leaf, Compared)
        return runs.compared(run, leaf.comparison, leaf.value)

    def _bitmap(self, at: Key) -> BitMap:
        found = self._once(at, BitMap.deserialize)
        return BitMap() if found is None else found

    def _once(self, at: Key, unpack: Callable[[bytes], Any]) -> Any:
        if at not in self._unpacked and at in self.entries:
            self._unpacked[at] = unpack(self.entries[at])
        return self._unpacked.get(at)
