"""Commands that show what is declared and what was found."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from gridtag.errors import GridtagError
from gridtag.jobs.cli_options import (
    FormatOption,
    LakeOption,
    Quiet,
    context,
    listed,
    must_be_empty,
    positive,
)
from gridtag.jobs.output import Format, Progress, show

features = typer.Typer(help="The feature catalogue.", no_args_is_help=True)
tags = typer.Typer(help="The tag catalogue, and why a customer has a tag.", no_args_is_help=True)

FEATURE_COLUMNS = ("id", "name", "dimension", "title", "title_en", "unit", "window", "status", "privacy")
TAG_COLUMNS = ("id", "title", "title_en", "rule", "users", "privacy", "marketing", "refresh", "version")
Docs = Annotated[Path, typer.Option("--docs", help="Folder of the documentation.")]


def add_to(app: typer.Typer) -> None:
    """Hang the commands of this module on the main one."""
    for name, group in (("features", features), ("tags", tags)):
        app.add_typer(group, name=name)
    app.command("query")(query)
    app.command("repeat-places")(repeat_places)
    app.command("weak-spots")(weak_spots)


@features.command("list")
def features_list(
    form: FormatOption = Format.table,
    status: Annotated[str, typer.Option(help="live or planned.")] = "live",
) -> None:
    """Every feature: id, name, dimension, title, unit, window, status, privacy."""
    from gridtag.features.pages import feature_rows

    show((row for row in feature_rows() if row["status"] == status), FEATURE_COLUMNS, form)


@features.command("show")
def features_show(name: str, form: FormatOption = Format.table) -> None:
    """One feature with its null rule and its formula."""
    from gridtag.features.pages import feature_rows

    _show_one({row["name"]: row for row in feature_rows()}, name, "feature", form)


@features.command("docs")
def features_docs(docs: Docs = Path("docs")) -> None:
    """Write docs/features.html and docs/tags.md anew."""
    from gridtag.features.pages import tags_page
    from gridtag.jobs.report.feature_catalogue import page

    write(docs / "features.html", page())
    write(docs / "tags.md", tags_page())


@features.command("as-of")
def features_as_of(
    spine: Annotated[Path, typer.Option(help="CSV file with the columns customer_no and as_of.")],
    to: Annotated[Path, typer.Option(help="Folder to write; must be empty or absent.")] = Path("training"),
    names: Annotated[str, typer.Option(help="Comma-separated features; by default all open ones.")] = "",
    lake: LakeOption = "./lake",
    form: FormatOption = Format.table,
    quiet: Quiet = False,
) -> None:
    """A training set: features of these customers as known on these days, as Parquet files by day."""
    from gridtag.jobs import training

    must_be_empty(to, "--to")
    wanted = training.spine(spine)
    chosen = listed(names) or None
    progress = Progress(1, quiet)
    with context(lake, max(wanted)) as opened, progress.step(f"features as of {len(wanted)} days") as say:
        rows = list(training.write(dataclasses.replace(opened, say=say), wanted, str(to), chosen))
    show(rows, ("as_of", "customers", "without_account"), form)


@tags.command("list")
def tags_list(form: FormatOption = Format.table) -> None:
    """Every tag with its rule over features."""
    from gridtag.features.pages import tag_rows

    show(tag_rows(), TAG_COLUMNS, form)


@tags.command("show")
def tags_show(tag: str, form: FormatOption = Format.table) -> None:
    """One tag."""
    from gridtag.features.pages import tag_rows

    _show_one({row["id"]: row for row in tag_rows()}, tag, "tag", form)


@tags.command("explain")
def tags_explain(
    customer: str,
    tag: Annotated[str, typer.Argument(help="One of the tags: the rows behind it are shown as well.")] = "",
    limit: Annotated[int, typer.Option(help="How many rows of each kind to show.")] = 5,
    lake: LakeOption = "./lake",
    form: FormatOption = Format.table,
) -> None:
    """The tags a customer holds, with each rule and the feature values it saw."""
    from gridtag.jobs.tag_evidence import evidence
    from gridtag.jobs.tags import explain

    with context(lake, date.today()) as opened:
        rows = [row for row in explain(opened.lake, customer) if tag in ("", row["tag_id"])]
        behind = evidence(opened, customer, tag, positive(limit, "--limit")) if tag and rows else []
    if not rows:
        raise GridtagError(
            "no such customer in the lake, or the customer holds no tag; check the customer number"
        )
    if form is Format.table or not behind:
        show(rows, tuple(rows[0]), form)
    if behind:
        show(behind, tuple(behind[0]), form)


def query(
    name: Annotated[str, typer.Argument(help="A query of sql/queries; without one, their names.")] = "",
    lake: LakeOption = "./lake",
    form: FormatOption = Format.table,
) -> None:
    """Run one of the analyst's queries that come with the package."""
    from gridtag import sql

    if not name:
        show([{"query": known} for known in sql.names()], ("query",), form)
        return
    if name not in sql.names():
        raise GridtagError(f"no query {name}; there are {', '.join(sql.names())}")
    with context(lake, date.today()) as opened:
        frame = opened.lake.query(sql.text(name))
        rows, columns = [row.asDict() for row in frame.toLocalIterator()], frame.columns
    show(rows, columns, form)


