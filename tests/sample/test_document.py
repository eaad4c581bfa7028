"""The page about the landing contract is up to date."""

from pathlib import Path

from gridtag.sample import documented_samples
from gridtag.sources import SOURCES
from gridtag.sources.document import landing_page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "landing.md"


def test_landing_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == landing_page(documented_samples()), (
        "write it anew: gridtag landing docs"
    )


def test_every_column_is_described() -> None:
    text = landing_page({})
    for source in SOURCES:
        assert f"### {source.name}\n" in text
        for column in source.columns:
            assert f"`{column.raw}`" in text and column.title in text
