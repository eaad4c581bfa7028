"""The command line. Results on stdout, progress on stderr; bad input gets one line and a non-zero exit."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from gridtag.errors import GridtagError
from gridtag.jobs import cli_lists
from gridtag.jobs.cli_addresses import addresses
from gridtag.jobs.cli_audience import audience
from gridtag.jobs.cli_bench import bench
from gridtag.jobs.cli_campaign import campaign
from gridtag.jobs.cli_customer import customer
from gridtag.jobs.cli_options import (
    Customers,
    Day,
    FormatOption,
    LakeOption,
    Out,
    Quiet,
    a_date,
    context,
    must_be_empty,
    positive,
)
from gridtag.jobs.cli_propensity import propensity
from gridtag.jobs.cli_reliability import reliability
from gridtag.jobs.output import Format, Progress, show

UsageError: Any = typer.BadParameter.__bases__[0]
"""What typer raises on wrong input; it exports only the subclass."""

app = typer.Typer(
    name="gridtag",
    help="From an electricity hotline's raw records to features, tags, weak spots and target lists.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
cli_lists.add_to(app)
landing_app = typer.Typer(help="The landing contract.", no_args_is_help=True)
app.add_typer(landing_app, name="landing")
app.add_typer(addresses, name="addresses")
app.add_typer(audience, name="audience")
app.add_typer(bench, name="bench")
app.add_typer(campaign, name="campaign")
app.add_typer(propensity, name="propensity")
app.command()(customer)
app.command()(reliability)


@app.command()
def demo(
    customers: Customers = 20_000,
    landing: Annotated[Path, typer.Option(help="Where the sample's landing files go.")] = Path("landing"),
    lake: LakeOption = "./lake",
    out: Out = Path("out"),
    form: FormatOption = Format.table,
    quiet: Quiet = False,
) -> None:
    """Sample province, whole pipeline, deliverables in out/; says what was found and where."""
    from gridtag.jobs import demo as job
    from gridtag.jobs import pipeline

    jobs = pipeline.chosen("")
    progress = Progress(len(jobs) + 2, quiet)
    job.province(landing, positive(customers, "--customers"), progress)
    with context(lake, job.END, landing=str(landing), out=out, progress=progress) as run_context:
        pipeline.run(run_context, jobs, progress)
        rows = pipeline.summary(run_context)
    show(rows, ("item", "figure", "note"), form, f"gridtag demo, as of {job.END}, {progress.seconds:.0f} s")
    if form is Format.table:
        print(f"\nopen {(out / 'index.html').resolve()}")


@app.command()
def sample(
    customers: Customers = 20_000,
    months: Annotated[int, typer.Option(help="Months of history.")] = 24,
    seed: Annotated[int, typer.Option(help="Same seed, same files.")] = 1,
    end: Annotated[str, typer.Option(help="Last day of the history.")] = "2026-10-31",
    out: Annotated[Path, typer.Option(help="Folder to write; must be empty or absent.")] = Path("landing"),
    postgres: Annotated[str, typer.Option(help="Load archive tables into this PostgreSQL URL instead.")] = "",
    form: FormatOption = Format.table,
    quiet: Quiet = False,
) -> None:
    """Write the landing files of a make-believe province and, under _truth/, what was planted."""
    from gridtag import sample as province
    from gridtag.jobs.demo import month_shown

    must_be_empty(out, "--out")
    progress = Progress(1, quiet)
    with progress.step(f"sample {customers:,} customers x {months} months") as say:
        told = province.generate(
            out,
            customers=positive(customers, "--customers"),
            months=positive(months, "--months"),
            seed=seed,
            end=a_date(end, "--end"),
            postgres=postgres or None,
            progress=month_shown(say),
        )
    show(
        [{"source": name, "rows": rows} for name, rows in cast(dict[str, int], told["rows"]).items()],
        ("source", "rows"),
        form,
    )


@app.command()
def run(
    landing: Annotated[str, typer.Option("--from", help="Landing folder or URI.")],
    as_of: Day,
    steps: Annotated[str, typer.Option(help="Comma-separated steps; all but feature_audit by default.")] = "",
    lake: LakeOption = "./lake",
    out: Out = Path("out"),
    form: FormatOption = Format.table,
    quiet: Quiet = False,
) -> None:
    """Ingest what is new and bring every gold table to the day; running it again changes nothing."""
    from gridtag.jobs import pipeline
    from gridtag.jobs.landing import must_be_there

    jobs, day = pipeline.chosen(steps), a_date(as_of, "--as-of")
    if any(job.name == "ingest" for job in jobs):
        must_be_there(landing)
    progress = Progress(len(jobs) + 1, quiet)
    with context(lake, day, landing=landing, out=out, progress=progress) as run_context:
        pipeline.run(run_context, jobs, progress)
        rows = pipeline.summary(run_context) if len(jobs) == len(pipeline.chosen("")) else []
    if rows:
        show(rows, ("item", "figure", "note"), form, f"gridtag run, as of {day}, {progress.seconds:.0f} s")


@app.command()
def check(lake: LakeOption = "./lake", form: FormatOption = Format.table) -> None:
    """The books per source, quarantine by rule, files set aside, odd features and tags; exit code 1 where the books do
    not balance or an audit found features otherwise."""
    from gridtag.jobs.check import accounting, noted_files, quarantine_reasons
    from gridtag.jobs.extreme_tags import extreme_tags
    from gridtag.jobs.feature_audit import found_wrong
    from gridtag.jobs.feature_profile import alerts

    with context(lake, date.today()) as run_context:
        books, reasons = accounting(run_context.lake), quarantine_reasons(run_context.lake)
        noted, odd = noted_files(run_context.lake), alerts(run_context.lake)
        wrong, extreme = found_wrong(run_context.lake), extreme_tags(run_context.lake)
    show(books, ("source", "landed", "silver", "quarantined", "superseded", "balanced"), form)
    if form is Format.table:
        show(reasons, ("source", "rule", "reason", "rows"), form, "\nquarantine")
        show(noted, ("file", "status", "rows", "note"), form, "\nfiles set aside or odd")
        show(odd, ("feature", "title", "as_of", "alert"), form, "\nfeatures to look at")
        show(
            wrong, ("feature", "title", "as_of", "customers", "differing"), form, "\nfeatures found otherwise"
        )
        show(extreme, ("tag_id", "title", "marks", "reason"), form, "\ntags of nobody or everybody")
    if not all(row["balanced"] for row in books):
        raise GridtagError("the books do not balance: rows landed are not silver + quarantined + superseded")
    if wrong:
        raise GridtagError(f"an audit found {len(wrong)} features otherwise than their tables hold them")


@landing_app.command("docs")
def landing_docs(docs: cli_lists.Docs = Path("docs")) -> None:
    """Write docs/landing.md anew."""
    from gridtag.sample import documented_samples
    from gridtag.sources.document import landing_page

    cli_lists.write(docs / "landing.md", landing_page(documented_samples()))


@contextmanager
def _one_line() -> Iterator[None]:
    """Turn expected errors into one line on stderr and an exit code."""
    try:
        yield
    except GridtagError as error:
        _fail(str(error), 1)
    except UsageError as error:
        line = error.format_message()
        if line.startswith("Usage:"):
            print(line)
            sys.exit(2)
        command = error.ctx.command_path.removeprefix("gridtag").strip() if error.ctx else ""
        _fail(f"{command}: {line} (see --help)".removeprefix(": ").replace("\n", " "), 2)
    except (typer.Abort, KeyboardInterrupt):
        _fail("stopped", 130)


def _fail(line: str, code: int) -> None:
    print(f"gridtag: {line}", file=sys.stderr)
    sys.exit(code)


def main(arguments: list[str] | None = None) -> None:
    """The `gridtag` command."""
    with _one_line():
        code = app(arguments, prog_name="gridtag", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
