import pytest

from leads.exports import rows, slices
from tests.factories import ArtistFactory


@pytest.fixture
def small_steps(settings, tmp_path, monkeypatch):
    """A shelf of its own, and a step of two leads, after each of which the record is written."""
    settings.MEDIA_ROOT = tmp_path
    for module in (slices, rows):
        monkeypatch.setattr(module, "AT_ONCE", 2)
    monkeypatch.setattr(slices, "PDF_PART", 2)
    monkeypatch.setattr(slices, "TELL", 0)


@pytest.fixture
def five_leads():
    return ArtistFactory.create_batch(5)
