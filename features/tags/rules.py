"""Tag rules, parsed: what they read, and that all of it exists."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.annotate_types import annotate_types

from gridtag.contract import RESTRICTED
from gridtag.errors import GridtagError
from gridtag.features.dimension import Feature, catalogue
from gridtag.features.registry import features, moves
from gridtag.features.tags import TAGS
from gridtag.features.tags.tag import REFRESH, USERS, Tag


@dataclass(frozen=True)
class Rule:
    """The tag's condition in Spark SQL, and the features it reads in the order they appear."""

    tag: Tag
    sql: str
    features: tuple[str, ...]

    @property
    def is_restricted(self) -> bool:
        """Whether it tells of the care register."""
        return self.tag.privacy == RESTRICTED

    def moves(self, whole: Collection[str] = ()) -> bool:
        """Whether a customer may enter or leave though nothing happened to this one, when all of these streams (codes)
        is told anew."""
        return any(moves(name, whole) for name in self.features)


@cache
def rules() -> tuple[Rule, ...]:
    """Rules of all tags; raises GridtagError naming the tag that is wrong."""
    twice = sorted({tag.id for tag in TAGS if sum(other.id == tag.id for other in TAGS) > 1})
    if twice:
        raise GridtagError(f"tags {', '.join(twice)} are declared twice; give each its own id")
    return compiled(TAGS, features())


def open_rules() -> tuple[Rule, ...]:
    return tuple(rule for rule in rules() if not rule.is_restricted)


def compiled(tags: Iterable[Tag], known: Mapping[str, Feature]) -> tuple[Rule, ...]:
    return tuple(_compiled(tag, known) for tag in tags)


def _compiled(tag: Tag, known: Mapping[str, Feature]) -> Rule:
    try:
        tree = sqlglot.parse_one(tag.rule, read="spark")
    except SqlglotError as error:
        raise _wrong(tag, f"the rule is no SQL condition: {str(error).splitlines()[0]}") from error
    for kind, words in ((exp.Query, "a query"), (exp.AggFunc, "an aggregate"), (exp.Star, "a star")):
        if tree.find(kind):
            raise _wrong(tag, f"the rule holds {words}; rules are conditions over features")
    names = tuple(dict.fromkeys(column.name for column in tree.find_all(exp.Column, bfs=False)))
    if unknown := [name for name in names if name not in known]:
        raise _wrong(tag, f"unknown features {', '.join(unknown)}; see `features list`")
    if not names:
        raise _wrong(tag, "the rule reads no feature")
    if tag.privacy != RESTRICTED and (told := [name for name in names if _is_restricted(name)]):
        raise _wrong(tag, f"the rule reads {', '.join(told)} of class {RESTRICTED}, so the tag is of it too")
    if mixed := _mixed(tree, {name: known[name].type for name in names}):
        raise _wrong(tag, mixed)
    if odd := sorted({*tag.users.split(), tag.owner} - USERS.keys()):
        raise _wrong(tag, f"unknown users or owner: {', '.join(odd) or 'none is named'}")
    if tag.valid_to and tag.valid_to <= tag.valid_from:
        raise _wrong(tag, f"valid to {tag.valid_to}, which is not after {tag.valid_from}")
    if tag.refresh not in REFRESH or tag.marketing not in ("Y", "N", "-"):
        raise _wrong(tag, f"refresh is one of {', '.join(REFRESH)}, marketing one of Y, N, -")
    return Rule(tag, tree.sql(dialect="spark"), names)


def _mixed(tree: exp.Expr, types: Mapping[str, str]) -> str:
    """What is wrong with the types in the rule; nothing where it is a condition that compares like with like."""

    def typed(node: exp.Expr) -> exp.Expr:
        return exp.cast(exp.Null(), types[node.name]) if isinstance(node, exp.Column) else node

    told = annotate_types(tree.copy().transform(typed), dialect="spark")
    kinds = {id(node): _kind(node) for node in told.walk()}
    if kinds[id(told)] != "condition":
        return f"the rule is a {kinds[id(told)]}, not a condition"
    for node in told.walk():
        operands = [kinds[id(one)] for one in node.iter_expressions() if kinds[id(one)]]
        odd = next((kind for kind in operands if kind != "condition"), "")
        if odd and isinstance(node, exp.And | exp.Or | exp.Not):
            return f"a {odd} stands where a condition should"
        if isinstance(node, exp.Binary | exp.In | exp.Between) and len(set(operands)) > 1:
            other = next(kind for kind in operands if kind != operands[0])
            return f"the rule puts a {operands[0]} beside a {other}"
    return ""


def _kind(node: exp.Expr) -> str:
    """number, text, date or condition; empty where the parser cannot tell."""
    if node.is_type(*exp.DataType.NUMERIC_TYPES):
        return "number"
    if node.is_type(*exp.DataType.TEXT_TYPES):
        return "text"
    if node.is_type("boolean"):
        return "condition"
    return "date" if node.is_type(*exp.DataType.TEMPORAL_TYPES) else ""


def _is_restricted(name: str) -> bool:
    return catalogue()[name].privacy == RESTRICTED


def _wrong(tag: Tag, why: str) -> GridtagError:
    return GridtagError(f"tag {tag.id} {tag.title}: {why}")
