"""Time columns become numbers of days, or a clear line."""

from __future__ import annotations

from datetime import date, datetime

import pyarrow as pa
import pytest

from gridtag.errors import GridtagError
from gridtag.models.propensity.times import times

DAYS = [
    ([date(2026, 1, 1), date(2026, 1, 3)], 2.0),
    ([datetime(2026, 1, 1), datetime(2026, 1, 1, 12)], 0.5),
    (["2026-02-28", "2026-03-01"], 1.0),
    (["2026-02", "2026-03"], 28.0),
    (["2026/2/28", "2026/3/1"], 1.0),
    ([7, 9], 2.0),
    ([7.0, 7.5], 0.5),
]


@pytest.mark.parametrize(("values", "apart"), DAYS)
def test_days_between(values: list[object], apart: float) -> None:
    first, second = times(pa.chunked_array([values]), "t")
    assert second - first == pytest.approx(apart)


def test_what_is_no_time_is_refused() -> None:
    with pytest.raises(GridtagError, match="column t holds 'may', not a time"):
        times(pa.chunked_array([["may", "jun"]]), "t")
    with pytest.raises(GridtagError, match="column t is empty in 1 rows"):
        times(pa.chunked_array([[1, None]]), "t")
    with pytest.raises(GridtagError, match="column t is of type bool"):
        times(pa.chunked_array([[True]]), "t")
