"""The world behind the sandbox of these tests, and the four adapters that ask it."""

import pytest

from enrichment.platforms.base import PlatformError
from enrichment.platforms.lastfm import LastFM
from enrichment.platforms.musicbrainz import MusicBrainz
from enrichment.platforms.spotify import Spotify
from enrichment.platforms.youtube import YouTube
from sandbox.catalogue import build

WORLD = build(artists=60, isrcs=240, seed=1)
UNKNOWN, UNKNOWN_ID = "00000000-0000-4000-8000-000000000000", "0" * 22


def adapters(sandbox, timeout=5, **spotify) -> dict:
    url, contact = sandbox.url, "tests@example.test"
    return {
        "musicbrainz": MusicBrainz(url, contact, "1.0", timeout=timeout),
        "spotify": Spotify(url, url, "demo", "demo", timeout=timeout, **spotify),
        "youtube": YouTube(url, "demo", timeout=timeout),
        "lastfm": LastFM(url, "demo", "1.0", contact, timeout=timeout),
    }


def known(attribute: str) -> list:
    """The world's artists that have this, in its order."""
    return [artist for artist in WORLD.artists if getattr(artist, attribute)]


def raised(ask) -> PlatformError:
    with pytest.raises(PlatformError) as caught:
        ask()
    return caught.value
