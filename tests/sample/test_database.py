"""The archive goes into PostgreSQL where a server is given."""

import os
from datetime import date
from pathlib import Path

import pytest

from gridtag.errors import GridtagError
from gridtag.postgres import connect
from gridtag.sample import generate
from gridtag.sample.database import definition
from gridtag.sources import BY_NAME

TABLES = ("customers", "contacts", "consents", "care_register")


def test_definition_keeps_every_version() -> None:
    _, create, _ = definition(BY_NAME["customers"])
    assert "PRIMARY KEY (cons_no, updated_at)" in create
    assert "updated_at timestamp" in create


@pytest.mark.parametrize(
    "url", ["mysql://somewhere/else", "postgresql://host:port/database", "postgresql://host"]
)
def test_a_wrong_url_is_refused(url: str) -> None:
    with pytest.raises(
        GridtagError, match="is not of the form postgresql://user:password@host:port/database"
    ):
        connect(url)


@pytest.mark.postgres
def test_load_is_idempotent(tmp_path: Path) -> None:
    url = os.environ["GRIDTAG_TEST_POSTGRES_URL"]
    for _ in range(2):
        told = generate(tmp_path, customers=400, months=14, end=date(2026, 3, 31), postgres=url)
    rows = told["rows"]
    assert isinstance(rows, dict)
    connection = connect(url)
    try:
        cursor = connection.cursor()
        for name in TABLES:
            assert not (tmp_path / name).exists()
            cursor.execute(f"SELECT count(*), max(updated_at) FROM marketing.{name}")
            count, last = cursor.fetchone()
            assert count == rows[name]
            assert last.date() <= date(2026, 3, 31)
        cursor.execute("SELECT count(*), count(DISTINCT cons_no) FROM marketing.customers")
        versions, customers = cursor.fetchone()
        assert versions > customers >= 400
    finally:
        connection.close()
