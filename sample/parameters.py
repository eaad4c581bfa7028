"""The figures behind the sample province, each with the source it comes from (sample/data/*.csv)."""

import csv
import json
from functools import cache
from importlib import resources

import numpy as np


def _rows(name: str) -> list[dict[str, str]]:
    path = resources.files("gridtag.sample").joinpath("data", f"{name}.csv")
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


@cache
def _values() -> dict[str, float | list[float]]:
    return {row["name"]: json.loads(row["value"]) for row in _rows("parameters")}


def number(name: str) -> float:
    value = _values()[name]
    assert not isinstance(value, list), name
    return value


def numbers(name: str) -> np.ndarray:
    return np.asarray(_values()[name])


@cache
def mix(name: str) -> tuple[tuple[str, ...], np.ndarray]:
    """Keys of a mix and their shares, which add up to one."""
    rows = [row for row in _rows("mixes") if row["mix"] == name]
    shares = np.array([float(row["share"]) for row in rows])
    return tuple(row["key"] for row in rows), shares / shares.sum()


@cache
def raw_mix(name: str) -> dict[str, float]:
    """A mix as written, in per cent."""
    return {row["key"]: float(row["share"]) for row in _rows("mixes") if row["mix"] == name}


@cache
def words(kind: str) -> tuple[str, ...]:
    return next(tuple(row["words"].split()) for row in _rows("words") if row["kind"] == kind)


@cache
def keywords_of(business: str) -> tuple[str, ...]:
    """What callers say when it is about this business."""
    found = [row["words"].split() for row in _rows("words") if row["kind"] == f"keyword_{business}"]
    return tuple(found[0]) if found else ()


@cache
def divisions() -> tuple[dict[str, str], ...]:
    return tuple(_rows("divisions"))


@cache
def texts() -> dict[str, list[dict[str, str]]]:
    """Ticket texts by business code."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in _rows("ticket_texts"):
        for code in row["codes"].split():
            found.setdefault(code, []).append(row)
    return found


@cache
def faults(source: str) -> tuple[dict[str, str], ...]:
    """Faults put into a source's files, duplicates last."""
    return tuple(row for row in _rows("faults") if row["source"] == source)
