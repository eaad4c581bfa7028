"""`gridtag propensity evaluate` as a user meets it: figures on stdout, remarks on stderr, one line on wrong input."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pytest

from gridtag.jobs.cli import main
from tests.models.propensity.planted import campaign, people

ROWS = 4_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """people.csv, semicolon-separated and in GB18030, and campaign.csv of three arms."""
    made = tmp_path_factory.mktemp("tables")
    crowd, told = people(ROWS, 1), campaign(ROWS, 2)
    days = [f"2026-{1 + row * 6 // ROWS:02}-{1 + row % 28:02}" for row in range(ROWS)]
    table = crowd.features.append_column("day", pa.array(days))
    table = table.append_column("calls", pa.array(crowd.label * 3 + np.arange(ROWS) % 3))
    table = table.append_column("户", pa.array(np.arange(ROWS) // 2))
    table = table.append_column("y", pa.array(np.where(crowd.label == 1, "yes", "no")))
    options = pa.csv.WriteOptions(delimiter=";")
    content = io.BytesIO()
    pa.csv.write_csv(table, content, options)
    (made / "people.csv").write_bytes(content.getvalue().decode().encode("gb18030"))
    arm = np.where(
        np.arange(ROWS) % 5 == 4, "other letter", np.where(told.treated == 1, "letter", "no letter")
    )
    table = told.features.append_column("arm", pa.array(arm)).append_column("visit", pa.array(told.label))
    pa.csv.write_csv(table, made / "campaign.csv")
    return made


def told(command: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main([part.replace("~", " ") for part in command.replace("@", f"{folder}/").split()])
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


def test_both_splits_as_csv(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = "propensity evaluate @people.csv --label y --time day --group 户 --drop calls --embargo 7 --format csv"
    code, out, err = told(command, folder, capsys)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0, err
    assert list(rows[0])[:3] == ["model", "split", "auc"]
    assert [(row["model"], row["split"]) for row in rows] == [
        (model, split) for split in ("random", "time") for model in ("logistic", "hgb", "lightgbm")
    ]
    assert all(0.6 < float(row["auc"]) < 0.9 and float(row["ece_after"]) < 0.08 for row in rows)
    assert "4,000 rows, 4 inputs; y = yes in" in err


def test_a_campaign_as_json_and_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = "propensity evaluate @campaign.csv --label visit --treatment arm --arms letter,no~letter"
    code, out, err = told(f"{command} --quiet --format json", folder, capsys)
    rows = {row["model"]: row for row in json.loads(out)}
    assert (code, err) == (0, "")
    assert rows["t_learner_logistic"]["auc"] is None
    assert rows["lightgbm"]["qini"] is not None
    assert rows["t_learner_logistic"]["rows_train"] == 2_400
    code, out, err = told(command, folder, capsys)
    assert code == 0
    assert "effect of the treatment" in out
    assert "t_learner_logistic" in out


WRONG = """
command                                                           says
@nowhere.csv --label y                                            nowhere.csv is not there
@people.csv --label z                                             the table has no column z; it has bills, age, town
@people.csv --label y --drop call                                 the table has no column call; did you mean calls?
@people.csv --label town                                          column town has the 4 values
@people.csv --label y --time town --drop calls,户,day              not a time; give dates like 2026-02-17
@people.csv --label y --drop 户,day                                not fit as inputs: calls is a copy of the label
@people.csv --label y --drop calls,户                              not fit as inputs: day is of type date32
@people.csv --label y --time y                                    column y is given two roles
@people.csv --label y --embargo 3                                 --embargo takes a time of 0 or more
@people.csv --label y --arms a,b                                  --arms takes TREATED,CONTROL
@campaign.csv --label visit --treatment arm                       column arm has the 3 values
@campaign.csv --label visit --treatment arm --arms letter,none    column arm has no value 'none'
@campaign.csv --label visit --drop a,b,c,arm                      no column is left as input
"""
CASES = [line.split("  ", 1) for line in WRONG.strip().splitlines()[1:]]


@pytest.mark.parametrize(("command", "says"), CASES, ids=[case[0] for case in CASES])
def test_wrong_input_gets_one_line(
    command: str, says: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = told(f"propensity evaluate {command} --quiet", folder, capsys)
    assert (code, out) == (1, "")
    assert err.startswith("gridtag: ") and len(err.strip().splitlines()) == 1
    assert says.strip() in err
