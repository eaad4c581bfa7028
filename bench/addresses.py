"""`gridtag bench addresses`: the hand-labelled addresses of the tests, read by us and by three public parsers.

The peers are no dependencies. They go into an environment of their own, which `--peers` names:

    python3 -m venv build/peers
    build/peers/bin/pip install jionlp cpca addressparser six
    gridtag bench addresses --peers build/peers/bin/python

A field counts where the label or the answer names something; right is the share of those that agree. Addresses that
come with a county known to the caller are left out, as peers cannot be told. An outdated name that stands in the
text counts as right, and so does a town under another kind (镇, 街道).
"""

from __future__ import annotations

import csv
import json
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from gridtag.errors import GridtagError
from gridtag.models.addresses.divisions import town_stem

ROOT = Path(__file__).resolve().parents[1]
LABELLED = ROOT / "tests/models/addresses/labelled.csv"
PAIRS = ROOT / "tests/models/addresses/pairs.csv"
PEERS = ("jionlp", "cpca", "addressparser")
DIVISIONS = ("province", "city", "county")
ALL = "province, city and county"
REPEATS = 20
Label = Mapping[str, str]
Answer = Mapping[str, Any]


def labelled(path: Path = LABELLED) -> list[dict[str, str]]:
    """Rows of the labelled set: address, given_city, given_county and a column per part."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def fields_of(rows: Sequence[Label]) -> list[str]:
    return [name for name in rows[0] if name != "address" and not name.startswith("given_")]


def right(field: str, label: Label, answer: Answer) -> bool:
    """Whether an answer's field is right, see the head of this file."""
    want, got = label[field], answer.get(field) or ""
    if want == got:
        return True
    if field == "town":
        return bool(want and got) and (town_stem(want) == town_stem(got) or want == got.removesuffix("街道"))
    outdated = bool(got) and got in label["address"] and bool(want) and want not in label["address"]
    return field in DIVISIONS and outdated


def scores(rows: Sequence[Label], answers: Sequence[Answer]) -> dict[str, float]:
    """Share right by field, and of all rows the share with province, city and county all right."""
    told, good = Counter[str](), Counter[str]()
    for label, answer in zip(rows, answers, strict=True):
        for field in fields_of(rows):
            if label[field] or answer.get(field):
                told[field] += 1
                good[field] += right(field, label, answer)
        told[ALL] += 1
        good[ALL] += all(right(field, label, answer) for field in DIVISIONS)
    return {field: good[field] / told[field] for field in (ALL, *fields_of(rows)) if told[field]}


def ours(texts: Sequence[str]) -> tuple[list[Answer], float]:
    """Our answers, and seconds of one pass once the table is loaded: the middle of REPEATS. Heads of addresses that
    were read before are forgotten for each pass."""
    from gridtag.models.addresses.address import FIELDS
    from gridtag.models.addresses.parse import parse
    from gridtag.models.addresses.resolve import head

    parsed = [parse(text) for text in texts]
    seconds = []
    for _ in range(REPEATS):
        head.cache_clear()
        began = time.perf_counter()
        for text in texts:
            parse(text)
        seconds.append(time.perf_counter() - began)
    answers: list[Answer] = [{field: getattr(one, field) for field in FIELDS} for one in parsed]
    return answers, sorted(seconds)[REPEATS // 2]


def theirs(peer: str, python: Path, texts: Sequence[str]) -> tuple[list[Answer], float]:
    """A peer's answers and the seconds it took, in its own environment."""
    command = [str(python), str(ROOT / "bench/address_peers.py"), peer]
    try:
        done = subprocess.run(
            command, input=json.dumps(list(texts)), capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise GridtagError(f"{python} cannot be run: {error.strerror}; see bench/README.md") from None
    if done.returncode:
        told = done.stderr.strip().splitlines() or ["?"]
        raise GridtagError(f"{peer} does not run in {python}: {told[-1]}; see bench/README.md")
    found = json.loads(done.stdout.strip().splitlines()[-1])
    return found["answers"], found["seconds"]


def side_by_side(python: Path | None, say: Callable[[str], None] = print) -> Iterator[dict[str, Any]]:
    """A row per field with the share right of each parser, then addresses per second on one core."""
    rows = [row for row in labelled() if not (row["given_city"] or row["given_county"])]
    texts = [row["address"] for row in rows]
    found, speed = {}, {}
    for name in ("gridtag", *(PEERS if python else ())):
        say(f"{name}: {len(texts)} addresses")
        answers, seconds = ours(texts) if name == "gridtag" or python is None else theirs(name, python, texts)
        found[name], speed[name] = scores(rows, answers), len(texts) / seconds
        tried = {field for answer in answers for field in answer}
        found[name] = {field: value for field, value in found[name].items() if field in tried | {ALL}}
    for field in found["gridtag"]:
        shares = {name: round(share[field], 3) for name, share in found.items() if field in share}
        yield {"field": field, **shares}
    yield {"field": "addresses per second", **{name: round(value) for name, value in speed.items()}}


def columns(python: Path | None) -> tuple[str, ...]:
    return ("field", "gridtag", *(PEERS if python else ()))
