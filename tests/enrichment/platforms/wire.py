"""A wire that answers in the network's place: it lies beneath our own session, so that all of ours is tested."""

import json
from io import BytesIO
from pathlib import Path

import urllib3
from requests.adapters import BaseAdapter, HTTPAdapter

from enrichment.platforms.lastfm import LastFM
from enrichment.platforms.musicbrainz import MusicBrainz
from enrichment.platforms.spotify import Spotify
from enrichment.platforms.youtube import YouTube

REPLIES = Path(__file__).parents[2] / "replies"
SECRETS = ("SECRETKEY", "SECRETID", "SECRETSECRET", "SECRETTOKEN")


def told(name: str):
    """An invented reply: parsed when it is JSON, as text when it is XML."""
    text = (REPLIES / name).read_text()
    return json.loads(text) if name.endswith(".json") else text


class Wire(BaseAdapter):
    """Gives the same answer to everything and remembers what was asked."""

    def __init__(self, body="", status=200, headers=None, raises=None):
        super().__init__()
        self.status, self.headers, self.raises, self.asked = status, headers or {}, raises, []
        self.body = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()

    def send(self, request, **options):
        self.asked.append(request)
        if self.raises:
            raise self.raises
        raw = urllib3.HTTPResponse(
            body=BytesIO(self.body), headers=self.headers, status=self.status, preload_content=False
        )
        return HTTPAdapter().build_response(request, raw)

    def close(self):
        pass

    @property
    def url(self) -> str:
        return self.asked[-1].url


def on(adapter, *args, **kwargs) -> Wire:
    """Put a wire under the adapter's session."""
    wire = Wire(*args, **kwargs)
    adapter.session.mount("https://", wire)
    return wire


def musicbrainz() -> MusicBrainz:
    return MusicBrainz("https://musicbrainz.example", "tests@example.test", "1.0")


def spotify(*, token="SECRETTOKEN", **options) -> Spotify:
    adapter = Spotify("https://api.example", "https://accounts.example", "SECRETID", "SECRETSECRET", **options)
    return give(adapter, token) if token else adapter


def give(adapter: Spotify, token="SECRETTOKEN") -> Spotify:
    """The adapter with a token that lasts."""
    adapter.auth.cache_handler.save_token_to_cache({"access_token": token, "expires_at": 2**40})
    return adapter


def youtube() -> YouTube:
    return YouTube("https://youtube.example", "SECRETKEY")


def lastfm() -> LastFM:
    return LastFM("https://lastfm.example", "SECRETKEY", "1.0", "tests@example.test")


def short(value) -> str:
    """A readable name for a case of a table."""
    return value.__name__ if isinstance(value, type) else str(value)[:30]
