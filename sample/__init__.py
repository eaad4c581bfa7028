"""The make-believe province: landing files like those of a real one, and the truth planted in them."""

import tempfile
from pathlib import Path

from gridtag.sample.landing import sample_lines
from gridtag.sample.province import generate

__all__ = ["documented_samples", "generate"]


def documented_samples() -> dict[str, list[str]]:
    """Two rows of every source for the documentation, always the same."""
    with tempfile.TemporaryDirectory(prefix="gridtag-sample-") as folder:
        generate(Path(folder), customers=3_000, months=7, seed=7)
        return sample_lines(Path(folder))
