"""What counts as yes."""

from __future__ import annotations

import pyarrow as pa
import pytest

from gridtag.errors import GridtagError
from gridtag.models.propensity.binary import binary

COLUMNS = [
    (["yes", "no"], "", "yes"),
    (["No", "Yes"], "", "Yes"),
    ([0, 1], "", "1"),
    ([1.0, 0.0], "", "1"),
    ([True, False], "", "true"),
    (["是", "否"], "", "是"),
    (["subscribed", "no"], "", "subscribed"),
    (["no", "1"], "", "1"),
    (["later", "yes"], "", "yes"),
    (["a", "b"], "b", "b"),
    (["a", "b", "c"], "b", "b"),
]
WRONG = [
    (["yes", "yes"], "", "column y is 'yes' in all 2 rows"),
    (["yes", None], "", "column y is empty in 1 rows"),
    (["a", "b"], "", "column y has the 2 values 'a', 'b'; say with --positive which is meant"),
    (["yes", "true"], "", "say with --positive"),
    ([1, 2], "", "say with --positive"),
    (["yes", "no", "maybe"], "", "has the 3 values 'maybe', 'no', 'yes'"),
    (["yes", "no"], "ja", "say with --positive"),
]


@pytest.mark.parametrize(("values", "positive", "taken"), COLUMNS)
def test_two_values_are_understood(values: list[object], positive: str, taken: str) -> None:
    label, found = binary(pa.chunked_array([values]), "y", positive, "--positive")
    assert found == taken
    expected = [str(value).removesuffix(".0").lower() == taken.lower() for value in values]
    assert label.tolist() == expected


@pytest.mark.parametrize(("values", "positive", "says"), WRONG)
def test_others_get_a_clear_line(values: list[object], positive: str, says: str) -> None:
    with pytest.raises(GridtagError, match=says):
        binary(pa.chunked_array([values]), "y", positive, "--positive")
