"""`gridtag bench`: measurements against peers, side by side in one run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gridtag.jobs.cli_options import FormatOption, Quiet, listed, positive
from gridtag.jobs.output import Format, Progress, show

bench = typer.Typer(help="Measurements against peers; needs the dev extra and Linux.", no_args_is_help=True)


Customers = Annotated[int, typer.Option(help="How many customers.")]
Folder = Annotated[Path, typer.Option(help="Where events and results go; kept.")]


@bench.command("features")
def features(
    customers: Customers = 100_000,
    engines: Annotated[str, typer.Option(help="Comma-separated; all by default, ours first.")] = "",
    folder: Folder = Path("build/bench"),
    form: FormatOption = Format.table,
    quiet: Quiet = False,
) -> None:
    """The feature engine beside Polars, DuckDB and naive PySpark: the same features of the same events."""
    from gridtag.bench import features as job

    chosen = listed(engines) or list(job.ENGINES)
    positive(customers, "--customers")
    with Progress(1, quiet).step(f"bench {customers:,} customers") as say:
        found = list(job.peers(customers, folder / f"{customers}", chosen, say))
    show(found, job.COLUMNS, form)


@bench.command("refresh")
def refresh(
    customers: Customers = 100_000,
    folder: Folder = Path("build/bench"),
    form: FormatOption = Format.table,
    quiet: Quiet = False,
) -> None:
    """A day's refresh of all feature tables beside computing them anew."""
    from gridtag.bench import refresh as job

    positive(customers, "--customers")
    with Progress(1, quiet).step(f"bench refresh {customers:,} customers") as say:
        found = list(job.steps(customers, folder / f"refresh-{customers}", say))
    show(found, job.COLUMNS, form)


@bench.command("skew")
def skew(
    customers: Customers = 100_000,
    folder: Folder = Path("build/bench"),
    form: FormatOption = Format.table,
    quiet: Quiet = False,
) -> None:
    """All feature tables where events are spread evenly, and where as many lie in a few heaps."""
    from gridtag.bench import skew as job

    positive(customers, "--customers")
    with Progress(1, quiet).step(f"bench skew {customers:,} customers") as say:
        found = list(job.shapes(customers, folder / "skew", say))
    show(found, job.COLUMNS, form)


@bench.command("transactions")
def transactions(
    keys: Annotated[int, typer.Option(help="How many customers.")] = 100_000,
    rows: Annotated[int, typer.Option(help="How many transactions.")] = 20_000_000,
    folder: Folder = Path("build/bench"),
    form: FormatOption = Format.table,
    quiet: Quiet = False,
) -> None:
    """2,080 features of one table beside Spark's pivot over rings of days."""
    from gridtag.bench import transactions as job

    positive(keys, "--keys")
    positive(rows, "--rows")
    with Progress(1, quiet).step(f"bench {rows:,} transactions") as say:
        found = list(job.peers(keys, rows, folder / "transactions", say))
    show(found, job.COLUMNS, form)


@bench.command("audience")
def audience(
    customers: Customers = 50_000_000,
    folder: Folder = Path("build/bench"),
    form: FormatOption = Format.table,
    quiet: Quiet = False,
) -> None:
    """Three tags counted on the audience index beside DuckDB and Polars, on one core."""
    from gridtag.bench import audience as job

    positive(customers, "--customers")
    with Progress(1, quiet).step(f"bench audience {customers:,} customers") as say:
        found = list(job.peers(customers, folder / f"audience-{customers}", say))
        sized = job.size(folder / f"audience-{customers}")
    show(found, job.COLUMNS, form)
    typer.echo(f"whole index: {sized['index_mb']} MB, {sized['assignments_m']} million assignments", err=True)


@bench.command("tags")
def tags(
    customers: Customers = 500_000,
    folder: Folder = Path("build/bench"),
    form: FormatOption = Format.table,
    quiet: Quiet = False,
) -> None:
    """Tags and audience index after a day on which one customer in a hundred changed, beside building them whole."""
    from gridtag.bench import tags as job

    positive(customers, "--customers")
    with Progress(1, quiet).step(f"bench tags {customers:,} customers") as say:
        found = list(job.steps(customers, folder / f"tags-{customers}", say))
    show(found, job.COLUMNS, form)


