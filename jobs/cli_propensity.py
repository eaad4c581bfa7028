"""`gridtag propensity`: the models of propensity and uplift on any table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gridtag.errors import GridtagError
from gridtag.jobs.cli_options import FormatOption, Quiet, listed
from gridtag.jobs.output import Format, Progress, show

propensity = typer.Typer(help="Models of propensity and uplift on any table.", no_args_is_help=True)

Table = Annotated[Path, typer.Argument(help="CSV (UTF-8 or GB18030, any usual delimiter) or Parquet.")]
Label = Annotated[str, typer.Option(help="Column of the outcome: yes/no, 1/0, true/false, 是/否.")]
Time = Annotated[str, typer.Option(help="Column that orders rows; adds the split by time.")]
Treatment = Annotated[str, typer.Option(help="Column of the arm; adds models of uplift, Qini and AUUC.")]
Group = Annotated[str, typer.Option(help="Column whose equal values (a household) stay on one side.")]
Drop = Annotated[str, typer.Option(help="Columns, comma-separated, that are no inputs.")]
Keep = Annotated[str, typer.Option(help="Columns, comma-separated, that the checks must let pass.")]
Positive = Annotated[str, typer.Option(help="The label's value that counts as yes.")]
Arms = Annotated[str, typer.Option(help="TREATED,CONTROL: the two values of --treatment to compare.")]
Embargo = Annotated[float, typer.Option(help="Days (or units of --time) left free before what judges.")]


@propensity.callback()
def models() -> None:
    """Models of propensity and uplift on any table."""


@propensity.command()
def evaluate(
    table: Table,
    label: Label,
    time: Time = "",
    treatment: Treatment = "",
    group: Group = "",
    drop: Drop = "",
    keep: Keep = "",
    positive: Positive = "",
    arms: Arms = "",
    embargo: Embargo = 0.0,
    form: FormatOption = Format.table,
    quiet: Quiet = False,
) -> None:
    """Logistic regression, scikit-learn's and LightGBM's boosting on a table: AUC, gains, calibration and, with
    --treatment, uplift; on rows drawn at random and, with --time, on the latest quarter."""
    from gridtag.jobs import propensity as job

    chosen = listed(arms)
    if chosen and (len(chosen) != 2 or not treatment):
        raise GridtagError("--arms takes TREATED,CONTROL, two values of the column given as --treatment")
    if embargo < 0 or (embargo and not time):
        raise GridtagError("--embargo takes a time of 0 or more before the split by --time")
    asked = job.Asked(
        label, time, treatment, group, listed(drop), listed(keep), positive, chosen, embargo
    )  # fmt: skip
    rows = job.run(table, asked, Progress(3 if time else 2, quiet))
    if form is not Format.table or not treatment:
        show(rows, job.columns(asked), form)
        return
    show([row for row in rows if "auc" in row], job.COLUMNS, form, "propensity")
    show(rows, ("model", "split", *job.EFFECT_COLUMNS, "ships"), form, "\neffect of the treatment")
