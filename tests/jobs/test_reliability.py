"""`gridtag reliability` on tables as utilities keep them, right and wrong."""

from __future__ import annotations

import csv
import io
import json
import random
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from gridtag.jobs.cli import main
from gridtag.jobs.reliability_rows import Period

SAMPLE = """停电时间,停电时长,停电户数,停电容量
1994-03-17 12:12:20,8.17,200,800
1994-04-15 18:23:56,0.5,400,1600
1994-05-05 00:23:10,71.3,600,1800
1994-06-12 23:17:00,30.3,25,75
1994-07-06 09:30:10,1,"2,000",4000
1994-08-20 15:45:39,267.2,90,500
1994-08-31 08:20:00,120,700,2100
1994-09-03 17:10:00,10,"1,500",3000
1994-10-27 10:15:00,40,100,200
"""
YEAR = "--from 1994-01-01 --to 1994-12-31"
CUSTOMERS = """户号,停电时间,送电时间,停电类型,线路
0001,2026/1/3 9:05,2026/1/3 11:05,计划停电,L1
1,2026/1/3 9:05,2026/1/3 11:05,计划停电,L1
0001,2026-01-05 10:00,2026-01-05 18:30,故障,L1
0001,2026-01-06 10:00,2026-01-06 10:04,故障,L1
0003,2026-01-07 10:00,2026-01-07 12:00,故障,L2
0004,2026-01-08 10:00,2026-01-09 13:00,欠费停电,L2
"""


def run(command: str, capsys: pytest.CaptureFixture[str]) -> tuple[str, str, int]:
    with pytest.raises(SystemExit) as ended:
        main(["reliability", *command.split()])
    printed = capsys.readouterr()
    return printed.out, printed.err, int(ended.value.code or 0)


