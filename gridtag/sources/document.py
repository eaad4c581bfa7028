"""Writes the landing contract as a page: every source with its files, columns, rules and a sample of each."""

from gridtag.contract import UNITS, Column, Source
from gridtag.sources import SOURCES

_HEAD = """# Landing contract

What the warehouse expects of each source. This page is written from the declarations in `gridtag/sources/`
(`gridtag landing docs`); change those, not the page.

## Files

    <landing>/<source>/<yyyy-mm-dd>/<any file name>

The date is the day of delivery: everything in the folder was known to the source system by the end of that
day. A folder may hold several files, and a day may have none. File names carry no meaning. The same row may
come again: a source's key says which rows are one and the same, and the row delivered last wins. Columns are
found by name; their order does not matter, and further columns do no harm. Where no value is known, a CSV
field is empty and a JSON field null or absent. Times are local (Asia/Shanghai), `2026-02-17 08:00:00`;
amounts are yuan with two decimals, energy is kWh with up to three.

A row goes to quarantine, with the reason, where a required column is empty or cannot be read, where a code is
not in its list, where an event lies after its delivery (beyond the days allowed), or where one of the
source's rules is broken. Nothing is dropped in silence.

Privacy classes: P1 public, P2 internal, P3 personal, P4 restricted. The samples below are invented.

## Sources
"""


def landing_page(samples: dict[str, list[str]]) -> str:
    """The page; `samples` holds a few lines of each source as they stand in its files."""
    parts = [_HEAD, _overview()]
    parts.extend(_source(source, samples.get(source.name, [])) for source in SOURCES)
    return "\n".join(parts).rstrip() + "\n"


def _overview() -> str:
    lines = ["| source | what | format | delivered | key |", "|---|---|---|---|---|"]
    for source in SOURCES:
        optional = " (optional)" if source.optional else ""
        key = ", ".join(source.column(name).raw for name in source.key)
        link = f"[{source.name}](#{source.name})"
        lines.append(f"| {link} | {source.title}{optional} | {_format(source)} | {source.cadence} | {key} |")
    return "\n".join(lines) + "\n"


def _format(source: Source) -> str:
    names = {"jsonl.gz": "JSON Lines, gzip", "jsonl": "JSON Lines", "parquet": "Parquet"}
    if source.format == "csv":
        separator = (
            "" if source.delimiter == "," else f", separated by `{source.delimiter}`".replace("|", "\\|")
        )
        return f"CSV with header, {source.encoding.upper()}{separator}"
    return names[source.format]


def _source(source: Source, sample: list[str]) -> str:
    key = ", ".join(f"`{source.column(name).raw}`" for name in source.key)
    lines = [
        f"### {source.name}",
        "",
        f"{source.title}. {_format(source)}. Delivered: {source.cadence}. Key: {key}.",
    ]
    lines.extend(_remarks(source))
    lines.extend(
        [
            "",
            "| column | silver | type | required | codes | privacy | meaning |",
            "|---|---|---|---|---|---|---|",
        ]
    )
    lines.extend(_column(column) for column in source.columns)
    if source.rules:
        lines.extend(["", "Rules:", ""])
        lines.extend(f"- `{rule.name}`: {rule.reason} (`{rule.bad}`)" for rule in source.rules)
    if sample:
        lines.extend(["", "```text", *sample, "```"])
    return "\n".join([*lines, ""])


def _remarks(source: Source) -> list[str]:
    remarks = []
    if source.event_at:
        column = source.column(source.event_at).raw
        ahead = f", at most {source.future_days} days after the delivery" if source.future_days else ""
        remarks.append(f"The event is `{column}`{ahead}.")
    if source.history:
        remarks.append("Every version of a key is kept, valid from its event on.")
    if source.database:
        columns = "the columns below in lower case"
        remarks.append(
            f"Read from PostgreSQL where one is set up: table `{source.name}`, {columns}, by `updated_at`."
        )
    if source.optional:
        remarks.append("Optional: what needs it stays empty until it comes.")
    remarks.extend(
        f"Looked up by `{lookup.on}` in `{lookup.reference}`: {', '.join(lookup.columns)}."
        for lookup in source.lookups
    )
    return remarks


def _column(column: Column) -> str:
    kind = f"{column.type}, {UNITS[column.type]}" if column.type in UNITS else column.type
    raw = f"from `{column.raw}`" if column.expression else f"`{column.raw}`"
    codes = " ".join(f"`{value}`" for value in column.values)
    required = "yes" if column.required else ""
    return f"| {raw} | {column.name} | {kind} | {required} | {codes} | {column.privacy} | {column.title} |"
