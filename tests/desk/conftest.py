import pytest

from tests.desk.exporting import clerk, clerk_client, job_of, shelf  # noqa: F401


@pytest.fixture
def reassessed(monkeypatch):
    """The artists whose score was asked to be looked at anew."""
    ids = []
    monkeypatch.setattr("leads.admin.lead_actions.reassess", lambda artists, because: ids.extend(artists))
    return ids
