"""`gridtag audience`: who is meant by tags, offices and features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from gridtag.jobs.cli_options import FormatOption, LakeOption, Out, a_date, positive
from gridtag.jobs.output import Format, show

audience = typer.Typer(help="Customers by tags, offices and features.", no_args_is_help=True)

Expression = Annotated[
    str, typer.Argument(help="As in \"T069 AND NOT T001 AND city = '33401' AND pay_n_cnt_365d >= 6\"")
]


def _say_what_is_stale(stale: Mapping[str, Sequence[str]]) -> None:
    for tag, why in stale.items():
        typer.echo(f"{tag} is stale: {'; '.join(why)}", err=True)


@audience.command("count")
def count(expression: Expression, lake: LakeOption = "./lake", form: FormatOption = Format.table) -> None:
    """How many customers are meant, and on which day."""
    from gridtag.jobs.audiences import Index, understood

    meant, index = understood(expression), Index(lake)
    customers = index.count(meant)
    _say_what_is_stale(index.stale(meant))
    show([{"as_of": index.as_of, "customers": customers}], ("as_of", "customers"), form)


@audience.command("preview")
def preview(
    expression: Expression,
    limit: Annotated[int, typer.Option(help="How many customers.")] = 20,
    lake: LakeOption = "./lake",
    form: FormatOption = Format.table,
) -> None:
    """The first customers who are meant, masked."""
    from gridtag.jobs.audiences import Index, understood

    meant, index, most = understood(expression), Index(lake), positive(limit, "--limit")
    rows = index.preview(meant, most)
    _say_what_is_stale(index.stale(meant))
    show(rows, ("customer_no",), form)


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
    _say_what_is_stale(done.stale)
    show(done.steps, ("rule", "title", "removed", "remaining"), form)
    typer.echo(f"{done.folder}/list.csv", err=True)


@audience.command("save")
def save(
    name: Annotated[str, typer.Argument(help="What the audience is called.")],
    expression: Annotated[str, typer.Argument(help="Who is meant; '' where it is no longer wanted.")],
    owner: Annotated[str, typer.Option(help="Who answers for it.")],
    lake: LakeOption = "./lake",
) -> None:
    """Keep an audience: from the next run on, who entered and who left is written down."""
    from gridtag.jobs import saved_audiences

    saved_audiences.save(lake, name, expression, owner)


@audience.command("saved")
def saved(lake: LakeOption = "./lake", form: FormatOption = Format.table) -> None:
    """The saved audiences and how many customers each has since the last run."""
    from gridtag.jobs import saved_audiences
    from gridtag.jobs.audiences import Index

    day = Index(lake).as_of
    rows = [
        {
            **asdict(one),
            "as_of": day,
            "customers": sum(map(len, saved_audiences.members(lake, one.audience, day).values())),
        }
        for one in saved_audiences.saved(lake).values()
    ]
    show(rows, ("audience", "as_of", "customers", "owner", "expression"), form)


@audience.command("changes")
def changes(
    name: Annotated[str, typer.Argument(help="A saved audience.")],
    since: Annotated[str, typer.Option(help="The day to compare with, as YYYY-MM-DD.")],
    limit: Annotated[int, typer.Option(help="How many customers of each kind to show.")] = 20,
    lake: LakeOption = "./lake",
    form: FormatOption = Format.table,
) -> None:
    """Who is in a saved audience now and was not at the end of that day, and the other way round; masked."""
    from gridtag.jobs import saved_audiences

    day, most = a_date(since, "--since"), positive(limit, "--limit")
    show(saved_audiences.since(lake, name, day, most), ("kind", "customers", "shown"), form)
