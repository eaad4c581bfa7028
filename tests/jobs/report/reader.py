"""Reads a page as a machine would: checks that it is well formed, and finds its figures, links and texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "img", "hr"}
Attributes = dict[str, str]


@dataclass
class Reader(HTMLParser):
    """`elements` are (tag, attributes), `figures` texts by data-figure, `faults` what is not well formed."""

    elements: list[tuple[str, Attributes]] = field(default_factory=list)
    figures: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    text: str = ""
    _open: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, listed: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in listed}
        if len(attributes) != len(listed):
            self.faults.append(f"<{tag}> repeats an attribute")
        self.elements.append((tag, attributes))
        if tag not in VOID:
            self._open.append((tag, attributes.get("data-figure", "")))

    def handle_startendtag(self, tag: str, listed: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, listed)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            self.faults.append(f"</{tag}> closes {self._open[-1:]}")
        else:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] in ("script", "style"):
            return
        self.text += data
        for _, figure in self._open:
            if figure:
                self.figures[figure] = self.figures.get(figure, "") + data

    def having(self, attribute: str) -> list[Attributes]:
        return [attributes for _, attributes in self.elements if attribute in attributes]

    @property
    def addresses(self) -> list[str]:
        """All that could be fetched or followed."""
        names = ("src", "href", "action", "data", "poster", "srcset", "xlink:href")
        return [attributes[name] for _, attributes in self.elements for name in names if name in attributes]


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    reader.faults += [f"<{tag}> is never closed" for tag, _ in reader._open]
    ids = [attributes["id"] for attributes in reader.having("id")]
    reader.faults += [f"id {name} appears twice" for name in sorted(set(ids)) if ids.count(name) > 1]
    return reader
