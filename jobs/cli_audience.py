"""`gridtag audience`: who is meant by tags, offices and features."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gridtag.jobs.cli_options import FormatOption, LakeOption, Out, positive
from gridtag.jobs.output import Format, show

audience = typer.Typer(help="Customers by tags, offices and features.", no_args_is_help=True)

Expression = Annotated[
    str, typer.Argument(help="As in \"T069 AND NOT T001 AND city = '33401' AND pay_n_cnt_365d >= 6\"")
]


@audience.command("count")
def count(expression: Expression, lake: LakeOption = "./lake", form: FormatOption = Format.table) -> None:
    """How many customers are meant, and on which day."""
    from gridtag.jobs.audiences import Index, understood

    meant, index = understood(expression), Index(lake)
    show([{"as_of": index.as_of, "customers": index.count(meant)}], ("as_of", "customers"), form)


@audience.command("preview")
def preview(
    expression: Expression,
    limit: Annotated[int, typer.Option(help="How many customers.")] = 20,
    lake: LakeOption = "./lake",
    form: FormatOption = Format.table,
) -> None:
    """The first customers who are meant, masked."""
    from gridtag.jobs.audiences import Index, understood

    meant = understood(expression)
    show(Index(lake).preview(meant, positive(limit, "--limit")), ("customer_no",), form)


@audience.command("export")
def export(
    expression: Expression,
    purpose: Annotated[str, typer.Option(help="marketing or service; it decides who is kept off the list.")],
    requester: Annotated[str, typer.Option(help="Who asks for the list; it goes into the log.")],
    case: Annotated[str, typer.Option(help="Approval to see customer numbers; masked without.")] = "",
    lake: LakeOption = "./lake",
    out: Out = Path("out"),
    form: FormatOption = Format.table,
) -> None:
    """Write the list of who is meant and may be contacted, log it, and show who was kept off by which rule."""
    from gridtag.jobs.audience_export import Request, export
    from gridtag.jobs.audiences import Index
    from gridtag.settings import Settings

    request = Request(expression, purpose, requester, case)
    done = export(Index(lake), request, Settings.from_environment().secret, out / "exports")
    show(done.steps, ("rule", "title", "removed", "remaining"), form)
    typer.echo(f"{done.folder}/list.csv", err=True)
