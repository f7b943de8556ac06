import pytest

from enrichment import ask
from enrichment.drain import Drain
from tests.enrichment.drains import Clock
from tests.enrichment.pipeline import served_by, switch_on
from tests.enrichment.stub import Stub, knows_all


@pytest.fixture
def stub(monkeypatch, settings):
    """In place of all four platforms, which are switched on and can be asked at any moment."""
    switch_on(settings)
    for platform in ("MUSICBRAINZ", "SPOTIFY", "YOUTUBE", "LASTFM"):
        setattr(settings, f"{platform}_INTERVAL", 0.0)
    stub = Stub()
    monkeypatch.setattr(ask, "adapter", lambda platform: stub)
    return stub


@pytest.fixture
def world(stub):
    return knows_all(stub)


@pytest.fixture
def platforms(sandbox, settings):
    """The sandbox in place of all four platforms, a hundred times as quick as they are."""
    for name, value in served_by(sandbox).items():
        setattr(settings, name, value)
    return sandbox


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def drain(clock):
    def make(platform="musicbrainz", **options):
        return Drain(platform, clock=clock, sleep=clock.sleep, **options)

    return make
