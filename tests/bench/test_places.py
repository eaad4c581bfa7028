"""The register finds planted places again better than simpler ways do."""

from __future__ import annotations

from pathlib import Path

from gridtag.bench.places import found_again


def test_the_register_finds_places_again(tmp_path: Path) -> None:
    found = {row["way"]: row for row in found_again(3000, tmp_path / "places", lambda _: None)}
    register, bare = found["register"], found["register, without homes"]
    assert register["tickets"] > 500
    assert register["precision"] >= 0.99 and register["recall"] >= 0.95
    assert bare["precision"] >= 0.97 and bare["recall"] >= 0.95
    assert found["exact text"]["recall"] < found["name alone"]["recall"] <= register["recall"]
