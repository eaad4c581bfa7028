"""Columns keep their order, their kind and their categories."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtag.errors import GridtagError
from gridtag.models.propensity.inputs import LEAST_ROWS, MOST_LEVELS, learn

MANY = LEAST_ROWS


def table(**columns: object) -> pa.Table:
    return pa.table(columns)


TRAINED = table(
    n=pa.array([1, None, 3] * MANY),
    town=pa.array(["a", "b", None] * MANY),
    flag=pa.array([True, False, None] * MANY),
    ratio=pa.array([0.5, float("inf"), float("nan")] * MANY),
)


def test_numbers_stay_and_categories_become_places() -> None:
    inputs = learn(TRAINED)
    assert inputs.levels == (None, ("", "a", "b"), None, None)
    assert inputs.categorical == [1]
    expected = np.array([[1, 1, 1, 0.5], [np.nan, 2, 0, np.nan], [3, 0, np.nan, np.nan]])
    assert np.array_equal(inputs.matrix(TRAINED)[:3], expected, equal_nan=True)
    batch = TRAINED.combine_chunks().to_batches()[0]
    assert np.array_equal(inputs.matrix(batch), inputs.matrix(TRAINED), equal_nan=True)


@given(st.permutations(["n", "town", "flag", "ratio"]))
def test_a_shuffled_order_is_refused_by_name(order: list[str]) -> None:
    inputs = learn(TRAINED)
    if order == TRAINED.column_names:
        inputs.matrix(TRAINED.select(order))
        return
    place = next(i for i, name in enumerate(order) if name != TRAINED.column_names[i])
    message = (
        f"column {place + 1} is {order[place]} where the model was trained with {TRAINED.column_names[place]}"
    )
    with pytest.raises(GridtagError, match=message):
        inputs.matrix(TRAINED.select(order))


def test_missing_strange_and_retyped_columns_are_refused_by_name() -> None:
    inputs = learn(TRAINED)
    with pytest.raises(GridtagError, match="trained with column flag"):
        inputs.matrix(TRAINED.drop_columns(["flag"]))
    with pytest.raises(GridtagError, match="column more is given"):
        inputs.matrix(TRAINED.append_column("more", TRAINED["n"]))
    with pytest.raises(GridtagError, match="column town was text in training and is int64 now"):
        inputs.matrix(TRAINED.set_column(1, "town", TRAINED["n"]))


def test_unseen_categories_are_unknown_and_stop_where_they_are_many() -> None:
    inputs = learn(TRAINED.select(["town"]))
    few = table(town=["a"] * 9 + ["c"])
    assert np.isnan(inputs.matrix(few)).sum() == 1
    assert inputs.refuse_unseen(few) == {"town": 1}
    with pytest.raises(GridtagError, match=r"column town: 3 of 10 rows .* such as 'c', 'd'; train on rows"):
        inputs.refuse_unseen(table(town=["a"] * 7 + ["c", "d", "d"]))


def test_rare_categories_count_as_unknown_in_training_too() -> None:
    often, rare = ["often"] * 40, [f"rare {number % 5}" for number in range(40)]
    inputs = learn(table(town=often + rare))
    assert inputs.levels == (("often",),)
    assert inputs.unknown == (0.5,)
    assert inputs.refuse_unseen(table(town=["often", "rare 1"])) == {}
    crowd = [f"town {number:04}" for number in range(300) for _ in range(LEAST_ROWS)]
    assert len(learn(table(town=crowd)).levels[0] or ()) == MOST_LEVELS


def test_dates_are_no_inputs() -> None:
    dated = table(day=pa.array([0, 1], pa.date32()))
    with pytest.raises(GridtagError, match="column day is of type date32"):
        learn(dated)
