"""Lists of customers that leave the lake: whom an audience means, less whom the purpose forbids; each is logged.

No Spark starts: who is meant and who is barred comes from the audience index of the last run.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from pyroaring import BitMap

from gridtag.errors import GridtagError
from gridtag.features.audiences.expression import Expression, Tagged, leaves
from gridtag.features.audiences.parser import wrong
from gridtag.features.tags import BY_ID
from gridtag.jobs import export_log
from gridtag.jobs.audiences import Index, understood
from gridtag.models.campaign import PURPOSES, RULES, Purpose
from gridtag.privacy import key_of, mask_customer_no, pseudonym

KEPT = timedelta(days=30)
"""How long an exported list may be kept."""
NOTE = "名单仅用于本次用途；联系前须再次核对授权；到期删除。"


@dataclass(frozen=True)
class Request:
    """Who wants which customers for what. `case` is the number of the approval to see customer numbers; without it
    they are masked, and a keyed pseudonym stands beside them."""

    expression: str
    purpose: str
    requester: str
    case: str = ""


@dataclass(frozen=True)
class Exported:
    """`steps` are rule, title, removed and remaining: step by step from who is meant to who is listed; `stale` is what
    the index says of the tags."""

    number: str
    folder: Path
    steps: list[dict[str, Any]]
    stale: dict[str, list[str]]


def export(index: Index, request: Request, secret: str, out: Path) -> Exported:
    """Writes <out>/<number>/list.csv and manifest.json and logs the export once; the same request over the same
    customers is the same export, and writes the same bytes."""
    purpose = _purpose(request)
    meant = understood(request.expression)
    must_be_permitted(request.expression, meant, purpose)
    if not request.case:
        key_of(secret)
    steps, left = _waterfall(index, meant, purpose)
    number = _number(request, index.as_of, left)
    folder = out / number
    folder.mkdir(parents=True, exist_ok=True)
    listed = folder / "list.csv"
    _write_csv(listed, _rows(index, left, request, secret))
    entry = {
        "export": number,
        "as_of": index.as_of,
        "requester": request.requester,
        "purpose": request.purpose,
        "expression": request.expression,
        "case_no": request.case,
        "meant": steps[0]["remaining"],
        "listed": steps[-1]["remaining"],
        "suppressed": json.dumps({step["rule"]: step["removed"] for step in steps[1:]}),
        "sha256": _digest(listed),
    }
    done = Exported(number, folder, steps, index.stale(meant))
    (folder / "manifest.json").write_text(_manifest(request, index.as_of, done, entry["sha256"]), "utf-8")
    export_log.note(index.root, entry, datetime.now(UTC))
    return done


def _purpose(request: Request) -> Purpose:
    if request.purpose not in PURPOSES:
        raise GridtagError(f"--purpose takes {' or '.join(PURPOSES)}, not {request.purpose!r}")
    if not request.requester.strip():
        raise GridtagError("--requester takes the name or number of who asks for the list")
    return PURPOSES[request.purpose]


def must_be_permitted(text: str, meant: Expression, purpose: Purpose) -> None:
    """Refuses to choose customers by a tag that is not for the purpose; to leave customers out by it is allowed."""
    for leaf, wanted in leaves(meant):
        if not isinstance(leaf, Tagged):
            continue
        tag = BY_ID[leaf.tag]
        if purpose.name == "marketing" and wanted and tag.marketing != "Y":
            raise wrong(text, leaf.at, f"{tag.id} {tag.title} is not permitted for marketing")


def _waterfall(
    index: Index, meant: Expression, purpose: Purpose
) -> tuple[list[dict[str, Any]], dict[int, BitMap]]:
    """The steps from who is meant to who may be listed, and the latter by shard."""
    index.shards(meant)
    left = dict(index.places(meant))
    barred, titles = index.barred(purpose.rules), {rule.name: rule.title for rule in RULES}
    remaining = _size(left)
    steps = [{"rule": "meant", "title": "符合条件的客户", "removed": 0, "remaining": remaining}]
    for rule in purpose.rules:
        left = {shard: ids - barred[rule].get(shard, BitMap()) for shard, ids in left.items()}
        removed, remaining = remaining - _size(left), _size(left)
        steps.append({"rule": rule, "title": titles[rule], "removed": removed, "remaining": remaining})
    return steps, left


def _size(sets: Mapping[int, BitMap]) -> int:
    return sum(len(ids) for ids in sets.values())


def _number(request: Request, as_of: date, left: Mapping[int, BitMap]) -> str:
    digest = sha256(json.dumps([asdict(request), as_of.isoformat()]).encode())
    for shard in sorted(left):
        digest.update(left[shard].serialize())
    return f"{as_of}-{digest.hexdigest()[:12]}"


def _rows(index: Index, left: Mapping[int, BitMap], request: Request, secret: str) -> Iterator[Sequence[str]]:
    """A heading and a row of each customer, shard by shard."""
    yield ("户号", "供电所") if request.case else ("户号(脱敏)", "客户键", "供电所")
    stations = index.stations()
    for shard in sorted(left):
        ids = left[shard]
        station = {one: name for name, held in stations.get(shard, {}).items() for one in held & ids}
        for one, number in zip(ids, index.numbers(list(ids)), strict=True):
            place = station.get(one, "")
            if request.case:
                yield number, place
            else:
                yield mask_customer_no(number) or "", pseudonym(secret, number), place


def _write_csv(path: Path, rows: Iterable[Sequence[str]]) -> None:
    """Readers never see half a list."""
    half = path.with_suffix(".part")
    with half.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows(rows)
    half.replace(path)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _manifest(request: Request, as_of: date, done: Exported, digest: str) -> str:
    told = {
        **asdict(request),
        "as_of": as_of.isoformat(),
        "masked": not request.case,
        "expires_on": (as_of + KEPT).isoformat(),
        "stale": done.stale,
        "steps": done.steps,
        "rows": done.steps[-1]["remaining"],
        "files": {"list.csv": digest},
        "note": NOTE,
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