def rows(command: str, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    out, _, code = run(f"{command} --format json", capsys)
    assert code == 0
    return list(json.loads(out))


def file(tmp_path: Path, text: str, name: str = "outages.csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding=encoding)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_sample_circuit_from_a_table(
    encoding: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file(tmp_path, SAMPLE, encoding=encoding)
    out, err, code = run(f"{path} --customers 2000 --served-load 4000 {YEAR} --format csv", capsys)
    row = next(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert (row["ci"], row["cmi"], row["customers"], row["days"]) == ("3215", "172219.5", "2000", "365")
    told = {name: round(float(row[name]), 6) for name in ("saifi", "saidi", "caidi", "asai", "asifi")}
    assert told == {
        "saifi": 1.6075, "saidi": 86.10975, "caidi": 53.567496, "asai": 0.999836, "asifi": 2.11875
    }  # fmt: skip
    assert row["aihc"] == "1.4351625"
    assert row["ctaidi"] == row["cemi"] == ""
    assert "columns: start = 停电时间, minutes = 停电时长, affected = 停电户数, load = 停电容量" in err
    assert "not computed: ctaidi, caifi, cemi, cemsmi, celid_s, celid_t" in err
    assert "not checked: whether outages overlap" in err


def test_durations_as_minutes_or_by_the_clock(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        f"2026-01-0{day} 10:00,{told},1"
        for day, told in enumerate(("99", "1:39", "1:39:30", "0:06", "99.5"), 1)
    ]
    path = file(tmp_path, "\n".join(["start,minutes,customers", *lines]))
    assert rows(str(path), capsys)[0]["cmi"] == 99 + 99 + 99.5 + 6 + 99.5
    path = file(tmp_path, "start,minutes,customers\n2026-01-01 10:00,1:75,1\n")
    assert "'1:75' is no minutes" in run(str(path), capsys)[1]


def test_parquet_gives_what_csv_gives(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = file(tmp_path, SAMPLE)
    table = pd.read_csv(path, thousands=",", parse_dates=["停电时间"])
    table.to_parquet(tmp_path / "outages.parquet")
    told = [rows(f"{one} --customers 2000 {YEAR}", capsys) for one in (path, tmp_path / "outages.parquet")]
    assert told[0] == told[1]


def test_without_customers_served_only_averages_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, err, code = run(f"{file(tmp_path, SAMPLE)} --format json", capsys)
    row = json.loads(out)[0]
    assert code == 0
    assert [name for name, value in row.items() if isinstance(value, float)] == ["cmi", "caidi"]
    assert "not computed: saifi, saidi, asai, maifi, aihc, aitc, rs; that needs the customers served" in err


def test_customers_by_kind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Customer numbers keep their zeros; cuts for arrears count nowhere."""
    path = file(tmp_path, CUSTOMERS)
    whole, planned, fault = rows(f"{path} --customers 10 --times 2 --from 2026-01-01 --to 2026-01-31", capsys)
    assert [row["kind"] for row in (whole, planned, fault)] == ["all", "planned", "fault"]
    assert [row["ci"] for row in (whole, planned, fault)] == [4, 2, 2]
    assert [row["cmi"] for row in (whole, planned, fault)] == [870.0, 240.0, 630.0]
    assert [row["cm"] for row in (whole, planned, fault)] == [1, 0, 1]
    assert [row["cn"] for row in (whole, planned, fault)] == [3, 2, 2]
    assert [row["cemi"] for row in (whole, planned, fault)] == [0.1, 0, 0]
    assert [row["cemsmi"] for row in (whole, planned, fault)] == [0.1, 0, 0.1]
    assert [row["celid_s"] for row in (whole, planned, fault)] == [0.1, 0, 0.1]
    assert whole["caifi"] == pytest.approx(4 / 3) and whole["ctaidi"] == 290


def test_groups_with_and_without_outages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = file(tmp_path, CUSTOMERS)
    served = file(tmp_path, "线路,customers\nL2,30\nL1,60\nL9,10\n", "served.csv", "gb18030")
    told = rows(f"{path} --customers {served} --by 线路", capsys)
    of_all = {row["线路"]: row for row in told if row["kind"] == "all"}
    assert list(of_all) == ["all", "L1", "L2", "L9"]
    assert [of_all[name]["customers"] for name in of_all] == [100, 60, 30, 10]
    assert [of_all[name]["saifi"] for name in of_all] == [4 / 100, 3 / 60, 1 / 30, 0]
    assert of_all["L9"]["caidi"] is None and of_all["L9"]["asai"] == 1
    weighted = sum(row["saidi"] * row["customers"] for name, row in of_all.items() if name != "all") / 100
    assert of_all["all"]["saidi"] == pytest.approx(weighted)


PARTS = """
from        to          each     parts
2026-01-15  2026-03-02  month    01-15/01-31 02-01/02-28 03-01/03-02
2025-12-30  2026-01-02  day      12-30/12-30 12-31/12-31 01-01/01-01 01-02/01-02
2026-02-10  2026-07-01  quarter  02-10/03-31 04-01/06-30 07-01/07-01
2024-05-01  2026-03-31  year     05-01/12-31 01-01/12-31 01-01/03-31
2026-04-01  2026-06-30  quarter  04-01/06-30
"""


@pytest.mark.parametrize("line", PARTS.strip().splitlines()[1:])
def test_parts_of_a_period(line: str) -> None:
    first, last, each, *parts = line.split()
    found = list(Period(date.fromisoformat(first), date.fromisoformat(last)).parts(each))
    assert [f"{part.first:%m-%d}/{part.last:%m-%d}" for part in found] == parts


def test_months_add_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = file(tmp_path, SAMPLE)
    year, *months = rows(f"{path} --customers 2000 {YEAR} --each month", capsys)
    assert len(months) == 12 and sum(row["days"] for row in months) == year["days"]
    assert sum(row["cmi"] for row in months) == year["cmi"] == 172219.5
    assert sum(row["saifi"] for row in months) == pytest.approx(year["saifi"])
    assert months[6] | {"cm": 2000, "ci": 0, "from": "1994-07-01", "saidi": 0} == months[6]


def test_groups_may_be_called_as_they_like(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = f"start,end,customers,device,day,outage\n{HOUR},3,D1,mon,A\n{HOUR},4,D2,tue,B\n{HOUR},5,D1,mon,C\n"
    path = file(tmp_path, text)
    told = rows(f"{path} --by device,day,outage,device", capsys)
    assert [(row["device"], row["day"], row["outage"], row["ci"]) for row in told] == [
        ("all", "all", "all", 12), ("D1", "mon", "A", 3), ("D1", "mon", "C", 5), ("D2", "tue", "B", 4)
    ]  # fmt: skip
    served = file(tmp_path, "day,device,customers\nmon,D1,8\ntue,D2,4\ntue,D1,2\n", "served.csv")
    told = rows(f"{path} --by device,day --customers {served}", capsys)
    assert [(row["device"], row["day"], row["saifi"]) for row in told] == [
        ("all", "all", 12 / 14), ("D1", "mon", 1), ("D1", "tue", 0), ("D2", "tue", 1)
    ]  # fmt: skip


def test_strictly_and_momentary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = file(tmp_path, CUSTOMERS)
    assert rows(f"{path} --customers 10 --momentary 3", capsys)[0]["cm"] == 0
    assert rows(f"{path} --customers 10 --times 2", capsys)[0]["cemi"] == 0.1
    assert rows(f"{path} --customers 10 --times 2 --strictly", capsys)[0]["cemi"] == 0


def history(tmp_path: Path) -> Path:
    """An outage of 40 customers every third day from 2021 to 2026, and one storm in July 2026."""
    dice = random.Random(5)
    day, lines = datetime(2021, 1, 1, 8), ["start,end,customers,kind"]
    while day.year < 2027:
        lines.append(f"{day:%F %T},{day + timedelta(minutes=dice.randint(30, 120)):%F %T},40,fault")
        day += timedelta(days=3)
    lines.append("2026-07-08 09:00,2026-07-09 21:00,900,fault")
    return file(tmp_path, "\n".join(lines) + "\n")


def test_major_event_days_are_named_and_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = f"{history(tmp_path)} --customers 1000 --from 2026-01-01 --to 2026-12-31 --major-events"
    _, err, _ = run(command, capsys)
    assert "T_MED 2026: " in err and "days with outages since 2021" in err
    assert "major event days: 2026-07-08\n" in err
    every, calm = (row for row in rows(command, capsys) if row["kind"] == "all")
    assert (every["major_event_days"], calm["major_event_days"]) == ("with", "without")
    assert every["cmi"] - calm["cmi"] >= 900 * 36 * 60
    assert (every["days"], calm["days"]) == (365, 364)
    given = rows(command.replace("--major-events", "--t-med 9999"), capsys)
    assert given[0]["cmi"] == given[1]["cmi"] == every["cmi"]


def test_faulty_rows_are_listed_and_set_aside(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = (
        "0001,2026-01-05 12:00,2026-01-05 13:00,故障,L1\n"
        "0001,2026-02-05 12:00,2026-02-05 11:00,故障,L1\n"
        "0001,2026-02-06 12:00,,故障,L1\n"
        ",2026-02-07 12:00,2026-02-07 13:00,故障,L1\n"
        "0001,noon,2026-02-07 13:00,故障,L1\n"
    )
    path = file(tmp_path, CUSTOMERS + wrong)
    out, err, code = run(f"{path} --customers 10", capsys)
    assert (out, code) == ("", 1) and len(err.strip().splitlines()) == 1
    assert "rows that cannot be counted: 5 (" in err and "1 overlap" in err
    assert "the first is row 8: customer 0001 (2026-01-05 12:00 to 2026-01-05 13:00) overlaps row 4" in err
    aside = tmp_path / "aside" / "faults.csv"
    found = rows(f"{path} --customers 10 --set-aside {aside}", capsys)
    listed = list(csv.DictReader(io.StringIO(aside.read_text("utf-8-sig"))))
    assert [(row["row"], row["fault"]) for row in listed] == [
        ("8", "overlap"), ("9", "negative"), ("10", "no end"), ("11", "no customer"), ("12", "start unreadable")
    ]  # fmt: skip
    assert found[0]["ci"] == 4


WRONG = """
table                         options                    says
-                             --customers 5              is not there, or no file
start,end,customers           --customers 5              has no rows
when,end,customers|1,2,3      --customers 5              no column says when outages began; name it with --start
start,customers|HOUR          --customers 5              no column says when outages ended
start,end,x|HOUR,3            --customers 5              no column says who was interrupted
start,end,customers|HOUR,3    --end ende                 --end: the table has no column ende; did you mean end?
start,end,customers|HOUR,3    --by feeder                --by: the table has no column feeder
start,end,customers,rows|HOUR,3,1  --by rows               --by rows: the result has a column of that name itself
start,end,customers|HOUR,3    --customers 0              --customers takes a whole number above 0, not 0
start,end,customers|HOUR,3    --customers many           --customers takes a number or a CSV file
start,end,customers|HOUR,3    --served-load -1           --served-load takes a number of kVA above 0, not -1
start,end,customers|HOUR,3    --from 2026-1              --from takes a day as YYYY-MM-DD, not '2026-1'
start,end,customers|HOUR,3    --from 2026-02-01          before it begins
start,end,customers|HOUR,3    --momentary -1             --momentary takes no number below 0, as -1
start,end,customers|HOUR,3    --zone Mars                --zone knows no time zone 'Mars'
start,end,customers|HOUR,3    --time-format %d.%H:%M     rows that cannot be counted: 1 (1 start unreadable)
start,end,customers|a,b,3     --customers 5              rows that cannot be counted: 1 (1 start unreadable)
start,end,customers|HOUR,9    --customers 5              has 9 customers interrupted of 5 served
start,end,customers|HOUR,few  --customers 5              'few' is no customers interrupted
start,end,customers|HOUR,2.5  --customers 5              '2.5' is no customers interrupted
start,end,customers|HOUR,2    --major-events             major event days need the number of customers
start,end,customers|HOUR,2    --customers 5 --t-med -1   --t-med takes no number below 0, as -1
start,end,customers|HOUR,2    --major-events --customers 5  too few days with outages before 2026
start,end,customers,kind|HOUR,3,storm  --customers 5     column kind has kinds that are not known: storm (1 rows)
"""
HOUR = "2026-01-01 10:00,2026-01-01 11:00"


def wrong() -> list[list[str]]:
    lines = WRONG.replace("HOUR", HOUR).strip().splitlines()[1:]
    return [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in lines]


@pytest.mark.parametrize(("table", "options", "says"), wrong())
def test_wrong_input_gets_one_line(
    table: str, options: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "nothing.csv" if table == "-" else file(tmp_path, table.replace("|", "\n") + "\n")
    out, err, code = run(f"{path} {options}", capsys)
    assert (out, code) == ("", 1)
    assert says in err and len(err.strip().splitlines()) == 1 and err.startswith("gridtag: ")


def test_kinds_of_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = f"start,end,customers,why\n{HOUR},2,storm\n{HOUR},3,work\n"
    path = file(tmp_path, text)
    told = rows(f"{path} --kind why --fault storm --planned work", capsys)
    assert [row["ci"] for row in told] == [5, 3, 2]


def test_lists_of_customers_must_be_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = file(tmp_path, CUSTOMERS)
    for text, says in (
        ("线路,customers\nL1,60\nL2,0\n", "customer 0003 has 1 customers interrupted of 0 served"),
        (
            "线路,customers\nL1,60\n",
            "1 groups have outages but no line in the list of customers, first 线路 L2",
        ),
        ("线路,customers\nL1,60\nL1,2\n", "has two lines for L1"),
        ("线路,customers\nL1,sixty\n", "customers takes whole numbers, and line 2 has 'sixty'"),
        ("线路,户数\nL1,60\n", "has no column customers"),
    ):
        served = file(tmp_path, text, "served.csv")
        _, err, code = run(f"{path} --customers {served} --by 线路", capsys)
        assert code == 1 and says in err


def test_the_table_says_what_an_index_is_called(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, err, code = run(f"{file(tmp_path, SAMPLE)} --customers 2000 {YEAR} --quiet", capsys)
    assert (err, code) == ("", 0)
    line = next(line for line in out.splitlines() if line.startswith("aihc"))
    assert line.split() == ["aihc", "1.435162", "h/户", "用户平均停电时间", "AIHC-1/AIHC-F/AIHC-S"]
    assert "ctaidi" not in out
