"""Text to audience expressions: parsed as SQL by sqlglot, then read part by part."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from gridtag.errors import GridtagError
from gridtag.features.audiences.expression import (
    LEVELS,
    Both,
    Compared,
    Either,
    Expression,
    Other,
    Tagged,
    Valued,
    Within,
)

TAG = re.compile(r"T\d{3}")
COMPARISONS = {"EQ": "=", "NEQ": "<>", "LT": "<", "LTE": "<=", "GT": ">", "GTE": ">="}
_JOINED = "not understood; conditions are joined by AND, OR and NOT"
TURNED = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def wrong(text: str, at: int, why: str) -> GridtagError:
    """One line that names the place."""
    words = " ".join(text[at : at + 24].split()) or "the end"
    return GridtagError(f"audience, character {at + 1} ({words}): {why}")


def parse(text: str, tags: Collection[str], kinds: dict[str, str]) -> Expression:
    """The expression over these tags and features (`kinds`: INT, DOUBLE, BOOLEAN or STRING by name); raises
    GridtagError naming the place that is wrong."""
    import sqlglot
    from sqlglot.errors import ParseError, TokenError

    try:
        (tree, *others) = sqlglot.parse(text, read="spark")
    except ParseError as error:
        found = error.errors[0]
        raise wrong(text, len(found["start_context"] or ""), _JOINED) from error
    except TokenError as error:
        raise wrong(text, text.find("'") if "'" in text else 0, "a quotation is not closed") from error
    if tree is None or others:
        raise wrong(text, 0, "one condition is wanted, such as T069 AND NOT T001")
    return _Reader(text, tags, kinds).read(tree)


@dataclass(frozen=True)
class _Reader:
    text: str
    tags: Collection[str]
    kinds: dict[str, str]

    def read(self, tree: Any) -> Expression:
        from sqlglot import exp

        if isinstance(tree, exp.Paren):
            return self.read(tree.this)
        if isinstance(tree, exp.And | exp.Or):
            kind = Both if isinstance(tree, exp.And) else Either
            return kind(self.read(tree.this), self.read(tree.expression))
        if isinstance(tree, exp.Not):
            return Other(self.read(tree.this))
        if isinstance(tree, exp.Column):
            return self._bare(tree)
        if type(tree).__name__ in COMPARISONS:
            return self._comparison(tree)
        if isinstance(tree, exp.Between):
            return Both(
                self._compared(tree.this, ">=", tree.args["low"]),
                self._compared(tree.this, "<=", tree.args["high"]),
            )
        if isinstance(tree, exp.In) and tree.expressions:
            return self._any(tree.this, tree.expressions)
        if isinstance(tree, exp.Is) and isinstance(tree.expression, exp.Null):
            name, at = self._name(tree.this)
            self._kind(name, at)
            return Other(Valued(name, at))
        if isinstance(tree, exp.Alias):  # two parts that nothing joins
            raise wrong(self.text, tree.args["alias"].meta.get("start", 0), _JOINED)
        raise wrong(self.text, self._at(tree), "neither a tag nor a comparison of an office or a feature")

    def _bare(self, tree: Any) -> Expression:
        """A tag, or a feature that is a flag."""
        name, at = self._name(tree)
        if name in self.tags:
            return Tagged(name, at)
        if TAG.fullmatch(name):
            raise wrong(self.text, at, f"no such tag: {name}; see `tags list`")
        if self._kind(name, at) != "BOOLEAN":
            raise wrong(self.text, at, f"{name} is no flag; compare it, as in {name} >= 1")
        return Compared(name, "=", True, at)

    def _comparison(self, tree: Any) -> Expression:
        from sqlglot import exp

        comparison = COMPARISONS[type(tree).__name__]
        left, right = tree.this, tree.expression
        if isinstance(right, exp.Column) and not isinstance(left, exp.Column):
            left, right, comparison = right, left, TURNED[comparison]
        return self._compared(left, comparison, right)

    def _any(self, column: Any, values: list[Any]) -> Expression:
        first, *rest = (self._compared(column, "=", value) for value in values)
        for one in rest:
            first = Either(first, one)
        return first

    def _compared(self, column: Any, comparison: str, told: Any) -> Expression:
        name, at = self._name(column)
        value = self._value(told, at)
        if name in LEVELS:
            if comparison != "=" or not isinstance(value, str):
                raise wrong(self.text, at, f"an office is told as {name} = '33401' or NOT {name} = '33401'")
            return Within(name, value, at)
        if name in self.tags or TAG.fullmatch(name):
            raise wrong(self.text, at, f"{name} is a tag; customers have it or not")
        kind = self._kind(name, at)
        wanted: dict[str, tuple[type, str]] = {
            "STRING": (str, "a text in quotes"),
            "BOOLEAN": (bool, "true or false"),
        }
        fits, words = wanted.get(kind, (float, "a number"))
        if not isinstance(value, fits):
            raise wrong(self.text, at, f"{name} compares with {words}")
        if fits is not float and comparison not in ("=", "<>"):
            raise wrong(self.text, at, f"{name} compares by = or <> only")
        return Compared(name, comparison, value, at)

    def _kind(self, name: str, at: int) -> str:
        if name not in self.kinds:
            raise wrong(self.text, at, f"no such tag, office level or feature: {name}; see `features list`")
        return self.kinds[name]

    def _name(self, tree: Any) -> tuple[str, int]:
        from sqlglot import exp

        if not isinstance(tree, exp.Column):
            raise wrong(self.text, self._at(tree), "the name of a feature or an office level is wanted here")
        return tree.name, self._at(tree)

    def _value(self, tree: Any, at: int) -> float | str | bool:
        from sqlglot import exp

        minus = isinstance(tree, exp.Neg)
        told = tree.this if minus else tree
        if isinstance(told, exp.Boolean) and not minus:
            return bool(told.this)
        if not isinstance(told, exp.Literal) or (minus and told.is_string):
            raise wrong(self.text, at, "compare with a number or a text in quotes")
        return str(told.this) if told.is_string else (-1 if minus else 1) * float(told.this)

    def _at(self, tree: Any) -> int:
        """Where the first word of the part stands."""
        from sqlglot import exp

        places = [one.meta["start"] for one in tree.find_all(exp.Identifier) if "start" in one.meta]
        return min(places, default=0)
