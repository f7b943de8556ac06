"""A slice of the fuzzing that `make fuzz` does whole."""

import pytest

from tests import fuzz
from tests.conftest import LONG

SLICE = ("--phases", "fuzzing", "--max-examples", "2", "--generation-deterministic", "--no-shrink")


@pytest.mark.slow
@LONG
def test_nothing_is_found_in_a_hundred_cases():
    with fuzz.grounds() as here:
        found = here.fuzz("write", *SLICE)
    assert found.whole and found.cases >= 70 and not (found.failures or found.errors)


@pytest.mark.parametrize("found, passed", [
    (fuzz.Found(2000, 0, 0, True, 1), True),
    (fuzz.Found(1999, 0, 0, True, 1), False),
    (fuzz.Found(2000, 1, 0, True, 1), False),
    (fuzz.Found(2000, 0, 1, True, 1), False),
    (fuzz.Found(2000, 0, 0, False, 1), False),
])  # fmt: skip
def test_too_few_cases_any_failure_and_a_run_that_broke_off_are_not_enough(found, passed):
    assert fuzz.enough("read", found) is passed
