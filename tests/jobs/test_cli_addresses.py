"""`gridtag addresses` as a user meets it: any CSV file in, its rows with what was read out."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from gridtag.jobs.cli import main

TEXT = "no,address\n1,松阳县古市镇上坞村3组\n2,\n3,鼓楼区中山路12号\n"


def _run(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["addresses", *arguments])
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_in_any_usual_encoding_gets_its_parts(
    encoding: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "tickets.csv"
    path.write_bytes(TEXT.encode(encoding))
    code, out, err = _run(["parse", str(path)], capsys)
    first, second, third = _rows(out)
    assert code == 0 and "tickets.csv" in err
    assert list(first)[:7] == ["no", "address", "province", "city", "county", "town", "village"]
    assert (first["province"], first["county"], first["village"], first["group"]) == (
        *("浙江省", "松阳县"),
        *("上坞村", "3"),
    )
    assert second["precision"] == "none" and third["county"] == "" and third["road"] == "中山路"


def test_other_columns_and_what_is_known_of_the_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "tickets.tsv"
    path.write_text("text\tcity\tunit\n鼓楼区中山路12号\t徐州市\t\n上坞村3组\t\t松阳县\n", "utf-8")
    options = ["--column", "text", "--city-column", "city", "--county-column", "unit", "--quiet"]
    code, out, err = _run(["parse", str(path), *options], capsys)
    first, second = _rows(out)
    assert code == 0 and err == ""
    assert (first["city"], first["input_city"], first["county"]) == ("徐州市", "徐州市", "鼓楼区")
    assert (second["city"], second["county"]) == ("丽水市", "松阳县")


def test_pairs_get_label_and_score(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "pairs.csv"
    lines = ("上坞村3组,上坞村三组", "上坞村3组,上坞村", "上坞村3组,下坞村3组")
    path.write_text("address_a,address_b\n" + "\n".join(lines) + "\n", "utf-8")
    code, out, _ = _run(["match", str(path), "--format", "json"], capsys)
    told = json.loads(out)
    assert code == 0 and [row["label"] for row in told] == ["same", "part", "different"]
    assert told[0]["score"] > told[1]["score"] > told[2]["score"]
    assert list(told[0]) == ["address_a", "address_b", "label", "score", "why"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "is not there, or no file"),
        (b"", "is empty"),
        (b"no,text\n1,x\n", "has no column address; its columns are no, text"),
        (b"address,address\nx,y\n", "has two columns named address"),
        (b"address\n\xff\xff\xff\n", "is neither UTF-8 nor GB18030"),
        ("address,no\n上坞村,1,2\n".encode(), "line 2: 3 fields instead of 2"),
    ],
)
def test_wrong_files_get_one_line(
    content: bytes | None, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "wrong.csv"
    if content is not None:
        path.write_bytes(content)
    code, _, err = _run(["parse", str(path), "--quiet"], capsys)
    assert code == 1 and says in err and len(err.strip().splitlines()) == 1


def test_short_rows_and_blank_lines_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "short.csv"
    path.write_text("address,no\n上坞村3组\n\n上坞村4组,2\n", "utf-8")
    code, out, _ = _run(["parse", str(path), "--format", "csv"], capsys)
    assert code == 0 and [row["group"] for row in _rows(out)] == ["3", "4"]
