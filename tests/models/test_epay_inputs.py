"""The inputs are features that may be used, and read as plain words."""

from __future__ import annotations

import pytest

from gridtag.errors import GridtagError
from gridtag.models.epay_inputs import INPUTS, MODEL_INPUTS, NAMES, check


def test_inputs_are_plain_words_over_features_that_may_be_used() -> None:
    texts = [text for one in INPUTS for text in (one.high, one.low)]
    assert len(set(texts)) == len(texts)
    assert not [text for text in texts if "_" in text]
    allowed = dict.fromkeys(NAMES, "P2")
    check(allowed)
    with pytest.raises(GridtagError, match="does not give"):
        check(dict.fromkeys(NAMES[1:], "P2"))
    with pytest.raises(GridtagError, match="must not be model inputs"):
        check(allowed | {NAMES[0]: "P4"})


def test_long_tails_are_tamed_and_all_are_numbers() -> None:
    tamed = {name for name, tame in zip(MODEL_INPUTS.names, MODEL_INPUTS.logarithm, strict=True) if tame}
    assert tamed == {one.name for one in INPUTS if one.logarithm}
    assert MODEL_INPUTS.categorical == []
