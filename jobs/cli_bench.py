"""`gridtag bench`: measurements against peers, side by side in one run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gridtag.errors import GridtagError
from gridtag.jobs.cli_options import FormatOption, Quiet, positive
from gridtag.jobs.output import Format, Progress, show

bench = typer.Typer(help="Measurements against peers; needs the dev extra and Linux.", no_args_is_help=True)


@bench.command("features")
def features(
    customers: Annotated[int, typer.Option(help="How many customers.")] = 100_000,
    engines: Annotated[str, typer.Option(help="Comma-separated; all by default, ours first.")] = "",
    folder: Annotated[Path, typer.Option(help="Where events and results go; kept.")] = Path("build/bench"),
    form: FormatOption = Format.table,
    quiet: Quiet = False,
) -> None:
    """The feature engine beside Polars, DuckDB and naive PySpark: the same features of the same events."""
    try:
        from gridtag.bench import features as job
    except ImportError as error:
        raise GridtagError(f"benchmarks need the dev extra: {error}") from None
    chosen = [name.strip() for name in engines.split(",") if name.strip()] or list(job.ENGINES)
    positive(customers, "--customers")
    progress = Progress(1, quiet)
    with progress.step(f"bench {customers:,} customers") as say:
        rows = list(job.peers(customers, folder / f"{customers}", chosen, say))
    show(rows, job.COLUMNS, form)
