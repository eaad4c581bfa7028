"""out/campaign: a file per wave and channel as CSV and workbook, consents checked again, with a manifest."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gridtag.errors import GridtagError
from gridtag.jobs import campaign, campaign_contacts, export_log, ledger
from gridtag.jobs.context import Context
from gridtag.jobs.report.words import CHANNELS
from gridtag.jobs.workbooks import Heading, cell, write
from gridtag.models import campaign as rules
from gridtag.models.campaign_planning.export import Step, files, talking_points
from gridtag.models.campaign_planning.holdout import HOLDOUT
from gridtag.privacy import pseudonym
from gridtag.settings import TIME_ZONE

HEADINGS = (
    Heading("rank", "名次", 8, "0"),
    Heading("customer_no", "户号", 14),
    Heading("masked_name", "户名", 10),
    Heading("masked_phone", "电话", 14),
    Heading("dialler_id", "拨号编号", 34),
    Heading("org_no", "供电单位", 14),
    Heading("score", "得分", 8, "0.000"),
    Heading("recommended", "推荐渠道", 10),
    Heading("reasons", "原因", 50),
    Heading("points", "话术要点", 80),
    Heading("hours", "可联系时段", 14),
    Heading("wave", "批次", 6, "0"),
    Heading("campaign_id", "活动编号", 18),
)
NOTE = "名单仅用于本次活动；拨打前须再次核对授权；30 天后删除。"
FRESH = timedelta(hours=24)
_EVER = datetime(9999, 1, 1)


def export(
    context: Context, out: Path, at: datetime | None = None, requester: str = "gridtag run"
) -> list[Path]:
    """Writes out/campaign/wave<n>_<channel>.csv and .xlsx and manifest.json, the same bytes for the same tables, and
    notes the export once in gold.export_log. The hold-out never leaves the lake.

    Nobody goes out who by now has withdrawn consent, opted out of profiling, asked not to be called or entered the care
    register, whenever that became known. `at`: when the list is used; raises GridtagError where what the lake knows of
    consents is then older than 24 hours. Without it the list belongs to the run that has just taken in the day's files.
    """
    if at is not None:
        _must_be_fresh(context, at)
    folder = out / "campaign"
    folder.mkdir(parents=True, exist_ok=True)
    listed = campaign.plan(context).where(F.col("arm") != HOLDOUT)
    plan = listed.toArrow().to_pandas()
    made, steps = files(plan, _barred(context, listed))
    hours = _hours(context)
    for old in (*folder.glob("wave*_*.csv"), *folder.glob("wave*_*.xlsx")):
        old.unlink()
    written = [
        path
        for (wave, channel), part in made.items()
        for path in _pair(context, folder / f"wave{wave}_{channel}", part, hours)
    ]
    manifest = folder / "manifest.json"
    told = _manifest(context, written, steps)
    _whole(manifest, lambda half: half.write_text(told, "utf-8"))
    _log(context, requester, steps, told, at or context.cut_off)
    return [*written, manifest]


def _must_be_fresh(context: Context, at: datetime) -> None:
    """By the newest file of any source: who withdrew nothing is in no file of consents."""
    latest = context.lake.read(ledger.TABLE).agg(F.unix_seconds(F.max("available_at"))).first()
    known = datetime.fromtimestamp(latest[0], ZoneInfo(TIME_ZONE)) if latest and latest[0] else None
    if known is None or not timedelta(0) <= at - known <= FRESH:
        told = f"{known:%Y-%m-%d %H:%M}" if known else "never"
        raise GridtagError(
            f"consents and do-not-call were last taken in {told}, not within 24 hours before {at:%Y-%m-%d %H:%M}; "
            "run `gridtag run` with the day's files first, or say with --at when the list is used"
        )


def _barred(context: Context, listed: DataFrame) -> dict[str, list[str]]:
    """Of those listed, by rule; everything silver holds counts, also what became known after the day of the list."""
    lake = context.lake
    consents = lake.read("silver.consents")
    contacts = rules.contact(lake.read("silver.contacts"))
    allowed = {
        "no_consent": rules.consented(consents, "marketing", _EVER).where("consented"),
        "no_valid_phone": contacts.where("phone IS NOT NULL"),
    }
    unwanted = {
        "profiling_opt_out": rules.consented(consents, "profiling", _EVER).where("NOT consented"),
        "do_not_call": contacts.where("do_not_call")
        .select("customer_no")
        .union(campaign_contacts.opted_out(context)),
        "care": rules.in_care(lake.read("silver.care_register"), context.as_of),
    }
    numbers = listed.select("customer_no")
    found = {}
    for rule in rules.AT_EXPORT:
        how, frame = ("left_anti", allowed[rule]) if rule in allowed else ("left_semi", unwanted[rule])
        rows = numbers.join(frame.select("customer_no"), "customer_no", how).collect()
        found[rule] = [row["customer_no"] for row in rows]
    return found


def _hours(context: Context) -> str:
    settings = json.loads(campaign.design(context)["settings"])
    return f"{settings['contact_from'][:5]}–{settings['contact_to'][:5]}"


def _pair(context: Context, stem: Path, part: pd.DataFrame, hours: str) -> Iterator[Path]:
    text, sheet = stem.with_suffix(".csv"), stem.with_suffix(".xlsx")
    _whole(text, lambda half: _write_csv(half, _rows(context, part, hours)))
    made_on, title = context.as_of, "目标清单"
    _whole(sheet, lambda half: write(half, title, HEADINGS, _rows(context, part, hours), made_on, NOTE))
    yield from (text, sheet)


def _whole(path: Path, make: Any) -> None:
    """Readers never see half a file."""
    half = path.with_name(f"half-{path.name}")
    make(half)
    half.replace(path)


def _rows(context: Context, part: pd.DataFrame, hours: str) -> Iterator[list[Any]]:
    secret = context.settings.secret
    for row in part.to_dict("records"):
        offer = CHANNELS.get(row["recommended_channel"], row["recommended_channel"])
        row |= {
            "dialler_id": pseudonym(secret, row["customer_no"]) if secret else "",
            "recommended": offer,
            "reasons": list(row["reasons"]),
            "points": talking_points(list(row["reasons"]), offer, row["elderly"]),
            "hours": hours,
        }
        yield [row[heading.name] for heading in HEADINGS]


def _write_csv(path: Path, rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file, lineterminator="\r\n")
        lines.writerow([heading.title for heading in HEADINGS])
        for row in rows:
            lines.writerow([cell(value) for value in row])


def _manifest(context: Context, written: Sequence[Path], steps: Sequence[Step]) -> str:
    titles = {rule.name: rule.title for rule in rules.RULES} | {"planned": "计划触达的客户"}
    told: Mapping[str, Any] = {
        "campaign_id": campaign.campaign_id(context),
        "as_of": context.as_of.isoformat(),
        "rows": steps[-1][2],
        "withheld_at_export": steps[0][2] - steps[-1][2],
        "steps": [
            {"rule": rule, "title": titles[rule], "removed": removed, "remaining": left}
            for rule, removed, left in steps
        ],
        "masked": ["户名", "电话"],
        "note": NOTE,
        "files": list(_digests(written)),
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _digests(written: Sequence[Path]) -> Iterator[dict[str, Any]]:
    for path in written:
        with path.open("rb") as content:
            digest = file_digest(content, "sha256").hexdigest()
        yield {"name": path.name, "bytes": path.stat().st_size, "sha256": digest}


def _log(context: Context, requester: str, steps: Sequence[Step], manifest: str, moment: datetime) -> None:
    digest = sha256(manifest.encode()).hexdigest()
    identity = campaign.campaign_id(context)
    entry = {
        "export": f"{identity}-{digest[:12]}",
        "as_of": context.as_of,
        "requester": requester,
        "purpose": "marketing",
        "expression": identity,
        "case_no": "",
        "meant": steps[0][2],
        "listed": steps[-1][2],
        "suppressed": json.dumps({rule: removed for rule, removed, _ in steps[1:]}),
        "sha256": digest,
    }
    export_log.create(context.lake)
    export_log.note(context.lake.root, entry, moment)
