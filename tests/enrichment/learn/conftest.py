import pytest
from django.utils import timezone

from enrichment.models import Lookup, Want
from tests.factories import ArtistFactory, RecordingFactory


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def artist(db):
    return ArtistFactory(name="Tide Ōtaki", mbid="tide", known=None)


@pytest.fixture
def lookup(db, now):
    """A question that is being asked, about a recording or for some artists."""

    def asked(platform, kind, subject, *artists, recording=None):
        made = Lookup.objects.create(
            platform=platform, kind=kind, subject=subject, state=Lookup.State.ASKING, due_at=now, recording=recording
        )
        Want.objects.bulk_create(Want(lookup=made, artist=artist) for artist in artists)
        return made

    return asked


@pytest.fixture
def coded(lookup):
    """A recording, and the question about its code to one platform."""

    def about(platform, isrc="NZEXA2600001", *artists):
        recording = RecordingFactory(isrc=isrc, title="", first_release="")
        kind = "recording" if platform == "musicbrainz" else "isrc"
        return recording, lookup(platform, kind, isrc, *artists, recording=recording)

    return about
