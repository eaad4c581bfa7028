"""One province for all tests of the sample, small enough to be made in seconds."""

from pathlib import Path

import pytest

from gridtag.sample import generate

CUSTOMERS = 5_000


@pytest.fixture(scope="session")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("landing")
    generate(out, customers=CUSTOMERS)
    return out
