"""`gridtag audience`: who is meant by tags, offices and features."""

from __future__ import annotations

from typing import Annotated

import typer

from gridtag.jobs.cli_options import FormatOption, LakeOption, positive
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