@bench.command("cards")
def cards(
    customers: Customers = 1_000_000,
    rate: Annotated[int, typer.Option(help="Requests a second.")] = 200,
    seconds: Annotated[int, typer.Option(help="For how long.")] = 60,
    database: Annotated[
        str, typer.Option(help="URL of the database; its cards are replaced. SQLite by default.")
    ] = "",
    folder: Folder = Path("build/bench"),
    form: FormatOption = Format.table,
    quiet: Quiet = False,
) -> None:
    """Agents' cards looked up by account, phone and meter at a steady rate, from a second process."""
    from gridtag.bench import cards as job

    positive(customers, "--customers")
    positive(rate * seconds, "--rate and --seconds")
    url = database or job.sqlite_url(folder)
    with Progress(1, quiet).step(f"bench {customers:,} cards") as say:
        found = list(job.rates(url, customers, rate, seconds, say))
    show(found, job.COLUMNS, form)


@bench.command("addresses")
def addresses(
    peers: Annotated[
        Path | None, typer.Option(help="Python with jionlp, cpca and addressparser; without it ours alone.")
    ] = None,
    form: FormatOption = Format.table,
    quiet: Quiet = False,
) -> None:
    """The hand-labelled addresses of the tests, field by field beside public parsers, and speed."""
    from gridtag.bench import addresses as job

    with Progress(1, quiet).step("bench addresses") as say:
        found = list(job.side_by_side(peers, say))
    show(found, job.columns(peers), form)


@bench.command("places")
def places(
    customers: Customers = 20_000,
    folder: Folder = Path("build/bench"),
    form: FormatOption = Format.table,
    quiet: Quiet = False,
) -> None:
    """Which place each ticket's address means, in a sample province whose places are known."""
    from gridtag.bench import places as job

    positive(customers, "--customers")
    with Progress(1, quiet).step(f"bench places, {customers:,} customers") as say:
        found = list(job.found_again(customers, folder / f"places-{customers}", say))
    show(found, job.COLUMNS, form)


@bench.command("weak-spots")
def weak_spots(
    seeds: Annotated[int, typer.Option(help="How many made-up grids of 14,400 cells, calm and stormy.")] = 8,
    first_seed: Annotated[int, typer.Option(help="The first of them; the ranking was chosen on 1 to 8.")] = 1,
    cells: Annotated[
        int, typer.Option(help="Measure time at so many cells with ten reports each instead.")
    ] = 0,
    form: FormatOption = Format.table,
    quiet: Quiet = False,
) -> None:
    """Planted weak cells found again beside four simpler rankings, and the causes of complaints; or time by size."""
    from gridtag.bench import weak_spots as job

    positive(seeds, "--seeds")
    with Progress(1, quiet).step("bench weak-spots") as say:
        if cells:
            show([job.size(positive(cells, "--cells"), say)], job.SIZE_COLUMNS, form)
            return
        found = list(job.found_again(seeds, say, first=first_seed))
        causes = job.attributed(seeds, first_seed)
    show(found, job.COLUMNS, form)
    typer.echo(
        "causes of complaints: " + ", ".join(f"{name} {figure}" for name, figure in causes.items()), err=True
    )


@bench.command("campaign-effect")
def campaign_effect(
    customers: Customers = 40_000,
    campaigns: Annotated[int, typer.Option(help="How many campaigns to simulate.")] = 50,
    form: FormatOption = Format.table,
    quiet: Quiet = False,
) -> None:
    """Campaigns planned and measured over simulated customers: how often the planted effect is in the interval."""
    from gridtag.bench import campaign_effect as job

    positive(customers, "--customers")
    positive(campaigns, "--campaigns")
    with Progress(1, quiet).step(f"bench {campaigns} campaigns") as say:
        found = list(job.campaigns(customers, campaigns, say))
    show(found, job.COLUMNS, form)
    told = job.summary(found)
    typer.echo(
        f"covered {told['covered']} of {told['campaigns']}; mean planted {told['planted']:.4f}, "
        f"mean found {told['found']:.4f}; gross above incremental in {told['gross_above']}",
        err=True,
    )
