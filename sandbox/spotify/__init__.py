"""Spotify's Web API and its token, in development mode or extended, with the window and the daily quota."""

import base64
import re
import secrets
from typing import NamedTuple
from urllib.parse import urlencode

from sandbox.catalogue import Recording, Release
from sandbox.http import Refused, Reply, Request, json_reply, text_reply
from sandbox.limits import SPOTIFY_QUOTA, SPOTIFY_WINDOW, Window
from sandbox.service import Service
from sandbox.spotify import shapes
from sandbox.spotify.search import Index

BASE62 = re.compile(r"[0-9A-Za-z]{22}")
LAPSED = "Active premium subscription required for the owner of the app. Please renew it to go on using the Web API."
TOKEN_LIVES = 3600
BATCH = {"tracks": 50, "albums": 20, "artists": 50}


class Track(NamedTuple):
    id: str
    recording: Recording
    release: Release
    position: int


def error(status: int, words: str, **more) -> Reply:
    return json_reply({"error": {"status": status, "message": words} | more}, status)


def forbidden(_request: Request) -> Reply:
    return error(403, "Forbidden")


class Spotify(Service):
    name = "spotify"
    modes = ("dev", "extended", "off", "down", "premium_lapsed")

    def prepare(self):
        self.tracks: dict[str, Track] = {}
        self.on_album: dict[str, list[Track]] = {}
        for recording in self.world.recordings:
            homes = [release for release in recording.releases if release.spotify_id and not release.compilation]
            if recording.track_id and homes:
                self._add(recording.track_id, recording, homes[0])
            for track_id, release in recording.copies:
                self._add(track_id, recording, release)
        listed = [release for release in self.world.releases if release.spotify_id in self.on_album]
        self.albums = {release.spotify_id: release for release in listed}
        self.artists = {a.spotify_id: a for a in [*self.world.artists, *self.world.others] if a.spotify_id}
        self.by_artist: dict[str, list[Release]] = {}
        for release in listed:
            for one in release.credits:
                self.by_artist.setdefault(one.artist.spotify_id, []).append(release)
        self.index = Index(list(self.tracks.values()), listed, list(self.artists.values()))
        self.tokens: dict[str, float] = {}
        self.reset()

    def _add(self, track_id: str, recording: Recording, release: Release):
        album = self.on_album.setdefault(release.spotify_id, [])
        self.tracks[track_id] = Track(track_id, recording, release, len(album) + 1)
        album.append(self.tracks[track_id])

    def reset(self):
        self.window, self.day = Window(SPOTIFY_WINDOW), Window(SPOTIFY_QUOTA)

    @property
    def extended(self) -> bool:
        return self.mode == "extended"

    def windows(self) -> dict:
        return {"requests": self.window, "day": self.day}

    def buckets(self) -> dict:
        self.day.prune(self.box.clock.now())
        return {"day": len(self.day.moments)}

    def route(self, request: Request):
        if request.path == "/api/token":
            return "token", self.token
        parts = request.path.removeprefix("/v1/").split("/")
        match parts:
            case ["search"]:
                return "search", self.search
            case ["tracks" | "albums" | "artists" as kind]:
                return kind, (lambda r: self.batch(r, kind)) if self.extended else forbidden
            case ["tracks" | "albums" | "artists" as kind, identifier]:
                return kind[:-1], lambda r: self.one(r, kind, identifier)
            case ["artists", identifier, "albums"]:
                return "artist_albums", lambda r: self.artist_albums(r, identifier)
            case ["albums", identifier, "tracks"]:
                return "album_tracks", lambda r: self.album_tracks(r, identifier)
            case ["artists", identifier, "top-tracks"]:
                return "top_tracks", (lambda r: self.top_tracks(r, identifier)) if self.extended else forbidden
            case ["artists", _, "related-artists"] | ["browse", *_] | ["markets"] | ["users", *_]:
                return "removed", forbidden
        return "other", lambda _: error(404, "Service not found")

    def admit(self, request: Request, endpoint: str, now: float):
        self.refuse_when_down()
        if endpoint == "token":
            return
        self._check_token(request, now)
        if self.mode == "premium_lapsed":
            raise Refused(text_reply(LAPSED, 403))
        factor, refuses = self.box.rules.factor, self.box.rules.refuses
        wait = self.window.enter(now, factor, count_refused=not refuses)
        if wait is not None:
            self.overrun("rate")
            if refuses:
                after = str(int(wait) + 1)
                raise Refused(
                    json_reply({"error": {"status": 429, "message": "API rate limit exceeded"}}, 429, Retry_After=after)
                )
        if self.extended:
            return
        wait = self.day.enter(now, factor, count_refused=not refuses)
        if wait is not None:
            self.overrun("quota")
            if refuses:
                spent = {"status": 429, "message": "Too many requests", "reason": "QUOTA_EXCEEDED"}
                raise Refused(json_reply({"error": spent}, 429, Retry_After=int(wait) + 1))

    def _check_token(self, request: Request, now: float):
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Refused(error(401, "No token provided"))
        if token not in self.tokens:
            raise Refused(error(401, "Invalid access token"))
        if not now - TOKEN_LIVES < self.tokens[token] <= now + 1:
            raise Refused(error(401, "The access token expired"))

    def token(self, request: Request) -> Reply:
        scheme, _, pair = request.headers.get("authorization", "").partition(" ")
        try:
            client, _, secret = (
                base64.b64decode(pair).decode().partition(":") if scheme.lower() == "basic" else ("", "", "")
            )
        except ValueError:
            client = secret = ""
        client, secret = client or request.get("client_id") or "", secret or request.get("client_secret") or ""
        if not client or not secret or client.startswith(("bad", "wrong")) or secret.startswith(("bad", "wrong")):
            return json_reply({"error": "invalid_client", "error_description": "Invalid client"}, 400)
        if request.get("grant_type") != "client_credentials":
            return json_reply(
                {"error": "unsupported_grant_type", "error_description": "grant_type is not supported"}, 400
            )
        token = "BQ" + secrets.token_urlsafe(60)
        self.tokens[token] = self.box.clock.now()
        return json_reply({"access_token": token, "token_type": "Bearer", "expires_in": TOKEN_LIVES})

    def base(self, request: Request) -> str:
        return "http://" + request.headers.get("host", "127.0.0.1")

    def page(self, request: Request, default: int, dev_most: int = 10) -> tuple[int, int]:
        limit, offset = request.integer("limit", default), request.integer("offset", 0)
        if limit is None or not 0 <= limit <= (50 if self.extended else dev_most):
            raise Refused(error(400, "Invalid limit"))
        if offset is None or offset < 0:
            raise Refused(error(400, "Invalid offset"))
        return limit, offset

    def known(self, kind: str, identifier: str):
        if not BASE62.fullmatch(identifier):
            raise Refused(error(400, "Invalid base62 id"))
        found = getattr(self, kind).get(identifier)
        if found is None:
            raise Refused(error(404, "Resource not found"))
        return found

    def shown(self, kind: str, found, base: str) -> dict:
        """One whole object as this mode shows it."""
        if kind == "artists":
            return shapes.artist(found, base, self.extended, self.box.grown(found.followers, found.growth, found.name))
        if kind == "tracks":
            return shapes.track(found, base, self.extended, len(self.on_album[found.release.spotify_id]))
        return shapes.album(found, base, self.extended, self._tracks_page(found, base, 50, 0))

    def _tracks_page(self, release: Release, base: str, limit: int, offset: int) -> dict:
        tracks = self.on_album[release.spotify_id]
        items = [shapes.track_stub(one, base, self.extended) for one in tracks[offset : offset + limit]]
        return shapes.paging(items, f"{base}/v1/albums/{release.spotify_id}/tracks", "", limit, offset, len(tracks))

    def _album_stub(self, release: Release, base: str, group: bool = False) -> dict:
        return shapes.album_stub(release, base, self.extended, len(self.on_album[release.spotify_id]), group)

    def search(self, request: Request) -> Reply:
        limit, offset = self.page(request, 20 if self.extended else 5)
        query, kinds, base = request.get("q") or request.get("query") or "", request.listed("type"), self.base(request)
        if not query.strip():
            return error(400, "No search query")
        if not kinds or not set(kinds) <= {"track", "album", "artist"}:
            return error(400, "Missing parameter type" if not kinds else "Bad search type field")
        answer = {}
        for kind in kinds:
            found = self.index.find(kind, query)
            page = found[offset : offset + limit]
            items = [
                self._album_stub(one, base) if kind == "album" else self.shown(kind + "s", one, base) for one in page
            ]
            words = urlencode(
                {"query": query, "type": kind} | ({"market": request.get("market")} if request.get("market") else {})
            )
            answer[kind + "s"] = shapes.paging(items, f"{base}/v1/search", words, limit, offset, len(found))
        return json_reply(answer)

    def one(self, request: Request, kind: str, identifier: str) -> Reply:
        return json_reply(self.shown(kind, self.known(kind, identifier), self.base(request)))

    def batch(self, request: Request, kind: str) -> Reply:
        wanted, base = request.listed("ids"), self.base(request)
        if not wanted or len(wanted) > BATCH[kind]:
            return error(400, "Too many ids requested" if wanted else "Missing required field: ids")
        known = getattr(self, kind)
        return json_reply({kind: [self.shown(kind, known[one], base) if one in known else None for one in wanted]})

    def album_tracks(self, request: Request, identifier: str) -> Reply:
        limit, offset = self.page(request, 20, dev_most=50)
        return json_reply(self._tracks_page(self.known("albums", identifier), self.base(request), limit, offset))

    def artist_albums(self, request: Request, identifier: str) -> Reply:
        """By group, then newest first: the first item is not the newest of all."""
        artist = self.known("artists", identifier)
        limit, offset = self.page(request, 20 if self.extended else 5)
        groups = request.listed("include_groups") or ["album", "single", "compilation"]
        base, order = self.base(request), ["album", "single", "compilation"]
        stubs = [self._album_stub(release, base, group=True) for release in self.by_artist.get(artist.spotify_id, [])]
        stubs = [stub for stub in stubs if stub["album_type"] in groups]
        stubs.sort(key=lambda stub: stub["release_date"], reverse=True)
        stubs.sort(key=lambda stub: order.index(stub["album_type"]))
        words = urlencode({"include_groups": ",".join(groups)})
        page = shapes.paging(
            stubs[offset : offset + limit], f"{base}/v1/artists/{identifier}/albums", words, limit, offset, len(stubs)
        )
        return json_reply(page)

    def top_tracks(self, request: Request, identifier: str) -> Reply:
        artist, base = self.known("artists", identifier), self.base(request)
        found = [track for track in self.tracks.values() if track.recording.credits[0].artist is artist]
        return json_reply({"tracks": [self.shown("tracks", one, base) for one in found[:10]]})
