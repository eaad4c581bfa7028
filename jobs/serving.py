"""The serving database: cards as published, found by their keys. SQLite, or PostgreSQL by URL."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from gridtag import postgres
from gridtag.errors import GridtagError

BATCH = 5_000
"""Customers of a transaction."""
TABLES = (
    "CREATE TABLE IF NOT EXISTS cards (customer_no TEXT PRIMARY KEY, card TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS card_keys (kind TEXT NOT NULL, key TEXT NOT NULL, customer_no TEXT NOT NULL, "
    "confidence DOUBLE PRECISION NOT NULL, PRIMARY KEY (kind, key, customer_no))",
    "CREATE INDEX IF NOT EXISTS keys_of_card ON card_keys (customer_no)",
    "CREATE TABLE IF NOT EXISTS published (name TEXT PRIMARY KEY, told TEXT NOT NULL)",
)
COLUMNS = {
    "cards": {"customer_no": "text", "card": "text"},
    "card_keys": {"kind": "text", "key": "text", "customer_no": "text", "confidence": "float8"},
    "published": {"name": "text", "told": "text"},
}
NOT_PUBLISHED = "no cards have been published in this database yet; run the step cards to its end first"
UNIQUE = {"cards": "customer_no", "card_keys": "kind, key, customer_no", "published": "name"}


@dataclass(frozen=True)
class Card:
    """`keys` are kind, key and confidence each; `text` is JSON, None where the customer has gone."""

    customer_no: str
    keys: Sequence[tuple[str, str, float]]
    text: str | None


@dataclass(frozen=True)
class Database:
    """An open connection, and whether it is one to SQLite."""

    connection: Any
    is_sqlite: bool

    def execute(self, statement: str, values: Sequence[Any] = ()) -> list[Sequence[Any]]:
        """`?` stands for a value."""
        cursor = self.connection.cursor()
        cursor.execute(statement if self.is_sqlite else statement.replace("?", "%s"), tuple(values))
        return list(cursor.fetchall()) if cursor.description else []

    def write(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows, or replace those of the same key."""
        columns, unique = COLUMNS[table], UNIQUE[table]
        names = ", ".join(columns)
        changed = [name for name in columns if name not in unique.split(", ")]
        then = ", ".join(f"{name} = excluded.{name}" for name in changed)
        conflict = f"ON CONFLICT ({unique}) DO UPDATE SET {then}"
        if self.is_sqlite:
            marks = ", ".join("?" * len(columns))
            self.connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks}) {conflict}", rows)
        elif rows:
            arrays = ", ".join(f"?::{kind}[]" for kind in columns.values())
            statement = f"INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays}) {conflict}"
            self.execute(statement, [list(column) for column in zip(*rows, strict=True)])

    def delete(self, table: str, customers: Sequence[str]) -> None:
        if self.is_sqlite:
            self.connection.executemany(
                f"DELETE FROM {table} WHERE customer_no = ?", [(number,) for number in customers]
            )
        else:
            self.execute(f"DELETE FROM {table} WHERE customer_no = ANY(?::text[])", [list(customers)])

    def is_made(self) -> bool:
        """Whether the tables are there."""
        named = (
            "SELECT count(*) FROM sqlite_master WHERE name = ?" if self.is_sqlite else "SELECT to_regclass(?)"
        )
        return bool(self.execute(named, ["published"])[0][0])

    def clear(self) -> None:
        """Take away all cards, and the note of what has been published; committed with what is written next."""
        for table in COLUMNS:
            self.execute(f"DELETE FROM {table}")


def url_of(setting: str, out: Path) -> str:
    """The database named by GRIDTAG_SERVING, else a SQLite file among the deliverables."""
    return setting or f"sqlite:///{out / 'serving' / 'cards.db'}"


@contextmanager
def opened(url: str, *, make: bool = False) -> Iterator[Database]:
    """The database at the URL, its tables made where they are missing and `make`; raises GridtagError where it is not
    there or not reached."""
    database = _connected(url, make)
    try:
        if make:
            for statement in TABLES:
                database.execute(statement)
            database.connection.commit()
        elif not database.is_made():
            raise GridtagError(NOT_PUBLISHED)
        yield database
    finally:
        database.connection.close()


def _connected(url: str, make: bool) -> Database:
    if url.startswith("sqlite:///"):
        return Database(_sqlite(Path(url.removeprefix("sqlite:///")), make), True)
    if url.partition("://")[0] not in postgres.SCHEMES:
        raise GridtagError(
            "GRIDTAG_SERVING takes sqlite:///<file> or postgresql://user:password@host:port/database"
        )
    return Database(postgres.connect(url), False)


def _sqlite(path: Path, make: bool) -> sqlite3.Connection:
    if make:
        path.parent.mkdir(parents=True, exist_ok=True)
    elif not path.is_file():
        raise GridtagError(
            f"no cards are published in {path}; run the step cards first, or set GRIDTAG_SERVING"
        )
    connection = sqlite3.connect(path)
    if make:  # so that nobody who looks up waits for the publisher; the file keeps it
        connection.execute("PRAGMA journal_mode = WAL")
    return connection


def publish(database: Database, cards: Iterable[Card], told: dict[str, str]) -> int:
    """Bring these customers' cards to what is given, batch by batch, then note `told`; gives how many cards came.

    What is cut off on the way is published again by the next call, as `told` has not been noted.
    """
    rest, many = iter(cards), 0
    while batch := list(islice(rest, BATCH)):
        kept = [card for card in batch if card.text is not None]
        database.delete("card_keys", [card.customer_no for card in batch])
        database.delete("cards", [card.customer_no for card in batch if card.text is None])
        database.write("cards", [(card.customer_no, card.text) for card in kept])
        keys = [(kind, key, card.customer_no, sure) for card in kept for kind, key, sure in card.keys]
        database.write("card_keys", keys)
        database.connection.commit()
        many += len(batch)
    database.write("published", sorted(told.items()))
    database.connection.commit()
    return many


def published(database: Database) -> dict[str, str]:
    """What the last publishing noted, by name; nothing where it was cut off."""
    return {str(name): str(told) for name, told in database.execute("SELECT name, told FROM published")}


def look_up(database: Database, kind: str, key: str) -> list[dict[str, Any]]:
    """The cards that a key (customer, phone, meter, address) leads to, the surest first, each with its confidence."""
    if kind == "customer":
        rows = database.execute("SELECT card, 1.0 FROM cards WHERE customer_no = ?", [key])
    else:
        rows = database.execute(
            "SELECT cards.card, card_keys.confidence FROM card_keys INNER JOIN cards "
            "ON card_keys.customer_no = cards.customer_no WHERE card_keys.kind = ? AND card_keys.key = ? "
            "ORDER BY card_keys.confidence DESC, cards.customer_no",
            [kind, key],
        )
    return [{**json.loads(card), "confidence": confidence} for card, confidence in rows]
