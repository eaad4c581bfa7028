"""Queries that analysts run and the reports are made of, as .sql files over tables named <layer>.<table>."""

from importlib import resources


def names() -> list[str]:
    """The queries, by file name without ending."""
    return sorted(
        path.name.removesuffix(".sql") for path in (resources.files("gridtag.sql") / "queries").iterdir()
    )


def text(name: str) -> str:
    """The query; its head says grain and parameters."""
    return (resources.files("gridtag.sql") / "queries" / f"{name}.sql").read_text(encoding="utf-8")
