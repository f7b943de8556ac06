import pytest

from prism.api.docs import document
from tests.api.calling import Caller
from tests.enrichment.conftest import platforms, stub, world  # noqa: F401


@pytest.fixture
def api(client, analyst):
    """An analyst's program that may write."""
    return Caller(client, analyst)


@pytest.fixture
def anonymous(client):
    return Caller(client)


@pytest.fixture
def described():
    """The description of the API."""
    return document()
