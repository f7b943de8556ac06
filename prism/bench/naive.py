"""The plain loop that anybody would write first: one ISRC after the other, with the same SDKs as they come.

Run as a program of its own, for the pipeline changes the SDKs it uses. It remembers artists, releases and labels it has
met, so it is not made worse than it is. Its calls are counted by the sandbox that it asks.
"""

import sys
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import musicbrainzngs
import pylast
import spotipy
from googleapiclient.discovery import build

INCLUDES = {"artist": ["url-rels", "aliases", "tags"], "release": ["labels"], "label": ["label-rels", "artist-rels"]}
VIDEOS = 10


class OnLoopback(httpx2.BaseTransport):
    """pylast speaks TLS to its own host only; this takes its requests to the sandbox."""

    def __init__(self, url: str):
        parts = urlsplit(url)
        self.to = {"scheme": parts.scheme, "host": parts.hostname, "port": parts.port}
        self.inner = httpx2.HTTPTransport()

    def handle_request(self, request):
        request.url = request.url.copy_with(**self.to)
        request.headers["Host"] = f"{self.to['host']}:{self.to['port']}"
        return self.inner.handle_request(request)

    def close(self):
        """pylast closes it after each call; it is used again."""


class Loop:
    def __init__(self, url: str):
        self.url, self.met = url, set()
        musicbrainzngs.set_hostname(urlsplit(url).netloc, use_https=False)
        musicbrainzngs.set_useragent("PlainLoop", "1.0", "bench@example.test")
        musicbrainzngs.set_rate_limit(False)
        musicbrainzngs.set_format("json")

    @cached_property
    def spotify(self):
        credentials = spotipy.SpotifyClientCredentials(
            "bench", "bench", cache_handler=spotipy.cache_handler.MemoryCacheHandler()
        )
        credentials.OAUTH_TOKEN_URL = f"{self.url}/api/token"
        client = spotipy.Spotify(auth_manager=credentials)
        client.prefix = f"{self.url}/v1/"
        return client

    @cached_property
    def youtube(self):
        options = {"api_endpoint": self.url}
        return build("youtube", "v3", developerKey="bench", client_options=options, cache_discovery=False)

    @cached_property
    def lastfm(self):
        network = pylast.LastFMNetwork(api_key="bench")
        network.proxy = {"https://": OnLoopback(self.url)}
        return network

    def ask(self, isrc: str) -> None:
        """All that there is to know about one code, asked one thing at a time."""
        by_musicbrainz, by_spotify = self.on_musicbrainz(isrc), self.on_spotify(isrc)
        artist = by_musicbrainz or by_spotify
        if artist and self.first("artist", artist):
            self.on_youtube(artist)
            self.on_lastfm(artist)

    def first(self, *what) -> bool:
        """Whether this is met for the first time."""
        new = what not in self.met
        self.met.add(what)
        return new

    def on_musicbrainz(self, isrc: str) -> str | None:
        try:
            reply = musicbrainzngs.get_recordings_by_isrc(isrc, includes=["artists", "releases"])
        except musicbrainzngs.ResponseError:
            return None  # 404: not there
        recording = reply["recordings"][0]
        credited = recording["artist-credit"][0]["artist"]
        if self.first("mb artist", credited["id"]):
            musicbrainzngs.get_artist_by_id(credited["id"], includes=INCLUDES["artist"])
        for release in recording.get("releases", [])[:1]:
            found = musicbrainzngs.get_release_by_id(release["id"], includes=INCLUDES["release"])
            for label in found.get("label-info", []):
                if label.get("label") and self.first("label", label["label"]["id"]):
                    musicbrainzngs.get_label_by_id(label["label"]["id"], includes=INCLUDES["label"])
        return credited["name"]

    def on_spotify(self, isrc: str) -> str | None:
        hits = self.spotify.search(f"isrc:{isrc}", limit=10, type="track", market="NZ")["tracks"]["items"]
        if not hits:
            return None
        track = self.spotify.track(hits[0]["id"])
        self.spotify.album(track["album"]["id"])
        artist = track["artists"][0]
        if self.first("spotify artist", artist["id"]):
            self.spotify.artist(artist["id"])
        return artist["name"]

    def on_youtube(self, name: str) -> None:
        hits = self.youtube.search().list(part="snippet", type="channel", q=name, maxResults=5).execute()
        channels = [hit["snippet"]["channelId"] for hit in hits.get("items", [])]
        for channel in channels[:1]:
            found = self.youtube.channels().list(part="snippet,statistics,contentDetails", id=channel).execute()
            playlist = found["items"][0]["contentDetails"]["relatedPlaylists"]["uploads"]
            try:
                listed = self.youtube.playlistItems().list(part="contentDetails", playlistId=playlist, maxResults=50)
                uploads = listed.execute()["items"]
            except Exception:  # the SDK's HttpError: a channel without uploads has no such playlist
                return
            for upload in uploads[:VIDEOS]:
                video = upload["contentDetails"]["videoId"]
                self.youtube.videos().list(part="statistics", id=video).execute()

    def on_lastfm(self, name: str) -> None:
        artist = self.lastfm.get_artist(name)
        for getter in (artist.get_listener_count, artist.get_playcount, artist.get_mbid, artist.get_top_tags):
            try:
                getter()
            except pylast.WSError:
                return


def main(url: str, codes: str) -> None:
    loop = Loop(url)
    listed = Path(codes).read_text(encoding="utf-8").split()
    for number, isrc in enumerate(listed, 1):
        loop.ask(isrc)
        if number % 250 == 0:
            print(f"  the plain loop asked about {number} of {len(listed)}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