def repeat_places(
    years: Annotated[str, typer.Option(help="First and later year, as Y1,Y2.")],
    festival: Annotated[str, typer.Option(help="Only `spring` so far.")] = "spring",
    lake: LakeOption = "./lake",
    form: FormatOption = Format.table,
) -> None:
    """Places with supply-side faults in the same festival of two years."""
    from gridtag.jobs.repeat_places import between

    if festival != "spring":
        raise GridtagError(f"--festival knows `spring`, not {festival!r}")
    first, later = _two_years(years)
    with context(lake, date(later, 12, 31)) as opened:
        frame = between(opened, first, later)
        rows, columns = [row.asDict() for row in frame.toLocalIterator()], frame.columns
    show(rows, columns, form)


def weak_spots(
    limit: Annotated[int, typer.Option(help="How many, best ranked first.")] = 50,
    level: Annotated[str, typer.Option(help="transformer, feeder or cell.")] = "transformer",
    lake: LakeOption = "./lake",
    form: FormatOption = Format.table,
) -> None:
    """Transformer areas, feeders or cells by rank of the last run."""
    from gridtag.jobs.weak_spots import of_last_run
    from gridtag.models.weak_spots.region import UNIT_KINDS

    positive(limit, "--limit")
    if level not in UNIT_KINDS:
        raise GridtagError(f"--level knows {', '.join(UNIT_KINDS)}, not {level!r}")
    with context(lake, date.today()) as opened:
        frame = of_last_run(opened.lake, level).limit(limit)
        rows, columns = [row.asDict() for row in frame.collect()], frame.columns
    show(rows, columns, form)


def _two_years(text: str) -> tuple[int, int]:
    parts = text.split(",")
    if len(parts) != 2 or not all(part.strip().isdigit() and len(part.strip()) == 4 for part in parts):
        raise GridtagError(f"--years takes two years as 2025,2026, not {text!r}")
    first, later = sorted(int(part) for part in parts)
    return first, later


def _show_one(rows: dict[str, dict[str, Any]], name: str, kind: str, form: Format) -> None:
    if name not in rows:
        near = [known for known in rows if name.lower() in known.lower()][:3]
        raise GridtagError(
            f"no {kind} {name}" + (f"; did you mean {', '.join(near)}?" if near else f"; see {kind}s list")
        )
    row = rows[name]
    if form is Format.table:
        show([{"field": key, "value": value} for key, value in row.items()], ("field", "value"), form)
    else:
        show([row], tuple(row), form)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(path)
