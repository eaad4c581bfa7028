"""`gridtag reliability`: the indices of IEEE 1366 and DL/T 836 of any outage table."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from gridtag.jobs.cli_options import FormatOption, Quiet, a_date, listed, positive
from gridtag.jobs.output import Format, show


class Each(StrEnum):
    day = "day"
    month = "month"
    quarter = "quarter"
    year = "year"


ACROSS = 6
"""As many groups stand side by side, an index a line; more stand one a line."""


def reliability(
    file: Annotated[Path, typer.Argument(help="Outages: CSV (UTF-8 or GB18030) or Parquet.")],
    customers: Annotated[
        str, typer.Option(help="Customers served: a number, or a CSV of the --by columns and `customers`.")
    ] = "",
    by: Annotated[
        str, typer.Option(help="Columns to group by, comma-separated: organisation, feeder, transformer.")
    ] = "",
    first: Annotated[
        str, typer.Option("--from", help="First day; outages count to the day they began.")
    ] = "",
    last: Annotated[str, typer.Option("--to", help="Last day.")] = "",
    each: Annotated[Each | None, typer.Option(help="Also each part of the period by itself.")] = None,
    start: Annotated[str, typer.Option(help="Column: when power went.")] = "",
    end: Annotated[str, typer.Option(help="Column: when it came back.")] = "",
    minutes: Annotated[str, typer.Option(help="Column: how long it was away, instead of --end.")] = "",
    affected: Annotated[str, typer.Option(help="Column: customers interrupted.")] = "",
    customer: Annotated[
        str, typer.Option(help="Column: the customer, where each row is one customer's.")
    ] = "",
    outage: Annotated[
        str, typer.Option(help="Column: number of the outage; its rows are steps of one restoration.")
    ] = "",
    device: Annotated[str, typer.Option(help="Column: the device whose outages must not overlap.")] = "",
    load: Annotated[str, typer.Option(help="Column: load interrupted, kVA.")] = "",
    served_load: Annotated[float, typer.Option(help="Load served, kVA.")] = 0,
    kind: Annotated[str, typer.Option(help="Column: planned or fault.")] = "",
    planned: Annotated[str, typer.Option(help="Values of the kind column that are planned outages.")] = "",
    fault: Annotated[str, typer.Option(help="Values that are faults.")] = "",
    leave_out: Annotated[str, typer.Option(help="Values that count nowhere.")] = "",
    momentary: Annotated[float, typer.Option(help="Minutes up to which an interruption is momentary.")] = 5,
    times: Annotated[int, typer.Option(help="CEMI, CEMSMI: from how many interruptions.")] = 3,
    hours_once: Annotated[float, typer.Option(help="CELID-s: from how many hours at once.")] = 8,
    hours_in_all: Annotated[float, typer.Option(help="CELID-t: from how many hours in all.")] = 24,
    strictly: Annotated[
        bool, typer.Option("--strictly", help="More than these limits, instead of as much or more.")
    ] = False,
    major_events: Annotated[
        bool, typer.Option("--major-events", help="Also without major event days (2.5 beta).")
    ] = False,
    t_med: Annotated[
        float, typer.Option("--t-med", help="Threshold in minutes, instead of the one of earlier years.")
    ] = 0,
    zone: Annotated[
        str, typer.Option(help="Time zone of times without offset, and of days.")
    ] = "Asia/Shanghai",
    time_format: Annotated[str, typer.Option(help="Pattern of the times, as %d.%m.%Y %H:%M.")] = "",
    set_aside: Annotated[
        Path | None, typer.Option(help="CSV to list rows in that cannot be counted; the others are.")
    ] = None,
    form: FormatOption = Format.table,
    quiet: Quiet = False,
) -> None:
    """SAIFI, SAIDI, CAIDI and the other indices of any outage table, exactly; what it cannot tell is named.

    Columns are found by their usual names (start, end, customers, 停电时间, 送电时间, 停电户数 …) or told. See
    docs/reliability.md for every index, its formula, unit and what it needs.
    """
    from gridtag.errors import GridtagError
    from gridtag.jobs import reliability as job
    from gridtag.jobs.outage_rows import FAULT, LEFT_OUT, PLANNED, Reading
    from gridtag.models.reliability.sums import Limits

    for option, number in (("--momentary", momentary), ("--hours-once", hours_once),
                           ("--hours-in-all", hours_in_all), ("--t-med", t_med)):  # fmt: skip
        if number < 0:
            raise GridtagError(f"{option} takes no number below 0, as {number:g}")
    asked = job.Asked(
        roles={"start": start, "end": end, "minutes": minutes, "affected": affected, "customer": customer,
               "outage": outage, "device": device, "load": load, "kind": kind},
        by=tuple(dict.fromkeys(listed(by))),
        served=customers.strip(),
        served_load=served_load,
        first=a_date(first, "--from") if first else None,
        last=a_date(last, "--to") if last else None,
        limits=Limits(momentary, positive(times, "--times"), hours_once, hours_in_all, strictly),
        reading=Reading(
            zone, time_format,
            kinds={PLANNED: listed(planned), FAULT: listed(fault), LEFT_OUT: listed(leave_out)},
        ),
        each=each.value if each else "",
        major_events=major_events or t_med > 0,
        threshold_minutes=t_med,
        set_aside=set_aside,
    )  # fmt: skip
    found = job.run(file, asked)
    if form is not Format.table:
        show(found.rows, found.columns, form)
    elif len(found.rows) <= ACROSS:
        lines, columns = _side_by_side(found, asked)
        show(lines, columns, form, f"gridtag reliability {file}")
    else:
        filled = [name for name in found.columns if any(row[name] is not None for row in found.rows)]
        show(found.rows, filled, form, f"gridtag reliability {file}")
    if not quiet:
        for note in found.notes:
            typer.echo(note, err=True)


def _side_by_side(found: Any, asked: Any) -> tuple[list[dict[str, str]], list[str]]:
    """A line for each index that could be computed, a column for each group."""
    from gridtag.models.reliability.catalogue import BY_NAME

    heads = [_head(row, asked.by) for row in found.rows]
    lines = []
    for name in ("customers", "rows", "ci", "cmi", "cm", "cn", *BY_NAME):
        values = [row[name] for row in found.rows]
        if all(value is None for value in values):
            continue
        index = BY_NAME.get(name)
        title, unit = (index.title, index.unit) if index else (_SUMS[name], "")
        dlt = "/".join(code for code in index.dlt if code) if index else ""
        shown = ["" if value is None else _number(value) for value in values]
        lines.append(
            {
                "index": name,
                "title": title,
                "unit": unit,
                "DL/T 836": dlt,
                **dict(zip(heads, shown, strict=True)),
            }
        )
    return lines, ["index", *heads, "unit", "title", "DL/T 836"]


_SUMS = {
    "customers": "用户数 N",
    "rows": "停电记录数",
    "ci": "持续停电户次 CI",
    "cmi": "停电户分钟 CMI",
    "cm": "短时停电户次 CM",
    "cn": "停电用户数 CN",
}


def _head(row: dict[str, Any], by: tuple[str, ...]) -> str:
    parts = [str(row[name]) for name in by] + [row["kind"]]
    return " ".join(parts) + (", calm days" if row["major_event_days"] == "without" else "")


def _number(value: float) -> str:
    return f"{value:,.6f}" if isinstance(value, float) else f"{value:,}"
