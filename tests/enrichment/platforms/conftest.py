"""The sandbox as these tests use it: one for each module, without limits, forgetful between tests."""

import pytest

from tests.sandbox_server import start_sandbox


@pytest.fixture(scope="module")
def box():
    with start_sandbox(artists=60, isrcs=240, seed=1, limits="none") as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(box):
    box.reset()
    return box
