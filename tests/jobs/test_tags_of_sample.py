"""Every tag of the sample province against its rule as plain SQL, run by DuckDB over the features."""

from __future__ import annotations

import json

import duckdb
import pytest
import sqlglot

from gridtag.errors import GridtagError
from gridtag.features.tags.rules import Rule, rules
from gridtag.jobs import tags as job
from gridtag.jobs.cli import main
from gridtag.jobs.features import customer_features
from gridtag.jobs.tag_evidence import PERSONAL, evidence
from tests.province import Province


def of_duckdb(connection: duckdb.DuckDBPyConnection, rule: Rule) -> list[str]:
    """Customers whom the rule marks."""
    condition = sqlglot.transpile(rule.tag.rule, read="spark", write="duckdb")[0]
    rows = connection.sql(
        f"SELECT customer_no FROM features WHERE {condition} ORDER BY customer_no"
    ).fetchall()
    return [number for (number,) in rows]


def test_every_tag_marks_whom_its_rule_means(province: Province) -> None:
    lake, day = province.context.lake, province.context.as_of
    for table, is_restricted in ((job.TABLE, False), (job.CARE, True)):
        chosen = [rule for rule in rules() if rule.is_restricted == is_restricted]
        connection = duckdb.connect()
        connection.register("features", customer_features(lake, job.inputs(chosen)).toArrow())
        told: dict[str, list[str]] = {rule.tag.id: [] for rule in chosen}
        for row in job.valid_on(lake, day, table).orderBy("customer_no").collect():
            told[row["tag_id"]].append(row["customer_no"])
        assert told == {rule.tag.id: of_duckdb(connection, rule) for rule in chosen}
        assert sum(map(len, told.values())) > 0


def test_the_rows_behind_a_tag_are_as_many_as_its_features_count(
    province: Province, capsys: pytest.CaptureFixture[str]
) -> None:
    """T050 frequent caller: its one feature counts calls of ninety days."""
    lake = province.context.lake
    held = job.valid_on(lake, province.context.as_of).where("tag_id = 'T050'").orderBy("customer_no").first()
    assert held is not None
    calls = json.loads(held["value"])["call_n_all_cnt_90d"]
    told = evidence(province.context, held["customer_no"], "T050", 3)
    assert {(row["features"], row["window"], row["rows"]) for row in told} == {
        ("call_n_all_cnt_90d", "近90天", calls)
    }
    assert len(told) == 3 < calls and all("started_at=" in row["row"] for row in told)
    assert not any(f"{name}=" in row["row"] for row in told for name in PERSONAL)
    with pytest.raises(GridtagError, match="no tag T155 to explain"):
        evidence(province.context, held["customer_no"], "T155", 3)
    command = ["tags", "explain", held["customer_no"], "T050", "--lake", lake.root, "--format", "json"]
    with pytest.raises(SystemExit) as ended:
        main(command)
    assert ended.value.code == 0
    assert {row["rows"] for row in json.loads(capsys.readouterr().out)} == {calls}
