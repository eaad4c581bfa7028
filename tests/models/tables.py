"""Text tables of the specifications: columns are two blanks apart, a dash stands for nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence


def rows(text: str, columns: Sequence[str] = ()) -> list[dict[str, str | None]]:
    """One dict per line under the heading line, or under `columns` where there is none."""
    lines = [re.split(r"\s{2,}", line.strip()) for line in text.strip().splitlines()]
    heading = list(columns) or lines.pop(0)
    return [
        dict(zip(heading, (None if cell == "-" else cell for cell in line), strict=True)) for line in lines
    ]
