"""How the pages' templates are read: escaped, strict about names, figures written by `words`."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from gridtag.jobs.report import words


def environment() -> Environment:
    made = Environment(
        loader=PackageLoader("gridtag.jobs.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"number": words.number, "percent": words.percent, "day": words.day, "short": words.short}
    return made
