"""The customer archive from a real PostgreSQL server, by watermark."""

from __future__ import annotations

import dataclasses
import os
from datetime import date
from urllib.parse import urlsplit

import pg8000.dbapi
import pytest

from gridtag.errors import GridtagError
from gridtag.jobs import ingest
from gridtag.jobs.check import accounting
from gridtag.jobs.context import Context
from gridtag.jobs.database import SCHEMA
from gridtag.settings import Settings
from gridtag.sources import BY_NAME

ARCHIVE = ("customers", "contacts", "consents", "care_register")


def _statements(url: str, *statements: str) -> None:
    parts = urlsplit(url)
    server = pg8000.dbapi.connect(
        user=parts.username,
        password=parts.password,
        host=parts.hostname,
        port=parts.port,
        database=parts.path[1:],
    )
    for statement in statements:
        server.cursor().execute(statement)
    server.commit()
    server.close()


def _empty_archive(url: str) -> None:
    made = [f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE", f"CREATE SCHEMA {SCHEMA}"]
    for name in ARCHIVE:
        columns = ", ".join(
            f"{raw} {'timestamp' if raw == 'UPDATED_AT' else 'text'}" for raw in BY_NAME[name].raw_columns
        )
        made.append(f"CREATE TABLE {SCHEMA}.{name} ({columns})")
    _statements(url, *made)


def _customer(number: str, status: str, updated: str) -> str:
    return (
        f"INSERT INTO {SCHEMA}.customers (cons_no, org_no, status_code, updated_at) "
        f"VALUES ('{number}', '3340101', '{status}', '{updated}')"
    )


@pytest.mark.postgres
def test_only_changes_after_the_watermark_are_read(context: Context) -> None:
    url = os.environ["GRIDTAG_TEST_POSTGRES_URL"]
    _empty_archive(url)
    _statements(url, _customer("1", "0", "2026-10-01 10:00"), _customer("2", "0", "2026-10-31 23:59:59.5"))
    _statements(url, _customer("1", "9", "2026-11-01 00:00"))
    with_database = dataclasses.replace(context, landing="", settings=Settings(postgres=url))

    ingest.run(with_database)
    ingest.run(with_database)
    lake = context.lake
    assert lake.read("silver.customers").count() == 2
    files = [row["file"] for row in lake.read("bronze.files").where("source = 'customers'").collect()]
    assert files == ["postgresql/customers/1970-01-01..2026-10-31"]

    ingest.run(dataclasses.replace(with_database, as_of=date(2026, 11, 1)))
    versions = lake.read("silver.customers").orderBy("customer_no", "valid_from").collect()
    assert [(row["customer_no"], row["status"], row["is_current"]) for row in versions] == [
        ("1", "0", False),
        ("1", "9", True),
        ("2", "0", True),
    ]
    assert all(row["balanced"] for row in accounting(lake))


def test_a_malformed_url_is_one_clear_line(context: Context) -> None:
    wrong = dataclasses.replace(context, landing="", settings=Settings(postgres="mysql://somewhere"))
    with pytest.raises(GridtagError, match="PostgreSQL URL is not of the form"):
        ingest.run(wrong)
