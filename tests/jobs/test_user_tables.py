"""Files of users, however they were saved."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest

from gridtag.errors import GridtagError
from gridtag.jobs.user_tables import read, rows

LINES = ["户号,单位,金额", "1,东城,2.5", "2,,", '3,"西城,南",4']
EXPECTED = {"户号": [1, 2, 3], "单位": ["东城", None, "西城,南"], "金额": [2.5, None, 4.0]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings(encoding: str, newline: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(newline.join(LINES).encode(encoding))
    assert read(path).to_pydict() == EXPECTED


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_quoted_names_and_parquet(delimiter: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("\n".join(delimiter.join(row) for row in (['"a"', '"b.c"', '"y"'], ["1", '"x"', '"no"'])))
    table = read(path)
    assert table.to_pydict() == {"a": [1], "b.c": ["x"], "y": ["no"]}
    pa.parquet.write_table(table, tmp_path / "t.parquet")
    assert read(tmp_path / "t.parquet").equals(table)
    (tmp_path / "folder").mkdir()
    pa.parquet.write_table(table, tmp_path / "folder" / "part-0.parquet")
    assert read(tmp_path / "folder").equals(table)


WRONG = [
    ("t.csv", b"", "t.csv is empty"),
    ("t.csv", b"a,b\n", "t.csv has no rows"),
    ("t.csv", b"a,b\n1,2\n3\n", "t.csv cannot be read"),
    ("t.csv", b"a,b,a\n1,2,3\n", "two columns named a"),
    ("t.csv", b"a,b\n\xff\xff,1\n", "neither UTF-8 nor GB18030"),
    ("t.parquet", b"a,b\n1,2\n", "t.parquet cannot be read"),
]


@pytest.mark.parametrize(("name", "content", "says"), WRONG)
def test_unreadable_files_get_one_line(name: str, content: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(GridtagError, match=says) as told:
        read(tmp_path / name)
    assert "\n" not in str(told.value)


def test_an_absent_file_gets_one_line(tmp_path: Path) -> None:
    with pytest.raises(GridtagError, match=r"nowhere\.csv is not there"):
        read(tmp_path / "nowhere.csv")


@pytest.mark.parametrize("name", ["t.csv", "t.parquet"])
def test_rows_come_one_by_one_as_text(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if name.endswith("csv"):
        path.write_bytes('\nno;地址\n007;\n8;"上坞村;3组"\n9\n'.encode("gb18030"))
    else:
        table = {"no": ["007", "8", "9"], "地址": [None, "上坞村;3组", ""]}
        pa.parquet.write_table(pa.table(table), path)
    names, found = rows(path, ["地址"])
    assert names == ["no", "地址"]
    assert list(found) == [
        {"no": "007", "地址": ""},
        {"no": "8", "地址": "上坞村;3组"},
        {"no": "9", "地址": ""},
    ]
    with pytest.raises(GridtagError, match="has no column x; its columns are no, 地址"):
        rows(path, ["x"])
