"""`gridtag addresses`: any CSV file's addresses taken apart or compared in pairs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from gridtag.jobs.cli_options import Quiet
from gridtag.jobs.output import Format, Progress, show

addresses = typer.Typer(
    help="Chinese addresses: their parts, and which are the same place.", no_args_is_help=True
)
FormOption = Annotated[Format, typer.Option("--format", help="table, json or csv")]
Told = Callable[[dict[str, str]], dict[str, Any]]
EVERY = 10_000


@addresses.command("parse")
def parse(
    file: Annotated[Path, typer.Argument(help="CSV (UTF-8 or GB18030) or Parquet file.")],
    column: Annotated[str, typer.Option(help="The column of addresses.")] = "address",
    city_column: Annotated[str, typer.Option(help="Column of the city where known.")] = "",
    county_column: Annotated[str, typer.Option(help="Column of the county where known.")] = "",
    form: FormOption = Format.csv,
    quiet: Quiet = False,
) -> None:
    """The file's rows with the parts of each address: province, city, county, town, village …, precision and
    confidence. What is ambiguous stays empty."""
    from gridtag.models.addresses.address import FIELDS
    from gridtag.models.addresses.parse import parse as parts_of

    def told(row: dict[str, str]) -> dict[str, Any]:
        city = row[city_column] if city_column else None
        parts = parts_of(row[column], city=city, county=row[county_column] if county_column else None)
        return dict(zip(FIELDS, parts, strict=False))

    needed = [name for name in (column, city_column, county_column) if name]
    _tell(file, needed, FIELDS, told, form, quiet)


@addresses.command("match")
def match(
    pairs: Annotated[Path, typer.Argument(help="File with the columns address_a and address_b.")],
    form: FormOption = Format.csv,
    quiet: Quiet = False,
) -> None:
    """The file's rows with label (same, part or different), score from 0 to 1, and why."""
    from gridtag.models.addresses.match import match as compared

    def told(row: dict[str, str]) -> dict[str, Any]:
        return compared(row["address_a"], row["address_b"])._asdict()

    _tell(pairs, ["address_a", "address_b"], ("label", "score", "why"), told, form, quiet)


def _tell(
    file: Path, needed: Sequence[str], added: Sequence[str], told: Told, form: Format, quiet: bool
) -> None:
    """Show the file's rows with what is told of them; the file's own columns of such a name become input_…"""
    from gridtag.jobs import user_tables

    heading, rows = user_tables.rows(file, needed)
    renamed = {name: f"input_{name}" if name in added else name for name in heading}
    progress = Progress(1, quiet)
    with progress.step(file.name) as say:
        both = ({renamed[name]: row[name] for name in heading} | told(row) for row in _counted(rows, say))
        _show(both, [*renamed.values(), *added], form)


def _counted(rows: Iterable[dict[str, str]], say: Callable[[str], None]) -> Iterator[dict[str, str]]:
    for number, row in enumerate(rows, 1):
        yield row
        if number % EVERY == 0:
            say(f"{number:,} rows")


def _show(rows: Iterable[dict[str, Any]], columns: Sequence[str], form: Format) -> None:
    try:
        show(rows, columns, form)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
