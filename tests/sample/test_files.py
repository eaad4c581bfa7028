"""Landing files keep the contract: formats, columns, days of delivery; the same seed, the same bytes."""

import csv
import gzip
import hashlib
import io
import json
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from gridtag.contract import Source
from gridtag.errors import GridtagError
from gridtag.sample import generate
from gridtag.sample.landing import read
from gridtag.sources import SOURCES

END = date(2026, 10, 31)


def paths(landing: Path, source: Source) -> list[Path]:
    return sorted(landing.glob(f"{source.name}/*/*"))


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_every_source_is_delivered_in_its_format_and_order(landing: Path, source: Source) -> None:
    promised = list(dict.fromkeys(source.raw_columns))
    assert paths(landing, source)
    for path in paths(landing, source)[-3:]:
        assert columns(path, source)[: len(promised)] == promised


def columns(path: Path, source: Source) -> list[str]:
    if source.format == "parquet":
        return list(pq.read_schema(path).names)
    raw = path.read_bytes()
    if source.format == "csv":
        return next(csv.reader(io.StringIO(raw.decode(source.encoding)), delimiter=source.delimiter))
    raw = gzip.decompress(raw) if source.format == "jsonl.gz" else raw
    return list(json.loads(raw.splitlines()[0]))


def test_tickets_are_gb18030_with_chinese_texts(landing: Path) -> None:
    raw = paths(landing, next(source for source in SOURCES if source.name == "tickets"))[0].read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    assert "【" in raw.decode("gb18030")


def test_bills_carry_exact_types(landing: Path) -> None:
    path = next(iter(landing.glob("bills/*/*")))
    types = {field.name: str(field.type) for field in pq.read_schema(path)}
    assert types["RCVBL_AMT"] == "decimal128(12, 2)"
    assert types["T_PQ"] == "decimal128(12, 3)"
    assert types["CONS_NO"] == "string"
    assert types["BILL_DATE"] == "date32[day]"


@pytest.mark.parametrize(
    "source", [source for source in SOURCES if source.event_at], ids=lambda source: source.name
)
def test_nothing_is_told_before_it_happened(landing: Path, source: Source) -> None:
    """Events lie at most as far after the delivery as the contract allows; planted ones aside."""
    assert source.event_at
    raw = source.column(source.event_at).raw
    planted = planted_rows(landing)
    for path in paths(landing, source):
        day = date.fromisoformat(path.parent.name)
        place = str(path.relative_to(landing))
        for number, text in enumerate(events(path, source, raw), start=1):
            if text and (place, number) not in planted:
                assert date.fromisoformat(str(text)[:10]) <= day + timedelta(days=source.future_days), (
                    place,
                    number,
                )


def planted_rows(landing: Path) -> set[tuple[str, int]]:
    told = pl.read_csv(landing / "_truth" / "dirt.csv")
    copies = told.filter(pl.col("kind") != "duplicate")
    return set(zip(copies["file"].to_list(), copies["row"].to_list(), strict=True))


def events(path: Path, source: Source, column: str) -> list[str | None]:
    if source.format == "parquet":
        return pl.read_parquet(path, columns=[column])[column].cast(pl.String).to_list()
    raw = path.read_bytes()
    if source.format == "csv":
        rows = csv.DictReader(io.StringIO(raw.decode(source.encoding)), delimiter=source.delimiter)
        return [row[column] for row in rows]
    raw = gzip.decompress(raw) if source.format == "jsonl.gz" else raw
    return [json.loads(line)[column] for line in raw.splitlines()]


def test_the_last_days_come_as_in_daily_work(landing: Path) -> None:
    days = sorted({path.parent.name for path in landing.glob("tickets/*/*")})
    assert days[-4:] == [f"2026-10-{day}" for day in (28, 29, 30, 31)]
    assert "2025-03-31" in days and "2025-03-30" not in days
    hours = [path.name for path in landing.glob("calls/2026-10-30/*")]
    assert hours and all(len(name) == len("calls_2026103009.jsonl.gz") for name in hours)


def test_a_ticket_told_open_comes_again_when_closed(landing: Path) -> None:
    tickets = read(landing, "tickets")
    opened = tickets.filter(pl.col("STATUS_CODE") == "open")
    assert opened["ARCHIVE_TIME"].null_count() >= opened.height - 3
    again = tickets.filter(
        (pl.col("STATUS_CODE") == "closed") & pl.col("APP_NO").is_in(opened["APP_NO"].implode())
    )
    assert again.height > 0.5 * opened.height


def test_a_column_is_added_to_tickets_in_the_middle(landing: Path) -> None:
    drifted = {
        path.parent.name for path in landing.glob("tickets/*/*")
        if b"SENSITIVE_FLAG" in path.read_bytes().splitlines()[0]
    }  # fmt: skip
    assert min(drifted) == "2026-01-31"
    assert "2025-12-31" not in drifted


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    digests = []
    for name, seed in (("first", 3), ("second", 3), ("other", 4)):
        generate(tmp_path / name, customers=400, months=4, seed=seed)
        files = sorted(path for path in (tmp_path / name).rglob("*") if path.is_file())
        told = [(str(path.relative_to(tmp_path / name)), path.read_bytes()) for path in files]
        digests.append(hashlib.sha256(repr(told).encode()).hexdigest())
    assert digests[0] == digests[1] != digests[2]


@pytest.mark.parametrize(("customers", "months"), [(200, 1), (250, 2), (300, 13), (500, 24)])
def test_small_provinces_work(tmp_path: Path, customers: int, months: int) -> None:
    told = generate(tmp_path, customers=customers, months=months, end=date(2026, 3, 31))
    assert told["customers"] == customers


def test_too_small_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GridtagError, match="at least 200"):
        generate(tmp_path, customers=10)
