import pytest


@pytest.fixture
def reassessed(monkeypatch):
    """The artists whose score was asked to be looked at anew."""
    ids = []
    monkeypatch.setattr("leads.admin.lead_actions.reassess", ids.extend)
    return ids
