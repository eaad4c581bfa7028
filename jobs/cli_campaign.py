"""`gridtag campaign`: whom to win for paying online, the files for the dialler, and what came of it."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gridtag.errors import GridtagError
from gridtag.jobs.cli_options import Day, FormatOption, LakeOption, Out, a_date, context
from gridtag.jobs.output import Format, show

if TYPE_CHECKING:
    from gridtag.models.campaign_planning.settings import Settings

campaign = typer.Typer(
    help="Campaigns to win customers for paying online: plan, files, outcomes.", no_args_is_help=True
)

SettingsOption = Annotated[
    Path | None, typer.Option("--settings", help="TOML file: channels, waves, budget; see docs/campaigns.md.")
]
Requester = Annotated[str, typer.Option(help="Name or number of who asks for the list.")]
Moment = Annotated[str, typer.Option("--at", help="When the list is used, YYYY-MM-DDTHH:MM; now by default.")]
MeasuredOn = Annotated[str, typer.Option(help="What was known on that day counts; today by default.")]


@campaign.command("plan")
def plan(
    as_of: Day,
    settings: SettingsOption = None,
    lake: LakeOption = "./lake",
    form: FormatOption = Format.table,
) -> None:
    """Plan the day's campaign: arms, channels and waves within capacity and budget; prints tests of the design."""
    from gridtag.jobs.campaign import run

    read = _settings(settings)
    with context(lake, a_date(as_of, "--as-of")) as opened:
        told = run(opened, read)
    show([{"item": name, "figure": value} for name, value in told.items()], ("item", "figure"), form)


@campaign.command("export")
def export(
    as_of: Day,
    requester: Requester,
    at: Moment = "",
    lake: LakeOption = "./lake",
    out: Out = Path("out"),
) -> None:
    """Write a file per wave and channel; consents and do-not-call are checked again."""
    from gridtag.jobs.campaign_files import export

    if not requester.strip():
        raise GridtagError("--requester takes the name or number of who asks for the list")
    moment = _moment(at)
    with context(lake, a_date(as_of, "--as-of")) as opened:
        for path in export(opened, out, moment, requester):
            print(path)


@campaign.command("outcomes")
def outcomes(
    file: Annotated[Path, typer.Argument(help="What the dialler reports: 户号, 触达时间, 结果.")],
    as_of: Day,
    measured_on: MeasuredOn = "",
    lake: LakeOption = "./lake",
    out: Out = Path("out"),
    form: FormatOption = Format.table,
) -> None:
    """Take in contacts of the campaign planned on a day, and measure by payments what it changed."""
    from gridtag.jobs import campaign_outcomes as job
    from gridtag.jobs.report.campaign_effect import page

    day = a_date(measured_on, "--measured-on") if measured_on else _now().date()
    with context(lake, a_date(as_of, "--as-of")) as opened:
        taken = job.import_file(opened, file)
        found = job.measure(opened, day)
    target = out / "campaign" / f"effect_{found.campaign_id}.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(page(found), encoding="utf-8", newline="\n")
    show(_figures(taken, found, target), ("item", "figure"), form)


def _figures(taken: Any, found: Any, target: Path) -> list[dict[str, Any]]:
    outcome, effect = found.outcome, found.outcome.effect
    told = {
        "contacts imported": taken.contacts,
        **{f"quarantined: {reason}": many for reason, many in taken.refused.items()},
        "contacts in quiet hours": taken.quiet,
        "window closed": found.closed,
        "gross adopters": effect.gross,
        "expected without campaign": effect.expected,
        "incremental adopters": effect.incremental,
        "effect": effect.difference,
        "effect, 95 % from": effect.low,
        "effect, 95 % to": effect.high,
        "sample ratio p": outcome.ratio_p,
        "fen per incremental adopter": outcome.per_adopter,
        "complaints per 10,000 contacts": outcome.complaints[0],
        "persisting after 90 days": outcome.persisting[0] if outcome.persisting else None,
        "report": str(target),
    }
    return [{"item": item, "figure": figure} for item, figure in told.items()]


def _settings(path: Path | None) -> Settings | None:
    from gridtag.models.campaign_planning.settings import parsed

    if path is None:
        return None
    try:
        return parsed(tomllib.loads(path.read_text("utf-8-sig")))
    except FileNotFoundError:
        raise GridtagError(f"{path} is not there") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GridtagError(f"{path} is no TOML in UTF-8: {error}") from None


def _moment(text: str) -> datetime:
    if not text:
        return _now()
    try:
        return datetime.fromisoformat(text).replace(tzinfo=_now().tzinfo)
    except ValueError:
        raise GridtagError(f"--at takes a moment as YYYY-MM-DDTHH:MM, not {text!r}") from None


def _now() -> datetime:
    from zoneinfo import ZoneInfo

    from gridtag.settings import TIME_ZONE

    return datetime.now(ZoneInfo(TIME_ZONE))
