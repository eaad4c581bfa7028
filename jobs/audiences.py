"""Audiences from the index: counted, and looked at. Reads with Polars, so that no Spark needs to start."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl
from deltalake import DeltaTable
from pyroaring import BitMap

from gridtag.contract import RESTRICTED
from gridtag.errors import GridtagError
from gridtag.features.audiences.expression import Compared, Expression, Tagged, Valued, Within, leaves
from gridtag.features.audiences.indexed import INDEXED
from gridtag.features.audiences.parser import parse, wrong
from gridtag.features.audiences.shards import Key, Shard, key, keys
from gridtag.features.registry import features
from gridtag.features.tags import BY_ID
from gridtag.privacy import mask_customer_no


def understood(text: str) -> Expression:
    """The expression, over tags (none of the care register), offices and the features that the index keeps."""
    expression = parse(text, BY_ID.keys(), {name: one.type for name, one in features().items()})
    for leaf, _ in leaves(expression):
        if isinstance(leaf, Tagged) and BY_ID[leaf.tag].privacy == RESTRICTED:
            title = BY_ID[leaf.tag].title
            raise wrong(text, leaf.at, f"{leaf.tag} {title} is of class {RESTRICTED} and makes no audience")
        if isinstance(leaf, Compared | Valued) and leaf.feature not in INDEXED:
            raise wrong(text, leaf.at, f"the index does not keep {leaf.feature}; it has {', '.join(INDEXED)}")
    return expression


@dataclass
class Index:
    """gold.audience_index in the lake at `root`; what has been read stays in memory."""

    root: str

    def __post_init__(self) -> None:
        self._shards: dict[int, dict[Key, bytes]] = {}
        self._read: set[Key] = set()
        self._open: dict[int, Shard] = {}

    @cached_property
    def as_of(self) -> date:
        """The day it is of."""
        (day,) = self._table("audience_index").select(pl.col("as_of").min()).collect().row(0)
        return day

    def count(self, expression: Expression) -> int:
        return sum(shard.count(expression) for shard in self.shards(expression))

    def members(self, expression: Expression) -> Iterator[BitMap]:
        """The ids of those who are meant, shard by shard."""
        for shard in self.shards(expression):
            yield shard.members(expression)

    def places(self, expression: Expression) -> Iterator[tuple[int, BitMap]]:
        """The number of each shard, and the ids of those in it who are meant."""
        return zip(sorted(self._shards), self.members(expression), strict=True)

    def preview(self, expression: Expression, limit: int) -> list[dict[str, Any]]:
        """customer_no (masked) of the first who are meant, in the order of their offices."""
        chosen: list[int] = []
        for found in self.members(expression):
            chosen += found[: limit - len(chosen)]
            if len(chosen) == limit:
                break
        return [{"customer_no": mask_customer_no(number)} for number in self.numbers(chosen)]

    def numbers(self, ids: Collection[int]) -> list[str]:
        """The customer numbers of these ids, in rising order of ids."""
        if not ids:
            return []
        inside = pl.col("id").is_between(min(ids), max(ids)) & pl.col("id").is_in(list(ids))
        return self._table("customer_ids").filter(inside).sort("id").collect()["customer_no"].to_list()

    def stations(self) -> dict[int, dict[str, BitMap]]:
        """By shard, the customers of each station."""
        rows = self._table("audience_index").filter(pl.col("kind") == "station")
        found: dict[int, dict[str, BitMap]] = {}
        for number, station, data in rows.select("shard", "key", "data").collect().iter_rows():
            found.setdefault(number, {})[station] = BitMap.deserialize(data)
        return found

    def barred(self, rules: Sequence[str]) -> dict[str, dict[int, BitMap]]:
        """By rule and shard, the customers whom the rule keeps off lists."""
        rows = self._table("contact_rules").filter(pl.col("key").is_in(list(rules)))
        found: dict[str, dict[int, BitMap]] = {rule: {} for rule in rules}
        for rule, number, day, data in rows.select("key", "shard", "as_of", "data").collect().iter_rows():
            if day != self.as_of:
                raise GridtagError(
                    f"gold.contact_rules is of {day}, the index of {self.as_of}; run audience_index"
                )
            found[rule][number] = BitMap.deserialize(data)
        return found

    def stale(self, expression: Expression) -> dict[str, list[str]]:
        """By tag of the expression, what is wrong with the sources it rests on; only tags of which something is."""
        named = {leaf.tag for leaf, _ in leaves(expression) if isinstance(leaf, Tagged)}
        told = (pl.col("as_of") == self.as_of) & pl.col("tag_id").is_in(sorted(named))
        rows = self._table("tag_freshness").filter(told & (pl.col("stale").list.len() > 0))
        return dict(rows.sort("tag_id").select("tag_id", "stale").collect().iter_rows())

    def shards(self, expression: Expression) -> list[Shard]:
        """With what the expression needs."""
        if missing := [at for at in keys(expression) if at not in self._read]:
            wanted = pl.lit(False)
            for kind, name in missing:
                wanted = wanted | ((pl.col("kind") == kind) & (pl.col("key") == name))
            rows = (
                self._table("audience_index").filter(wanted).select("kind", "key", "shard", "data").collect()
            )
            for kind, name, number, data in rows.iter_rows():
                self._shards.setdefault(number, {})[kind, name] = data
            self._read |= set(missing)
        self._must_know(expression)
        for number, entries in self._shards.items():
            self._open.setdefault(number, Shard(entries))
        return [self._open[number] for number in sorted(self._open)]

    def _must_know(self, expression: Expression) -> None:
        """Refuse an office that nobody is of, and a tag that is not given that day: NOT would mean everybody."""
        for leaf, _ in leaves(expression):
            if isinstance(leaf, Tagged) and not BY_ID[leaf.tag].is_valid(self.as_of):
                raise GridtagError(
                    f"audience: {leaf.tag} {BY_ID[leaf.tag].title} is not given on {self.as_of}"
                )
            if isinstance(leaf, Within) and not any(key(leaf) in held for held in self._shards.values()):
                raise GridtagError(
                    f"audience: no customer is of {leaf.level} '{leaf.office}' on {self.as_of}"
                )

    def _table(self, name: str) -> pl.LazyFrame:
        return pl.scan_delta(table_path(self.root, f"gold.{name}"))


def table_path(root: str, table: str) -> str:
    """Where the table lies in the lake at `root`; raises GridtagError where the step has not made it yet."""
    path = f"{root.rstrip('/')}/{table.replace('.', '/')}"
    if not DeltaTable.is_deltatable(path):
        raise GridtagError(f"table {table} is not in the lake {root}; run the step audience_index first")
    return path
