"""`gridtag bench cards`: cards looked up at a steady rate by a process of its own, where they are published to.

`python -m gridtag.bench.cards URL CUSTOMERS RATE SECONDS` asks, and prints the seconds of each answer as JSON.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import quantiles
from typing import Any

from gridtag.errors import GridtagError
from gridtag.jobs import card_lookup, serving
from gridtag.jobs.serving import Card
from gridtag.models.call_reasons import TOP, sets

KINDS = ("customer", "phone", "meter")
COLUMNS = (
    "database",
    "customers",
    "published_s",
    "asked_by",
    "requests",
    "late",
    "p50_ms",
    "p99_ms",
    "max_ms",
)
LATE = 0.05
"""Seconds after its moment from which a request counts as late: the rate was not kept."""


def cards(customers: int) -> Iterator[Card]:
    """Made-up cards as large as real ones: two thirds with an open ticket or outage, every fifth phone shared."""
    for number in range(customers):
        told: dict[str, Any] = {
            "name": "张*", "address": "某省某市某区某某小区", "org_no": "334010101", "customer_sort": "01",
            "voltage": "AC00101", "status": "0", "meter_no": f"M{number:09}", "arrears_fen": number % 97 * 100,
            "tags": ["T028", "T050", "T138"][: number % 4], "situations": ["ticket"] if number % 3 else [],
        }  # fmt: skip
        if number % 3 == 1:
            told["tickets"] = [{"accepted_at": "2026-10-20T10:00:00.000+08:00", "ticket_no": f"K{number}"}]
        if number % 3 == 2:
            told["outage"] = {"started_at": "2026-10-20T10:00:00.000+08:00", "kind": "fault"}
        keys = [("phone", _key("phone", number), 0.95), ("meter", _key("meter", number), 0.9)]
        yield Card(_key("customer", number), keys, json.dumps(told, ensure_ascii=False))


def _key(kind: str, number: int) -> str:
    if kind == "phone":
        return f"{number - (number % 5 == 4):032x}"
    return f"M{number:09}" if kind == "meter" else f"33{number:08}"


def make(url: str, customers: int) -> float:
    """Publishes so many cards; gives the seconds it took."""
    item = {"code": "Q1", "title": "信息查询·电量电费", "share": 0.3, "calls": 100, "knowledge": []}
    reasons = [{"situations": chosen, "reasons": [item] * TOP} for chosen in sets()]
    notes = {"as_of": "2026-10-31", "reasons": json.dumps(reasons, ensure_ascii=False)}
    began = time.perf_counter()
    with serving.opened(url, make=True) as database:
        database.clear()
        serving.publish(database, cards(customers), notes)
    return time.perf_counter() - began


def asked(url: str, customers: int, rate: int, seconds: int) -> dict[str, list[dict[str, float]]]:
    """By kind of key, of each request the seconds from its moment to its answer and how late it began."""
    dice, found = random.Random(1), {kind: list[dict[str, float]]() for kind in KINDS}
    with serving.opened(url) as database:
        first = time.perf_counter() + 0.1
        for number in range(rate * seconds):
            kind, moment = KINDS[number % len(KINDS)], first + number / rate
            time.sleep(max(0.0, moment - time.perf_counter()))
            began = time.perf_counter()
            told = card_lookup.cards(database, kind, [_key(kind, dice.randrange(customers))])
            if not told or not told[0]["reasons"]:
                raise GridtagError(f"a {kind} leads to no card")
            found[kind].append({"took": time.perf_counter() - moment, "late": began - moment})
    return found


def rates(
    url: str, customers: int, rate: int, seconds: int, say: Callable[[str], None] = print
) -> Iterator[dict[str, Any]]:
    """A row for each kind of key: milliseconds until the answer, from the moment the request was due."""
    say(f"publishing {customers:,} cards")
    took = make(url, customers)
    say(f"{rate} requests a second for {seconds} s")
    command = [sys.executable, "-m", "gridtag.bench.cards", url, str(customers), str(rate), str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise GridtagError(f"looking up failed: {(done.stderr.strip().splitlines() or ['?'])[-1]}")
    for kind, requests in json.loads(done.stdout).items():
        times = sorted(request["took"] * 1000 for request in requests)
        cuts = quantiles(times, n=100)
        yield {
            "database": url.partition(":")[0],
            "customers": customers,
            "published_s": round(took, 1),
            "asked_by": kind,
            "requests": len(requests),
            "late": sum(request["late"] > LATE for request in requests),
            "p50_ms": round(cuts[49], 2),
            "p99_ms": round(cuts[98], 2),
            "max_ms": round(times[-1], 2),
        }


def sqlite_url(folder: Path) -> str:
    return f"sqlite:///{folder / 'cards.db'}"


if __name__ == "__main__":
    print(json.dumps(asked(sys.argv[1], *map(int, sys.argv[2:]))))
