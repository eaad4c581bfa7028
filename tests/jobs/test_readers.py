"""Readers: what of a file is kept, and how what cannot be read is told."""

from __future__ import annotations

import dataclasses
import gzip
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtag.jobs import readers
from gridtag.sources import BY_NAME
from tests.landing_files import content


def _rows(data: bytes, source: str) -> list[dict[str, Any]]:
    batches = list(readers.read(data, BY_NAME[source]))
    return pa.Table.from_batches(batches).to_pylist() if batches else []


@pytest.mark.parametrize("source", ["calls", "tickets", "payments", "bills", "outages"])
def test_every_format_keeps_rows_in_order_with_numbers(source: str) -> None:
    raw = BY_NAME[source].columns[0].raw
    data = content(source, [{raw: f"值{number}"} for number in range(3)])
    assert readers.inspect(data, BY_NAME[source]).status == "readable"
    rows = _rows(data, source)
    assert [(row["_row"], row[raw]) for row in rows] == [(1, "值0"), (2, "值1"), (3, "值2")]
    assert all(row["_error"] is None for row in rows)


FACTS = [
    ("no bytes", "calls", b"", "empty", "file has no bytes"),
    ("no rows", "payments", content("payments", []), "empty", "file has no rows"),
    ("no gzip", "calls", b"plain text", "unreadable", "gzip stream: nothing could be unpacked"),
    ("no parquet", "bills", b"PAR1 and no more", "unreadable", "not a Parquet file, or cut off"),
    ("other file", "payments", b"A|B\n1|2\n", "unreadable", "columns missing: PAY_NO, CONS_NO"),
    ("utf-8", "tickets", content("tickets", [{"APP_NO": "1"}], "utf-8"), "readable", "encoding is utf-8"),
    (
        "gb18030",
        "payments",
        content("payments", [{"PAY_NO": "号"}], "gb18030"),
        "readable",
        "encoding is gb18030",
    ),
]


@pytest.mark.parametrize(
    ("data", "source", "status", "note"), [(f[2], f[1], f[3], f[4]) for f in FACTS], ids=[f[0] for f in FACTS]
)
def test_a_look_tells_status_and_why(data: bytes, source: str, status: str, note: str) -> None:
    facts = readers.inspect(data, BY_NAME[source])
    assert facts.status == status and note in facts.note


def test_a_line_that_cannot_be_split_is_kept_with_its_reason() -> None:
    head, good = content("payments", [{"PAY_NO": "1"}]).decode().splitlines()
    rows = _rows(f"{head}\n{good}\nonly|three|fields\n{good}\n".encode(), "payments")
    assert [row["_error"] for row in rows] == [None, "3 fields instead of 9", None]
    assert rows[1]["_text"] == "only|three|fields" and rows[1]["_row"] == 2


def test_bytes_outside_the_encoding_cost_only_their_row() -> None:
    head, first, second = content("tickets", [{"APP_NO": "1"}, {"APP_NO": "2"}]).split(b"\n")[:3]
    rows = _rows(b"\n".join([head, first, second.replace("客户".encode("gb18030"), b"\xff\xff")]), "tickets")
    assert [row["_error"] for row in rows] == [None, "bytes are not in the expected encoding"]


def test_json_faults_cost_only_their_line() -> None:
    rows = _rows(
        gzip.compress(b'{"contact_id": "1"}\nnot json\n[1]\n{"contact_id": 2, "x": [1, 2]}\n'), "calls"
    )
    assert [row["_row"] for row in rows] == [1, 2, 3, 4]
    assert [bool(row["_error"]) for row in rows] == [False, True, True, False]
    assert rows[3]["contact_id"] == "2" and dict(rows[3]["_extra"]) == {"x": "[1, 2]"}


@given(
    st.lists(
        st.text(st.characters(codec="gb18030", exclude_characters="\ufffd\x00"), max_size=20), min_size=1
    )
)
def test_any_text_survives_delimited_files(texts: list[str]) -> None:
    texts = ["客户来电反映家中停电", *texts]
    data = content("tickets", [{"APP_NO": "1", "ACCEPT_CONTENT": text} for text in texts])
    assert [row["ACCEPT_CONTENT"] for row in _rows(data, "tickets") if row["_error"] is None] == texts


@pytest.mark.parametrize(
    ("text", "written", "expected", "read"),
    [
        ("停电", "gb18030", "gb18030", "gb18030"),
        ("停电", "utf-8", "gb18030", "utf-8"),
        ("停电", "gb18030", "utf-8", "gb18030"),
        ("停电", "utf-8", "utf-8", "utf-8"),
        ("联通", "gb18030", "gb18030", "gb18030"),  # passes for UTF-8 as well
        ("é", "utf-8", "utf-8", "utf-8"),
        ("outage", "gb18030", "utf-8", "utf-8"),
    ],
)
def test_the_other_encoding_is_taken_only_where_it_plainly_is(
    text: str, written: str, expected: str, read: str
) -> None:
    source = dataclasses.replace(BY_NAME["tickets"], encoding=expected)
    assert readers.rows.encoding_of(text.encode(written), source)[0] == read


@given(st.integers(min_value=0))
def test_however_a_gzip_is_cut_no_row_is_invented(cut: int) -> None:
    data = content(
        "calls", [{"contact_id": f"c{number}", "ani": str(number * 7919)} for number in range(500)]
    )
    data = data[: cut % len(data)]
    if readers.inspect(data, BY_NAME["calls"]).status in ("empty", "unreadable"):
        return
    good = [row["contact_id"] for row in _rows(data, "calls") if row["_error"] is None]
    assert good == [f"c{number}" for number in range(len(good))]
