"""The four real client libraries, each pointed at the sandbox the way the program does it."""

import httplib2
import httpx2
import musicbrainzngs
import pylast
import pytest
import requests
import spotipy
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError
from spotipy.cache_handler import MemoryCacheHandler
from spotipy.oauth2 import SpotifyClientCredentials, SpotifyOauthError


@pytest.fixture
def artist(world):
    return next(a for a in world.artists if a.presence == "both" and a.lastfm and a.channel and a.channel.uploads)


@pytest.fixture
def musicbrainz(api, monkeypatch):
    for name in ("hostname", "https", "_useragent", "ws_format", "do_rate_limit", "parser_fun"):
        if hasattr(musicbrainzngs.musicbrainz, name):
            monkeypatch.setattr(musicbrainzngs.musicbrainz, name, getattr(musicbrainzngs.musicbrainz, name))
    musicbrainzngs.set_hostname(api.url.removeprefix("http://"), use_https=False)
    musicbrainzngs.set_useragent("SandboxTests", "1.0", "tests@label.example")
    musicbrainzngs.set_rate_limit(False)
    musicbrainzngs.set_format("json")
    return musicbrainzngs


@pytest.mark.filterwarnings("ignore:The json format is non-official")
def test_musicbrainzngs(musicbrainz, artist):
    found = musicbrainz.search_recordings(query=f"isrc:({artist.isrcs[0]} OR NZAAA0000000)", limit=100)
    assert found["recordings"][0]["isrcs"] == [artist.isrcs[0]]
    assert musicbrainz.get_artist_by_id(artist.mbid, includes=["url-rels", "tags"])["relations"]
    url = musicbrainz.musicbrainz._mb_request("url", args={"query": f"targetid:({artist.mbid})", "limit": "100"})
    assert url["count"] == len(artist.links)
    with pytest.raises(musicbrainz.ResponseError) as missing:
        musicbrainz.get_recordings_by_isrc("NZAAA0000000")
    assert missing.value.cause.code == 404


def spotify(api, secret="secret"):
    auth = SpotifyClientCredentials(
        "client", secret, cache_handler=MemoryCacheHandler(), requests_session=requests.Session(), requests_timeout=10
    )
    auth.OAUTH_TOKEN_URL = api.url + "/api/token"
    client = spotipy.Spotify(auth_manager=auth, requests_session=requests.Session(), requests_timeout=10)
    client.prefix = api.url + "/v1/"
    return client


def test_spotipy(api, artist):
    client = spotify(api)
    found = client.search(f"isrc:{artist.isrcs[0]}", type="track", limit=10, market="NZ")
    assert found["tracks"]["items"][0]["external_ids"]["isrc"] == artist.isrcs[0]
    assert client.album(artist.releases[0].spotify_id)["copyrights"] is not None
    first = client.artist_albums(artist.spotify_id, limit=1)
    assert first["total"] < 2 or client.next(first)["offset"] == 1
    with pytest.raises(spotipy.SpotifyException) as removed:
        client.tracks([artist.recordings[0].track_id])
    assert removed.value.http_status == 403


def test_spotipy_hears_why_and_how_long(api, artist):
    client = spotify(api)
    client.artist(artist.spotify_id)
    api.server.control(faults={"spotify": "429long:1"})
    with pytest.raises(spotipy.SpotifyException) as refused:
        client.artist(artist.spotify_id)
    assert (refused.value.http_status, refused.value.headers["Retry-After"]) == (429, "3600")


def test_spotipy_with_bad_credentials(api):
    with pytest.raises(SpotifyOauthError, match="invalid_client"):
        spotify(api, secret="wrong").search("a")


def youtube(api):
    return build(
        "youtube",
        "v3",
        developerKey="key",
        http=httplib2.Http(timeout=10),
        client_options={"api_endpoint": api.url},
        cache_discovery=False,
    )


def test_googleapiclient(api, artist):
    client = youtube(api)
    parts = "snippet,statistics,contentDetails"
    channel = (
        client.channels().list(part=parts, id=[artist.channel.id], maxResults=50).execute(num_retries=0)["items"][0]
    )
    uploads = channel["contentDetails"]["relatedPlaylists"]["uploads"]
    listed = client.playlistItems().list(part="contentDetails", playlistId=uploads, maxResults=10).execute()["items"]
    ids = ",".join(item["contentDetails"]["videoId"] for item in listed)
    assert len(client.videos().batchGetStats(part="statistics", id=ids).execute()["items"]) == len(listed)
    api.server.control(youtube="key_invalid")
    with pytest.raises(HttpError) as refused:
        client.channels().list(part="id", id="x").execute(num_retries=0)
    assert refused.value.status_code == 400 and refused.value.error_details[0]["reason"] == "API_KEY_INVALID"


class ToSandbox(httpx2.BaseTransport):
    def __init__(self, url):
        self.inner, self.url = httpx2.HTTPTransport(), httpx2.URL(url)

    def handle_request(self, request):
        request.url = request.url.copy_with(scheme="http", host=self.url.host, port=self.url.port)
        return self.inner.handle_request(request)


def test_pylast(api, artist):
    network = pylast.LastFMNetwork(api_key="key")
    network.proxy = {"https://": ToSandbox(api.url)}
    assert network.get_artist(artist.lastfm.name).get_listener_count() == artist.lastfm.listeners
    with pytest.raises(pylast.WSError) as missing:
        network.get_artist("Nobody of that name").get_playcount()
    assert missing.value.get_id() == "6"
