"""Every tag of the sample province against its rule as plain SQL, run by DuckDB over the features."""

from __future__ import annotations

import duckdb
import sqlglot

from gridtag.features.tags.rules import Rule, care_rules, open_rules
from gridtag.jobs import tags as job
from gridtag.jobs.features import customer_features
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
    for table, rules in ((job.TABLE, open_rules()), (job.CARE, care_rules())):
        connection = duckdb.connect()
        connection.register("features", customer_features(lake, job.inputs(rules)).toArrow())
        told: dict[str, list[str]] = {rule.tag.id: [] for rule in rules}
        for row in job.valid_on(lake, day, table).orderBy("customer_no").collect():
            told[row["tag_id"]].append(row["customer_no"])
        assert told == {rule.tag.id: of_duckdb(connection, rule) for rule in rules}
        assert sum(map(len, told.values())) > 0
