"""PostgreSQL by URL: postgresql://user:password@host:port/database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from gridtag.errors import GridtagError

SCHEMES = ("postgresql", "postgres")


@dataclass(frozen=True)
class Server:
    host: str
    port: int
    database: str
    user: str
    password: str


def server(url: str) -> Server:
    """What the URL says; raises GridtagError, without quoting it, where it is no such URL."""
    try:
        parts = urlsplit(url)
        host, port, database = parts.hostname, parts.port or 5432, unquote(parts.path.strip("/"))
    except ValueError:
        host = None
    if not host or not database or parts.scheme not in SCHEMES:
        raise GridtagError(
            "the PostgreSQL URL is not of the form postgresql://user:password@host:port/database"
        )
    return Server(host, port, database, unquote(parts.username or ""), unquote(parts.password or ""))


def connect(url: str) -> Any:
    """A DB-API connection; raises GridtagError where there is none to be had."""
    import pg8000.dbapi

    of = server(url)
    try:
        return pg8000.dbapi.connect(
            user=of.user, password=of.password, host=of.host, port=of.port, database=of.database
        )
    except (pg8000.dbapi.Error, OSError) as error:
        raise GridtagError(
            f"PostgreSQL at {of.host}:{of.port} cannot be reached, or refuses the user or the database"
        ) from error
