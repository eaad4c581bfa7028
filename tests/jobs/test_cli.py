"""The command line as a new user meets it: one clear line on wrong input, data on stdout."""

from __future__ import annotations

import csv
import io
import json

import pytest

from gridtag.jobs.cli import main

WRONG = """
command                                           exit  says
runn                                              2     No such command 'runn'
run --from landing                                2     run: Missing option '--as-of'
run --from landing --as-of 2026-13-01             1     --as-of takes a day as YYYY-MM-DD, not '2026-13-01'
run --from landing --as-of 2026-10-31 --steps x   1     no such step: x; steps are ingest
run --from /nowhere --as-of 2026-10-31            1     landing folder /nowhere is not there
customer                                          1     give one of a customer number, --phone, --meter or --address
customer 33 --out /nowhere                        1     no cards are published in /nowhere/serving/cards.db
audience count T155                               1     T155 低保户 is of class P4 and makes no audience
demo --customers many                             2     Invalid value for '--customers'
demo --customers 0                                1     --customers takes a whole number above 0, not 0
features list --format xml                        2     Invalid value for '--format'
features show call_n_all                          1     no feature call_n_all; did you mean call_n_all_cnt_7d
tags show T999                                    1     no tag T999
check --lake /nowhere/at/all                      1     lake /nowhere/at/all is not there
weak-spots --limit -3                             1     --limit takes a whole number above 0, not -3
repeat-places --years 2025 --lake .               1     --years takes two years as 2025,2026, not '2025'
repeat-places --years 2025,2026 --festival moon   1     --festival knows `spring`, not 'moon'
sample --out . --customers 300                    1     is not empty; give another folder with --out
"""


def _cases() -> list[tuple[str, int, str]]:
    lines = [
        [cell.strip() for cell in line.split("  ") if cell.strip()] for line in WRONG.strip().splitlines()[1:]
    ]
    return [(command, int(code), says) for command, code, says in lines]


@pytest.mark.parametrize(("command", "code", "says"), _cases(), ids=[case[0] for case in _cases()])
def test_wrong_input_gets_one_line(
    command: str, code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(command.split())
    printed = capsys.readouterr()
    assert ended.value.code == code
    assert printed.out == "" and says in printed.err
    assert len(printed.err.strip().splitlines()) == 1 and printed.err.startswith("gridtag: ")


def _out(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        main(command.split())
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_lists_come_as_csv_and_json(capsys: pytest.CaptureFixture[str]) -> None:
    rows = list(csv.DictReader(io.StringIO(_out("features list --format csv", capsys))))
    assert list(rows[0])[:7] == ["id", "name", "dimension", "title", "title_en", "unit", "window"]
    assert len(rows) >= 120 and {row["status"] for row in rows} == {"live"}
    tags = json.loads(_out("tags list --format json", capsys))
    assert len(tags) >= 40 and {"id", "title", "rule"} <= set(tags[0])


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    told = _out("--help", capsys)
    for command in (
        "demo",
        "sample",
        "run",
        "features",
        "tags",
        "reliability",
        "repeat-places",
        "weak-spots",
        "campaign",
        "audience",
        "customer",
        "bench",
        "propensity",
        "check",
    ):
        assert command in told
