"""out/campaign: the treatment arm as CSV and workbook, consents checked again, with a manifest."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame

from gridtag.jobs.context import Context
from gridtag.jobs.workbooks import Heading, cell, write
from gridtag.models import campaign as rules

HEADINGS = (
    Heading("rank", "名次", 8, "0"),
    Heading("customer_no", "户号", 14),
    Heading("masked_name", "户名", 10),
    Heading("masked_phone", "电话", 14),
    Heading("org_no", "供电单位", 14),
    Heading("score", "得分", 8, "0.000"),
    Heading("recommended_channel", "推荐渠道", 10),
    Heading("reasons", "原因", 50),
    Heading("campaign_id", "活动编号", 18),
)
_EVER = datetime(9999, 1, 1)


def write_files(context: Context, folder: Path, campaign_id: str, listed: DataFrame) -> list[Path]:
    """Writes targets.csv, targets.xlsx and manifest.json of `listed`, the same bytes for the same tables.

    Nobody goes out who by now has withdrawn consent, opted out of profiling, asked not to be called or
    entered the care register, whenever that became known. Rows are streamed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    allowed = _still_allowed(context, listed).orderBy("rank").persist()
    rows = allowed.select(*[heading.name for heading in HEADINGS])
    sheet, text = folder / "targets.xlsx", folder / "targets.csv"
    count = _write_csv(text, rows.toLocalIterator())
    note = "名单仅用于本次活动；拨打前须再次核对授权。"
    write(sheet, "目标清单", HEADINGS, rows.toLocalIterator(), context.as_of, note)
    allowed.unpersist()
    manifest = folder / "manifest.json"
    withheld = listed.count() - count
    manifest.write_text(_manifest(context, campaign_id, [text, sheet], count, withheld), "utf-8")
    return [text, sheet, manifest]


def _still_allowed(context: Context, listed: DataFrame) -> DataFrame:
    """Everything silver holds counts, also what became known after the day of the list."""
    lake = context.lake
    consents = lake.read("silver.consents")
    contacts = rules.contact(lake.read("silver.contacts"))
    marketing = rules.consented(consents, "marketing", _EVER).where("consented")
    opted_out = rules.consented(consents, "profiling", _EVER).where("NOT consented")
    callable_ones = contacts.where("NOT do_not_call AND phone IS NOT NULL")
    care = rules.in_care(lake.read("silver.care_register"), context.as_of)
    for wanted in (marketing, callable_ones):
        listed = listed.join(wanted.select("customer_no"), "customer_no", "left_semi")
    for unwanted in (opted_out, care):
        listed = listed.join(unwanted.select("customer_no"), "customer_no", "left_anti")
    return listed


def _write_csv(path: Path, rows: Iterable[Sequence[Any]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file, lineterminator="\r\n")
        lines.writerow([heading.title for heading in HEADINGS])
        for row in rows:
            lines.writerow([cell(value) for value in row])
            count += 1
    return count


def _manifest(context: Context, campaign_id: str, files: Sequence[Path], rows: int, withheld: int) -> str:
    return json.dumps(
        {
            "campaign_id": campaign_id,
            "as_of": context.as_of.isoformat(),
            "rows": rows,
            "withheld_at_export": withheld,
            "masked": ["户名", "电话"],
            "files": list(_digests(files)),
        },
        ensure_ascii=False,
        indent=2,
    )


def _digests(files: Sequence[Path]) -> Iterator[dict[str, Any]]:
    for path in files:
        with path.open("rb") as content:
            digest = file_digest(content, "sha256").hexdigest()
        yield {"name": path.name, "bytes": path.stat().st_size, "sha256": digest}
