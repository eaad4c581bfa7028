"""Static pages of the results: an index in Chinese, and one Great Expectations page per suite.

Pages open by double click without a network. The page frame of Great Expectations loads styles, scripts,
fonts and logos from elsewhere; the templates beside this module take its place and leave its sections as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from great_expectations.core.expectation_validation_result import ExpectationSuiteValidationResult
from great_expectations.render import (
    RenderedDocumentContent,
    RenderedHeaderContent,
    RenderedTableContent,
)
from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer
from great_expectations.render.view import DefaultJinjaPageView
from jinja2 import ChoiceLoader, Environment, FileSystemLoader

from gridtag.expectations.check import SEVERITIES, Suite
from gridtag.expectations.outcome import Outcome

TEMPLATES = Path(__file__).parent / "templates"
_HEADINGS = {"Status": "结果", "Expectation": "检查", "Observed Value": "实际"}
_SECTIONS = {"Table-Level Expectations": "整表"}
_EXTERNAL = re.compile(
    r"""(?:src|href|action|data)\s*=\s*["']?\s*(?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import"""
)


@dataclass(frozen=True)
class Checked:
    """A suite with what was found."""

    suite: Suite
    outcomes: Sequence[Outcome]
    result: ExpectationSuiteValidationResult


class _View(DefaultJinjaPageView):
    """Great Expectations' view with our templates before its own."""

    def __init__(self) -> None:
        super().__init__()
        stock = [self.env.loader] if self.env.loader else []
        self.env.loader = ChoiceLoader([FileSystemLoader(TEMPLATES), *stock])


def write(folder: Path, checked: Sequence[Checked], as_of: date, titles: dict[str, str]) -> Path:
    """Write the index and a page per suite into `folder`; gives the index. `titles` are the tables' own."""
    folder.mkdir(parents=True, exist_ok=True)
    view = _View()
    for one in checked:
        _put(folder / _page(one.suite), _suite_page(view, one, as_of))
    index = folder / "index.html"
    _put(index, _index(checked, as_of, titles))
    return index


def external_references(text: str) -> list[str]:
    """What the page would fetch from elsewhere."""
    return [match.group() for match in _EXTERNAL.finditer(text)]


def _put(path: Path, text: str) -> None:
    if found := external_references(text):
        raise ValueError(f"{path.name} refers to the network: {found[0]}")
    path.write_text(text, "utf-8")


def _page(suite: Suite) -> str:
    return f"{suite.batch}.html"


def _suite_page(view: DefaultJinjaPageView, one: Checked, as_of: date) -> str:
    one.result.meta = {"run_id": as_of.isoformat()}
    document = ValidationResultsPageRenderer().render(one.result)
    _translate(document)
    failed = [outcome for outcome in one.outcomes if not outcome.success]
    return view.render(
        document, suite=one.suite, as_of=as_of.isoformat(), failed=len(failed), total=len(one.outcomes)
    )


def _translate(document: RenderedDocumentContent) -> None:
    for section in document.sections:
        section.section_name = _SECTIONS.get(section.section_name, section.section_name)
        for block in section.content_blocks:
            if isinstance(block, RenderedTableContent) and block.header_row:
                block.header_row = [_HEADINGS.get(heading, heading) for heading in block.header_row]
            if isinstance(block, RenderedHeaderContent):
                shown = block.header.string_template
                shown["template"] = _SECTIONS.get(shown["template"], shown["template"])


def _index(checked: Sequence[Checked], as_of: date, titles: dict[str, str]) -> str:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    outcomes = [outcome for one in checked for outcome in one.outcomes]
    failed = sorted(
        (outcome for outcome in outcomes if not outcome.success),
        key=lambda outcome: (SEVERITIES.index(outcome.check.severity), -outcome.failed_share),
    )
    pages = {outcome.check.full_name: _page(one.suite) for one in checked for outcome in one.outcomes}
    return environment.get_template("index.html.j2").render(
        as_of=as_of.isoformat(),
        failed=failed,
        pages=pages,
        titles=titles,
        tables=[
            _summary(one.suite.title, _page(one.suite), one.suite.batch, one.outcomes) for one in checked
        ],
        total=len(outcomes),
    )


def _summary(title: str, page: str, batch: str, outcomes: Iterable[Outcome]) -> dict[str, object]:
    listed = list(outcomes)
    failed = [outcome.check.severity for outcome in listed if not outcome.success]
    rows = next((o.evaluated for o in listed if o.check.name == "row_count"), None)
    return {
        "title": title,
        "page": page,
        "batch": batch,
        "rows": rows,
        "total": len(listed),
        "critical": failed.count("critical"),
        "warning": failed.count("warning"),
    }
